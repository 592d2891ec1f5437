// The integers, characters and texts of Windows. Where Python has c_ulong and c_long, which have 32 bits on Windows
// only and are bigints here, these are c_uint and c_int: numbers of 32 bits everywhere, as Windows means them.
import { c_char_p, c_void_p, c_wchar_p } from "../../types/pointer/address_types.ts";
import {
  c_char,
  c_double,
  c_float,
  c_int,
  c_longlong,
  c_short,
  c_size_t,
  c_ubyte,
  c_uint,
  c_ulonglong,
  c_ushort,
  c_wchar,
} from "../../types/scalar/scalars.ts";

/** An unsigned 8-bit integer. */
export const BYTE: typeof c_ubyte = c_ubyte;
/** An unsigned 16-bit integer. */
export const WORD: typeof c_ushort = c_ushort;
/** An unsigned 32-bit integer: a number, as it has 32 bits on every platform. */
export const DWORD: typeof c_uint = c_uint;
/** An 8-bit character. */
export const CHAR: typeof c_char = c_char;
/** An unsigned 8-bit character. */
export const UCHAR: typeof c_ubyte = c_ubyte;
/** A character of UTF-16 on Windows; elsewhere the C compiler's `wchar_t`, of 32 bits. */
export const WCHAR: typeof c_wchar = c_wchar;
/** An unsigned 32-bit integer. */
export const UINT: typeof c_uint = c_uint;
/** A 32-bit integer. */
export const INT: typeof c_int = c_int;
/** A 64-bit floating-point number. */
export const DOUBLE: typeof c_double = c_double;
/** A 32-bit floating-point number. */
export const FLOAT: typeof c_float = c_float;
/** An 8-bit truth value: 0 or not. */
export const BOOLEAN: typeof c_ubyte = c_ubyte;
/** A 32-bit truth value: 0 or not. */
export const BOOL: typeof c_int = c_int;
/** An unsigned 32-bit integer: Windows' `unsigned long`. */
export const ULONG: typeof c_uint = c_uint;
/** A 32-bit integer: Windows' `long`. */
export const LONG: typeof c_int = c_int;
/** An unsigned 16-bit integer. */
export const USHORT: typeof c_ushort = c_ushort;
/** A 16-bit integer. */
export const SHORT: typeof c_short = c_short;
/** A 64-bit integer. In C it is a union of one. */
export const LARGE_INTEGER: typeof c_longlong = c_longlong;
/** The same type as {@linkcode LARGE_INTEGER}. */
export const _LARGE_INTEGER: typeof c_longlong = c_longlong;
/** An unsigned 64-bit integer. In C it is a union of one. */
export const ULARGE_INTEGER: typeof c_ulonglong = c_ulonglong;
/** The same type as {@linkcode ULARGE_INTEGER}. */
export const _ULARGE_INTEGER: typeof c_ulonglong = c_ulonglong;
/** An unsigned 64-bit integer. */
export const DWORD64: typeof c_ulonglong = c_ulonglong;
/** An unsigned integer as large as a pointer. */
export const UINT_PTR: typeof c_ulonglong = c_ulonglong;
/** An integer as large as a pointer. */
export const INT_PTR: typeof c_longlong = c_longlong;
/** An unsigned integer as large as a pointer. */
export const ULONG_PTR: typeof c_ulonglong = c_ulonglong;
/** An integer as large as a pointer. */
export const LONG_PTR: typeof c_longlong = c_longlong;
/** An unsigned integer as large as a pointer. */
export const DWORD_PTR: typeof c_ulonglong = c_ulonglong;
/** The size of memory. */
export const SIZE_T: typeof c_size_t = c_size_t;
/** COM's text, in wide characters. */
export const OLESTR: typeof c_wchar_p = c_wchar_p;
/** The same type as {@linkcode OLESTR}. */
export const LPOLESTR: typeof c_wchar_p = c_wchar_p;
/** The same type as {@linkcode OLESTR}. */
export const LPCOLESTR: typeof c_wchar_p = c_wchar_p;
/** Text in wide characters. */
export const LPWSTR: typeof c_wchar_p = c_wchar_p;
/** Text in wide characters that is only read. */
export const LPCWSTR: typeof c_wchar_p = c_wchar_p;
/** Text in bytes. Windows means its own code page, not UTF-8, unless a program asks for it. */
export const LPSTR: typeof c_char_p = c_char_p;
/** Text in bytes that is only read; see {@linkcode LPSTR}. */
export const LPCSTR: typeof c_char_p = c_char_p;
/** A pointer to anything. */
export const LPVOID: typeof c_void_p = c_void_p;
/** A pointer to anything that is only read. */
export const LPCVOID: typeof c_void_p = c_void_p;
/** A message's first parameter: an unsigned integer as large as a pointer. */
export const WPARAM: typeof c_ulonglong = c_ulonglong;
/** A message's second parameter: an integer as large as a pointer. */
export const LPARAM: typeof c_longlong = c_longlong;
/** What a message gives: an integer as large as a pointer. */
export const LRESULT: typeof c_longlong = c_longlong;
/** A number that stands for a text in a table of Windows. */
export const ATOM: typeof c_ushort = c_ushort;
/** A language. */
export const LANGID: typeof c_ushort = c_ushort;
/** A colour; see {@linkcode RGB}. */
export const COLORREF: typeof c_uint = c_uint;
/** A group of languages. */
export const LGRPID: typeof c_uint = c_uint;
/** A piece of information about a locale. */
export const LCTYPE: typeof c_uint = c_uint;
/** A locale. */
export const LCID: typeof c_uint = c_uint;
