import { Block, MEMORY, OFFSET } from "../../memory/block.ts";
import { runtime } from "../../runtime/runtime.ts";
import { longDoubleInfo } from "../../types/scalar/long_double.ts";
import { type DynamicSignature, isAggregate, type MachineScalar } from "../abi/plan.ts";
import { copyBytes } from "./copies.ts";
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
export function storeLongDouble(view: DataView<ArrayBuffer>, offset: number, value: number): void {
  longDouble.write(new Block(view), offset, value, "", null);
}

/** Reads a long double, rounded to a double. */
export function loadLongDouble(view: DataView<ArrayBuffer>, offset: number): number {
  return longDouble.read(new Block(view), offset) as number;
}

/** Stores a scalar in the form that calls take, so that C can read it. */
export function storeScalar(
  type: MachineScalar,
  view: DataView<ArrayBuffer>,
  offset: number,
  value: unknown,
): void {
  if (type === "void") return;
  if (type === "longdouble") return storeLongDouble(view, offset, value as number);
  if (type === "pointer" && typeof value !== "bigint") return storePointer(view, offset, value as number);
  setters[`set${accesses[type]}`].call(view, offset, type === "bool" ? value ? 1 : 0 : value, true);
}

/** Reads a scalar that C wrote, in the form that calls give. */
export function loadScalar(type: MachineScalar, view: DataView<ArrayBuffer>, offset: number): unknown {
  if (type === "void") return undefined;
  if (type === "longdouble") return loadLongDouble(view, offset);
  const value = getters[`get${accesses[type]}`].call(view, offset, true);
  return type === "bool" ? value !== 0 : value;
}

/** Stores an address, or that of a view. */
export function storePointer(view: DataView, offset: number, value: number | ArrayBufferView): void {
  storeAddress(view, offset, typeof value === "number" ? value : addressOfView(value));
}

/** The addresses of views: Deno takes 200 ns to tell one. */
const addresses = new WeakMap<ArrayBufferView, number>();
/** The view that was asked for last: programs pass the same buffer again and again. */
let lastView: ArrayBufferView | null = null;
let lastAddress = 0;

/**
 * The address of a view's first byte. Small views may move until their buffer was looked at; a detached view has no
 * length.
 */
function addressOfView(view: ArrayBufferView): number {
  if (view === lastView && view.byteLength > 0) return lastAddress;
  let address = view.byteLength > 0 ? addresses.get(view) : undefined;
  if (address === undefined) addresses.set(view, address = addressInBuffer(view));
  lastView = view;
  return lastAddress = address;
}

function addressInBuffer({ buffer, byteOffset }: ArrayBufferView): number {
  return runtime.addressOf(buffer as ArrayBuffer) + byteOffset;
}

/**
 * Source of {@linkcode storeScalar}. It names `storePointer` and `storeLongDouble`.
 *
 * @param view The source of a DataView.
 */
export function storeSource(type: MachineScalar, view: string, offset: string, value: string): string {
  if (type === "void") return "";
  if (type === "longdouble") return `storeLongDouble(${view}, ${offset}, ${value});`;
  if (type === "bool") return `${view}.setUint8(${offset}, ${value} ? 1 : 0);`;
  const store = `${view}.set${accesses[type]}(${offset}, ${value}, true)`;
  return type === "pointer"
    ? `if (typeof ${value} === "bigint") ${store}; else storePointer(${view}, ${offset}, ${value});`
    : `${store};`;
}

/** Source of {@linkcode loadScalar}. It names `loadLongDouble`. */
export function loadSource(type: MachineScalar, view: string, offset: string): string {
  if (type === "void") return "undefined";
  if (type === "longdouble") return `loadLongDouble(${view}, ${offset})`;
  const load = `${view}.get${accesses[type]}(${offset}, true)`;
  return type === "bool" ? `${load} !== 0` : load;
}

/** Statements that declare where each aggregate `a…` is: the view `m…` and the offset `o…`. */
export function placeSources({ parameters }: DynamicSignature): string[] {
  return parameters.map((native, i) =>
    isAggregate(native) ? `const m${i} = a${i}[MEMORY].view, o${i} = a${i}[OFFSET];` : ""
  );
}

/** What the sources above and below name. */
export const marshalScope: Record<string, unknown> = {
  ...{ copyBytes, storeAddress, storePointer, storeLongDouble, loadLongDouble, MEMORY, OFFSET },
};

/** Bytes up to this size are copied by instructions of their own, more by a loop. */
const UNROLLED = 64;
/** The units that bytes are copied in: integers, as an engine may change the bits of a NaN. */
const units = [[8, "BigInt64"], [4, "Int32"], [2, "Int16"], [1, "Int8"]] as const;

/**
 * Source that copies bytes between two places. The units are as large as they can be: a processor waits where it reads
 * a double that was stored as two halves.
 *
 * @param from The source of a DataView and of the offset in it; it is evaluated again and again.
 * @param to Likewise.
 */
export function copySource(from: readonly [string, string], to: readonly [string, string], size: number): string {
  if (size > UNROLLED) return `copyBytes(${from}, ${to}, ${size});`;
  const lines: string[] = [];
  for (let i = 0; i < size;) {
    const [unit, name] = units.find(([unit]) => unit <= size - i)!;
    lines.push(`${to[0]}.set${name}(${to[1]} + ${i}, ${from[0]}.get${name}(${from[1]} + ${i}, true), true);`);
    i += unit;
  }
  return lines.join("\n");
}
