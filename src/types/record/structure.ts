import type { FieldsOf, Named, RecordType } from "../ctype.ts";
import type { RecordOptions } from "./record_shape.ts";
import { recordType } from "./record_type.ts";

export type { RecordOptions };

/**
 * The type `struct { … }`, to be extended by a class. The layout is the platform's C compiler's. Without fields it has size
 * 0, as in GNU C, and cannot be passed by value. A field may have any name that is no number, also `constructor`.
 *
 * @param fields Names to C types; `bits(T, n)` for bit fields, `anonymous(T)` for nameless members. A field whose type
 *   refers to the structure itself is given by a getter.
 * @param options `pack` as in `#pragma pack`, `align` as in `_Alignas`, `name` for messages.
 * @throws {TypeError} If a field is no C type, or a name is defined twice.
 * @throws {RangeError} If an option or the width of a bit field is out of range.
 *
 * @example
 * ```ts
 * import { c_int, Pointer, Structure } from "@ctypes/ctypes";
 *
 * class Node extends Structure({
 *   value: c_int,
 *   get next() { return Pointer(Node); },
 * }) {}
 * const tail = new Node({ value: 2 });
 * const head = new Node({ value: 1, next: tail });
 * console.log(head.next?.contents.value); // 2
 * ```
 */
export function Structure<F extends object, Name extends string = string>(
  fields: FieldsOf<F>,
  options: RecordOptions<Name> = {},
): RecordType<F, Named<"structure", Name>> {
  return recordType("Structure", fields, options, { union: false, little: undefined });
}

/**
 * The type `union { … }`: as {@linkcode Structure}, with all fields at offset 0.
 *
 * @throws {TypeError} If a field is no C type, or a name is defined twice.
 * @throws {RangeError} If an option or the width of a bit field is out of range.
 *
 * @example
 * ```ts
 * import { c_float, c_uint, Union } from "@ctypes/ctypes";
 *
 * class Bits extends Union({ float: c_float, integer: c_uint }) {}
 * console.log(new Bits({ float: 1 }).integer.toString(16)); // 3f800000
 * ```
 */
export function Union<F extends object, Name extends string = string>(
  fields: FieldsOf<F>,
  options: RecordOptions<Name> = {},
): RecordType<F, Named<"union", Name>> {
  return recordType("Union", fields, options, { union: true, little: undefined });
}

/**
 * A structure whose scalars are stored with the highest byte first, as in many file and network formats.
 *
 * @throws {TypeError} As {@linkcode Structure}, and if a field has no byte order of its own (a pointer).
 * @throws {RangeError} As {@linkcode Structure}.
 *
 * @example
 * ```ts
 * import { BigEndianStructure, bytesAt, c_ushort } from "@ctypes/ctypes";
 *
 * class Port extends BigEndianStructure({ number: c_ushort }) {}
 * console.log(bytesAt(new Port({ number: 80 }))); // Uint8Array [ 0, 80 ]
 * ```
 */
export function BigEndianStructure<F extends object, Name extends string = string>(
  fields: FieldsOf<F>,
  options: RecordOptions<Name> = {},
): RecordType<F, Named<"big-endian structure", Name>> {
  return recordType("BigEndianStructure", fields, options, { union: false, little: false });
}

/**
 * A structure whose scalars are stored with the lowest byte first: on every machine that this module runs on the same
 * as {@linkcode Structure}.
 *
 * @throws {TypeError} As {@linkcode Structure}.
 * @throws {RangeError} As {@linkcode Structure}.
 *
 * @example
 * ```ts
 * import { bytesAt, c_ushort, LittleEndianStructure } from "@ctypes/ctypes";
 *
 * class Port extends LittleEndianStructure({ number: c_ushort }) {}
 * console.log(bytesAt(new Port({ number: 80 }))); // Uint8Array [ 80, 0 ]
 * ```
 */
export function LittleEndianStructure<F extends object, Name extends string = string>(
  fields: FieldsOf<F>,
  options: RecordOptions<Name> = {},
): RecordType<F, Named<"structure", Name>> {
  return recordType("LittleEndianStructure", fields, options, { union: false, little: true });
}

/**
 * A union whose scalars are stored with the highest byte first; see {@linkcode BigEndianStructure}.
 *
 * @throws {TypeError} As {@linkcode BigEndianStructure}.
 * @throws {RangeError} As {@linkcode Structure}.
 *
 * @example
 * ```ts
 * import { ArrayOf, BigEndianUnion, c_ubyte, c_uint } from "@ctypes/ctypes";
 *
 * class Word extends BigEndianUnion({ value: c_uint, bytes: ArrayOf(c_ubyte, 4) }) {}
 * console.log([...new Word({ value: 1 }).bytes]); // [ 0, 0, 0, 1 ]
 * ```
 */
export function BigEndianUnion<F extends object, Name extends string = string>(
  fields: FieldsOf<F>,
  options: RecordOptions<Name> = {},
): RecordType<F, Named<"big-endian union", Name>> {
  return recordType("BigEndianUnion", fields, options, { union: true, little: false });
}

/**
 * A union whose scalars are stored with the lowest byte first; see {@linkcode LittleEndianStructure}.
 *
 * @throws {TypeError} As {@linkcode Structure}.
 * @throws {RangeError} As {@linkcode Structure}.
 *
 * @example
 * ```ts
 * import { c_uint, c_ushort, LittleEndianUnion } from "@ctypes/ctypes";
 *
 * class Word extends LittleEndianUnion({ value: c_uint, low: c_ushort }) {}
 * console.log(new Word({ value: 0x10002 }).low); // 2
 * ```
 */
export function LittleEndianUnion<F extends object, Name extends string = string>(
  fields: FieldsOf<F>,
  options: RecordOptions<Name> = {},
): RecordType<F, Named<"union", Name>> {
  return recordType("LittleEndianUnion", fields, options, { union: true, little: true });
}
