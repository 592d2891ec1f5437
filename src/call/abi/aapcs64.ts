import type { Aggregate, Native } from "../../types/type_info.ts";
import {
  alignmentOf,
  type DynamicSignature,
  isAggregate,
  leavesOf,
  type MachineParameter,
  type MachineResult,
  type MachineScalar,
  type Plan,
  roundUp,
  scalarResult,
  sizeOf,
} from "./plan.ts";

const INTEGER_REGISTERS = 8;
const MOST_HOMOGENEOUS = 4;

/**
 * The elements of a homogeneous floating-point aggregate: one to four of the same type without anything between or
 * behind them.
 *
 * @returns Null for any other aggregate.
 */
export function homogeneous(aggregate: Aggregate): MachineScalar[] | null {
  if (aggregate.size > MOST_HOMOGENEOUS * sizeOf("longdouble") || hasFlexible(aggregate)) return null;
  const leaves = leavesOf(aggregate);
  const type = leaves[0]?.type;
  if (type !== "f32" && type !== "f64" && type !== "longdouble") return null;
  if (leaves.some((leaf) => leaf.type !== type)) return null;
  // The members of a union lie over each other, so places count and not members.
  const places = new Set(leaves.map(({ offset }) => offset));
  const count = aggregate.size / sizeOf(type);
  return places.size === count && count <= MOST_HOMOGENEOUS ? Array(count).fill(type) : null;
}

/** Whether there is a flexible array in an aggregate. */
function hasFlexible({ size, element, members }: Aggregate): boolean {
  return size === 0 && element !== undefined ||
    members.some(({ native }) => isAggregate(native) && hasFlexible(native));
}

/** The alignment that counts for arguments: what the members need, without what was asked for the whole. */
function naturalAlignment({ alignment, members }: Aggregate): number {
  return Math.min(alignment, Math.max(1, ...members.map(({ native }) => alignmentOf(native))));
}

/**
 * Plans a call by the procedure call standard of 64-bit ARM: Linux, and macOS with its variations.
 *
 * @param apple Whether Apple's variations hold.
 */
export function planAapcs64({ parameters, result, fixed }: DynamicSignature, apple: boolean): Plan {
  const machine: MachineParameter[] = [];
  /** How many integer registers are taken. */
  let integers = 0;
  let machineFixed: number | undefined;

  const scalar = (type: MachineScalar, carries: MachineParameter["carries"]) => {
    if (type !== "f32" && type !== "f64" && type !== "longdouble") integers = Math.min(integers + 1, INTEGER_REGISTERS);
    machine.push({ type, carries });
  };

  const aggregate = (native: Aggregate, index: number) => {
    const { size } = native;
    const alignment = naturalAlignment(native);
    const bytes = { what: "bytes", index, offset: 0, size } as const;
    const elements = homogeneous(native);
    if (elements !== null) {
      machine.push({ type: { size, alignment, elements }, carries: bytes });
      return;
    }
    if (size > 16) return scalar("pointer", { what: "copy", index, size });
    const words = Math.ceil(size / 8);
    // libffi knows nothing of pairs that begin at an even register.
    const pair = alignment === 16 && !apple;
    if (pair && integers % 2 === 1) scalar("u64", { what: "padding" });
    integers = integers + words > INTEGER_REGISTERS ? INTEGER_REGISTERS : integers + words;
    machine.push({ type: wordsOf(size, alignment), carries: bytes });
  };

  parameters.forEach((native, index) => {
    if (index === fixed) machineFixed = machine.length;
    if (isAggregate(native)) aggregate(native, index);
    else scalar(native, { what: "scalar", index });
  });
  if (fixed !== undefined) machineFixed ??= machine.length;
  return { parameters: machine, result: lowerResult(result), fixed: machineFixed };
}

function wordsOf(size: number, alignment: number) {
  const elements: MachineScalar[] = Array(Math.ceil(size / 8)).fill("u64");
  return { size: roundUp(size, 8), alignment: Math.max(8, alignment), elements };
}

function lowerResult(native: Native): MachineResult {
  if (!isAggregate(native)) return scalarResult(native);
  const { size, alignment } = native;
  const elements = homogeneous(native);
  if (elements !== null) return { type: { size, alignment, elements }, what: "bytes", size };
  if (size <= 16) return { type: wordsOf(size, 8), what: "bytes", size };
  return { type: { size, alignment, elements: ["u8"] }, what: "place", size };
}
