import { type Block, MEMORY, OFFSET, type Placed } from "../memory/block.ts";
import { compile } from "../runtime/compile.ts";
import { type NativeFunction, type NativeSignature, runtime } from "../runtime/runtime.ts";
import {
  type DynamicSignature,
  isAggregate,
  type MachineScalar,
  type MachineType,
  type Plan,
  roundUp,
  sizeOf,
} from "./abi/plan.ts";
import { lowersToScalars, planFor } from "./convention.ts";
import { copyBytes, copyStack } from "./copies.ts";
import { cifSize, libffi, newMemory, storeAddress } from "./libffi.ts";
import { bindLowered } from "./lowered.ts";
import {
  copySource,
  loadLongDouble,
  loadScalar,
  loadSource,
  storeLongDouble,
  storeScalar,
  storeSource,
} from "./marshal.ts";

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
 * @throws {Error} If it takes libffi and there is none.
 */
export function bindDynamic(address: bigint, signature: DynamicSignature, name: string): NativeFunction {
  const who = `${name}()`;
  const bind = (scalars: NativeSignature) => runtime.bindAddress(address, scalars);
  if (!needsDynamic(signature) && (runtime.bindsAddressesFast || lowersToScalars)) {
    return bind(signature as NativeSignature);
  }
  const plan = planFor(signature, who);
  return lowersToScalars ? bindLowered(plan, signature, bind) : bindLibffi(address, plan, signature, who);
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

/** Held past each call: an engine may otherwise collect what is passed by address while C uses it. */
const held: { frame: unknown; values: unknown } = { frame: null, values: null };

function bindLibffi(address: bigint, plan: Plan, signature: DynamicSignature, who: string): NativeFunction {
  const frame = frameOf(plan, who);
  const base = frame.block.base;
  const constants = {
    call: libffi(who).call,
    cif: runtime.address(base),
    code: runtime.address(Number(address)),
    result: runtime.address(base + frame.result),
    list: runtime.address(base + frame.list),
  };
  const words = compile<NativeFunction>(callSource(plan, signature, frame), {
    ...constants,
    block: frame.block,
    held,
    toAddress: runtime.address,
    copies: plan.parameters.some(({ carries }) => carries.what === "copy") ? copyStack() : null,
    copyBytes,
    storeAddress,
    storeLongDouble,
    loadLongDouble,
    MEMORY,
    OFFSET,
  }) ?? callClosure(plan, signature, frame, constants);
  return acceptViews(words, signature);
}

/** The function as source; see {@linkcode callClosure}, which does the same. */
function callSource(
  { parameters, result }: Plan,
  signature: DynamicSignature,
  { block, list, result: at, slots }: Frame,
): string {
  const names = signature.parameters.map((_, i) => `a${i}`);
  const aggregate = isAggregate(signature.result);
  const copies = parameters.some(({ carries }) => carries.what === "copy");
  const outAddress = "out[MEMORY].base + out[OFFSET]";
  const stores = parameters.map(({ type, carries }, i) => {
    switch (carries.what) {
      case "scalar":
        return storeSource(type as MachineScalar, "block", `${slots[i]}`, `a${carries.index}`);
      case "bytes": {
        const from = [`a${carries.index}[MEMORY]`, `a${carries.index}[OFFSET] + ${carries.offset}`] as const;
        const point = `storeAddress(block.view, ${list + 8 * i}, ${block.base + slots[i]});`;
        return copySource(from, ["block", `${slots[i]}`], carries.size) + (replaces(type) ? point : "");
      }
      case "copy":
        return `storeAddress(block.view, ${slots[i]}, copies.add(a${carries.index}, ${carries.size}));`;
      case "result":
        return `storeAddress(block.view, ${slots[i]}, ${outAddress});`;
      default:
        return "";
    }
  });
  const place = result.what === "place" ? `toAddress(${outAddress})` : "result";
  const finish = result.what === "scalar"
    ? `return ${loadSource(result.type as MachineScalar, "block", `${at}`)};`
    : result.what === "bytes"
    ? copySource(["block", `${at}`], ["out[MEMORY]", "out[OFFSET]"], result.size)
    : "held.values = out;";
  return `function (${[...names, ...aggregate ? ["out"] : []].join(", ")}) {
    ${copies ? "const top = copies.top;" : ""}
    ${stores.join("\n")}
    call(cif, code, ${place}, list);
    held.frame = block;
    ${copies ? "copies.top = top;" : ""}
    ${finish}
  }`;
}

interface Constants {
  readonly call: NativeFunction;
  readonly cif: unknown;
  readonly code: unknown;
  readonly result: unknown;
  readonly list: unknown;
}

function callClosure(
  { parameters, result }: Plan,
  signature: DynamicSignature,
  { block, list, result: at, slots }: Frame,
  { call, cif, code, result: place, list: listAddress }: Constants,
): NativeFunction {
  const count = signature.parameters.length;
  const addressOf = (out: Placed) => out[MEMORY].base + out[OFFSET];
  return (...args) => {
    const out = args[count] as Placed;
    const copies = copyStack();
    const { top } = copies;
    parameters.forEach(({ type, carries }, i) => {
      const slot = slots[i];
      if (carries.what === "scalar") storeScalar(type as MachineScalar, block, slot, args[carries.index]);
      else if (carries.what === "bytes") {
        const from = args[carries.index] as Placed;
        copyBytes(from[MEMORY], from[OFFSET] + carries.offset, block, slot, carries.size);
        if (replaces(type)) storeAddress(block.view, list + 8 * i, block.base + slot);
      } else if (carries.what === "copy") {
        storeAddress(block.view, slot, copies.add(args[carries.index] as Placed, carries.size));
      } else if (carries.what === "result") storeAddress(block.view, slot, addressOf(out));
    });
    call(cif, code, result.what === "place" ? runtime.address(addressOf(out)) : place, listAddress);
    held.frame = block;
    held.values = out;
    copies.top = top;
    if (result.what === "scalar") return loadScalar(result.type as MachineScalar, block, at);
    if (result.what === "bytes") copyBytes(block, at, out[MEMORY], out[OFFSET], result.size);
  };
}

/** Lets a function whose pointers are addresses take views too. */
function acceptViews(words: NativeFunction, { parameters, result }: DynamicSignature): NativeFunction {
  const pointers = parameters.flatMap((native, i) => native === "pointer" ? [i] : []);
  if (pointers.length === 0) return words;
  const views: NativeFunction = (...args) => {
    const given = args.slice();
    for (const i of pointers) {
      if (typeof args[i] === "object") args[i] = runtime.address(runtime.addressOf(args[i] as ArrayBufferView));
    }
    const value = words(...args);
    held.values = given;
    return value;
  };
  const names = [...parameters.map((_, i) => `a${i}`), ...isAggregate(result) ? ["out"] : []].join(", ");
  const test = pointers.map((i) => `typeof a${i} === "object"`).join(" || ");
  return compile<NativeFunction>(
    `function (${names}) { return ${test} ? views(${names}) : words(${names}); }`,
    { words, views },
  ) ?? views;
}
