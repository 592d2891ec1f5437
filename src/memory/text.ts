import { runtime } from "../runtime/runtime.ts";
import type { Extent, Target } from "./addressable.ts";
import { allocator } from "./allocator.ts";
import { foreignBlock, offsetIn } from "./window.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Size of C's `wchar_t` in bytes: UTF-16 on Windows, UTF-32 elsewhere. */
export const WIDE_SIZE: 2 | 4 = runtime.platform === "win32" ? 2 : 4;

/** Why a string cannot become a C string, or null if it can. */
export function textFlaw(text: string): string | null {
  if (text.includes("\0")) return "a string without NUL characters";
  if (!text.isWellFormed()) return "a string without lone surrogates";
  return null;
}

/** A new UTF-8 copy of a string with a NUL at its end. */
export function encodeText(text: string): Extent {
  const bytes = encoder.encode(text);
  const size = bytes.length + 1;
  const offset = allocator.cut(size);
  const { block } = allocator;
  new Uint8Array(block.view.buffer, offset, size).set(bytes);
  return { block, offset, size };
}

/** A new copy of a string in `wchar_t`s with a NUL at its end. */
export function encodeWideText(text: string): Extent {
  const size = (wideLength(text) + 1) * WIDE_SIZE;
  const offset = allocator.cut(size);
  const { block } = allocator;
  storeWideText(block.view, offset, text);
  return { block, offset, size };
}

/** Up to this many characters, asking an encoder for bytes costs more than storing one after the other. */
const SHORT = 128;

/** Whether a string is short and has no characters but those of ASCII, without NUL. */
export function isShortAscii(text: string): boolean {
  const { length } = text;
  if (length > SHORT) return false;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0 || code >= 0x80) return false;
  }
  return true;
}

const isHighSurrogate = (code: number): boolean => (code & 0xfc00) === 0xd800;

/** How many `wchar_t`s a string without flaws becomes. */
export function wideLength(text: string): number {
  const { length } = text;
  if (WIDE_SIZE === 2) return length;
  let pairs = 0;
  for (let i = 0; i < length; i++) if (isHighSurrogate(text.charCodeAt(i))) pairs++;
  return length - pairs;
}

/** Stores a string without flaws as `wchar_t`s, without a NUL. */
export function storeWideText(view: DataView, offset: number, text: string): void {
  const { length } = text;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (WIDE_SIZE === 2) view.setUint16(offset, code, true);
    else view.setUint32(offset, isHighSurrogate(code) ? text.codePointAt(i++)! : code, true);
    offset += WIDE_SIZE;
  }
}

/** The bytes of some memory, not copied. */
export function bytesOf({ block, offset, size }: Extent): Uint8Array<ArrayBuffer> {
  return new Uint8Array(block.view.buffer, block.view.byteOffset + offset, size);
}

/** UTF-8 text up to the first NUL or the end. */
export function decodeText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end));
}

const getWide = (view: DataView, offset: number): number =>
  WIDE_SIZE === 2 ? view.getUint16(offset, true) : view.getUint32(offset, true);

/** `count` wide characters as a string; what is no character becomes U+FFFD. */
export function decodeWide(view: DataView, offset: number, count: number): string {
  let text = "";
  for (let i = 0; i < count; i++) {
    const unit = getWide(view, offset + i * WIDE_SIZE);
    text += WIDE_SIZE === 2 ? String.fromCharCode(unit) : unit <= 0x10ffff ? String.fromCodePoint(unit) : "\ufffd";
  }
  return text;
}

/** Wide text up to the first NUL or the end. */
export function decodeWideText({ block, offset, size }: Extent): string {
  return decodeWide(block.view, offset, Math.floor(lengthIn(block.view, offset, size, WIDE_SIZE) / WIDE_SIZE));
}

/** The text that a `char *` refers to; null for NULL. */
export function textAt({ address, extent }: Target): string | null {
  if (address === 0n) return null;
  if (extent !== null) return decodeText(bytesOf(extent));
  return runtime.readCString(address);
}

/** The text that a `wchar_t *` refers to; null for NULL. */
export function wideTextAt(target: Target): string | null {
  const { address, extent } = target;
  if (address === 0n) return null;
  if (extent !== null) return decodeWideText(extent);
  const start = Number(address), size = lengthOfText(target, WIDE_SIZE);
  const block = foreignBlock(start, size);
  return decodeWide(block.view, offsetIn(block, start), size / WIDE_SIZE);
}

/** The size of a NUL. */
type NulSize = 1 | 2 | 4;

/** How many bytes there are before the first NUL, or before the end. */
function lengthIn(view: DataView, offset: number, size: number, unit: NulSize): number {
  for (let at = 0; at + unit <= size; at += unit) {
    const value = unit === 1
      ? view.getUint8(offset + at)
      : unit === 2
      ? view.getUint16(offset + at, true)
      : view.getUint32(offset + at, true);
    if (value === 0) return at;
  }
  return size;
}

/** Foreign memory is looked through in pieces of so many bytes. */
const PIECE = 1 << 16;

/** How many bytes there are before the first NUL, or before the end of an object of known size. */
export function lengthOfText({ address, extent }: Target, unit: NulSize): number {
  if (extent !== null) return lengthIn(extent.block.view, extent.offset, extent.size, unit);
  const start = Number(address);
  for (let at = start;; at += PIECE) {
    const block = foreignBlock(at, PIECE);
    const length = lengthIn(block.view, offsetIn(block, at), PIECE, unit);
    if (length < PIECE) return at - start + length;
  }
}
