import { runtime } from "../runtime/runtime.ts";
import type { ScalarType, VoidType } from "./ctype.ts";
import { longDoubleInfo } from "./long_double.ts";
import { describe } from "./record_class.ts";
import { type Scalar, scalarInfo, unfinished } from "./scalar_info.ts";
import { simpleType } from "./simple_type.ts";
import type { TypeInfo } from "./type_info.ts";

function scalar<Name extends string, Value, Input = Value>(
  name: Name,
  access: Scalar["access"],
  value: Scalar["value"],
  typedArray = true,
): ScalarType<Name, Value, Input> {
  return simpleType(scalarInfo({ name, access, value, typedArray })) as unknown as ScalarType<Name, Value, Input>;
}

const windows = runtime.platform === "win32";

/** C's `_Bool`: a boolean. */
export const c_bool: ScalarType<"c_bool", boolean> = scalar("c_bool", "Uint8", "boolean", false);
/** C's `char`: reads as 0 … 255; takes −128 … 255 or a string of one ASCII character. */
export const c_char: ScalarType<"c_char", number, number | string> = scalar("c_char", "Uint8", "char");
/** C's `wchar_t`: a number; takes a string of one character too. 2 bytes on Windows, 4 elsewhere. */
export const c_wchar: ScalarType<"c_wchar", number, number | string> = scalar(
  "c_wchar",
  windows ? "Uint16" : "Uint32",
  "char",
  false,
);
/** C's `signed char`. */
export const c_byte: ScalarType<"c_byte", number> = scalar("c_byte", "Int8", "number");
/** C's `unsigned char`. */
export const c_ubyte: ScalarType<"c_ubyte", number> = scalar("c_ubyte", "Uint8", "number");
/** C's `short`. */
export const c_short: ScalarType<"c_short", number> = scalar("c_short", "Int16", "number");
/** C's `unsigned short`. */
export const c_ushort: ScalarType<"c_ushort", number> = scalar("c_ushort", "Uint16", "number");
/** C's `int`. */
export const c_int: ScalarType<"c_int", number> = scalar("c_int", "Int32", "number");
/** C's `unsigned int`. */
export const c_uint: ScalarType<"c_uint", number> = scalar("c_uint", "Uint32", "number");
/** C's `long`: a bigint on every platform, though 32 bits on Windows. */
export const c_long: ScalarType<"c_long", bigint, bigint | number> = windows
  ? scalar("c_long", "Int32", "wide", false)
  : scalar("c_long", "BigInt64", "bigint", false);
/** C's `unsigned long`: a bigint on every platform, though 32 bits on Windows. */
export const c_ulong: ScalarType<"c_ulong", bigint, bigint | number> = windows
  ? scalar("c_ulong", "Uint32", "wide", false)
  : scalar("c_ulong", "BigUint64", "bigint", false);
/** C's `long long`: a bigint. */
export const c_longlong: ScalarType<"c_longlong", bigint, bigint | number> = scalar("c_longlong", "BigInt64", "bigint");
/** C's `unsigned long long`: a bigint. */
export const c_ulonglong: ScalarType<"c_ulonglong", bigint, bigint | number> = scalar(
  "c_ulonglong",
  "BigUint64",
  "bigint",
);
/** C's `size_t`: a bigint. */
export const c_size_t: ScalarType<"c_size_t", bigint, bigint | number> = scalar("c_size_t", "BigUint64", "bigint");
/** POSIX's `ssize_t`: a bigint. */
export const c_ssize_t: ScalarType<"c_ssize_t", bigint, bigint | number> = scalar("c_ssize_t", "BigInt64", "bigint");
/** C's `time_t`: a bigint. */
export const c_time_t: ScalarType<"c_time_t", bigint, bigint | number> = scalar("c_time_t", "BigInt64", "bigint");
/** C's `float`. */
export const c_float: ScalarType<"c_float", number> = scalar("c_float", "Float32", "float");
/** C's `double`. */
export const c_double: ScalarType<"c_double", number> = scalar("c_double", "Float64", "float");
/** C's `long double`: a number, rounded to a double. Its format is the platform's: 80 bits on x86, 128 on arm64 Linux. */
export const c_longdouble: ScalarType<"c_longdouble", number> = simpleType(longDoubleInfo()) as unknown as ScalarType<
  "c_longdouble",
  number
>;

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
