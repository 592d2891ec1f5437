import { NULL_TARGET, storeTarget, type Target, targetOf } from "../../memory/addressable.ts";
import { MEMORY, OFFSET, type Placed } from "../../memory/block.ts";
import { show } from "../../memory/show.ts";
import type { Addressable, CType, InstanceOf, Reference } from "../ctype.ts";
import { newInstance } from "../scalar/simple_type.ts";
import { infoOf, type TypeInfo } from "../type_info.ts";

/** What `cast` takes. */
// deno-lint-ignore no-explicit-any
export type Castable = Addressable | Reference<any> | ((...args: any[]) => any);

/**
 * Another view of what an object points to, C's `(type) object`. Python's `cast`.
 *
 * @param object What has an address: an instance that holds one (a pointer, a string type, a function) means that
 *   address, any other instance or buffer means its own memory. A bigint is an address, null is NULL.
 * @param type A pointer type, `c_char_p`, `c_wchar_p`, `c_void_p` or a function type.
 * @returns A new instance of `type`, which keeps the memory of `object` alive; null for NULL given as null or `0n`.
 * @throws {TypeError} If `object` has no address or `type` is none of these types.
 *
 * @example
 * ```ts
 * import { c_ubyte, c_uint, cast, Pointer } from "@ctypes/ctypes";
 *
 * const bytes = cast(new c_uint(0x01020304), Pointer(c_ubyte));
 * console.log(bytes.at(0)); // 4
 * ```
 */
export function cast<T extends CType>(object: Castable, type: T): InstanceOf<T>;
/** As above; the result is null for null and `0n`. */
export function cast<T extends CType>(object: Castable | bigint | null, type: T): InstanceOf<T> | null;
export function cast(object: unknown, type: unknown): unknown {
  const info = infoOf(type, "cast()");
  if (info.kind !== "pointer" && info.kind !== "text" && info.kind !== "address" && info.kind !== "function") {
    throw new TypeError(`cast(): expected a pointer, string or function type, not ${info.name}`);
  }
  const target = typeof object === "bigint" ? targetOfAddress(object) : targetOf(object);
  if (target === null) throw new TypeError(`cast(): ${show(object)} has no address`);
  if (target === NULL_TARGET) return null;
  return castTarget(target, info);
}

function castTarget(target: Target, info: TypeInfo): unknown {
  if (info.atAddress !== undefined) return info.atAddress(target);
  if (info.pointers !== undefined) return info.pointers.to(target);
  const made = newInstance(info) as Placed;
  storeTarget(made[MEMORY], made[OFFSET], target);
  return made;
}

function targetOfAddress(address: bigint): Target {
  if (address === 0n) return NULL_TARGET;
  if (address < -(1n << 63n) || address >= 1n << 64n) {
    throw new RangeError(`cast(): expected an address of 64 bits, not ${show(address)}`);
  }
  return { address: BigInt.asUintN(64, address), extent: null, keep: null };
}
