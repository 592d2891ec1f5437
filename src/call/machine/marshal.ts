/**
 * How generated code stores, loads and copies what travels in calls.
 *
 * @module
 */
import type { Emitter } from "../../emit/emitter.ts";
import { Block, MEMORY, OFFSET } from "../../memory/block.ts";
import { runtime } from "../../runtime/runtime.ts";
import { longDoubleInfo } from "../../types/scalar/long_double.ts";
import { type DynamicSignature, isAggregate, type MachineScalar } from "../abi/plan.ts";
import { copyBytes } from "./copy_stack.ts";
import { storeAddress } from "./libffi.ts";

/** The accessors of a DataView that store and load a scalar. */
const accesses: Record<Exclude<MachineScalar, "void" | "longdouble">, string> = {
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

/** A place in memory, as source: a DataView and the offset in it, both of which may be evaluated again and again. */
export interface Spot {
  readonly view: string;
  readonly offset: string;
}

const longDouble = longDoubleInfo();

function storeLongDouble(view: DataView<ArrayBuffer>, offset: number, value: number): void {
  longDouble.write(new Block(view), offset, value, "", null);
}

/** Reads a long double, rounded to a double. */
function loadLongDouble(view: DataView<ArrayBuffer>, offset: number): number {
  return longDouble.read(new Block(view), offset) as number;
}

/** Stores an address, or that of a view. */
function storePointer(view: DataView, offset: number, value: number | ArrayBufferView): void {
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

/** Stores a scalar in the form that calls take, so that C can read it. */
export function storeScalar(out: Emitter, type: MachineScalar, { view, offset }: Spot, value: string): void {
  if (type === "void") return;
  if (type === "longdouble") {
    return out.line(`${out.use(storeLongDouble, "storeLongDouble")}(${view}, ${offset}, ${value});`);
  }
  if (type === "bool") return out.line(`${view}.setUint8(${offset}, ${value} ? 1 : 0);`);
  const store = `${view}.set${accesses[type]}(${offset}, ${value}, true);`;
  if (type !== "pointer") return out.line(store);
  const other = `${out.use(storePointer, "storePointer")}(${view}, ${offset}, ${value});`;
  out.line(`if (typeof ${value} === "bigint") ${store} else ${other}`);
}

/** An expression for a scalar that C wrote, in the form that calls give. */
export function loadScalar(out: Emitter, type: MachineScalar, { view, offset }: Spot): string {
  if (type === "void") return "undefined";
  if (type === "longdouble") return `${out.use(loadLongDouble, "loadLongDouble")}(${view}, ${offset})`;
  const load = `${view}.get${accesses[type]}(${offset}, true)`;
  return type === "bool" ? `${load} !== 0` : load;
}

/** Stores an address that is a number, as C stores it. */
export function storeNumber(out: Emitter, { view, offset }: Spot, address: string | number): void {
  out.line(`${out.use(storeAddress, "storeAddress")}(${view}, ${offset}, ${address});`);
}

/** Where an instance is. */
export function spotOf(out: Emitter, instance: string): Spot {
  return {
    view: out.constant("memory", `${instance}[${out.use(MEMORY, "MEMORY")}].view`),
    offset: out.constant("offset", `${instance}[${out.use(OFFSET, "OFFSET")}]`),
  };
}

/**
 * Where the aggregates are among the arguments: each is looked at once, which engines do not dare beside stores to
 * memory.
 */
export function spotsOf(out: Emitter, { parameters }: DynamicSignature, args: readonly string[]): readonly Spot[] {
  return parameters.map((native, i) => isAggregate(native) ? spotOf(out, args[i]!) : null as never);
}

/** A spot so many bytes on. */
export function behind({ view, offset }: Spot, distance: number): Spot {
  return distance === 0 ? { view, offset } : { view, offset: `${offset} + ${distance}` };
}

/** Bytes up to this size are copied by instructions of their own, more by a loop. */
const UNROLLED = 64;
/** The units that bytes are copied in: integers, as an engine may change the bits of a NaN. */
const units = [[8, "BigInt64"], [4, "Int32"], [2, "Int16"], [1, "Int8"]] as const;

/**
 * Copies bytes between two places. The units are as large as they can be: a processor waits where it reads a double that
 * was stored as two halves.
 */
export function copySpot(out: Emitter, from: Spot, to: Spot, size: number): void {
  if (size > UNROLLED) {
    const copy = out.use(copyBytes, "copyBytes");
    return out.line(`${copy}(${from.view}, ${from.offset}, ${to.view}, ${to.offset}, ${size});`);
  }
  for (let i = 0; i < size;) {
    const [unit, name] = units.find(([unit]) => unit <= size - i)!;
    const { view, offset } = behind(from, i), target = behind(to, i);
    out.line(`${target.view}.set${name}(${target.offset}, ${view}.get${name}(${offset}, true), true);`);
    i += unit;
  }
}
