import type { Block } from "../../memory/block.ts";
import { compile } from "../../runtime/compile.ts";
import { type NativeFunction, type NativeSignature, runtime } from "../../runtime/runtime.ts";
import {
  type DynamicSignature,
  isAggregate,
  type MachineParameter,
  type MachineScalar,
  type MachineType,
  type Plan,
  roundUp,
  sizeOf,
} from "../abi/plan.ts";
import { holdSource } from "../function/call_support.ts";
import { lowersToScalars, planFor } from "./convention.ts";
import { copyStack } from "./copies.ts";
import { cifSize, libffi, newMemory, storeAddress } from "./libffi.ts";
import { bindLowered } from "./lowered.ts";
import { copySource, loadSource, marshalScope, placeSources, storeSource } from "./marshal.ts";
import { bindRegisters } from "./registers.ts";

export type { DynamicSignature };

/** Whether only the dynamic way can call a function: it has an aggregate, a long double, many parameters, or is variadic. */
export function needsDynamic({ parameters, result, fixed }: DynamicSignature): boolean {
  return fixed !== undefined || parameters.length > runtime.mostParameters ||
    [...parameters, result].some((native) => isAggregate(native) || native === "longdouble");
}

/**
 * A callable for the function at an address, for any signature.
 *
 * Scalars are given and returned as {@linkcode NativeFunction} says, a long double as a number. An aggregate is given as
 * an instance whose bytes are passed. If the result is an aggregate, the instance to write it to is one more argument,
 * and nothing is returned.
 *
 * @param name The function's name, for messages.
 * @param bind Binds the function with a signature of scalars; null where that makes slow calls.
 * @throws {Error} If it takes libffi and there is none. A call of a function whose structures all travel in registers
 *   takes it only for NaNs, and throws then.
 */
export function bindDynamic(
  address: bigint,
  signature: DynamicSignature,
  name: string,
  bind: ((scalars: NativeSignature) => NativeFunction) | null = null,
): NativeFunction {
  const who = `${name}()`;
  const bindAddress = (scalars: NativeSignature) => runtime.bindAddress(address, scalars);
  if (!needsDynamic(signature) && (runtime.bindsAddressesFast || lowersToScalars)) {
    return bindAddress(signature as NativeSignature);
  }
  const plan = planFor(signature, who);
  if (lowersToScalars) return bindLowered(plan, signature, bindAddress);
  const bindFast = bind ?? (runtime.bindsAddressesFast ? bindAddress : null);
  const general = () => bindLibffi(address, plan, signature, who);
  return (bindFast && bindRegisters(plan, signature, bindFast, general)) ?? general();
}

/** The memory of a function that libffi calls: its cif, the pointers to its arguments, and these. */
interface Frame {
  readonly block: Block;
  /** Where the list of pointers to the arguments is. */
  readonly list: number;
  readonly result: number;
  /** Where each machine argument is. */
  readonly slots: readonly number[];
}

/** Results are written at least so far. */
const RESULT_SIZE = 16;

function frameOf(plan: Plan, who: string): Frame {
  const list = roundUp(cifSize(plan), 16);
  const result = roundUp(list + 8 * plan.parameters.length, 16);
  let end = result + (plan.result.what === "place" ? 0 : Math.max(RESULT_SIZE, roundUp(sizeOf(plan.result.type), 16)));
  const slots = plan.parameters.map(({ type }) => {
    const slot = end;
    end += roundUp(sizeOf(type), 16);
    return slot;
  });
  const block = newMemory(end);
  slots.forEach((slot, i) => storeAddress(block.view, list + 8 * i, block.base + slot));
  libffi(who).prepare(plan, block, 0);
  return { block, list, result, slots };
}

/** Whether libffi may put the address of a copy into the list of pointers to the arguments: x86-64's does since 3.4. */
function replaces(type: MachineType): boolean {
  return sizeOf(type) > 16;
}

/** Whether libffi reads no more than an instance has, so that it can read the instance itself. */
function readsInPlace({ type, carries }: MachineParameter): boolean {
  return replaces(type) && carries.what === "bytes" && carries.size === sizeOf(type);
}

/** Held past each call: an engine may otherwise collect what is passed by address while C uses it. */
const held: Record<"frame" | "out" | "a" | "b" | "c" | "d", unknown> & { rest: readonly unknown[] } = {
  ...{ frame: null, out: null, a: null, b: null, c: null, d: null, rest: [] },
};

function bindLibffi(address: bigint, plan: Plan, signature: DynamicSignature, who: string): NativeFunction {
  const frame = frameOf(plan, who);
  const { call } = libffi(who);
  return compile<NativeFunction>(callSource(Number(address), plan, signature, frame), {
    ...marshalScope,
    ...{ call, held, block: frame.block, view: frame.block.view, toAddress: runtime.address },
    copies: plan.parameters.some(({ carries }) => carries.what === "copy") ? copyStack() : null,
  });
}

/** Source of an address in the form that calls take. */
function literal(address: number): string {
  return typeof runtime.address(address) === "bigint" ? `${address}n` : `${address}`;
}

/** Parameters whose memory the called function sees. */
function heldParameters({ parameters }: Plan, signature: DynamicSignature): number[] {
  return signature.parameters.flatMap((native, index) => {
    const byAddress = parameters.some((it) =>
      it.carries.what === "bytes" && it.carries.index === index && readsInPlace(it)
    );
    return native === "pointer" || byAddress ? [index] : [];
  });
}

/**
 * The function as source. What does not change is part of the source, where it is a constant to the engine; views are looked up once, which engines do not dare beside stores to memory.
 */
function callSource(address: number, plan: Plan, signature: DynamicSignature, frame: Frame): string {
  const { parameters, result } = plan;
  const { block: { base }, list, result: at, slots } = frame;
  const names = signature.parameters.map((_, i) => `a${i}`);
  const aggregate = isAggregate(signature.result);
  const copies = parameters.some(({ carries }) => carries.what === "copy");
  const outAddress = "out[MEMORY].base + out[OFFSET]";
  const stores = parameters.map((parameter, i) => {
    const { type, carries } = parameter;
    switch (carries.what) {
      case "scalar":
        return storeSource(type as MachineScalar, "view", `${slots[i]}`, `a${carries.index}`);
      case "bytes": {
        const { index, offset, size } = carries;
        if (readsInPlace(parameter)) {
          return `storeAddress(view, ${list + 8 * i}, a${index}[MEMORY].base + a${index}[OFFSET] + ${offset});`;
        }
        const point = `storeAddress(view, ${list + 8 * i}, ${base + slots[i]});`;
        return copySource([`m${index}`, `o${index} + ${offset}`], ["view", `${slots[i]}`], size) +
          (replaces(type) ? point : "");
      }
      case "copy":
        return `storeAddress(view, ${slots[i]}, copies.add(a${carries.index}, ${carries.size}));`;
      case "result":
        return `storeAddress(view, ${slots[i]}, ${outAddress});`;
      default:
        return "";
    }
  });
  const place = result.what === "place" ? `toAddress(${outAddress})` : literal(base + at);
  const finish = result.what === "scalar"
    ? `return ${loadSource(result.type as MachineScalar, "view", `${at}`)};`
    : result.what === "bytes"
    ? `const m = out[MEMORY].view, o = out[OFFSET]; ${copySource(["view", `${at}`], ["m", "o"], result.size)}`
    : "held.out = out;";
  return `function (${[...names, ...aggregate ? ["out"] : []].join(", ")}) {
    ${copies ? "const top = copies.top;" : ""}
    ${[...placeSources(signature), ...stores].join("\n")}
    call(${literal(base)}, ${literal(address)}, ${place}, ${literal(base + list)});
    held.frame = block;
    ${holdSource(heldParameters(plan, signature).map((i) => names[i]))}
    ${copies ? "copies.top = top;" : ""}
    ${finish}
  }`;
}
