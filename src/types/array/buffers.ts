import { AuditEvent } from "../../runtime/audit.ts";
import { show } from "../../memory/show.ts";
import { keepCopied, MEMORY, OFFSET, type Placed } from "../../memory/block.ts";
import { isShortAscii, storeWideText, wideLength } from "../../memory/text.ts";
import { ArrayOf, checkLength } from "./array.ts";
import type { ArrayType, CharArray, SizedType, WideCharArray } from "../ctype.ts";
import { c_char, c_wchar } from "../scalar/scalars.ts";

const encoder = new TextEncoder();
const stringBufferEvent = new AuditEvent("ctypes.create_string_buffer");
const unicodeBufferEvent = new AuditEvent("ctypes.create_unicode_buffer");

const SMALL = 1024;

/** Looks up types of arrays; those of small ones cost less than asking `ArrayOf`. */
function arraysOf<T extends SizedType>(element: T): (length: number) => ArrayType<T> {
  const small: (ArrayType<T> | undefined)[] = new Array(SMALL + 1).fill(undefined);
  return (length) => length > SMALL ? ArrayOf(element, length) : small[length] ??= ArrayOf(element, length);
}

const charArrays = arraysOf(c_char);
const wideCharArrays = arraysOf(c_wchar);
const newStringBuffer = (length: number): CharArray => new (charArrays(length))();
const newUnicodeBuffer = (length: number) => new (wideCharArrays(length))() as unknown as WideCharArray & Placed;

/**
 * A buffer of bytes that C can write into: an instance of `ArrayOf(c_char, n)`, which is a `Uint8Array`. Its memory
 * lives as long as it, or any pointer made from it, does. Python's `create_string_buffer`.
 *
 * @param init The size in bytes, all zero; or a string (as UTF-8) or bytes, which get a NUL behind them. They
 *   may contain NUL themselves.
 * @param size The size in bytes if it shall differ from what `init` needs with its NUL.
 * @throws {TypeError} If `init` is none of these, or a string with lone surrogates.
 * @throws {RangeError} If a size is negative, fractional or too large, or `init` is longer than `size`.
 *
 * @example
 * ```ts
 * import { createStringBuffer } from "@ctypes/ctypes";
 *
 * const buffer = createStringBuffer("hi", 10);
 * console.log(buffer.length, buffer.value); // 10 hi
 * ```
 */
export function createStringBuffer(init: number | string | Uint8Array, size?: number): CharArray {
  const who = "createStringBuffer()";
  if (typeof init === "number") {
    if (size !== undefined) throw new TypeError(`${who}: a size is given twice, ${show(init)} and ${show(size)}`);
    checkLength(init, 1, who);
    if (stringBufferEvent.heard) stringBufferEvent.publish({ init, size: null });
    return newStringBuffer(init);
  }
  if (typeof init === "string" && isShortAscii(init)) {
    const length = checkedLength(init.length, size, who);
    if (stringBufferEvent.heard) stringBufferEvent.publish({ init, size: length });
    const buffer = newStringBuffer(length);
    for (let i = 0; i < init.length; i++) buffer[i] = init.charCodeAt(i);
    return buffer;
  }
  const bytes = typeof init === "string" ? encodeChecked(init, who) : init;
  if (!(bytes instanceof Uint8Array)) {
    throw new TypeError(`${who}: expected a size, a string or a Uint8Array, not ${show(init)}`);
  }
  const length = checkedLength(bytes.length, size, who);
  if (stringBufferEvent.heard) stringBufferEvent.publish({ init, size: length });
  const buffer = newStringBuffer(length);
  buffer.set(bytes);
  if (bytes === init) keepCopied(buffer, bytes);
  return buffer;
}

/**
 * A buffer of `wchar_t` that C can write into: an instance of `ArrayOf(c_wchar, n)`. Units are UTF-16 on Windows and
 * UTF-32 elsewhere. Python's `create_unicode_buffer`.
 *
 * @param init The number of units, all zero; or a string, which gets a NUL behind it and may contain some.
 * @param size The number of units if it shall differ from what `init` needs with its NUL.
 * @throws {TypeError} If `init` is neither, or a string with lone surrogates.
 * @throws {RangeError} If a size is negative, fractional or too large, or `init` is longer than `size`.
 *
 * @example
 * ```ts
 * import { createUnicodeBuffer } from "@ctypes/ctypes";
 *
 * console.log(createUnicodeBuffer("hé").value); // hé
 * ```
 */
export function createUnicodeBuffer(init: number | string, size?: number): WideCharArray {
  const who = "createUnicodeBuffer()";
  if (typeof init === "number") {
    if (size !== undefined) throw new TypeError(`${who}: a size is given twice, ${show(init)} and ${show(size)}`);
    checkLength(init, c_wchar.size, who);
    if (unicodeBufferEvent.heard) unicodeBufferEvent.publish({ init, size: null });
    return newUnicodeBuffer(init);
  }
  if (typeof init !== "string") throw new TypeError(`${who}: expected a size or a string, not ${show(init)}`);
  checkWellFormed(init, who);
  const length = checkedLength(wideLength(init), size, who);
  if (unicodeBufferEvent.heard) unicodeBufferEvent.publish({ init, size: length });
  const buffer = newUnicodeBuffer(length);
  storeWideText(buffer[MEMORY].view, buffer[OFFSET], init);
  return buffer;
}

/** Memory may hold NUL anywhere, but no encoding has lone surrogates. */
function checkWellFormed(text: string, who: string): void {
  if (!text.isWellFormed()) {
    throw new TypeError(`${who}: expected a string without lone surrogates, not ${show(text)}`);
  }
}

function encodeChecked(text: string, who: string): Uint8Array {
  checkWellFormed(text, who);
  return encoder.encode(text);
}

/** The length of a buffer for `needed` units: with a NUL, unless `size` says otherwise. */
function checkedLength(needed: number, size: unknown, who: string): number {
  if (size === undefined) return needed + 1;
  checkLength(size, 4, who);
  if (size < needed) throw new RangeError(`${who}: ${needed} units do not fit in a size of ${size}`);
  return size;
}
