/**
 * Machine code that calls a JavaScript function, for signatures that the runtime's own callbacks cannot express.
 *
 * @module
 */
import { Emitter } from "../../emit/emitter.ts";
import { newPlace } from "../../memory/allocator.ts";
import { foreignBlock } from "../../memory/window.ts";
import { type NativeCallback, type NativeFunction, runtime } from "../../runtime/runtime.ts";
import {
  type DynamicSignature,
  isAggregate,
  type MachineScalar,
  type MachineType,
  type Plan,
  sizeOf,
  visitParameters,
} from "../abi/plan.ts";
import { lowersToScalars, planFor } from "./convention.ts";
import { Place } from "./copy_stack.ts";
import { cifSize, libffi, newMemory } from "./libffi.ts";
import { behind, copySpot, loadScalar, type Spot, spotOf, storeNumber, storeScalar } from "./marshal.ts";
import { scalarSignature } from "./scalar_call.ts";

/** The name of the functions that machine code runs, by which stack traces show where C was left. */
export const ENTRY = "calledByC";

/**
 * Machine code that calls a JavaScript function, for any signature.
 *
 * An aggregate arrives as a copy in memory that JavaScript owns, and an aggregate result is an instance whose bytes are
 * given to C; scalars are as {@linkcode NativeFunction} says.
 *
 * @param fn It must not throw.
 * @throws {Error} If it takes libffi and there is none.
 */
export function dynamicCallback(signature: DynamicSignature, fn: NativeFunction): NativeCallback {
  const plan = planFor(signature, "A callback");
  return lowersToScalars ? scalarCallback(plan, signature, fn) : libffiCallback(plan, signature, fn);
}

/** What the machine handed over as one argument. */
interface MachineArgument {
  /** An expression for its value as a scalar. */
  scalar(type: MachineScalar): string;
  /** Copies the bytes of an aggregate that it carries. */
  copyTo(to: Spot, size: number): void;
}

/**
 * Where an address is. The offset is made an integer, since Bun reads at a place that it takes for a fraction three times
 * slower.
 *
 * @param address The source of a number.
 */
function locate(out: Emitter, address: string, size: number): Spot {
  const at = out.constant("at", address);
  const block = out.constant("block", `${out.use(foreignBlock, "foreignBlock")}(${at}, ${size})`);
  return { view: `${block}.view`, offset: out.constant("offset", `${at} - ${block}.base | 0`) };
}

/** The address stored at a place, as a number. */
function storedNumber({ view, offset }: Spot): string {
  return `${view}.getUint32(${offset}, true) + ${view}.getUint32(${offset} + 4, true) * 4294967296`;
}

/**
 * Calls a function with the arguments that the machine handed over.
 *
 * @returns The source of what it gave, and of the place for an aggregate that does not travel in registers.
 */
function emitCall(
  out: Emitter,
  plan: Plan,
  signature: DynamicSignature,
  fn: NativeFunction,
  argument: (type: MachineType, at: number) => MachineArgument,
): { value: string; place: string } {
  const values: string[] = [];
  const spots: Spot[] = [];
  let place = "";
  /** Memory of JavaScript's for an aggregate: C's may be gone when the function still uses it. */
  const fresh = (index: number): Spot => {
    const native = signature.parameters[index]!;
    if (spots[index] === undefined && isAggregate(native)) {
      const place = out.constant("place", `${out.use(newPlace, "newPlace")}(${out.use(native, "native")})`);
      const block = out.constant("block", `${place}.block`), offset = out.constant("offset", `${place}.offset`);
      values[index] = out.constant("a", `new ${out.use(Place, "Place")}(${block}, ${offset})`);
      spots[index] = { view: `${block}.view`, offset };
    }
    return spots[index]!;
  };
  visitParameters(plan, {
    scalar(index, type, at) {
      values[index] = out.constant("a", argument(type, at).scalar(type));
    },
    bits: () => {},
    bytes: ({ index, offset, size }, type, at) => argument(type, at).copyTo(behind(fresh(index), offset), size),
    copy(index, size, at) {
      copySpot(out, locate(out, `Number(${argument("pointer", at).scalar("pointer")})`, size), fresh(index), size);
    },
    result(at) {
      place = out.constant("place", argument("pointer", at).scalar("pointer"));
    },
    padding: () => {},
  });
  return { value: out.constant("value", `${out.use(fn, "fn")}(${values.join(", ")})`), place };
}

/** By the runtime's own callbacks, of a plan in scalars alone. */
function scalarCallback(plan: Plan, signature: DynamicSignature, fn: NativeFunction): NativeCallback {
  const out = new Emitter();
  const machine = plan.parameters.map(() => out.param("m"));
  const { value, place } = emitCall(out, plan, signature, fn, (type, at) => ({
    scalar: () => machine[at]!,
    copyTo: (to) => storeScalar(out, type as MachineScalar, to, machine[at]!),
  }));
  const { what, type, size } = plan.result;
  if (what === "scalar") out.line(`return ${value};`);
  else if (what === "bytes") out.line(`return ${loadScalar(out, type as MachineScalar, spotOf(out, value))};`);
  else {
    copySpot(out, spotOf(out, value), locate(out, `Number(${place})`, size), size);
    out.line(`return ${place};`);
  }
  return runtime.callback(scalarSignature(plan)!, out.build(`function ${ENTRY}`));
}

function libffiCallback(plan: Plan, signature: DynamicSignature, fn: NativeFunction): NativeCallback {
  const ffi = libffi("A callback");
  const memory = newMemory(cifSize(plan));
  ffi.prepare(plan, memory, 0);
  const handler = runtime.callback(
    { parameters: ["pointer", "pointer", "pointer", "pointer"], result: "void" },
    libffiHandler(plan, signature, fn),
  );
  const closure = ffi.closure(memory, handler.address);
  return {
    address: closure.code,
    close() {
      closure.free();
      handler.close();
    },
  };
}

/** libffi has so much room for a result that travels in registers. */
const RESULT_SIZE = 16;

/** What libffi's code for a callback runs: libffi tells where the result goes, and where a list of pointers to the arguments is. */
function libffiHandler(plan: Plan, signature: DynamicSignature, fn: NativeFunction): NativeFunction {
  const out = new Emitter();
  out.param("cif");
  const result = out.param("result"), list = out.param("list");
  const pointers = locate(out, `Number(${list})`, 8 * plan.parameters.length);
  const { value, place } = emitCall(out, plan, signature, fn, (type, at) => {
    const spot = locate(out, storedNumber(behind(pointers, 8 * at)), sizeOf(type));
    return {
      scalar: (scalar) => loadScalar(out, scalar, spot),
      copyTo: (to, size) => copySpot(out, spot, to, size),
    };
  });
  const { type, what, size } = plan.result;
  const written = what === "place" ? size : RESULT_SIZE;
  if (type !== "void") emitResult(out, plan, value, place, locate(out, `Number(${result})`, written));
  return out.build(`function ${ENTRY}`);
}

function emitResult(
  out: Emitter,
  { result: { what, type, size } }: Plan,
  value: string,
  place: string,
  to: Spot,
): void {
  if (what === "scalar") return storeWidened(out, type as MachineScalar, to, value);
  // The memory of an aggregate that travels apart from the parameters is where libffi says that the result goes.
  if (what !== "hidden") return copySpot(out, spotOf(out, value), to, size);
  copySpot(out, spotOf(out, value), locate(out, `Number(${place})`, size), size);
  storeNumber(out, to, `Number(${place})`);
}

/** libffi wants small integers widened to a register. */
function storeWidened(out: Emitter, type: MachineScalar, to: Spot, value: string): void {
  if (!/^(bool|[iu](8|16|32))$/.test(type)) return storeScalar(out, type, to, value);
  storeScalar(out, "i32", to, value);
  storeScalar(out, "i32", behind(to, 4), type.startsWith("i") ? `${value} < 0 ? -1 : 0` : "0");
}
