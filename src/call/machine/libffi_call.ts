/**
 * Calls by libffi: what each argument is goes into memory that stays, and libffi fills the registers from it.
 *
 * @module
 */
import { Emitter } from "../../emit/emitter.ts";
import { type Block, MEMORY, OFFSET } from "../../memory/block.ts";
import { type NativeFunction, runtime } from "../../runtime/runtime.ts";
import {
  type CarriedBytes,
  type DynamicSignature,
  isAggregate,
  type MachineScalar,
  type MachineType,
  type Plan,
  roundUp,
  sizeOf,
  visitParameters,
} from "../abi/plan.ts";
import { holdSource } from "../function/call_support.ts";
import { copyStack } from "./copy_stack.ts";
import { cifSize, libffi, newMemory, storeAddress } from "./libffi.ts";
import { behind, copySpot, loadScalar, type Spot, spotOf, spotsOf, storeNumber, storeScalar } from "./marshal.ts";

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
function readsInPlace(type: MachineType, { size }: CarriedBytes): boolean {
  return replaces(type) && size === sizeOf(type);
}

/** Held past each call: an engine may otherwise collect what is passed by address while C uses it. */
const held: Record<"frame" | "out" | "a" | "b" | "c" | "d", unknown> & { rest: readonly unknown[] } = {
  ...{ frame: null, out: null, a: null, b: null, c: null, d: null, rest: [] },
};

/** An address as source, in the form that calls take. */
function literal(address: number): string {
  return typeof runtime.address(address) === "bigint" ? `${address}n` : `${address}`;
}

/**
 * A callable that calls by libffi.
 *
 * @param who What is called, for messages.
 * @throws {Error} If there is no libffi.
 */
export function libffiCall(address: bigint, plan: Plan, signature: DynamicSignature, who: string): NativeFunction {
  const { block, list, result: at, slots } = frameOf(plan, who);
  const out = new Emitter();
  const args = signature.parameters.map(() => out.param("a"));
  const made = isAggregate(signature.result) ? out.param("made") : "";
  const { base } = block;
  // What does not change is part of the source, where it is a constant to the engine.
  const view = out.use(block.view, "view");
  const spot = (offset: number): Spot => ({ view, offset: `${offset}` });
  const addressOf = (place: string) =>
    `${place}[${out.use(MEMORY, "MEMORY")}].base + ${place}[${out.use(OFFSET, "OFFSET")}]`;
  const copies = plan.parameters.some(({ carries }) => carries.what === "copy") ? out.use(copyStack(), "copies") : "";
  const top = copies === "" ? "" : out.constant("top", `${copies}.top`);
  const spots = spotsOf(out, signature, args);
  /** Arguments whose memory the called function sees. */
  const seen = new Set(signature.parameters.flatMap((native, index) => native === "pointer" ? [index] : []));

  visitParameters(plan, {
    scalar: (index, type, i) => storeScalar(out, type, spot(slots[i]!), args[index]!),
    bits: () => {},
    bytes(carried, type, i) {
      const { index, offset, size } = carried;
      if (readsInPlace(type, carried)) {
        seen.add(index);
        return storeNumber(out, spot(list + 8 * i), `${addressOf(args[index]!)} + ${offset}`);
      }
      copySpot(out, behind(spots[index]!, offset), spot(slots[i]!), size);
      if (replaces(type)) storeNumber(out, spot(list + 8 * i), base + slots[i]!);
    },
    copy: (index, size, i) => storeNumber(out, spot(slots[i]!), `${copies}.add(${args[index]}, ${size})`),
    result: (i) => storeNumber(out, spot(slots[i]!), addressOf(made)),
    padding: () => {},
  });

  const { what, type, size } = plan.result;
  const place = what === "place" ? `${out.use(runtime.address, "toAddress")}(${addressOf(made)})` : literal(base + at);
  const call = out.use(libffi(who).call, "call");
  out.line(`${call}(${literal(base)}, ${literal(Number(address))}, ${place}, ${literal(base + list)});`);
  const holder = out.use(held, "held");
  out.line(`${holder}.frame = ${out.use(block, "block")};`);
  out.line(holdSource([...seen].sort((a, b) => a - b).map((i) => args[i]!), holder));
  if (copies !== "") out.line(`${copies}.top = ${top};`);
  if (what === "scalar") out.line(`return ${loadScalar(out, type as MachineScalar, spot(at))};`);
  else if (what === "bytes") copySpot(out, spot(at), spotOf(out, made), size);
  else out.line(`${holder}.out = ${made};`);
  return out.build();
}
