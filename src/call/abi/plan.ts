/**
 * What a calling convention makes of a signature: pure data, which the ways to call and to be called carry out.
 *
 * @module
 */
import type { NativeScalar } from "../../runtime/runtime.ts";
import type { Aggregate, Native } from "../../types/type_info.ts";

/** What a function that is called the dynamic way takes and gives. */
export interface DynamicSignature {
  readonly parameters: readonly Native[];
  readonly result: Native;
  /** How many parameters of a variadic call are fixed; the others are promoted as C does already. */
  readonly fixed?: number;
}

/** A scalar as machine code knows it. */
export type MachineScalar = NativeScalar | "longdouble";

/** Bytes that travel together: all in registers or all on the stack. */
export interface Composite {
  readonly size: number;
  readonly alignment: number;
  /** One per register that they take; null if they go on the stack whatever registers are free. */
  readonly elements: readonly MachineScalar[] | null;
}

/** The type of a machine parameter or result. */
export type MachineType = MachineScalar | Composite;

/** Bytes of an aggregate. */
export interface CarriedBytes {
  readonly what: "bytes";
  /** The C parameter. */
  readonly index: number;
  /** Where in the aggregate they begin. */
  readonly offset: number;
  readonly size: number;
}

/** What a machine parameter carries. `index` is that of the C parameter. */
export type Carried =
  | { readonly what: "scalar"; readonly index: number }
  /** The 64 bits of a double. */
  | { readonly what: "bits"; readonly index: number }
  | CarriedBytes
  /** The address of a copy of an aggregate. */
  | { readonly what: "copy"; readonly index: number; readonly size: number }
  /** The address where the result goes. */
  | { readonly what: "result" }
  /** Nothing: it makes the next one come to its place. */
  | { readonly what: "padding" };

/** What one register or stretch of the stack holds. */
export interface MachineParameter {
  readonly type: MachineType;
  readonly carries: Carried;
}

/** What a function gives back. */
export interface MachineResult {
  readonly type: MachineType;
  /**
   * `bytes`: the beginning of the aggregate. `hidden`: the function wrote the aggregate where the parameter that carries
   * `result` points to, and gives that address. `place`: the same, but the address travels apart from the parameters.
   */
  readonly what: "scalar" | "bytes" | "hidden" | "place";
  /** Of `bytes`, `hidden` and `place`: how many bytes. */
  readonly size: number;
}

/** A signature as a calling convention carries it out. */
export interface Plan {
  readonly parameters: readonly MachineParameter[];
  readonly result: MachineResult;
  /** The number of machine parameters that are fixed, of a variadic function. */
  readonly fixed: number | undefined;
}

/** Whether a value travels as bytes. */
export function isAggregate(native: Native): native is Aggregate {
  return typeof native === "object";
}

const sizes: Record<MachineScalar, number> = {
  void: 0,
  bool: 1,
  i8: 1,
  u8: 1,
  i16: 2,
  u16: 2,
  i32: 4,
  u32: 4,
  i64: 8,
  u64: 8,
  f32: 4,
  f64: 8,
  pointer: 8,
  longdouble: 16,
};

/** The size in bytes of a machine type. */
export function sizeOf(type: MachineType): number {
  return typeof type === "object" ? type.size : sizes[type];
}

/** The alignment in bytes of a value. */
export function alignmentOf(native: Native): number {
  return isAggregate(native) ? native.alignment : sizes[native];
}

/** A scalar somewhere in an aggregate. */
export interface Leaf {
  readonly offset: number;
  readonly type: MachineScalar;
}

/** All scalars in an aggregate, those of nested ones included; those of a union overlap. */
export function leavesOf({ members }: Aggregate, base = 0): Leaf[] {
  return members.flatMap(({ offset, native }) =>
    isAggregate(native) ? leavesOf(native, base + offset) : [{ offset: base + offset, type: native }]
  );
}

/** Rounds up to a multiple. */
export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

/** The result of a function that returns a scalar or nothing. */
export function scalarResult(type: MachineScalar): MachineResult {
  return { type, what: "scalar", size: 0 };
}

/** What to do with each kind of machine parameter, `at` being its place among them. */
export interface ParameterVisitor<R> {
  scalar(index: number, type: MachineScalar, at: number): R;
  bits(index: number, at: number): R;
  bytes(carried: CarriedBytes, type: MachineType, at: number): R;
  copy(index: number, size: number, at: number): R;
  result(at: number): R;
  padding(at: number): R;
}

/** Walks the machine parameters of a plan, in order. */
export function visitParameters<R>({ parameters }: Plan, visitor: ParameterVisitor<R>): R[] {
  return parameters.map(({ type, carries }, at) => {
    switch (carries.what) {
      case "scalar":
        return visitor.scalar(carries.index, type as MachineScalar, at);
      case "bits":
        return visitor.bits(carries.index, at);
      case "bytes":
        return visitor.bytes(carries, type, at);
      case "copy":
        return visitor.copy(carries.index, carries.size, at);
      case "result":
        return visitor.result(at);
      case "padding":
        return visitor.padding(at);
    }
  });
}
