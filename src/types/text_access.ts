/**
 * Text anywhere in memory, in any encoding.
 *
 * @module
 */
import { dereference, type Target } from "../memory/addressable.ts";
import { show } from "../memory/show.ts";
import { bytesOf, decodeWide, lengthOfText, textAt, WIDE_SIZE, wideTextAt } from "../memory/text.ts";
import { bytesFor, checkSize, type Place, targetFor } from "./memory_access.ts";

/**
 * The text at a place; what is ill-formed becomes U+FFFD. Python's `string_at(…).decode(…)`.
 *
 * @param place Where; the caller guarantees that an address is valid.
 * @param size How many bytes, in every encoding; without it (or undefined), up to the first NUL, which is as wide as the
 *   encoding's unit, or the end of an object of known size.
 * @param encoding Any that `TextDecoder` knows; UTF-8 by default.
 * @throws {TypeError} If the place has no address, or `encoding` is no string.
 * @throws {RangeError} If `size` exceeds an object whose size is known, or is no size, or the encoding is not known.
 * @throws {Error} If the place is NULL.
 *
 * @example
 * ```ts
 * import { createStringBuffer, stringAt } from "@ctypes/ctypes";
 *
 * console.log(stringAt(createStringBuffer("hello")), stringAt(createStringBuffer("hello"), 2)); // hello he
 * console.log(stringAt(new Uint8Array([0xe9, 0]), undefined, "latin1")); // é
 * ```
 */
export function stringAt(place: Place, size?: number, encoding?: string): string {
  const who = "stringAt()";
  const decoder = encoding === undefined ? utf8 : decoderFor(encoding, who);
  if (size !== undefined) return decoder.decode(bytesFor(place, size, who));
  const target = targetFor(place, who);
  dereference(target, 0, 0, who); // throws for NULL
  return decoder === utf8 ? textAt(target)! : decodeUpToNul(target, decoder, who);
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
/** By the name that the program gives: making one costs more than decoding. There are about 200 names. */
const decoders = new Map<string, TextDecoder>();

function decoderFor(encoding: unknown, who: string): TextDecoder {
  if (typeof encoding !== "string") throw new TypeError(`${who}: expected an encoding, not ${show(encoding)}`);
  let decoder = decoders.get(encoding);
  if (decoder === undefined) {
    try {
      decoder = new TextDecoder(encoding, { ignoreBOM: true });
    } catch (cause) {
      throw new RangeError(`${who}: TextDecoder knows no encoding ${show(encoding)}`, { cause });
    }
    if (decoder.encoding === "utf-8") decoder = utf8;
    decoders.set(encoding, decoder);
  }
  return decoder;
}

function decodeUpToNul(target: Target, decoder: TextDecoder, who: string): string {
  const size = lengthOfText(target, decoder.encoding.startsWith("utf-16") ? 2 : 1);
  return decoder.decode(bytesOf(dereference(target, 0, size, who)));
}

/**
 * The texts that a `char **` points to, up to its NULL: `environ`, an `argv`, a list of names.
 *
 * @param place Where the pointers are; the caller guarantees that an address is valid, and that a NULL ends them.
 * @param encoding Any that `TextDecoder` knows; UTF-8 by default.
 * @throws {TypeError} If the place has no address, or `encoding` is no string.
 * @throws {RangeError} If the encoding is not known, or an object whose size is known ends before the NULL.
 * @throws {Error} If the place is NULL.
 *
 * @example
 * ```ts
 * import { ArrayOf, c_char_p, stringsAt } from "@ctypes/ctypes";
 *
 * const names = new (ArrayOf(c_char_p, 3))(["one", "two", null]);
 * console.log(stringsAt(names)); // [ "one", "two" ]
 * ```
 */
export function stringsAt(place: Place, encoding?: string): string[] {
  const who = "stringsAt()";
  const target = targetFor(place, who);
  const texts: string[] = [];
  for (let distance = 0;; distance += POINTER_SIZE) {
    const { block, offset } = dereference(target, distance, POINTER_SIZE, who);
    const address = block.view.getBigUint64(offset, true);
    if (address === 0n) return texts;
    texts.push(stringAt(address, undefined, encoding));
  }
}

const POINTER_SIZE = 8;

/**
 * The wide text at a place. Python's `wstring_at`.
 *
 * @param place Where; the caller guarantees that an address is valid.
 * @param size How many `wchar_t`s; without it, up to the first NUL (or the end of an object of known size).
 * @throws {TypeError} If the place has no address.
 * @throws {RangeError} If `size` exceeds an object whose size is known, or is no size.
 * @throws {Error} If the place is NULL.
 *
 * @example
 * ```ts
 * import { createUnicodeBuffer, wstringAt } from "@ctypes/ctypes";
 *
 * console.log(wstringAt(createUnicodeBuffer("hello"))); // hello
 * ```
 */
export function wstringAt(place: Place, size?: number): string {
  const who = "wstringAt()";
  const target = targetFor(place, who);
  if (size === undefined) {
    dereference(target, 0, 0, who); // throws for NULL
    return wideTextAt(target)!;
  }
  checkSize(size, who);
  const { block, offset } = dereference(target, 0, size * WIDE_SIZE, who);
  return decodeWide(block.view, offset, size);
}
