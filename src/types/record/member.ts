import { show } from "../../memory/show.ts";
import type { Anonymous, AnyRecordType, BitField, SizedType } from "../ctype.ts";
import { infoOf } from "../type_info.ts";

/**
 * A bit field of a structure, C's `T name : width`.
 *
 * @param type An integer type or `c_bool`.
 * @param width The number of bits, 1 to those of the type.
 * @throws {TypeError} If `type` is no integer type or `width` no number.
 * @throws {RangeError} If the type has not so many bits.
 *
 * @example
 * ```ts
 * import { bits, c_uint, Structure } from "@ctypes/ctypes";
 *
 * class Flags extends Structure({ mode: bits(c_uint, 3), on: bits(c_uint, 1) }) {}
 * console.log(new Flags({ mode: 5, on: 1 })); // Flags { mode: 5, on: 1 }
 * ```
 */
export function bits<T extends SizedType>(type: T, width: number): BitField<T> {
  const info = infoOf(type, "bits()");
  const integer = info.scalar !== "float" && (info.scalar !== "boolean" || info.native === "bool");
  if (info.kind !== "scalar" || !integer) {
    throw new TypeError(`bits(): expected an integer type, not ${info.name}`);
  }
  if (typeof width !== "number") throw new TypeError(`bits(): expected a number of bits, not ${show(width)}`);
  const most = info.native === "bool" ? 1 : info.size * 8;
  if (!Number.isInteger(width) || width < 1 || width > most) {
    throw new RangeError(`bits(): expected 1 to ${most} bits of ${info.name}, not ${show(width)}`);
  }
  return { type, bits: width };
}

/**
 * A nameless member of a structure: its fields appear as the structure's own. Python's `_anonymous_`. Where a field of the
 * structure itself, or of a member less deep, has the same name, that one appears, and the other is reached by its member.
 *
 * @param type A structure or union type.
 * @throws {TypeError} If `type` is no structure or union.
 *
 * @example
 * ```ts
 * import { anonymous, c_float, c_int, Structure, Union } from "@ctypes/ctypes";
 *
 * class Value extends Structure({ kind: c_int, u: anonymous(Union({ i: c_int, f: c_float })) }) {}
 * console.log(new Value({ kind: 1, i: 7 }).i); // 7
 * ```
 */
export function anonymous<T extends AnyRecordType>(type: T): Anonymous<T> {
  const info = infoOf(type, "anonymous()");
  if (info.kind !== "record") throw new TypeError(`anonymous(): expected a structure or union, not ${info.name}`);
  return { type, anonymous: true };
}
