import { bytesOf, encodeText } from "../memory/text.ts";
import { type Address, runtime } from "../runtime/runtime.ts";

/** Strings up to this many characters go to reused memory: UTF-8 needs at most three bytes for each. */
const SLOT = 1024;
const LONGEST = Math.floor((SLOT - 1) / 3);
const SLOTS = 64;

interface Slot {
  readonly bytes: Uint8Array;
  /** How it is passed. */
  readonly address: Address | Uint8Array;
}

/** Deno tells addresses only to programs that may open any library; others can still pass views. */
function addressOrView(bytes: Uint8Array): Address | Uint8Array {
  try {
    return runtime.address(runtime.addressOf(bytes));
  } catch {
    return bytes;
  }
}

/**
 * Reused memory for string arguments: a ring of slots, so that a string stays readable for some calls after its own,
 * for functions that return pointers into it.
 */
class TextRing {
  readonly #bytes = new Uint8Array(new ArrayBuffer(SLOT * SLOTS));
  readonly #slots: Slot[] = [];
  #next = 0;

  /** The next slot. */
  take(): Slot {
    const i = this.#next;
    this.#next = i + 1 & SLOTS - 1;
    return this.#slots[i] ?? this.#makeSlot(i);
  }

  #makeSlot(i: number): Slot {
    const bytes = this.#bytes.subarray(i * SLOT, (i + 1) * SLOT);
    return this.#slots[i] = { bytes, address: addressOrView(bytes) };
  }
}

const rings: TextRing[] = [];
let depth = 0;
let ring: TextRing | null = null;

/** A callback begins: calls that it makes must not overwrite the strings of the call that it came from. */
export function enterCallback(): void {
  depth++;
  ring = null;
}

/** A callback has ended. */
export function leaveCallback(): void {
  depth--;
  ring = rings[depth] ?? null;
}

/** How many callbacks are running, one inside the other. */
export function callbackDepth(): number {
  return depth;
}

const encoder = new TextEncoder();

/**
 * A string as UTF-8 with a NUL at its end, valid for the call that is about to be made.
 *
 * @returns An address, or a view that must be held until the call has returned; null if the string contains NUL or a
 *   lone surrogate.
 */
export function passText(text: string): Address | Uint8Array | null {
  const { length } = text;
  if (length > LONGEST) return passLongText(text);
  const { bytes, address } = (ring ??= rings[depth] ??= new TextRing()).take();
  // Short ASCII text is copied faster than any encoder is called.
  let i = 0;
  for (; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code - 1 >>> 0 >= 127) return code === 0 ? null : passEncoded(text, bytes, address);
    bytes[i] = code;
  }
  bytes[i] = 0;
  return address;
}

function passEncoded(
  text: string,
  bytes: Uint8Array,
  address: Address | Uint8Array,
): Address | Uint8Array | null {
  if (text.includes("\0") || !text.isWellFormed()) return null;
  bytes[encoder.encodeInto(text, bytes).written] = 0;
  return address;
}

function passLongText(text: string): Uint8Array | null {
  if (text.includes("\0") || !text.isWellFormed()) return null;
  return bytesOf(encodeText(text));
}
