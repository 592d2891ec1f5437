/**
 * What a header declares, as plain JSON: what `parseHeaders` gives and `emit` takes.
 *
 * @module
 */

/** A whole number: a decimal string where JavaScript's numbers are not exact. */
export type Integer = number | string;

/** What headers declare. */
export interface Header {
  /** The headers, as they were asked for. */
  readonly headers: readonly string[];
  /** The machine that they were read for: `x86_64-pc-linux-gnu`. */
  readonly target: string;
  /** Structures, unions, enumerations and typedefs: those of the headers and those that they refer to, in their order. */
  readonly types: readonly TypeDeclaration[];
  /** What the library can do. */
  readonly functions: readonly FunctionDeclaration[];
  /** What the library has in its memory. */
  readonly variables: readonly VariableDeclaration[];
  /** Macros and `const` variables with a value that is known, and the members of enumerations without a name. */
  readonly constants: readonly ConstantDeclaration[];
  /** What is left out, and why. */
  readonly skipped: readonly Skipped[];
}

/** What all declarations have. */
export interface Declaration {
  /** The C name, without `struct`, `union` or `enum`. */
  readonly name: string;
  /** The header's comment, without the characters that make it one. */
  readonly comment?: string;
  /** It has the attribute `deprecated`. */
  readonly deprecated?: true;
}

/** A structure, union, enumeration or typedef. */
export type TypeDeclaration = RecordDeclaration | EnumDeclaration | TypedefDeclaration;

/** A structure or union. */
export interface RecordDeclaration extends Declaration {
  /** Which of the two. */
  readonly kind: "struct" | "union";
  /** How {@linkcode ReferenceType} names it: `struct tm`, or a typedef's name. */
  readonly id: string;
  /** The name after `struct` or `union`; undefined where there is none. */
  readonly tag?: string;
  /** What is in it; undefined if its declaration says only that it is there. */
  readonly body?: RecordBody;
}

/** What is in a structure or union. */
export interface RecordBody {
  /** In bytes. */
  readonly size: number;
  /** In bytes. */
  readonly alignment: number;
  /** The members, in their order. */
  readonly fields: readonly Field[];
  /** The option `pack` that gives this layout. */
  readonly pack?: number;
  /** The option `align` that gives this layout. */
  readonly align?: number;
  /** It holds values that have no type here, as bytes: calls cannot pass it by value. */
  readonly inexact?: true;
}

/** A member of a structure or union. */
export interface Field {
  /** Undefined for an unnamed bit field, an anonymous structure or union, and an array of bytes that is padding. */
  readonly name?: string;
  /** Its type. */
  readonly type: CType;
  /** Bits from the beginning of the structure. */
  readonly offset: number;
  /** The width of a bit field. */
  readonly bits?: number;
  /** The alignment in bytes that gives it this place, if it is more than its type's. */
  readonly align?: number;
  /** The header's comment, without the characters that make it one. */
  readonly comment?: string;
}

/** An enumeration. */
export interface EnumDeclaration extends Declaration {
  /** Tells it from other types. */
  readonly kind: "enum";
  /** How {@linkcode ReferenceType} names it: `enum color`, or a typedef's name. */
  readonly id: string;
  /** The name after the keyword; undefined where there is none. */
  readonly tag?: string;
  /** The integer type that holds it. */
  readonly type: ScalarType;
  /** The members, in their order. */
  readonly members: readonly EnumMember[];
}

/** A member of an enumeration. */
export interface EnumMember extends Declaration {
  /** Its value. */
  readonly value: Integer;
}

/** Another name for a type. */
export interface TypedefDeclaration extends Declaration {
  /** Tells it from other types. */
  readonly kind: "typedef";
  /** How {@linkcode ReferenceType} names it: its name. */
  readonly id: string;
  /** Its type. */
  readonly type: CType;
}

/** A function that a library has. */
export interface FunctionDeclaration extends Declaration {
  /** What it takes. */
  readonly parameters: readonly Parameter[];
  /** What it gives. */
  readonly result: CType;
  /** It takes more, of any type. */
  readonly variadic?: true;
  /** Its symbol, if that is not its name. */
  readonly symbol?: string;
  /** In C. */
  readonly prototype: string;
}

/** A parameter. */
export interface Parameter {
  /** Its name, if the header gives one. */
  readonly name?: string;
  /** Its type. */
  readonly type: CType;
}

/** A variable that a library has. */
export interface VariableDeclaration extends Declaration {
  /** Its type. */
  readonly type: CType;
  /** Its symbol, if that is not its name. */
  readonly symbol?: string;
  /** In C. */
  readonly prototype: string;
}

/** A name for a value. */
export interface ConstantDeclaration extends Declaration {
  /** Its value. */
  readonly value: ConstantValue;
  /** As the header writes it. */
  readonly source?: string;
}

/** The value of a constant. */
export type ConstantValue =
  | { readonly kind: "integer"; readonly value: Integer; readonly type: ScalarType }
  /** Not a number and the infinities are `"NaN"`, `"Infinity"` and `"-Infinity"`, which JSON has no numbers for. */
  | { readonly kind: "float"; readonly value: number | string }
  | { readonly kind: "text"; readonly value: string }
  /** Text that is not UTF-8, without the NUL at its end. */
  | { readonly kind: "bytes"; readonly value: readonly number[] }
  | { readonly kind: "pointer"; readonly address: Integer; readonly type: CType };

/** What is left out. */
export interface Skipped {
  /** Its C name. */
  readonly name: string;
  /** What it is. */
  readonly kind: "function" | "variable" | "constant";
  /** In a few words. */
  readonly why: string;
  /** In C. */
  readonly prototype?: string;
}

/** A type as a declaration uses it. */
export type CType =
  | ScalarType
  | VoidType
  | ReferenceType
  | PointerType
  | ArrayType
  | FunctionType
  | InlineType
  | UnsupportedType;

/** What all types may have. */
export interface Qualified {
  /** It cannot be written to. */
  readonly const?: true;
}

/** A type that C or its standard headers name. */
export interface ScalarType extends Qualified {
  /** Tells it from other types. */
  readonly kind: "scalar";
  /** `unsigned long`, `_Bool`, `size_t`, `int32_t`, … */
  readonly name: string;
}

/** `void`. */
export interface VoidType extends Qualified {
  /** Tells it from other types. */
  readonly kind: "void";
}

/** A type that {@linkcode Header.types} declares. */
export interface ReferenceType extends Qualified {
  /** Tells it from other types. */
  readonly kind: "reference";
  /** The id of the declaration. */
  readonly id: string;
}

/** A pointer. */
export interface PointerType extends Qualified {
  /** Tells it from other types. */
  readonly kind: "pointer";
  /** What it points to. */
  readonly to: CType;
}

/** An array. */
export interface ArrayType extends Qualified {
  /** Tells it from other types. */
  readonly kind: "array";
  /** The type of its elements. */
  readonly of: CType;
  /** Undefined if it has none, as at the end of a structure. */
  readonly length?: number;
}

/** A function: behind a pointer, or as a typedef. */
export interface FunctionType extends Qualified {
  /** Tells it from other types. */
  readonly kind: "function";
  /** What it takes. */
  readonly parameters: readonly Parameter[];
  /** What it gives. */
  readonly result: CType;
  /** It takes more, of any type. */
  readonly variadic?: true;
}

/** A structure or union without any name. */
export interface InlineType extends Qualified {
  /** Which of the two. */
  readonly kind: "struct" | "union";
  /** What is in it. */
  readonly body: RecordBody;
}

/** A type that this module does not have. */
export interface UnsupportedType extends Qualified {
  /** Tells it from other types. */
  readonly kind: "unsupported";
  /** In C. */
  readonly name: string;
  /** In bytes, 0 if it has no size. */
  readonly size: number;
  /** In bytes. */
  readonly alignment: number;
}
