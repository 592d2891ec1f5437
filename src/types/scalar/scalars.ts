import { runtime } from "../../runtime/runtime.ts";
import type { ScalarType, VoidType } from "../ctype.ts";
import { longDoubleInfo } from "./long_double.ts";
import { describe } from "../record/record_class.ts";
import { type Scalar, scalarInfo, unfinished } from "./scalar_info.ts";
import { simpleTypes } from "./simple_type.ts";
import type { TypeInfo } from "../type_info.ts";

const windows = runtime.platform === "win32";
/** Compilers for Linux on arm64 take `char` for unsigned, others for signed. */
const signedChar = runtime.arch !== "arm64" || windows || runtime.platform === "darwin";

/** How each scalar is stored and what JavaScript sees of it. */
const scalars: readonly Scalar[] = [
  { name: "c_bool", access: "Uint8", value: "boolean" },
  { name: "c_char", access: "Uint8", value: "char", typedArray: true, passed: signedChar ? "Int8" : "Uint8" },
  { name: "c_wchar", access: windows ? "Uint16" : "Uint32", value: "char" },
  { name: "c_byte", access: "Int8", value: "number", typedArray: true },
  { name: "c_ubyte", access: "Uint8", value: "number", typedArray: true },
  { name: "c_short", access: "Int16", value: "number", typedArray: true },
  { name: "c_ushort", access: "Uint16", value: "number", typedArray: true },
  { name: "c_int", access: "Int32", value: "number", typedArray: true },
  { name: "c_uint", access: "Uint32", value: "number", typedArray: true },
  { name: "c_long", ...(windows ? { access: "Int32", value: "wide" } : { access: "BigInt64", value: "bigint" }) },
  { name: "c_ulong", ...(windows ? { access: "Uint32", value: "wide" } : { access: "BigUint64", value: "bigint" }) },
  { name: "c_longlong", access: "BigInt64", value: "bigint", typedArray: true },
  { name: "c_ulonglong", access: "BigUint64", value: "bigint", typedArray: true },
  { name: "c_size_t", access: "BigUint64", value: "bigint", typedArray: true },
  { name: "c_ssize_t", access: "BigInt64", value: "bigint", typedArray: true },
  { name: "c_time_t", access: "BigInt64", value: "bigint", typedArray: true },
  { name: "c_float", access: "Float32", value: "float", typedArray: true },
  { name: "c_double", access: "Float64", value: "float", typedArray: true },
];
const infos = [...scalars.map(scalarInfo), longDoubleInfo()];
const classes = new Map(simpleTypes(infos).map((type, i) => [infos[i]!.name, type]));

function scalar<Name extends string, Value, Input>(name: Name): ScalarType<Name, Value, Input> {
  return classes.get(name) as unknown as ScalarType<Name, Value, Input>;
}

/** C's `_Bool`: a boolean. */
export const c_bool: ScalarType<"c_bool", boolean> = scalar("c_bool");
/** C's `char`: reads as 0 … 255; takes −128 … 255 or a string of one ASCII character. */
export const c_char: ScalarType<"c_char", number, number | string> = scalar("c_char");
/** C's `wchar_t`: a number; takes a string of one character too. 2 bytes on Windows, 4 elsewhere. */
export const c_wchar: ScalarType<"c_wchar", number, number | string> = scalar("c_wchar");
/** C's `signed char`. */
export const c_byte: ScalarType<"c_byte", number> = scalar("c_byte");
/** C's `unsigned char`. */
export const c_ubyte: ScalarType<"c_ubyte", number> = scalar("c_ubyte");
/** C's `short`. */
export const c_short: ScalarType<"c_short", number> = scalar("c_short");
/** C's `unsigned short`. */
export const c_ushort: ScalarType<"c_ushort", number> = scalar("c_ushort");
/** C's `int`. */
export const c_int: ScalarType<"c_int", number> = scalar("c_int");
/** C's `unsigned int`. */
export const c_uint: ScalarType<"c_uint", number> = scalar("c_uint");
/** C's `long`: a bigint on every platform, though 32 bits on Windows. */
export const c_long: ScalarType<"c_long", bigint, bigint | number> = scalar("c_long");
/** C's `unsigned long`: a bigint on every platform, though 32 bits on Windows. */
export const c_ulong: ScalarType<"c_ulong", bigint, bigint | number> = scalar("c_ulong");
/** C's `long long`: a bigint. */
export const c_longlong: ScalarType<"c_longlong", bigint, bigint | number> = scalar("c_longlong");
/** C's `unsigned long long`: a bigint. */
export const c_ulonglong: ScalarType<"c_ulonglong", bigint, bigint | number> = scalar("c_ulonglong");
/** C's `size_t`: a bigint. */
export const c_size_t: ScalarType<"c_size_t", bigint, bigint | number> = scalar("c_size_t");
/** POSIX's `ssize_t`: a bigint. */
export const c_ssize_t: ScalarType<"c_ssize_t", bigint, bigint | number> = scalar("c_ssize_t");
/** C's `time_t`: a bigint. */
export const c_time_t: ScalarType<"c_time_t", bigint, bigint | number> = scalar("c_time_t");
/** C's `float`. */
export const c_float: ScalarType<"c_float", number> = scalar("c_float");
/** C's `double`. */
export const c_double: ScalarType<"c_double", number> = scalar("c_double");
/** C's `long double`: a number, rounded to a double. Its format is the platform's: 80 bits on x86, 128 on arm64 Linux. */
export const c_longdouble: ScalarType<"c_longdouble", number> = scalar("c_longdouble");

/** C's `int8_t`. The same type as {@linkcode c_byte}. */
export const c_int8: typeof c_byte = c_byte;
/** C's `uint8_t`. The same type as {@linkcode c_ubyte}. */
export const c_uint8: typeof c_ubyte = c_ubyte;
/** C's `int16_t`. The same type as {@linkcode c_short}. */
export const c_int16: typeof c_short = c_short;
/** C's `uint16_t`. The same type as {@linkcode c_ushort}. */
export const c_uint16: typeof c_ushort = c_ushort;
/** C's `int32_t`. The same type as {@linkcode c_int}. */
export const c_int32: typeof c_int = c_int;
/** C's `uint32_t`. The same type as {@linkcode c_uint}. */
export const c_uint32: typeof c_uint = c_uint;
/** C's `int64_t`. The same type as {@linkcode c_longlong}. */
export const c_int64: typeof c_longlong = c_longlong;
/** C's `uint64_t`. The same type as {@linkcode c_ulonglong}. */
export const c_uint64: typeof c_ulonglong = c_ulonglong;

const voidInfo: TypeInfo = {
  kind: "void",
  name: "c_void",
  type: null as never,
  size: 0,
  alignment: 1,
  native: "void",
  hasPointers: false,
  read: () => undefined,
  write: unfinished,
  view: unfinished,
};

/** C's `void`: the result of a function that returns nothing, or the target of a pointer. It has no instances. */
export const c_void: VoidType = class c_void {
  constructor() {
    throw new TypeError("c_void has no instances");
  }
} as unknown as VoidType;
describe(c_void, voidInfo);
Object.defineProperties(c_void, { size: { value: 0 }, alignment: { value: 1 } });
