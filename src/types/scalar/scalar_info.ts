import { runtime } from "../../runtime/runtime.ts";
import {
  type CTypeClass,
  outOfRange,
  type ScalarSource,
  type ScalarValues,
  type TextUnit,
  type TypeInfo,
  wrongKind,
} from "../type_info.ts";

type Access =
  | "Int8"
  | "Uint8"
  | "Int16"
  | "Uint16"
  | "Int32"
  | "Uint32"
  | "BigInt64"
  | "BigUint64"
  | "Float32"
  | "Float64";

/** What tells one scalar type from another. */
export interface Scalar {
  name: string;
  /** The DataView accessor: `Int32` for `getInt32` and `setInt32`. */
  access: Access;
  /** What extends it to a register where it is passed or returned, if that is not `access`. */
  passed?: Access;
  /** What JavaScript sees; `wide` is a bigint that C stores in 32 bits. */
  value: ScalarValues | "wide";
  /** Whether the first byte is the lowest. */
  little?: boolean;
  /** Whether arrays of it are typed arrays on every platform. */
  typedArray?: boolean;
  /** Of enumerations: the type that they are in C, and what their values are called. */
  enumeration?: {
    readonly plain: TypeInfo;
    readonly names: readonly string[];
    nameOf(value: unknown): string | undefined;
  };
}

const sizes = { Int8: 1, Uint8: 1, Int16: 2, Uint16: 2, Int32: 4, Uint32: 4, Float32: 4 } as const;
const natives = {
  Int8: "i8",
  Uint8: "u8",
  Int16: "i16",
  Uint16: "u16",
  Int32: "i32",
  Uint32: "u32",
  BigInt64: "i64",
  BigUint64: "u64",
  Float32: "f32",
  Float64: "f64",
} as const;

/** C's conversions, which turn whatever `convert` accepts into the one form that a machine type has. */
const wraps: Record<string, (value: unknown) => unknown> = {
  Int8: (v) => v as number << 24 >> 24,
  Uint8: (v) => (v as number) & 255,
  Int16: (v) => v as number << 16 >> 16,
  Uint16: (v) => (v as number) & 65535,
  Int32: (v) => Number(v) | 0,
  Uint32: (v) => Number(v) >>> 0,
};

/** Describes a scalar type. */
export function scalarInfo(scalar: Scalar): TypeInfo {
  const { name, access, passed = access, little = true } = scalar;
  const size = (sizes as Record<string, number>)[access] ?? 8;
  const source = sourceOf(scalar, size, little);
  const convert = converter(scalar, size);
  const { read, store } = accessors(scalar, little);
  const wrap = wraps[scalar.value === "boolean" || scalar.value === "bigint" ? "" : passed] ?? ((value) => value);
  const info: TypeInfo = {
    kind: "scalar",
    name,
    type: null as unknown as CTypeClass,
    typedArray: scalar.typedArray && little ? `${access}Array` : undefined,
    size,
    // The i386 ABI alone aligns 8-byte scalars to 4.
    alignment: runtime.arch === "ia32" && runtime.platform !== "win32" ? Math.min(size, 4) : size,
    native: scalar.value === "boolean" ? "bool" : natives[passed],
    scalar: scalar.value === "wide" ? "bigint" : scalar.value,
    unit: unitOf(scalar, size, little),
    plain: scalar.enumeration?.plain,
    nameOf: scalar.enumeration?.nameOf,
    hasPointers: false,
    fromNative: passed === access ? undefined : wraps[access],
    source,
    convert,
    toNative: (value, label, owner) => wrap(convert(value, label, owner)),
    read: (block, offset) => read(block.view, offset),
    write: (block, offset, value, label, owner) => store(block.view, offset, convert(value, label, owner)),
    view: unfinished,
    get swapped(): TypeInfo {
      if (size === 1) return info;
      const twin = scalarInfo({ ...scalar, little: !little });
      twin.type = info.type;
      Object.defineProperty(info, "swapped", { value: twin });
      return twin;
    },
  };
  scalars.set(info, scalar);
  return info;
}

const scalars = new WeakMap<TypeInfo, Scalar>();

/** What a scalar type was made from; undefined for any other type. */
export function scalarOf(info: TypeInfo): Scalar | undefined {
  return scalars.get(info);
}

/** Text has the machine's byte order. */
function unitOf({ value }: Scalar, size: number, little: boolean): TextUnit | undefined {
  if (size === 1) return value === "boolean" ? undefined : "byte";
  return value === "char" && little ? "wide" : undefined;
}

/** Stands in for `view` until the class of the type exists. */
export function unfinished(): never {
  throw new Error("This type has no class");
}

function accessors({ access, value }: Scalar, little: boolean): {
  read(view: DataView, offset: number): unknown;
  store(view: DataView, offset: number, value: unknown): void;
} {
  const { [`get${access}`]: get, [`set${access}`]: set } = DataView.prototype as unknown as Record<
    string,
    (this: DataView, offset: number, ...rest: unknown[]) => unknown
  >;
  switch (value) {
    case "boolean":
      return { read: (v, o) => v.getUint8(o) !== 0, store: (v, o, x) => v.setUint8(o, x ? 1 : 0) };
    case "wide":
      return {
        read: (v, o) => BigInt(get!.call(v, o, little) as number),
        store: (v, o, x) => v.setInt32(o, Number(BigInt.asIntN(32, x as bigint)), little),
      };
    default:
      return { read: (v, o) => get!.call(v, o, little), store: (v, o, x) => void set!.call(v, o, x, little) };
  }
}

function sourceOf({ access, passed = access, value }: Scalar, size: number, little: boolean): ScalarSource {
  const order = size === 1 ? "" : `, ${little}`;
  const get = (view: string, offset: string) => `${view}.get${access}(${offset}${order})`;
  const set = (view: string, offset: string, v: string) => `${view}.set${access}(${offset}, ${v}${order})`;
  const same = (v: string) => v;
  switch (value) {
    case "boolean":
      return {
        get: (view, offset) => `${get(view, offset)} !== 0`,
        set: (view, offset, v) => set(view, offset, `${v} ? 1 : 0`),
        test: (v) => `typeof ${v} === "boolean"`,
        argument: same,
        result: same,
      };
    case "wide":
      return {
        get: (view, offset) => `BigInt(${get(view, offset)})`,
        set: (view, offset, v) => set(view, offset, `Number(BigInt.asIntN(32, ${v}))`),
        test: (v) => `typeof ${v} === "bigint" && BigInt.asIntN(32, ${v}) === ${v}`,
        argument: (v) => access === "Int32" ? `Number(BigInt.asIntN(32, ${v}))` : `Number(BigInt.asUintN(32, ${v}))`,
        result: (v) => `BigInt(${v})`,
      };
    case "bigint":
      return {
        get,
        set,
        test: (v) => `typeof ${v} === "bigint" && ${runtime.fits64(v, access === "BigInt64")}`,
        argument: same,
        result: same,
      };
    case "float":
      return { get, set, test: (v) => `typeof ${v} === "number"`, argument: same, result: same };
    default: {
      const [low, high] = size === 4 ? [] : [-(2 ** (8 * size - 1)), 2 ** (8 * size) - 1];
      const range = (v: string) => low === undefined ? "" : ` && ${v} >= ${low} && ${v} <= ${high}`;
      const wrap: Record<string, (v: string) => string> = {
        Int8: (v) => `${v} << 24 >> 24`,
        Uint8: (v) => `${v} & 255`,
        Int16: (v) => `${v} << 16 >> 16`,
        Uint16: (v) => `${v} & 65535`,
        Int32: (v) => `${v} | 0`,
        Uint32: (v) => `${v} >>> 0`,
      };
      return {
        get,
        set,
        // A bigint or a symbol in `v | 0` would throw an error that says nothing.
        test: (v) => `typeof ${v} === "number" && (${v} ${access === "Uint32" ? ">>>" : "|"} 0) === ${v}${range(v)}`,
        argument: wrap[passed]!,
        result: passed === access ? same : wrap[access]!,
      };
    }
  }
}

/** The names that a message has room for. */
function memberList(names: readonly string[]): string {
  return names.length > 6 ? `${names.slice(0, 5).join(", ")}, …` : names.join(", ");
}

type Converter = (value: unknown, label: string, owner: unknown) => unknown;

function converter({ name, access, value, enumeration }: Scalar, size: number): Converter {
  const bits = 8 * size;
  const names = enumeration === undefined ? "" : `${memberList(enumeration.names)}, or `;
  switch (value) {
    case "boolean":
      return (v, label, owner) => {
        if (typeof v === "boolean") return v;
        throw wrongKind(v, name, label, owner, "a boolean");
      };
    case "float":
      return (v, label, owner) => {
        if (typeof v === "number") return v;
        throw wrongKind(v, name, label, owner, "a number");
      };
    case "bigint":
    case "wide": {
      const low = -(2n ** BigInt(bits - 1)), high = 2n ** BigInt(bits) - 1n;
      const wanted = `${names}a bigint or a safe integer from ${low} to ${high}`;
      const wrap = access === "BigUint64" || access === "Uint32" ? BigInt.asUintN : BigInt.asIntN;
      return (v, label, owner) => {
        if (typeof v !== "bigint" && typeof v !== "number") throw wrongKind(v, name, label, owner, wanted);
        if (typeof v === "number" && !Number.isSafeInteger(v)) throw outOfRange(v, name, label, owner, wanted);
        const big = BigInt(v);
        // Comparing and wrapping bigints takes longer than all else.
        if (typeof v === "number" && bits === 64 && (v >= 0 || wrap === BigInt.asIntN)) return big;
        if (big < low || big > high) throw outOfRange(v, name, label, owner, wanted);
        return wrap(bits, big);
      };
    }
    default: {
      const low = -(2 ** (bits - 1)), high = 2 ** bits - 1;
      const characters = value === "char";
      const wanted = `${names}${characters ? "a character or " : ""}an integer from ${low} to ${high}`;
      return (v, label, owner) => {
        if (characters && typeof v === "string") return characterCode(v, size, name, label, owner);
        if (typeof v !== "number") throw wrongKind(v, name, label, owner, wanted);
        if (!Number.isInteger(v) || v < low || v > high) throw outOfRange(v, name, label, owner, wanted);
        return v;
      };
    }
  }
}

/** The code of a one-character string in a unit of `size` bytes: ASCII, UTF-16 or a code point. */
function characterCode(text: string, size: number, name: string, label: string, owner: unknown): number {
  const limit = size === 1 ? 0x7f : size === 2 ? 0xffff : 0x10ffff;
  const code = text.codePointAt(0);
  if (code === undefined || String.fromCodePoint(code).length !== text.length || code >= 0xd800 && code < 0xe000) {
    throw wrongKind(text, name, label, owner, "a string of one character");
  }
  if (code > limit) throw outOfRange(text, name, label, owner, `a character up to U+${limit.toString(16)}`);
  return code;
}
