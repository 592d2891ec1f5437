import type { Block } from "../memory/block.ts";
import { longDoubleInfo } from "../types/long_double.ts";
import type { MachineScalar } from "./abi/plan.ts";
import { storeAddress } from "./libffi.ts";

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

const accesses: Record<Exclude<MachineScalar, "void" | "longdouble">, Access> = {
  bool: "Uint8",
  i8: "Int8",
  u8: "Uint8",
  i16: "Int16",
  u16: "Uint16",
  i32: "Int32",
  u32: "Uint32",
  i64: "BigInt64",
  u64: "BigUint64",
  f32: "Float32",
  f64: "Float64",
  pointer: "BigUint64",
};

const getters = DataView.prototype as unknown as Record<
  string,
  (this: DataView, offset: number, little: boolean) => unknown
>;
const setters = DataView.prototype as unknown as Record<
  string,
  (this: DataView, offset: number, value: unknown, little: boolean) => void
>;

const longDouble = longDoubleInfo();

/** Stores a long double. */
export function storeLongDouble(block: Block, offset: number, value: number): void {
  longDouble.write(block, offset, value, "", null);
}

/** Reads a long double, rounded to a double. */
export function loadLongDouble(block: Block, offset: number): number {
  return longDouble.read(block, offset) as number;
}

/** Stores a scalar in the form that calls take, so that C can read it. */
export function storeScalar(type: MachineScalar, block: Block, offset: number, value: unknown): void {
  if (type === "void") return;
  if (type === "longdouble") return storeLongDouble(block, offset, value as number);
  if (type === "pointer" && typeof value === "number") return storeAddress(block.view, offset, value);
  setters[`set${accesses[type]}`].call(block.view, offset, type === "bool" ? value ? 1 : 0 : value, true);
}

/** Reads a scalar that C wrote, in the form that calls give. */
export function loadScalar(type: MachineScalar, block: Block, offset: number): unknown {
  if (type === "void") return undefined;
  if (type === "longdouble") return loadLongDouble(block, offset);
  const value = getters[`get${accesses[type]}`].call(block.view, offset, true);
  return type === "bool" ? value !== 0 : value;
}

/**
 * Source of {@linkcode storeScalar}. It names `storeAddress` and `storeLongDouble`.
 *
 * @param block The source of a Block.
 */
export function storeSource(type: MachineScalar, block: string, offset: string, value: string): string {
  if (type === "void") return "";
  if (type === "longdouble") return `storeLongDouble(${block}, ${offset}, ${value});`;
  if (type === "bool") return `${block}.view.setUint8(${offset}, ${value} ? 1 : 0);`;
  const store = `${block}.view.set${accesses[type]}(${offset}, ${value}, true)`;
  return type === "pointer"
    ? `if (typeof ${value} === "bigint") ${store}; else storeAddress(${block}.view, ${offset}, ${value});`
    : `${store};`;
}

/** Source of {@linkcode loadScalar}. It names `loadLongDouble`. */
export function loadSource(type: MachineScalar, block: string, offset: string): string {
  if (type === "void") return "undefined";
  if (type === "longdouble") return `loadLongDouble(${block}, ${offset})`;
  const load = `${block}.view.get${accesses[type]}(${offset}, true)`;
  return type === "bool" ? `${load} !== 0` : load;
}

/** Bytes up to this size are copied by instructions of their own, more by a loop. */
const UNROLLED = 64;

/**
 * Source that copies bytes between two places.
 *
 * @param from The source of a Block and the offset in it.
 * @param to Likewise.
 */
export function copySource(from: readonly [string, string], to: readonly [string, string], size: number): string {
  if (size > UNROLLED) return `copyBytes(${from}, ${to}, ${size});`;
  const lines: string[] = [];
  for (let i = 0; i < size;) {
    const unit = size - i >= 4 ? 4 : size - i >= 2 ? 2 : 1;
    const order = unit === 1 ? "" : ", true";
    const read = `${from[0]}.view.getInt${8 * unit}(${from[1]} + ${i}${order})`;
    lines.push(`${to[0]}.view.setInt${8 * unit}(${to[1]} + ${i}, ${read}${order});`);
    i += unit;
  }
  return lines.join("\n");
}
