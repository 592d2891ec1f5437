/**
 * Bytes anywhere in memory: copied, filled, read and shared.
 *
 * @module
 */
import {
  dereference,
  type Extent,
  HOLDS_ADDRESS,
  isPlaced,
  Reference,
  type Target,
  targetOf,
} from "../memory/addressable.ts";
import type { Alone } from "../memory/allocator.ts";
import { spotIn } from "../memory/block.ts";
import { exposedBytes } from "../memory/exposed.ts";
import { show } from "../memory/show.ts";
import { bytesOf, lengthOfText } from "../memory/text.ts";
import type { VoidPointerInput } from "./ctype.ts";
import { infoOfInstance } from "./type_info.ts";

/** Where memory is: an address as a bigint, a pointer, an instance, a buffer or `byref` of one. */
export type Place = VoidPointerInput;

/**
 * What a place refers to.
 *
 * @throws {TypeError} If it has no address.
 */
export function targetFor(place: unknown, who: string): Target {
  const target = typeof place === "bigint" ? { address: place, extent: null, keep: null } : targetOf(place);
  if (target === null) throw new TypeError(`${who}: expected an address, a pointer or a buffer, not ${show(place)}`);
  return target;
}

/** Checks a number of bytes or units. */
export function checkSize(size: unknown, who: string): asserts size is number {
  if (typeof size !== "number" && typeof size !== "bigint") {
    throw new TypeError(`${who}: expected a size, not ${show(size)}`);
  }
  if (!Number.isSafeInteger(size) || (size as number) < 0) {
    throw new RangeError(`${who}: expected a size of 0 or more, not ${show(size)}`);
  }
}

/** So many bytes at a place, shared: not for programs to see, as their buffer has others' bytes, too. */
export function bytesFor(place: unknown, size: unknown, who: string): Uint8Array<ArrayBuffer> {
  const extent = extentFor(place, size, who);
  return extent === null ? new Uint8Array(0) : bytesOf(extent);
}

/** Where so many bytes are; null if it is none, which may be anywhere. */
function extentFor(place: unknown, size: unknown, who: string): Extent | null {
  checkSize(size, who);
  return extentBehind(targetFor(place, who), size, who);
}

const extentBehind = (target: Target, size: number, who: string): Extent | null =>
  size === 0 ? null : dereference(target, 0, size, who);

/**
 * Copies bytes, which may overlap; C's `memmove`.
 *
 * @param destination Where to; the caller guarantees that an address is valid.
 * @param source Where from.
 * @param count How many bytes.
 * @returns The address of the destination.
 * @throws {TypeError} If a place has no address.
 * @throws {RangeError} If `count` exceeds an object whose size is known, or is no size.
 * @throws {Error} If a place is NULL.
 *
 * @example
 * ```ts
 * import { c_int, memmove } from "@ctypes/ctypes";
 *
 * const x = new c_int();
 * memmove(x, new Uint8Array([1, 0, 0, 0]), 4);
 * console.log(x.value); // 1
 * ```
 */
export function memmove(destination: Place, source: Place, count: number): bigint {
  const from = extentFor(source, count, "memmove()");
  const target = targetFor(destination, "memmove()");
  const to = extentBehind(target, count, "memmove()");
  if (to !== null) {
    bytesOf(to).set(bytesOf(from!));
    to.block.keepFrom(to.offset, from!.block, from!.offset, count);
  }
  return target.address;
}

/**
 * Fills bytes; C's `memset`.
 *
 * @param destination Where; the caller guarantees that an address is valid.
 * @param value The byte, −128 … 255.
 * @param count How many bytes.
 * @returns The address of the destination.
 * @throws {TypeError} If the place has no address or `value` is no number.
 * @throws {RangeError} If `count` exceeds an object whose size is known, or a number is out of range.
 * @throws {Error} If the place is NULL.
 *
 * @example
 * ```ts
 * import { c_int, memset } from "@ctypes/ctypes";
 *
 * const x = new c_int(5);
 * memset(x, 0xff, 4);
 * console.log(x.value); // -1
 * ```
 */
export function memset(destination: Place, value: number, count: number): bigint {
  if (typeof value !== "number") throw new TypeError(`memset(): expected a byte, not ${show(value)}`);
  if (!Number.isInteger(value) || value < -128 || value > 255) {
    throw new RangeError(`memset(): expected a byte from -128 to 255, not ${show(value)}`);
  }
  checkSize(count, "memset()");
  const target = targetFor(destination, "memset()");
  const extent = extentBehind(target, count, "memset()");
  if (extent !== null) bytesOf(extent).fill(value);
  return target.address;
}

/**
 * A copy of the bytes at a place.
 *
 * @param place Where; the caller guarantees that an address is valid.
 * @param size How many bytes; without it all of an instance or buffer, and of memory that C owns what is before the first
 *   NUL.
 * @throws {TypeError} If the place has no address.
 * @throws {RangeError} If `size` exceeds an object whose size is known, or is no size.
 * @throws {Error} If the place is NULL.
 *
 * @example
 * ```ts
 * import { bytesAt, c_short } from "@ctypes/ctypes";
 *
 * console.log(bytesAt(new c_short(1))); // Uint8Array [ 1, 0 ]
 * ```
 */
export function bytesAt(place: Place, size?: number): Uint8Array<ArrayBuffer> {
  const who = "bytesAt()";
  const target = targetFor(place, who);
  if (size === undefined) dereference(target, 0, 0, who); // throws for NULL
  else checkSize(size, who);
  const extent = extentBehind(target, size ?? ownSizeOf(place, target) ?? lengthOfText(target, 1), who);
  if (extent === null) return new Uint8Array(0);
  const copy = bytesOf(extent).slice();
  if (!extent.block.keepsNothing) spotIn(copy.buffer, 0).block.keepFrom(0, extent.block, extent.offset, copy.length);
  return copy;
}

/**
 * The bytes at a place, shared: writing to them writes to the memory. Python's `memoryview_at`.
 *
 * The array keeps memory of JavaScript's alive. Of memory that C owns the caller must know how long it lives.
 *
 * @param place Where; the caller guarantees that an address is valid.
 * @param size How many bytes; may be left out for an instance or buffer, whose size is known.
 * @throws {TypeError} If the place has no address.
 * @throws {RangeError} If `size` exceeds an object whose size is known, or is no size.
 * @throws {Error} If the place is NULL.
 *
 * @example
 * ```ts
 * import { c_short, memoryAt } from "@ctypes/ctypes";
 *
 * const x = new c_short(1);
 * memoryAt(x)[1] = 1;
 * console.log(x.value); // 257
 * ```
 */
export function memoryAt(place: Place, size?: number): Uint8Array<ArrayBuffer> {
  const extent = extentFor(place, size ?? ownSize(place, "memoryAt()"), "memoryAt()");
  if (extent === null) return new Uint8Array(0);
  const alone = aloneOf(place);
  if (alone !== undefined) alone.now = true;
  return exposedBytes(extent);
}

/** What decides about the memory of instances like the one at a place: a program that looks at one looks at many. */
function aloneOf(place: unknown): Alone | undefined {
  const target = place instanceof Reference ? place.target : place;
  const owner = isPlaced(target) && target[HOLDS_ADDRESS] ? targetOf(target)?.keep : target;
  return infoOfInstance(owner)?.alone;
}

function ownSize(place: unknown, who: string): number {
  const size = place === null || typeof place === "bigint" ? null : ownSizeOf(place, targetOf(place));
  if (size !== null) return size;
  throw new TypeError(`${who}: expected a size, since ${show(place)} has none`);
}

/** The size of the object that a place is, or points into; null where JavaScript does not know it. */
function ownSizeOf(place: unknown, target: Target | null): number | null {
  const extent = target?.extent ?? null;
  return extent === null || isPlaced(place) && extent.before ? null : extent.size;
}
