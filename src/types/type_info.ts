import type { Alone } from "../memory/allocator.ts";
import type { Block } from "../memory/block.ts";
import type { Target } from "../memory/addressable.ts";
import { classOf, show } from "../memory/show.ts";
import type { Shape } from "./record/record_shape.ts";
import type { NativeScalar } from "../runtime/runtime.ts";

/** On the prototype and on the class of a C type: its {@linkcode TypeInfo}. */
export const TYPE: unique symbol = Symbol("type");

/** How a value travels in calls: as one scalar, or as bytes whose members decide the registers. */
export type Native = NativeScalar | "longdouble" | Aggregate;

/** A member of a structure, union or array as calling conventions see it. */
export interface NativeMember {
  readonly offset: number;
  readonly native: Native;
  /** Of a bit field's first byte: the size in bytes of the integer that GCC takes the field for, if it does. */
  readonly taken?: number | undefined;
}

/** A structure, union or array as calling conventions see it. */
export interface Aggregate {
  readonly size: number;
  readonly alignment: number;
  /** Members with their byte offsets; bit fields as the bytes that they touch, union members all at 0. */
  readonly members: readonly NativeMember[];
  /** Of an array: what its members are. */
  readonly element?: Native | undefined;
  /** As a type's own. */
  readonly hasPointers?: boolean | undefined;
  readonly visible?: boolean | undefined;
}

/** Source text for a type whose values one DataView access reads and writes. */
export interface ScalarSource {
  /** Reads the value. */
  get(view: string, offset: string): string;
  /** Stores a value that passed `test` or came from `convert`. */
  set(view: string, offset: string, value: string): string;
  /** Whether the value can be stored as it is; values that fail may still be acceptable to `convert`. */
  test(value: string): string;
  /** The value as calls want it. */
  argument(value: string): string;
  /** What a call gave, as JavaScript sees it. */
  result(value: string): string;
}

/** A kind of JavaScript typed array. */
export type TypedArrayName =
  | "Int8Array"
  | "Uint8Array"
  | "Int16Array"
  | "Uint16Array"
  | "Int32Array"
  | "Uint32Array"
  | "BigInt64Array"
  | "BigUint64Array"
  | "Float32Array"
  | "Float64Array";

/** What the values of a scalar type are to JavaScript. `number` is an integer; a `char` takes a string of one character, too. */
export type ScalarValues = "boolean" | "number" | "char" | "bigint" | "float";

/** What text is made of: the units of `char *` or of `wchar_t *`. */
export type TextUnit = "byte" | "wide";

/** A class that stands for a C type. */
// deno-lint-ignore no-explicit-any
export type CTypeClass = (abstract new (...args: any[]) => any) & { readonly [TYPE]: TypeInfo };

/** Makes pointers of one type. */
export interface PointerMakers {
  /** Of an address that C gave; null of NULL. */
  at(address: bigint): object | null;
  /** To a target, which it holds on to. */
  to(target: Target): object;
}

/** Checks a value and turns it into another. `label` and `owner` say where, for the error message. */
export type Converter = (value: unknown, label: string, owner: unknown) => unknown;

/** What the module knows about a C type. */
export interface TypeInfo {
  readonly kind: "scalar" | "text" | "address" | "pointer" | "array" | "record" | "function" | "void" | "opaque";
  name: string;
  /** The class. */
  type: CTypeClass;
  readonly size: number;
  readonly alignment: number;
  readonly native: Native;
  /** Of scalar types: what their values are. */
  readonly scalar?: ScalarValues | undefined;
  /** Of text types: what they point to. Of scalar types whose values text can be made of: which unit they are. */
  readonly unit?: TextUnit | undefined;
  /** Of enumerations: the type that they are in C. */
  readonly plain?: TypeInfo | undefined;
  /** Of enumerations: what a value is called. */
  nameOf?: ((value: unknown) => string | undefined) | undefined;
  /** Whether values can refer to other memory, which then must stay alive. */
  readonly hasPointers: boolean;
  /** Whether reading hands out typed arrays on the memory itself. */
  readonly visible?: boolean | undefined;
  /** Whether instances get memory that nothing shares; absent where they always do or never. */
  alone?: Alone;
  /** The value at a place, as JavaScript sees it. */
  read(block: Block, offset: number): unknown;
  /** Checks and stores a value. `label` and `owner` say where, for the error message. */
  write(block: Block, offset: number, value: unknown, label: string, owner: unknown): void;
  /** Checks a value and turns it into one that `source.set` and `source.argument` accept. */
  convert?: Converter | undefined;
  /** Checks a value and turns it into what calls want. */
  toNative?: Converter | undefined;
  readonly source?: ScalarSource | undefined;
  /** What JavaScript sees of what C hands over, where that is more than the number. */
  fromNative?: ((value: unknown) => unknown) | undefined;
  /** The same for the result of a foreign function only: it may throw. */
  fromResult?(value: unknown): unknown;
  /** An instance on existing memory, without running a constructor. */
  view(block: Block, offset: number): object;
  /** Of structures and unions: whether looking at the size or the fields would ask for these first, with their getters. */
  readonly unresolved?: boolean;
  /** Of structures and unions: what is where. */
  readonly shape?: Shape;
  /** Of function types: whether C may call a callback of it on any thread. */
  readonly anyThread?: boolean | undefined;
  /** Of function types: the function at an address. */
  atAddress?(target: Target): unknown;
  /** Of pointer types: what makes pointers. */
  readonly pointers?: PointerMakers;
  /** The constructor behind `view`, for generated code; absent where `view` must do more. */
  maker?: new (block: Block, offset: number) => object;
  /** The description of a class that extends this type's. */
  extend?(type: CTypeClass): TypeInfo;
  /** The same type in the other byte order; absent where there is none. */
  readonly swapped?: TypeInfo | undefined;
  /** The type of pointers to this one, if `pointer()` looked it up before. */
  pointer?: TypeInfo;
  /** The element of an array, the target of a pointer. */
  readonly element?: TypeInfo;
  /** The number of elements of an array. */
  readonly length?: number;
  /** The typed array whose elements are such values. */
  readonly typedArray?: TypedArrayName | undefined;
}

const numbers = new WeakMap<TypeInfo, number>();
let next = 0;

/** A number that only one description has: what depends on types is looked up by those of several. */
export function numberOf(info: TypeInfo): number {
  let number = numbers.get(info);
  if (number === undefined) numbers.set(info, number = next++);
  return number;
}

/**
 * The description of a C type.
 *
 * @throws {TypeError} If `type` is not one of our types.
 */
export function infoOf(type: unknown, who: string): TypeInfo {
  const info = infoOrNull(type);
  if (info === null) throw new TypeError(`${who}: expected a C type, not ${show(type)}`);
  return info;
}

/**
 * The description of a C type, or null if `type` is none. A class that extends a structure, array or pointer type gets its
 * own; one that extends any other stands for the same type.
 */
export function infoOrNull(type: unknown): TypeInfo | null {
  if (typeof type !== "function") return null;
  const inherited = (type as Partial<CTypeClass>)[TYPE];
  if (inherited === undefined) return null;
  if (inherited.type === type || inherited.extend === undefined) return inherited;
  return inherited.extend(type as CTypeClass);
}

/** The description of an instance's type, or null if it is no instance. */
export function infoOfInstance(value: unknown): TypeInfo | null {
  if (typeof value !== "object" || value === null || !(TYPE in value)) return null;
  const info = value[TYPE] as TypeInfo;
  if (info.type.prototype === Object.getPrototypeOf(value)) return info;
  return infoOrNull(classOf(value)) ?? info;
}

/** `parameter 2 (c_int) of memset()`, `field x (c_int) of Point`, or only `c_int`. */
function describePlace(typeName: string, label: string, owner: unknown): string {
  if (label === "") return typeName;
  const of = typeof owner === "string" ? owner : ownerName(owner);
  return `${label} (${typeName})${of === "" ? "" : ` of ${of}`}`;
}

function ownerName(owner: unknown): string {
  const name = typeof owner === "object" && owner !== null ? classOf(owner)?.name : undefined;
  return typeof name === "string" && name !== "" ? name : "a structure";
}

/** A TypeError for a value of the wrong kind. */
export function wrongKind(value: unknown, typeName: string, label: string, owner: unknown, wanted: string): TypeError {
  return new TypeError(`cannot convert ${show(value)} to ${describePlace(typeName, label, owner)}: expected ${wanted}`);
}

/** A RangeError for a value of the right kind that does not fit. */
export function outOfRange(
  value: unknown,
  typeName: string,
  label: string,
  owner: unknown,
  wanted: string,
): RangeError {
  return new RangeError(
    `cannot convert ${show(value)} to ${describePlace(typeName, label, owner)}: expected ${wanted}`,
  );
}
