import { type Extent, SIZE } from "../../memory/addressable.ts";
import { type Block, keepCopied, MEMORY, OFFSET } from "../../memory/block.ts";
import {
  bytesOf,
  decodeText,
  decodeWideText,
  storeWideText,
  textFlaw,
  WIDE_SIZE,
  wideLength,
} from "../../memory/text.ts";
import { outOfRange, wrongKind } from "../type_info.ts";

const encoder = new TextEncoder();

/** Writes UTF-8 text into a `char` array; the rest becomes zero, so that a shorter text is ended by NUL. */
export function writeText(bytes: Uint8Array, text: string, typeName: string, label: string, owner: unknown): void {
  const flaw = textFlaw(text);
  if (flaw !== null) throw wrongKind(text, typeName, label, owner, flaw);
  const encoded = encoder.encode(text);
  if (encoded.length > bytes.length) throw tooLong(text, encoded.length, bytes.length, typeName, label, owner);
  bytes.set(encoded);
  bytes.fill(0, encoded.length);
}

/** Writes text into a `wchar_t` array; the rest becomes zero. */
export function writeWideText(extent: Extent, text: string, typeName: string, label: string, owner: unknown): void {
  const flaw = textFlaw(text);
  if (flaw !== null) throw wrongKind(text, typeName, label, owner, flaw);
  const units = wideLength(text);
  const { block, offset, size } = extent;
  if (units * WIDE_SIZE > size) throw tooLong(text, units, size / WIDE_SIZE, typeName, label, owner);
  storeWideText(block.view, offset, text);
  bytesOf(extent).fill(0, units * WIDE_SIZE);
}

function tooLong(text: string, length: number, room: number, typeName: string, label: string, owner: unknown): Error {
  return outOfRange(text, typeName, label, owner, `at most ${room} units, not ${length}`);
}

/** Adds `.value` and `.raw` to arrays of `char`, which are byte arrays. */
export function addCharMembers(prototype: object): void {
  Object.defineProperties(prototype, {
    value: {
      get(this: Uint8Array) {
        return decodeText(this);
      },
      set(this: Uint8Array, text: unknown) {
        writeValue(this, text);
      },
      configurable: true,
    },
    raw: {
      get(this: Uint8Array) {
        return new Uint8Array(this);
      },
      set(this: Uint8Array<ArrayBuffer>, bytes: unknown) {
        if (!(bytes instanceof Uint8Array)) throw wrongKind(bytes, "c_char array", "raw", this, "a Uint8Array");
        if (bytes.length > this.length) {
          throw outOfRange(bytes, "c_char array", "raw", this, `at most ${this.length} bytes, not ${bytes.length}`);
        }
        this.set(bytes);
        keepCopied(this, bytes);
      },
      configurable: true,
    },
  });
}

/** As in Python, only the text and its NUL are written: bytes behind it stay. */
function writeValue(array: Uint8Array, text: unknown): void {
  if (typeof text !== "string") throw wrongKind(text, "c_char array", "value", array, "a string");
  const flaw = textFlaw(text);
  if (flaw !== null) throw wrongKind(text, "c_char array", "value", array, flaw);
  const encoded = encoder.encode(text);
  if (encoded.length > array.length) {
    throw tooLong(text, encoded.length, array.length, "c_char array", "value", array);
  }
  array.set(encoded);
  if (encoded.length < array.length) array[encoded.length] = 0;
}

interface WideArray {
  [MEMORY]: Block;
  [OFFSET]: number;
  [SIZE]: number;
}

/** Adds `.value` to arrays of `wchar_t`. */
export function addWideCharMembers(prototype: object): void {
  Object.defineProperty(prototype, "value", {
    get(this: WideArray) {
      return decodeWideText({ block: this[MEMORY], offset: this[OFFSET], size: this[SIZE] });
    },
    set(this: WideArray, text: unknown) {
      if (typeof text !== "string") throw wrongKind(text, "c_wchar array", "value", this, "a string");
      const room = this[SIZE];
      const size = Math.min((wideLength(text) + 1) * WIDE_SIZE, room);
      writeWideText({ block: this[MEMORY], offset: this[OFFSET], size }, text, "c_wchar array", "value", this);
    },
    configurable: true,
  });
}
