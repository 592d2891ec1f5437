import type { Aggregate, Native } from "../../types/type_info.ts";
import {
  alignmentOf,
  type Composite,
  type DynamicSignature,
  isAggregate,
  type MachineParameter,
  type MachineResult,
  type MachineScalar,
  type Plan,
  roundUp,
  scalarResult,
  sizeOf,
} from "./plan.ts";

const INTEGER_REGISTERS = 6;
const SSE_REGISTERS = 8;
/**
 * The stack is aligned so much at a call that libffi makes. Arguments with greater alignments are at the right distance
 * from each other, but a function that was compiled to rely on the alignment itself may not find it.
 */
const STACK_ALIGNMENT = 16;

/** The class of eight bytes of an aggregate: which kind of register they go in. */
type Class = "none" | "integer" | "sse" | "x87" | "x87up";

/** Compilers classify the parts of packed structures differently, which decides what is passed in memory. */
export type Compiler = "gcc" | "clang";

/**
 * Classifies an aggregate by the System V ABI for x86-64, section 3.2.3.
 *
 * @returns A class per eight bytes, or null if the aggregate is in memory.
 */
export function classify(aggregate: Aggregate, compiler: Compiler): Class[] | null {
  if (aggregate.size > 16) return null;
  return classesAt(aggregate, 0, compiler)?.slice(0, Math.ceil(aggregate.size / 8)) ?? null;
}

/** The classes of a part of an aggregate, which is in memory as a whole if one of its own parts is. */
function classesAt(native: Native, base: number, compiler: Compiler): Class[] | null {
  const classes: Class[] = ["none", "none"];
  // Flexible arrays are no part of what is passed; to clang whatever has one is in memory.
  if (sizeOfNative(native) === 0) return compiler === "clang" && isArray(native) ? null : classes;
  // Scalars are aligned to their size; a packed structure may not keep to it.
  if ((!isAggregate(native) || compiler === "clang") && base % alignmentOf(native) !== 0) return null;
  if (!isAggregate(native)) {
    if (native === "longdouble") return ["x87", "x87up"];
    classes[base >> 3] = isFloat(native) ? "sse" : "integer";
    return classes;
  }
  if (native.element !== undefined && compiler === "gcc") return repeated(native, native.element, base);
  for (const { offset, native: member, taken = 1 } of native.members) {
    if (compiler === "gcc" && (base + offset) % taken !== 0) return null;
    const added = classesAt(member, base + offset, compiler);
    if (added === null) return null;
    for (const i of [0, 1]) {
      const merged = merge(classes[i]!, added[i]!);
      if (merged === null) return null;
      classes[i] = merged;
    }
  }
  return classes[1] === "x87up" && classes[0] !== "x87" ? null : classes;
}

/** GCC looks at the first element of an array only: wherever the others are, their eight bytes are classified alike. */
function repeated({ size }: Aggregate, element: Native, base: number): Class[] | null {
  const once = classesAt(element, base, "gcc");
  if (once === null) return null;
  const first = base >> 3;
  const words = (bytes: number) => Math.ceil((base % 8 + bytes) / 8);
  const period = words(sizeOfNative(element));
  const classes: Class[] = ["none", "none"];
  for (let i = 0; i < words(size); i++) classes[first + i] = once[first + i % period]!;
  return classes;
}

const isArray = (native: Native) => isAggregate(native) && native.element !== undefined;

const sizeOfNative = (native: Native) => isAggregate(native) ? native.size : sizeOf(native);

function merge(a: Class, b: Class): Class | null {
  if (a === b || b === "none") return a;
  if (a === "none") return b;
  if (a === "integer" || b === "integer") return "integer";
  return null; // x87 with sse
}

function isFloat(type: MachineScalar): boolean {
  return type === "f32" || type === "f64";
}

/**
 * Plans a call by the System V ABI for x86-64: Linux and macOS.
 *
 * What travels in registers becomes one scalar per register. libffi 3.4.4 overwrites arguments if it is left to
 * distribute structures itself (its issue 574).
 *
 * @param compiler The platform's.
 */
export function planSysV({ parameters, result, fixed }: DynamicSignature, compiler: Compiler): Plan {
  const lowering = new Lowering(compiler);
  const machineResult = lowerResult(result, compiler);
  if (machineResult.what === "hidden") lowering.scalar("pointer", { what: "result" });
  let machineFixed: number | undefined;
  parameters.forEach((native, index) => {
    if (index === fixed) machineFixed = lowering.parameters.length;
    if (index >= (fixed ?? Infinity) && alignmentOf(native) > STACK_ALIGNMENT) {
      // A variadic function rounds up the address itself, and nobody can tell where on the stack that will be.
      throw new TypeError(`a variadic argument cannot be aligned to ${alignmentOf(native)} bytes`);
    }
    lowering.add(native, index);
  });
  if (fixed !== undefined) machineFixed ??= lowering.parameters.length;
  return { parameters: lowering.parameters, result: machineResult, fixed: machineFixed };
}

/** Hands out registers as the called function expects it. */
class Lowering {
  readonly parameters: MachineParameter[] = [];
  readonly #compiler: Compiler;
  #integers = 0;
  #sses = 0;
  /** How much of the stack is taken. */
  #stack = 0;

  constructor(compiler: Compiler) {
    this.#compiler = compiler;
  }

  add(native: Native, index: number): void {
    if (!isAggregate(native)) return this.scalar(native, { what: "scalar", index });
    const classes = classify(native, this.#compiler);
    const integers = classes?.filter((it) => it === "integer").length ?? 0;
    const sses = classes?.filter((it) => it === "sse").length ?? 0;
    const fits = this.#integers + integers <= INTEGER_REGISTERS && this.#sses + sses <= SSE_REGISTERS;
    if (classes === null || classes.includes("x87") || !fits) return this.#memory(native, index);
    this.#integers += integers;
    this.#sses += sses;
    classes.forEach((it, i) => {
      if (it === "none") return;
      const size = Math.min(8, native.size - 8 * i);
      this.parameters.push({
        type: it === "sse" ? "f64" : "u64",
        carries: { what: "bytes", index, offset: 8 * i, size },
      });
    });
  }

  scalar(type: MachineScalar, carries: MachineParameter["carries"]): void {
    if (type === "longdouble") this.#stack = roundUp(this.#stack, 16) + 16;
    else if (isFloat(type) && this.#sses < SSE_REGISTERS) this.#sses++;
    else if (!isFloat(type) && this.#integers < INTEGER_REGISTERS) this.#integers++;
    else this.#stack += 8;
    this.parameters.push({ type, carries });
  }

  #memory({ size, alignment }: Aggregate, index: number): void {
    const start = roundUp(this.#stack, Math.max(8, alignment));
    if (alignment > STACK_ALIGNMENT) {
      const type: Composite = { size: 8, alignment: 8, elements: null };
      for (let at = this.#stack; at < start; at += 8) this.parameters.push({ type, carries: { what: "padding" } });
    }
    this.#stack = roundUp(start + size, 8);
    const type: Composite = {
      size,
      alignment: Math.min(Math.max(8, alignment), STACK_ALIGNMENT),
      elements: null,
    };
    this.parameters.push({ type, carries: { what: "bytes", index, offset: 0, size } });
  }
}

function lowerResult(native: Native, compiler: Compiler): MachineResult {
  if (!isAggregate(native)) return scalarResult(native);
  const { size } = native;
  const classes = classify(native, compiler)?.filter((it) => it !== "none");
  if (classes === undefined || classes.length === 0) return { type: "pointer", what: "hidden", size };
  // The 80 bits of the x87 register, without what C does not define behind them.
  if (classes[0] === "x87") return { type: "longdouble", what: "bytes", size: 10 };
  const elements = classes.map((it): MachineScalar => it === "sse" ? "f64" : "u64");
  const type = elements.length === 1 ? elements[0]! : { size: 16, alignment: 8, elements };
  return { type, what: "bytes", size: Math.min(size, 8 * elements.length) };
}
