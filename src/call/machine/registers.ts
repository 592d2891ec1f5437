import { MEMORY, OFFSET } from "../../memory/block.ts";
import { compile } from "../../runtime/compile.ts";
import { type NativeFunction, type NativeScalar, type NativeSignature, runtime } from "../../runtime/runtime.ts";
import { type DynamicSignature, isAggregate, type MachineParameter, type Plan } from "../abi/plan.ts";
import { loadSource, placeSources } from "./marshal.ts";

/** The scalars that travel in a register as so many bytes of an aggregate do, by the register's type. */
const carriers: Record<string, Record<number, NativeScalar | undefined> | undefined> = {
  f64: { 4: "f32", 8: "f64" },
  u64: { 1: "u8", 2: "u16", 4: "u32", 8: "u64" },
};

function scalarFor({ type, carries }: MachineParameter): NativeScalar | null {
  if (typeof type === "object") return null;
  if (carries.what === "bytes") return carriers[type]?.[carries.size] ?? null;
  return carries.what === "scalar" && type !== "longdouble" ? type : null;
}

/** The signature in scalars of a function that takes aggregates in registers and returns none; null for any other. */
function registerSignature({ parameters, result, fixed }: Plan): NativeSignature | null {
  if (fixed !== undefined || result.what !== "scalar" || result.type === "longdouble") return null;
  const scalars = parameters.map(scalarFor);
  if (scalars.includes(null) || scalars.length > runtime.mostParameters) return null;
  return { parameters: scalars as NativeScalar[], result: result.type as NativeScalar };
}

/**
 * A callable for a function whose aggregates all travel in registers: the runtime's own call fills registers, too, in a
 * sixth of the time that libffi takes.
 *
 * @param bind Binds the signature of scalars.
 * @param other Makes a callable for any arguments.
 * @returns Null where that is not the case.
 */
export function bindRegisters(
  plan: Plan,
  signature: DynamicSignature,
  bind: (scalars: NativeSignature) => NativeFunction,
  other: () => NativeFunction,
): NativeFunction | null {
  const scalars = registerSignature(plan);
  if (scalars === null || !signature.parameters.some(isAggregate)) return null;
  const names = signature.parameters.map((_, i) => `a${i}`);
  const words = plan.parameters.map(({ carries }, i) => {
    if (carries.what !== "bytes") return { value: `a${(carries as { index: number }).index}` };
    const { index, offset } = carries;
    const type = scalars.parameters[i];
    const load = `const w${i} = ${loadSource(type, `m${index}`, `o${index} + ${offset}`)};`;
    // An engine may change the bits of a NaN, and those of two floats can look like one.
    return { value: `w${i}`, load, exact: type.startsWith("f") ? `w${i} === w${i}` : undefined };
  });
  const exact = words.flatMap((word) => word.exact ?? []).join(" && ");
  return compile<NativeFunction>(
    `(() => {
      let any = null;
      return function (${names}) {
        ${[...placeSources(signature), ...words.map(({ load }) => load ?? "")].join("\n")}
        ${exact === "" ? "" : `if (!(${exact})) return (any ??= other())(${names});`}
        return call(${words.map(({ value }) => value)});
      };
    })()`,
    { call: bind(scalars), other, MEMORY, OFFSET },
  );
}
