/** The types that C and its standard headers name. */
import type { ScalarType, UnsupportedType } from "../model.ts";
import { CXTypeKind } from "../libclang/index.ts";

/** C's own types, by libclang's kind. */
export const BUILTIN: ReadonlyMap<number, string> = new Map([
  [CXTypeKind.CXType_Bool, "_Bool"],
  [CXTypeKind.CXType_Char_S, "char"],
  [CXTypeKind.CXType_Char_U, "char"],
  [CXTypeKind.CXType_SChar, "signed char"],
  [CXTypeKind.CXType_UChar, "unsigned char"],
  [CXTypeKind.CXType_Short, "short"],
  [CXTypeKind.CXType_UShort, "unsigned short"],
  [CXTypeKind.CXType_Int, "int"],
  [CXTypeKind.CXType_UInt, "unsigned int"],
  [CXTypeKind.CXType_Long, "long"],
  [CXTypeKind.CXType_ULong, "unsigned long"],
  [CXTypeKind.CXType_LongLong, "long long"],
  [CXTypeKind.CXType_ULongLong, "unsigned long long"],
  [CXTypeKind.CXType_WChar, "wchar_t"],
  [CXTypeKind.CXType_Char16, "uint16_t"],
  [CXTypeKind.CXType_Char32, "uint32_t"],
  [CXTypeKind.CXType_Float, "float"],
  [CXTypeKind.CXType_Double, "double"],
  [CXTypeKind.CXType_LongDouble, "long double"],
]);

interface Standard {
  /** The type of this module. */
  readonly name: string;
  /** Its sizes in bytes; a typedef of another size is another type. */
  readonly sizes: readonly number[];
}

/** Typedefs of the standard headers that are types of this module. */
export const STANDARD: ReadonlyMap<string, Standard> = new Map<string, Standard>([
  ...[8, 16, 32, 64].flatMap((bits) =>
    [`int${bits}_t`, `uint${bits}_t`].map((name) => [name, { name, sizes: [bits / 8] }] as const)
  ),
  ["size_t", { name: "size_t", sizes: [8] }],
  ["rsize_t", { name: "size_t", sizes: [8] }],
  ["uintptr_t", { name: "size_t", sizes: [8] }],
  ["ssize_t", { name: "ssize_t", sizes: [8] }],
  ["__ssize_t", { name: "ssize_t", sizes: [8] }],
  ["ptrdiff_t", { name: "ssize_t", sizes: [8] }],
  ["intptr_t", { name: "ssize_t", sizes: [8] }],
  ["time_t", { name: "time_t", sizes: [8] }],
  ["__time_t", { name: "time_t", sizes: [8] }],
  ["wchar_t", { name: "wchar_t", sizes: [2, 4] }],
  ["char16_t", { name: "uint16_t", sizes: [2] }],
  ["char32_t", { name: "uint32_t", sizes: [4] }],
]);

/** Names of lists of arguments, which only C can make. */
export const VA_LISTS: ReadonlySet<string> = new Set([
  "va_list",
  "__va_list",
  "__gnuc_va_list",
  "__builtin_va_list",
  "__builtin_ms_va_list",
  "__va_list_tag",
]);

/** Types of the standard headers whose members are nobody's business. */
export const PRIVATE: ReadonlySet<string> = new Set(["FILE", "_IO_FILE", "__sFILE", "_iobuf", "DIR"]);

/** A scalar type. */
export function scalar(name: string): ScalarType {
  return { kind: "scalar", name };
}

/** A type that this module does not have. */
export function unsupported(name: string, size: number, alignment: number): UnsupportedType {
  return { kind: "unsupported", name, size: Math.max(0, size), alignment: Math.max(1, alignment) };
}
