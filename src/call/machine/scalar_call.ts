/**
 * Calls by the runtime's own FFI where a plan is in scalars alone: aggregates travel as what fills their registers.
 *
 * On Windows every plan is. Elsewhere the runtime's own call fills registers, too, in a fourth of the time that libffi
 * takes, if the function has no variadic arguments and gives a scalar.
 *
 * @module
 */
import { Emitter } from "../../emit/emitter.ts";
import { MEMORY, OFFSET, type Placed } from "../../memory/block.ts";
import { type NativeFunction, type NativeScalar, type NativeSignature, runtime } from "../../runtime/runtime.ts";
import { type DynamicSignature, isAggregate, type MachineParameter, type Plan, visitParameters } from "../abi/plan.ts";
import { lowersToScalars } from "./convention.ts";
import { copyStack } from "./copy_stack.ts";
import { behind, loadScalar, spotOf, spotsOf, storeScalar } from "./marshal.ts";

/** The scalars that travel in a register as so many bytes of an aggregate do, by the register's type. */
const carriers: Record<string, Record<number, NativeScalar | undefined> | undefined> = {
  f64: { 4: "f32", 8: "f64" },
  u64: { 1: "u8", 2: "u16", 4: "u32", 8: "u64" },
  u32: { 4: "u32" },
  u16: { 2: "u16" },
  u8: { 1: "u8" },
};

function scalarFor({ type, carries }: MachineParameter): NativeScalar | null {
  if (typeof type === "object" || type === "longdouble" || carries.what === "padding") return null;
  return carries.what === "bytes" ? carriers[type]?.[carries.size] ?? null : type;
}

/** The signature in scalars that carries out a plan; null where none does. */
export function scalarSignature({ parameters, result, fixed }: Plan): NativeSignature | null {
  if (typeof result.type === "object" || result.type === "longdouble") return null;
  if (!lowersToScalars && (fixed !== undefined || result.what !== "scalar")) return null;
  const scalars = parameters.map(scalarFor);
  if (scalars.includes(null) || scalars.length > runtime.mostParameters) return null;
  return { parameters: scalars as NativeScalar[], result: result.type };
}

const converter = new DataView(new ArrayBuffer(8));

/** The bits of a double, as an integer. */
function bitsOf(value: number): bigint {
  converter.setFloat64(0, value);
  return converter.getBigUint64(0);
}

const addressOfCopy = (from: Placed, size: number) => runtime.address(copyStack().add(from, size));
const addressOfInstance = (place: Placed) => runtime.address(place[MEMORY].base + place[OFFSET]);

/**
 * A callable for a plan in scalars.
 *
 * @param scalars What {@linkcode scalarSignature} gave.
 * @param native The function, bound with that signature.
 * @param general Makes a callable for any values: an engine may change the bits of a NaN, and those of two floats can
 *   look like one.
 */
export function scalarCall(
  plan: Plan,
  scalars: NativeSignature,
  signature: DynamicSignature,
  native: NativeFunction,
  general: () => NativeFunction,
): NativeFunction {
  const out = new Emitter();
  const args = signature.parameters.map(() => out.param("a"));
  const made = isAggregate(signature.result) ? out.param("made") : "";
  const spots = spotsOf(out, signature, args);
  const exact: string[] = [];
  let copies = "";
  let top = "";
  const words = visitParameters(plan, {
    scalar: (index) => args[index],
    bits: (index) => `${out.use(bitsOf, "bitsOf")}(${args[index]})`,
    bytes({ index, offset }, _type, at) {
      const type = scalars.parameters[at]!;
      const word = out.constant("word", loadScalar(out, type, behind(spots[index]!, offset)));
      if (type.startsWith("f")) exact.push(`${word} === ${word}`);
      return word;
    },
    copy(index, size) {
      if (copies === "") {
        copies = out.use(copyStack(), "copies");
        top = out.constant("top", `${copies}.top`);
      }
      return `${out.use(addressOfCopy, "addressOfCopy")}(${args[index]}, ${size})`;
    },
    result: () => `${out.use(addressOfInstance, "addressOfInstance")}(${made})`,
    padding: () => "",
  });
  if (exact.length > 0) {
    let other: NativeFunction | null = null;
    const callAny: NativeFunction = (...values) => (other ??= general())(...values);
    out.line(`if (!(${exact.join(" && ")})) return ${out.use(callAny, "callAny")}(${args.join(", ")});`);
  }
  const call = `${out.use(native, "native")}(${words.join(", ")})`;
  const { what, type } = plan.result;
  if (what === "scalar" && copies === "") {
    out.line(`return ${call};`);
    return out.build();
  }
  const value = out.constant("value", call);
  if (copies !== "") out.line(`${copies}.top = ${top};`);
  if (what === "scalar") out.line(`return ${value};`);
  if (what === "bytes") storeScalar(out, type as NativeScalar, spotOf(out, made), value);
  return out.build();
}
