import {
  extentOf,
  isBuffer,
  isFunctionPointer,
  isPlaced,
  OffsetReference,
  Reference,
  SIZE,
} from "../memory/addressable.ts";
import { ownBlock, startIn } from "../memory/allocator.ts";
import { MEMORY, OFFSET } from "../memory/block.ts";
import { keepWhileInUse } from "../memory/in_use.ts";
import { show } from "../memory/show.ts";
import { bytesOf } from "../memory/text.ts";
import type { Addressable, CType, FunctionPointer, Instance, Reference as ReferenceTo } from "./ctype.ts";
import { infoOfInstance, infoOrNull } from "./type_info.ts";

const POINTER_SIZE = 8;

/**
 * The size in bytes of a C type or of an instance, C's `sizeof`.
 *
 * @throws {TypeError} If it is neither.
 *
 * @example
 * ```ts
 * import { c_int, sizeof } from "@ctypes/ctypes";
 *
 * console.log(sizeof(c_int), sizeof(new c_int(1))); // 4 4
 * ```
 */
export function sizeof(typeOrInstance: CType | Addressable | FunctionPointer): number {
  const info = infoOrNull(typeOrInstance);
  if (info !== null) return info.size;
  if (isFunctionPointer(typeOrInstance)) return POINTER_SIZE;
  const extent = infoOfInstance(typeOrInstance) === null ? null : extentOf(typeOrInstance);
  if (extent === null) {
    throw new TypeError(`sizeof(): expected a C type or an instance of one, not ${show(typeOrInstance)}`);
  }
  return extent.size;
}

/**
 * The alignment in bytes of a C type or of an instance's type, C's `_Alignof`.
 *
 * @throws {TypeError} If it is neither.
 *
 * @example
 * ```ts
 * import { alignment, c_double } from "@ctypes/ctypes";
 *
 * console.log(alignment(c_double)); // 8
 * ```
 */
export function alignment(typeOrInstance: CType | Addressable | FunctionPointer): number {
  if (isFunctionPointer(typeOrInstance)) return POINTER_SIZE;
  const info = infoOrNull(typeOrInstance) ?? infoOfInstance(typeOrInstance);
  if (info === null) {
    throw new TypeError(`alignment(): expected a C type or an instance of one, not ${show(typeOrInstance)}`);
  }
  return info.alignment;
}

/**
 * The address of an object's own memory. The caller must keep the object reachable while C uses the address; a
 * `pointer` or `cast` of it does that by itself.
 *
 * @throws {TypeError} If the object is no instance of a C type and no fixed buffer.
 *
 * @example
 * ```ts
 * import { addressof, c_int } from "@ctypes/ctypes";
 *
 * const x = new c_int(7);
 * console.log(c_int.fromAddress(addressof(x)).value); // 7
 * ```
 */
export function addressof(object: Addressable): bigint {
  const extent = extentOf(object);
  if (extent === null) throw new TypeError(`addressof(): expected an instance of a C type, not ${show(object)}`);
  return BigInt(extent.block.base + extent.offset);
}

/**
 * The address of an object as an argument: the cheapest way to pass a pointer. Python's `byref`.
 *
 * @param object An instance of a C type or a buffer. It stays alive until the call has returned.
 * @param offset Bytes to add to the address.
 * @throws {TypeError} If `object` has no memory, or `offset` is no integer.
 * @throws {RangeError} If `offset` is outside the object.
 *
 * @example An out-parameter
 * ```ts
 * import { byref, c_char_p, c_int, c_long, CFunction, dlopen, findLibrary, Pointer } from "@ctypes/ctypes";
 *
 * using libc = dlopen(findLibrary("c"), {
 *   strtol: CFunction([c_char_p, Pointer(c_char_p), c_int], c_long),
 * });
 * const end = new c_char_p();
 * console.log(libc.symbols.strtol("42 apples", byref(end), 10)); // 42n
 * ```
 */
export function byref<I extends Addressable>(object: I, offset = 0): ReferenceTo<I> {
  if (!isPlaced(object) && !isBuffer(object)) {
    throw new TypeError(`byref(): expected an instance of a C type or a buffer, not ${show(object)}`);
  }
  if (offset === 0) return new Reference(object) as ReferenceTo<I>;
  if (!Number.isInteger(offset)) throw new TypeError(`byref(): expected an integer offset, not ${show(offset)}`);
  const { size } = extentOf(object)!;
  if (offset < 0 || offset > size) throw new RangeError(`byref(): offset ${offset} is outside 0 … ${size}`);
  return new OffsetReference(object, offset) as ReferenceTo<I>;
}

/**
 * Gives an instance a larger memory, of which its old bytes are the beginning: for structures that end in an array of
 * variable length. Views and pointers made before keep the old memory.
 *
 * @param object An instance of a structure, union, scalar, pointer, or array that is no typed array.
 * @param size The new size in bytes.
 * @throws {TypeError} If `object` cannot be resized (one that is frozen neither), or `size` is no number.
 * @throws {RangeError} If `size` is smaller than the type or no size.
 *
 * @example
 * ```ts
 * import { c_int, resize, sizeof, Structure } from "@ctypes/ctypes";
 *
 * class Header extends Structure({ count: c_int }) {}
 * const header = new Header({ count: 2 });
 * resize(header, 12);
 * console.log(sizeof(header), header.count); // 12 2
 * ```
 */
export function resize(object: Instance, size: number): void {
  const info = infoOfInstance(object);
  if (info === null || !isPlaced(object)) {
    throw new TypeError(`resize(): expected an instance of a C type that is no typed array, not ${show(object)}`);
  }
  if (typeof size !== "number") throw new TypeError(`resize(): expected a size, not ${show(size)}`);
  if (!Number.isSafeInteger(size) || size < info.size) {
    throw new RangeError(`resize(): expected a size of at least ${info.size} (${info.name}), not ${show(size)}`);
  }
  if (!Object.isExtensible(object)) throw new TypeError(`resize(): ${show(object)} is frozen or sealed`);
  const old = extentOf(object)!;
  const kept = Math.min(old.size, size);
  const block = ownBlock(size, info.alignment), offset = startIn(block, info.alignment);
  bytesOf({ block, offset, size: kept }).set(bytesOf({ ...old, size: kept }));
  block.keepFrom(offset, old.block, old.offset, kept);
  keepWhileInUse(old.block);
  object[MEMORY] = block;
  object[OFFSET] = offset;
  Object.defineProperty(object, SIZE, { value: size, configurable: true });
}
