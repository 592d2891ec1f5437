// What TypeScript knows about C types. Nothing here exists at run time.

/** Under this key TypeScript keeps the types of a C type's values. */
export declare const TYPES: unique symbol;
/** Under this key TypeScript tells structures and unions from other types. */
export declare const RECORD: unique symbol;
/** Under this key TypeScript tells instances of one C type from those of another. */
export declare const TARGET: unique symbol;

/** Under this key TypeScript keeps the names of scalar types. */
export declare const NAME: unique symbol;

/** Under this key TypeScript tells incomplete types from those that have a size. */
export declare const OPAQUE: unique symbol;

/** Types that TypeScript keeps for a C type: what reading it gives, and what writing or passing it takes. */
export interface Types<Value, Input> {
  /** What reading gives. */
  readonly value: Value;
  /** What writing takes. */
  readonly input: Input;
}

/**
 * A C type: a class, made by this module, that can be a field, an element, a parameter or a result.
 *
 * @typeParam Value What JavaScript sees when it reads such a value.
 * @typeParam Input What it may write or pass.
 */
export interface CType<Value = unknown, Input = unknown> {
  /** Size in bytes, C's `sizeof`. */
  readonly size: number;
  /** Alignment in bytes, C's `_Alignof`. */
  readonly alignment: number;
  /** The C name. */
  readonly name: string;
  /** Exists for TypeScript only. */
  readonly [TYPES]: Types<Value, Input>;
}

/** A type that has a size: what elements, parameters and results can be of, and fields but for bits and anonymous members. */
export interface SizedType {
  /** Size in bytes. */
  readonly size: number;
  /** Alignment in bytes. */
  readonly alignment: number;
  /** Incomplete types have neither. */
  readonly [OPAQUE]?: never;
}

/** What the classes of all C types with instances in memory have. A class that extends one gives instances of its own. */
export interface MemoryType<Self> {
  /** Size in bytes, C's `sizeof`. */
  readonly size: number;
  /** Alignment in bytes, C's `_Alignof`. */
  readonly alignment: number;
  /** The C name. */
  readonly name: string;
  /**
   * An instance that shares the buffer's memory.
   *
   * @param buffer An ArrayBuffer, typed array, DataView, or an instance of one of our types.
   * @param offset Where the instance begins, in bytes.
   * @throws {TypeError} If `buffer` is no buffer, or is shared, resizable or detached.
   * @throws {RangeError} If the buffer is too small or the place is misaligned.
   */
  fromBuffer<I extends InstanceOf<Self>>(this: { readonly prototype: I }, buffer: Addressable, offset?: number): I;
  /** An instance with its own copy of the buffer's bytes; throws as {@linkcode fromBuffer} does. */
  fromBufferCopy<I extends InstanceOf<Self>>(this: { readonly prototype: I }, buffer: Addressable, offset?: number): I;
  /**
   * An instance at an address, which the caller guarantees to be valid as long as the instance is used.
   *
   * @throws {RangeError} If the address is 0 or no address.
   */
  fromAddress<I extends InstanceOf<Self>>(this: { readonly prototype: I }, address: bigint): I;
}

/** A C type with instances that live in memory. */
export interface CTypeWithInstances<Value, Input, Instance>
  extends MemoryType<CTypeWithInstances<Value, Input, Instance>> {
  /** What instances inherit from. */
  readonly prototype: Instance;
  /** Exists for TypeScript only. */
  readonly [TYPES]: Types<Value, Input>;
}

/** An instance of a scalar type: one value in memory that C can write to. */
export declare abstract class Scalar<Name extends string, Value, Input> {
  /** The value, read from and written to memory each time. */
  get value(): Value;
  /** @ignore */
  set value(value: Input);
  /** Exists for TypeScript only. */
  readonly [TARGET]: Name;
}

/** The class of a scalar type. */
export interface ScalarType<Name extends string, Value, Input = Value>
  extends CTypeWithInstances<Value, Input, Scalar<Name, Value, Input>> {
  /** Memory for one value, zero unless given. */
  new (value?: Input): Scalar<Name, Value, Input>;
  /** Exists for TypeScript only. */
  readonly [NAME]: Name;
}

/** A value of a member as reading gives it: of a 64-bit type a bigint. */
export type MemberValue<T, V> = ValueOf<T> extends bigint
  ? (V extends number ? (`${V}` extends `${infer B extends bigint}` ? B : bigint) : V)
  : V;

/** The class that `Enum` makes: its members are properties. */
export type EnumType<T, M> =
  & ScalarType<NameOf<T>, MemberValue<T, M[keyof M]>>
  & { readonly [K in keyof M]: MemberValue<T, M[K]> }
  & {
    /**
     * What a value is called.
     *
     * @returns Undefined for a value without a name.
     */
    nameOf(value: number | bigint): string | undefined;
  };

/** The class that `Flags` makes: its members are properties. */
export type FlagsType<T, M> =
  & ScalarType<NameOf<T>, ValueOf<T>, InputOf<T>>
  & { readonly [K in keyof M]: MemberValue<T, M[K]> }
  & {
    /** What a value is called: `"A | C"`, with a hexadecimal rest for bits without a name; `"0"` for none. */
    nameOf(value: number | bigint): string;
  };

/** The type of functions without a result. */
export interface VoidType extends CType<void, void> {
  /** It has no instances. */
  readonly prototype: never;
  /** Exists for TypeScript only. */
  readonly [NAME]: "c_void";
}

/** What pointers to an incomplete type point to; there are no values of it. */
export interface OpaqueInstance<Name extends string> {
  /** Exists for TypeScript only. */
  readonly [OPAQUE]: Name;
}

/** The class that `Opaque` makes. */
export interface OpaqueType<Name extends string> {
  /** There are no instances: it throws a TypeError. */
  new (none: never): OpaqueInstance<Name>;
  /** What pointers to it point to. */
  readonly prototype: OpaqueInstance<Name>;
  /** The C name. */
  readonly name: string;
  /** Exists for TypeScript only. */
  readonly [OPAQUE]: Name;
  /** Exists for TypeScript only. */
  readonly [TYPES]: Types<never, never>;
}

/** Anything whose own memory has an address: instances of C types and JavaScript's buffers. */
// deno-lint-ignore no-explicit-any
export type Addressable = ArrayBuffer | ArrayBufferView | Scalar<any, any, any> | Instance;

/** What instances of structures, unions, arrays and pointers have in common, for TypeScript. */
export interface Instance {
  /** Exists for TypeScript only. */
  readonly [TARGET]: unknown;
}

/** What `byref(x)` returns: passes the address of `x`. */
export interface Reference<T = unknown> {
  /** What was given to `byref`. */
  readonly target: object;
  /** Bytes behind its beginning. */
  readonly offset: number;
  /** Exists for TypeScript only. */
  readonly [TYPES]?: T;
}

/** What `void *` takes. */
// deno-lint-ignore no-explicit-any
export type VoidPointerInput = Addressable | Reference<any> | AnyFunction | bigint | null;

/** What `char *` takes. */
// deno-lint-ignore no-explicit-any
export type TextInput = string | Addressable | Reference<any> | null;

/** Any function. */
// deno-lint-ignore no-explicit-any
export type AnyFunction = (...args: any[]) => any;

/** Any instance of a function type. */
export type FunctionPointer = AnyFunction & Disposable;

/** What goes behind the fixed arguments of a variadic function: all that tells its C type. Numbers do not. */
// deno-lint-ignore no-explicit-any
export type VariadicInput = string | Addressable | Reference<any> | FunctionPointer | null;

/** What reading a value of a C type gives. */
export type ValueOf<T> = T extends { readonly [RECORD]: true; readonly prototype: infer I } ? I
  : T extends { readonly [TYPES]: { readonly value: infer V } } ? V
  : never;

/** What writing or passing a value of a C type takes. */
export type InputOf<T> = T extends { readonly [RECORD]: true; readonly prototype: infer I }
  ? I | (T extends { readonly [TYPES]: { readonly input: infer V } } ? V : never)
  : T extends { readonly [TYPES]: { readonly input: infer V } } ? V
  : never;

/** An instance of a C type. */
export type InstanceOf<T> = T extends { readonly prototype: infer I } ? I : never;

/** Fields as a structure's definition gives them: names to C types, bit fields or anonymous members. */
// deno-lint-ignore no-explicit-any
export type Fields = Record<string, any>;

/** What a field can be given as. */
export type FieldType = SizedType | BitField | Anonymous;

/** Whether two types are the same to TypeScript: also in whether their properties are readonly. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** The names of fields, and which of them are readonly: getters make such properties. */
export type Marks<F> = { [K in keyof F]: 0 };

/** What of fields can be checked: not what getters give, which may be asked for too early. */
export type CheckedFields<F> = Same<Marks<F>, { -readonly [K in keyof F]: 0 }> extends true
  ? { readonly [K in keyof F]: FieldType }
  : {
    readonly [K in keyof F as Same<Pick<Marks<F>, K>, { -readonly [Q in K]: 0 }> extends true ? K : never]: FieldType;
  };

/** Fields as the makers of structures and unions take them. */
export type FieldsOf<F> = F & CheckedFields<F>;

/** A bit field, made by `bits`. */
export interface BitField<T = unknown> {
  /** The declared type. */
  readonly type: T;
  /** The number of bits. */
  readonly bits: number;
}

/** A member whose own fields appear as its owner's, made by `anonymous`. */
export interface Anonymous<T = unknown> {
  /** The structure or union type. */
  readonly type: T;
  /** Tells it from a bit field. */
  readonly anonymous: true;
}

/** What reading a field gives. */
export type FieldValue<T> = T extends BitField<infer U> ? ValueOf<U>
  : T extends Anonymous<infer U> ? ValueOf<U>
  : ValueOf<T>;
/** What writing a field takes. */
export type FieldInput<T> = T extends BitField<infer U> ? InputOf<U>
  : T extends Anonymous<infer U> ? InputOf<U>
  : InputOf<T>;

/** The types of the anonymous members. */
export type AnonymousFields<F> = { [K in keyof F]: F[K] extends Anonymous<infer U> ? U : never }[keyof F];
/** `A & B` of `A | B`. */
// deno-lint-ignore no-explicit-any
export type UnionToIntersection<U> = (U extends any ? (value: U) => void : never) extends (value: infer I) => void ? I
  : never;
/** The fields that anonymous members add. */
export type Promoted<F> = [AnonymousFields<F>] extends [never] ? unknown
  : Omit<UnionToIntersection<InstanceFields<AnonymousFields<F>>>, keyof F>;
/** The fields of a structure or union type. */
// deno-lint-ignore no-explicit-any
export type InstanceFields<T> = T extends RecordType<infer F, any> ? FieldValues<F> : never;
/** What anonymous members add to an initialiser. */
export type PromotedInputs<F> = [AnonymousFields<F>] extends [never] ? unknown
  : Omit<UnionToIntersection<InstanceInputs<AnonymousFields<F>>>, keyof F>;
/** What a structure or union type is initialised from. */
// deno-lint-ignore no-explicit-any
export type InstanceInputs<T> = T extends RecordType<infer F, any> ? FieldInputs<F> : never;

/** The fields of an instance. */
export type FieldValues<F> = { -readonly [K in keyof F]: FieldValue<F[K]> } & Promoted<F>;

/** What a structure is initialised or assigned from: some of its fields. */
export type FieldInputs<F> = { readonly [K in keyof F]?: FieldInput<F[K]> } & PromotedInputs<F>;

/** An instance of a structure or union: its fields. */
export type RecordInstance<F, Kind = unknown> = FieldValues<F> & OfKind<Kind>;

/** What tells structures with the same fields apart that no class tells apart: whether they are unions, and their names. */
export interface OfKind<Kind> extends Instance {
  /** Exists for TypeScript only. */
  readonly [TARGET]: readonly [Kind];
}

/** A kind of record with a name. It can stand for one without, as its type may be written down so. */
export type Named<Kind, Name extends string> = string extends Name ? Kind : Kind & { readonly [NAME]: Name };

/** Where a field is. */
export interface Field {
  /** The type of its values. */
  readonly type: CType;
  /** Bytes from the beginning of the structure; for a bit field, of the unit that holds it. */
  readonly offset: number;
  /** Size in bytes of the type. */
  readonly size: number;
  /** The lowest bit within the unit, of a bit field. */
  readonly bitOffset?: number;
  /** The number of bits, of a bit field. */
  readonly bitWidth?: number;
}

/** The class that `Structure` and `Union` make, to be extended. */
export interface RecordType<F, Kind> extends MemoryType<RecordType<F, Kind>> {
  /** What instances inherit from. */
  readonly prototype: RecordInstance<F, Kind>;
  /** Exists for TypeScript only. */
  readonly [TYPES]: Types<unknown, FieldInputs<F>>;
  /** Memory for one, zero but for the fields given. */
  new (init?: FieldInputs<F>): RecordInstance<F, Kind>;
  /** Exists for TypeScript only. */
  readonly [RECORD]: true;
  /** The fields by name, in order; a record without a prototype. */
  readonly fields: { readonly [K in keyof F]: Field };
  /** Exists for TypeScript only. */
  readonly kind?: Kind;
}

/** Any structure or union type. */
export interface AnyRecordType extends SizedType {
  /** Exists for TypeScript only. */
  readonly [RECORD]: true;
}

/** An instance of `Pointer(T)`: a cell in memory that holds an address. */
export type PointerInstance<T> = PointerTo<InstanceOf<T>, ValueOf<T>, InputOf<T>>;

/**
 * A pointer by what is behind it, not by the class of that: a pointer made from an instance has the same type.
 *
 * @typeParam Target What `contents` is.
 * @typeParam Value What reading an element gives.
 * @typeParam Input What writing an element takes.
 */
export declare abstract class PointerTo<Target, Value, Input> implements Instance {
  /**
   * The object that it points to; assigning one makes it point there. Reading it throws an Error if it is NULL.
   */
  get contents(): Target;
  /** @ignore */
  set contents(value: Target);
  /**
   * The value of the element `index` places further, C's `p[index]`.
   *
   * @throws {Error} If it is NULL.
   * @throws {RangeError} If it is outside an object of JavaScript's that the pointer points to.
   */
  at(index: number): Value;
  /** Writes the element `index` places further; throws as `at` does, and for a value that does not fit. */
  set(index: number, value: Input): void;
  /** The address it holds, `0n` for NULL. */
  readonly address: bigint;
  /** Exists for TypeScript only. */
  readonly [TARGET]: Target;
}

/** The C type of an instance, as far as the instance tells it. */
export type TypeOf<I> = I extends Scalar<infer Name, infer Value, infer Input> ? ScalarType<Name, Value, Input>
  : I extends PointerTo<infer _I, infer _V, infer _W> ? CTypeWithInstances<I | null, I | null, I>
  : CTypeWithInstances<I, I extends Iterable<infer E> ? I | Iterable<E> : I | Partial<I>, I>;

/** What `T *` takes. */
export type PointerInput<T> =
  | PointerInstance<T>
  | InstanceOf<T>
  | ArrayInstance<T>
  | TypedArrayOf<T>
  | Reference<InstanceOf<T> | ArrayInstance<T> | TypedArrayOf<T>>
  | (T extends { readonly [NAME]: "c_void" } ? VoidPointerInput : never)
  | null;

/** The class that `Pointer(T)` makes. */
export interface PointerType<T> extends MemoryType<PointerType<T>> {
  /** What instances inherit from. */
  readonly prototype: PointerInstance<T>;
  /** Exists for TypeScript only. */
  readonly [TYPES]: Types<PointerInstance<T> | null, PointerInput<T>>;
  /** A cell that holds the address of `target`, NULL without one. */
  new (target?: PointerInput<T>): PointerInstance<T>;
}

/** An instance of `ArrayOf(T, n)` where T is no numeric scalar of fixed width. */
export interface GenericArray<T> extends Instance, Iterable<ValueOf<T>> {
  /** Number of elements. */
  readonly length: number;
  /** The element at an index; RangeError outside 0 … length − 1. */
  at(index: number): ValueOf<T>;
  /** Writes the element at an index; RangeError outside 0 … length − 1. */
  set(index: number, value: InputOf<T>): void;
  /** Exists for TypeScript only. */
  readonly [TARGET]: T[];
}

/** Arrays of `char` hold text as well as bytes. */
export declare abstract class CharArray extends Uint8Array<ArrayBuffer> {
  /** The text (UTF-8) up to the first NUL. Assigning writes the text, and a NUL if there is room. */
  value: string;
  /** A copy of all the bytes. Assigning writes bytes at the beginning. */
  get raw(): Uint8Array<ArrayBuffer>;
  /** @ignore */
  set raw(bytes: Uint8Array);
}

/** Arrays of `wchar_t` hold text. */
export interface WideCharArray extends GenericArray<ScalarType<"c_wchar", number, number | string>> {
  /** The text up to the first NUL. Assigning writes the text, and a NUL if there is room. */
  value: string;
}

/** The instances of `ArrayOf(T, n)` that are no plain {@linkcode GenericArray}, by the name of T. */
export interface TypedArrays {
  /** Of `c_char`. */
  c_char: CharArray;
  /** Of `c_byte`. */
  c_byte: Int8Array<ArrayBuffer>;
  /** Of `c_ubyte`. */
  c_ubyte: Uint8Array<ArrayBuffer>;
  /** Of `c_short`. */
  c_short: Int16Array<ArrayBuffer>;
  /** Of `c_ushort`. */
  c_ushort: Uint16Array<ArrayBuffer>;
  /** Of `c_int`. */
  c_int: Int32Array<ArrayBuffer>;
  /** Of `c_uint`. */
  c_uint: Uint32Array<ArrayBuffer>;
  /** Of `c_longlong`. */
  c_longlong: BigInt64Array<ArrayBuffer>;
  /** Of `c_ulonglong`. */
  c_ulonglong: BigUint64Array<ArrayBuffer>;
  /** Of `c_size_t`. */
  c_size_t: BigUint64Array<ArrayBuffer>;
  /** Of `c_ssize_t`. */
  c_ssize_t: BigInt64Array<ArrayBuffer>;
  /** Of `c_time_t`. */
  c_time_t: BigInt64Array<ArrayBuffer>;
  /** Of `c_float`. */
  c_float: Float32Array<ArrayBuffer>;
  /** Of `c_double`. */
  c_double: Float64Array<ArrayBuffer>;
  /** Of `c_wchar`. */
  c_wchar: WideCharArray;
}

/** The name of a scalar type. */
export type NameOf<T> = T extends { readonly [NAME]: infer Name extends string } ? Name : never;

/** Untyped memory. */
export type Bytes = Uint8Array | Int8Array | Uint8ClampedArray | DataView | ArrayBuffer;

/** A kind of typed array on memory of any kind. */
export type PlainTypedArray<A> = A extends Int16Array ? Int16Array
  : A extends Uint16Array ? Uint16Array
  : A extends Int32Array ? Int32Array
  : A extends Uint32Array ? Uint32Array
  : A extends BigInt64Array ? BigInt64Array
  : A extends BigUint64Array ? BigUint64Array
  : A extends Float32Array ? Float32Array
  : A extends Float64Array ? Float64Array
  : never;

/** JavaScript's buffers with the same elements as an array of T; for a T of one byte, any bytes. */
export type TypedArrayOf<T> = [NameOf<T>] extends [never] ? never
  : NameOf<T> extends "c_char" | "c_byte" | "c_ubyte" ? Bytes
  : NameOf<T> extends keyof TypedArrays ? PlainTypedArray<TypedArrays[NameOf<T>]>
  : never;

/** An instance of `ArrayOf(T, n)`. */
export type ArrayInstance<T> = [NameOf<T>] extends [never] ? GenericArray<T>
  : NameOf<T> extends keyof TypedArrays ? TypedArrays[NameOf<T>]
  : GenericArray<T>;

/** The class that `ArrayOf(T, n)` makes. */
export interface ArrayType<T> extends MemoryType<ArrayType<T>> {
  /** What instances inherit from. */
  readonly prototype: ArrayInstance<T>;
  /** Exists for TypeScript only. */
  readonly [TYPES]: Types<ArrayInstance<T>, ArrayInstance<T> | Iterable<InputOf<T>>>;
  /** Memory for all elements, zero but for the initial values given. */
  new (values?: Iterable<InputOf<T>>): ArrayInstance<T>;
}

/** What `toObject` makes of a value: nothing that shares memory. */
export type PlainValue<V> = V extends null | string | number | bigint | boolean ? V
  // deno-lint-ignore no-explicit-any
  : V extends PointerTo<any, any, any> | AnyFunction ? bigint
  : V extends BigInt64Array | BigUint64Array ? bigint[]
  : V extends ArrayBufferView ? number[]
  : V extends Iterable<infer E> ? PlainValue<E>[]
  : V extends Instance ? PlainRecord<V>
  : V;

/** What `toObject` makes of a structure or union: its fields, but not the methods of its class. */
export type PlainRecord<I> = {
  [K in keyof I as K extends string ? (I[K] extends AnyFunction ? (I[K] extends Disposable ? K : never) : K) : never]:
    PlainValue<I[K]>;
};
