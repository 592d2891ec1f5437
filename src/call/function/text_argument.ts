import { type Extent, extentOf } from "../../memory/addressable.ts";
import { enterUse, leaveUse } from "../../memory/in_use.ts";
import { bytesOf, encodeText } from "../../memory/text.ts";
import { type Address, runtime } from "../../runtime/runtime.ts";

/** Strings up to this many characters go to slots of fixed size: UTF-8 needs at most three bytes for each. */
const SLOT = 1024;
const LONGEST = Math.floor((SLOT - 1) / 3);
const SLOTS = 64;
const SHORT = runtime.shortText;
/** Longer ones go to buffers that grow as needed, up to this many characters; what is longer still is not kept. */
const LONG_SLOTS = 4;
const LONGEST_KEPT = 1 << 16;

interface Slot {
  readonly bytes: Uint8Array;
  /** How it is passed. */
  readonly address: Address | Uint8Array;
}

/** Deno tells addresses only to programs that may open any library; others can still pass views. */
function slotOf(bytes: Uint8Array): Slot {
  try {
    return { bytes, address: runtime.address(runtime.addressOf(bytes)) };
  } catch {
    return { bytes, address: bytes };
  }
}

/**
 * Reused memory for string arguments: rings of slots, so that a string stays readable for some calls after its own, for
 * functions that return pointers into it.
 */
class TextRing {
  readonly #slots: (Slot | undefined)[] = [];
  #next = 0;
  readonly #longSlots: (Slot | undefined)[] = [];
  #nextLong = 0;

  /** A slot for a short string. */
  take(): Slot {
    const i = this.#next;
    this.#next = i + 1 & SLOTS - 1;
    return this.#slots[i] ??= slotOf(new Uint8Array(new ArrayBuffer(SLOT)));
  }

  /** A slot of some size. */
  takeLong(size: number): Slot {
    const i = this.#nextLong;
    this.#nextLong = i + 1 & LONG_SLOTS - 1;
    const slot = this.#longSlots[i];
    if (slot !== undefined && slot.bytes.length >= size) return slot;
    return this.#longSlots[i] = slotOf(new Uint8Array(new ArrayBuffer(2 ** Math.ceil(Math.log2(size)))));
  }

  /** Memory of its own for a string that was copied to an address. */
  own(text: string, address: Address): Extent | null {
    const slot = this.#slots[find(this.#slots, this.#next, SLOTS, address)];
    if (slot !== undefined) return copyOf(text, slot.bytes);
    const i = find(this.#longSlots, this.#nextLong, LONG_SLOTS, address);
    const long = this.#longSlots[i];
    if (long === undefined) return null;
    this.#longSlots[i] = undefined;
    return extentOf(long.bytes);
  }
}

/** Looks for an address from the last slot that was used on, since it costs V8 much to compare bigints. */
function find(slots: readonly (Slot | undefined)[], next: number, count: number, address: Address): number {
  for (let back = 1; back <= count; back++) {
    const i = next - back & count - 1;
    if (slots[i]?.address === address) return i;
  }
  return -1;
}

/** A copy of a string as C left it. */
function copyOf(text: string, bytes: Uint8Array): Extent {
  const copy = encodeText(text);
  const { block: { view }, offset, size } = copy;
  for (let i = 0; i < size; i++) view.setUint8(offset + i, bytes[i]!);
  return copy;
}

/** The greatest number of strings in one call that reused memory has room for. */
export const MOST_TEXTS: number = LONG_SLOTS;

const rings: TextRing[] = [];
/** So many are kept for the next callbacks; those of callbacks that are nested more deeply are not. */
const MOST_RINGS = 8;
let depth = 0;
let ring: TextRing | null = null;

/** A callback begins: calls that it makes must not overwrite the strings of the call that it came from. */
export function enterCallback(): void {
  depth++;
  enterUse();
  ring = null;
}

/** A callback has ended. */
export function leaveCallback(): void {
  depth--;
  leaveUse();
  // That of the level below stays for the next callback there.
  if (rings.length > MOST_RINGS && rings.length > depth + 2) rings.length = Math.max(MOST_RINGS, depth + 2);
  ring = rings[depth] ?? null;
}

/** How many callbacks are running, one inside the other. */
export function callbackDepth(): number {
  return depth;
}

/**
 * A string as UTF-8 with a NUL at its end, valid for the call that is about to be made.
 *
 * @returns An address, or a view that must be held until the call has returned; null if the string contains NUL or a
 *   lone surrogate.
 */
export function passText(text: string): Address | Uint8Array | null {
  const { length } = text;
  ring ??= rings[depth] ??= new TextRing();
  if (length > LONGEST) {
    return length > LONGEST_KEPT ? passOnce(text) : passEncoded(text, ring.takeLong(3 * length + 1));
  }
  const slot = ring.take();
  if (length > SHORT) return passEncoded(text, slot);
  const { bytes } = slot;
  let end = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) {
      if (code === 0) return null;
      bytes[end++] = code;
    } else if (code < 0x800) {
      bytes[end++] = 0xc0 | code >> 6;
      bytes[end++] = 0x80 | code & 0x3f;
    } else if (code < 0xd800 || code >= 0xe000) {
      bytes[end++] = 0xe0 | code >> 12;
      bytes[end++] = 0x80 | code >> 6 & 0x3f;
      bytes[end++] = 0x80 | code & 0x3f;
    } else return passEncoded(text, slot);
  }
  bytes[end] = 0;
  return slot.address;
}

/**
 * Memory that nobody else uses for a string that {@linkcode passText} copied for a call which has just returned. It may be
 * another than C saw.
 *
 * @param passed What `passText` gave.
 * @returns Null if the memory was used for another string since.
 */
export function ownText(text: string, passed: Address | Uint8Array): Extent | null {
  return typeof passed === "object" ? extentOf(passed) : ring?.own(text, passed) ?? null;
}

function passEncoded(text: string, { bytes, address }: Slot): Address | Uint8Array | null {
  const written = runtime.encode(text, bytes);
  bytes[written] = 0;
  // As many bytes as characters: all are ASCII.
  if (written !== text.length && !text.isWellFormed()) return null;
  return text.includes("\0") ? null : address;
}

function passOnce(text: string): Uint8Array | null {
  if (text.includes("\0") || !text.isWellFormed()) return null;
  return bytesOf(encodeText(text));
}
