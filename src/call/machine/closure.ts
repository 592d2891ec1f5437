import { MEMORY, OFFSET, type Placed, visibleAllocator } from "../../memory/block.ts";
import { foreignBlock, offsetIn } from "../../memory/window.ts";
import { type NativeCallback, type NativeFunction, runtime } from "../../runtime/runtime.ts";
import type { Aggregate } from "../../types/type_info.ts";
import { type DynamicSignature, isAggregate, type MachineScalar, type Plan } from "../abi/plan.ts";
import { compileResponder } from "./closure_source.ts";
import { lowersToScalars, planFor } from "./convention.ts";
import { Copy, copyBytes } from "./copies.ts";
import { cifSize, libffi, newMemory } from "./libffi.ts";
import { loweredSignature } from "./lowered.ts";
import { loadScalar, storeScalar } from "./marshal.ts";

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
  return lowersToScalars ? loweredCallback(plan, signature, fn) : libffiCallback(plan, signature, fn);
}

/** An address in foreign memory. */
function foreign(address: bigint, size: number): Placed {
  const start = Number(address);
  const block = foreignBlock(start, size);
  return new Copy(block, offsetIn(block, start));
}

/** Fresh memory for an aggregate. */
function fresh({ size, alignment }: Aggregate): Placed {
  const offset = visibleAllocator.cutVisible(size, alignment);
  return new Copy(visibleAllocator.block, offset);
}

function copyPlaced(from: Placed, to: Placed, size: number, at = 0): void {
  copyBytes(from[MEMORY].view, from[OFFSET], to[MEMORY].view, to[OFFSET] + at, size);
}

/**
 * Makes the C arguments out of the machine's.
 *
 * @param scalar Gives the machine argument at an index.
 * @param bytes Copies those of the machine argument at an index to a place.
 */
function argumentReader<M>(
  { parameters }: Plan,
  signature: DynamicSignature,
  scalar: (machine: M, index: number) => unknown,
  bytes: (machine: M, index: number, to: Placed, at: number, size: number) => void,
): (machine: M) => unknown[] {
  const readers = signature.parameters.map((native, index) => {
    const parts = parameters.flatMap(({ carries }, i) =>
      "index" in carries && carries.index === index ? [{ carries, i }] : []
    );
    const [{ carries: { what }, i: first }] = parts;
    if (!isAggregate(native)) return (machine: M) => scalar(machine, first);
    return (machine: M) => {
      const copy = fresh(native);
      if (what === "copy") copyPlaced(foreign(scalar(machine, first) as bigint, native.size), copy, native.size);
      else {for (const { carries, i } of parts) {
          if (carries.what === "bytes") bytes(machine, i, copy, carries.offset, carries.size);
        }}
      return copy;
    };
  });
  return (machine) => readers.map((read) => read(machine));
}

function libffiCallback(plan: Plan, signature: DynamicSignature, fn: NativeFunction): NativeCallback {
  const ffi = libffi("A callback");
  const memory = newMemory(cifSize(plan));
  ffi.prepare(plan, memory, 0);
  const handler = runtime.callback(
    { parameters: ["pointer", "pointer", "pointer", "pointer"], result: "void" },
    compileResponder(plan, signature, fn),
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

function loweredCallback(plan: Plan, signature: DynamicSignature, fn: NativeFunction): NativeCallback {
  const { parameters, result } = plan;
  const type = result.type as MachineScalar;
  const hidden = parameters.findIndex(({ carries }) => carries.what === "result");
  const read = argumentReader<unknown[]>(
    plan,
    signature,
    (values, i) => values[i],
    (values, i, to, at) =>
      storeScalar(parameters[i].type as MachineScalar, to[MEMORY].view, to[OFFSET] + at, values[i]),
  );
  return runtime.callback(loweredSignature(plan), (...values) => {
    const value = fn(...read(values));
    if (result.what === "scalar") return value;
    if (result.what === "bytes") return loadScalar(type, value[MEMORY].view, value[OFFSET]);
    copyPlaced(value, foreign(values[hidden], result.size), result.size);
    return values[hidden];
  });
}
