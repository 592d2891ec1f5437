/** What of this package the output uses, by name, and how TypeScript calls the types of what factories make. */

/**
 * Values to the names of their types: of a factory what it makes, of which `typeof` gives no short name. Empty for what
 * is written `typeof name`.
 */
export const API: ReadonlyMap<string, string> = new Map([
  ...[
    ...["c_bool", "c_byte", "c_char", "c_double", "c_float", "c_int", "c_int16", "c_int32", "c_int64", "c_int8"],
    ...["c_long", "c_longdouble", "c_longlong", "c_short", "c_size_t", "c_ssize_t", "c_time_t", "c_ubyte", "c_uint"],
    ...["c_uint16", "c_uint32", "c_uint64", "c_uint8", "c_ulong", "c_ulonglong", "c_ushort", "c_void", "c_wchar"],
    ...["c_char_p", "c_void_p", "c_wchar_p", "HRESULT", "cast", "dlopen", "findLibrary"],
  ].map((name) => [name, ""] as const),
  ["aligned", "Aligned"],
  ["anonymous", "Anonymous"],
  ["ArrayOf", "ArrayType"],
  ["AsNumber", "NumberType"],
  ["bits", "BitField"],
  ["CFunction", "FunctionType"],
  ["Enum", "EnumType"],
  ["Flags", "FlagsType"],
  ["NonNull", "NonNullType"],
  ["Opaque", "OpaqueType"],
  ["Owned", "OwnedType"],
  ["Pointer", "PointerType"],
  ["Structure", "RecordType"],
  ["Union", "RecordType"],
  ["Variable", "VariableType"],
  // Types only.
  ["InstanceOf", ""],
  ["Library", ""],
  ["ValueOf", ""],
]);

/** Of these, the ones that exist for TypeScript only. */
export const TYPES: ReadonlySet<string> = new Set(
  ["InstanceOf", "Library", "ValueOf", ...[...API.values()].filter((name) => name !== "")],
);

/** The scalar types of the model. */
export const SCALARS: Readonly<Record<string, string>> = {
  "_Bool": "c_bool",
  "char": "c_char",
  "signed char": "c_byte",
  "unsigned char": "c_ubyte",
  "short": "c_short",
  "unsigned short": "c_ushort",
  "int": "c_int",
  "unsigned int": "c_uint",
  "long": "c_long",
  "unsigned long": "c_ulong",
  "long long": "c_longlong",
  "unsigned long long": "c_ulonglong",
  "float": "c_float",
  "double": "c_double",
  "long double": "c_longdouble",
  "size_t": "c_size_t",
  "ssize_t": "c_ssize_t",
  "time_t": "c_time_t",
  "wchar_t": "c_wchar",
  "int8_t": "c_int8",
  "uint8_t": "c_uint8",
  "int16_t": "c_int16",
  "uint16_t": "c_uint16",
  "int32_t": "c_int32",
  "uint32_t": "c_uint32",
  "int64_t": "c_int64",
  "uint64_t": "c_uint64",
};

/** Those that JavaScript sees as a bigint. */
export const WIDE: ReadonlySet<string> = new Set(
  ["long", "unsigned long", "long long", "unsigned long long", "size_t", "ssize_t", "time_t", "int64_t", "uint64_t"],
);
