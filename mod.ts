/**
 * Python's `ctypes` for Deno and Bun: call any C library with real C types.
 *
 * @example
 * ```ts
 * import { c_char_p, c_size_t, CFunction, dlopen, findLibrary } from "@ctypes/ctypes";
 *
 * using libc = dlopen(findLibrary("c"), { strlen: CFunction([c_char_p], c_size_t) });
 * console.log(libc.symbols.strlen("hello")); // 5n
 * ```
 *
 * @module
 */
export {
  c_bool,
  c_byte,
  c_char,
  c_double,
  c_float,
  c_int,
  c_int16,
  c_int32,
  c_int64,
  c_int8,
  c_long,
  c_longdouble,
  c_longlong,
  c_short,
  c_size_t,
  c_ssize_t,
  c_time_t,
  c_ubyte,
  c_uint,
  c_uint16,
  c_uint32,
  c_uint64,
  c_uint8,
  c_ulong,
  c_ulonglong,
  c_ushort,
  c_void,
  c_wchar,
} from "./src/types/scalar/scalars.ts";
export { c_char_p, c_void_p, c_wchar_p } from "./src/types/pointer/address_types.ts";
export {
  BigEndianStructure,
  BigEndianUnion,
  LittleEndianStructure,
  LittleEndianUnion,
  type RecordOptions,
  Structure,
  Union,
} from "./src/types/record/structure.ts";
export { anonymous, bits } from "./src/types/record/member.ts";
export { ArrayOf } from "./src/types/array/array.ts";
export { toObject } from "./src/types/record/to_object.ts";
export { Enum, Flags, type IntegerType } from "./src/types/scalar/enumeration.ts";
export { Opaque } from "./src/types/opaque.ts";
export { Pointer, pointer } from "./src/types/pointer/pointer.ts";
export { createStringBuffer, createUnicodeBuffer } from "./src/types/array/buffers.ts";
export { cast, type Castable } from "./src/types/pointer/cast.ts";
export { addressof, alignment, byref, resize, sizeof } from "./src/types/sizes.ts";
export { bytesAt, memmove, memoryAt, memset, type Place } from "./src/types/memory_access.ts";
export { stringAt, stringsAt, wstringAt } from "./src/types/text_access.ts";
export type * from "./src/types/ctype.ts";
export {
  type Arguments,
  type CallbackArguments,
  type CallbackFunction,
  type CallResult,
  CFunction,
  type CheckedResult,
  type FunctionInstance,
  type FunctionType,
} from "./src/call/function/function_type.ts";
export type { FunctionOptions } from "./src/call/function/signature.ts";
export { ErrnoError, getErrno, setErrno } from "./src/call/errno.ts";
export { getLastError, setLastError } from "./src/call/last_error.ts";
export { dlopen, type DlopenOptions, type Library, type Symbols, type SymbolTypes } from "./src/library/dlopen.ts";
export { RTLD_GLOBAL, RTLD_LAZY, RTLD_LOCAL, RTLD_NODELETE, RTLD_NOLOAD, RTLD_NOW } from "./src/library/loader.ts";
export { findLibrary } from "./src/library/find/find.ts";
export { dllist } from "./src/library/dllist.ts";
export { findMsvcrt } from "./src/windows/crt.ts";
export { FormatError, GetLastError, WindowsError, WinError } from "./src/windows/errors.ts";
export { COMError, HRESULT } from "./src/windows/com/hresult.ts";
export { type ClassObject, DllCanUnloadNow, DllGetClassObject } from "./src/windows/com/com_server.ts";
export type { GuidInput } from "./src/windows/com/guid_text.ts";
