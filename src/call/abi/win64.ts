import type { NativeScalar } from "../../runtime/runtime.ts";
import type { Native } from "../../types/type_info.ts";
import {
  type DynamicSignature,
  isAggregate,
  type MachineParameter,
  type MachineResult,
  type Plan,
  scalarResult,
} from "./plan.ts";

/** Aggregates of these sizes travel as integers. */
const integers: Record<number, NativeScalar | undefined> = { 1: "u8", 2: "u16", 4: "u32", 8: "u64" };

/** Plans a call by the convention of Windows on x86-64, in scalars alone. */
export function planWin64({ parameters, result, fixed }: DynamicSignature): Plan {
  const machineResult = lowerResult(result);
  const machine = parameters.map((native, index): MachineParameter => {
    if (isAggregate(native)) {
      const { size } = native;
      const type = integers[size];
      return type === undefined
        ? { type: "pointer", carries: { what: "copy", index, size } }
        : { type, carries: { what: "bytes", index, offset: 0, size } };
    }
    // A variadic function looks for its unnamed arguments in the integer registers.
    if (fixed !== undefined && index >= fixed && native === "f64") {
      return { type: "u64", carries: { what: "bits", index } };
    }
    return { type: native, carries: { what: "scalar", index } };
  });
  if (machineResult.what === "hidden") machine.unshift({ type: "pointer", carries: { what: "result" } });
  const hidden = machine.length - parameters.length;
  return { parameters: machine, result: machineResult, fixed: fixed === undefined ? undefined : fixed + hidden };
}

function lowerResult(native: Native): MachineResult {
  if (!isAggregate(native)) return scalarResult(native);
  const { size } = native;
  const type = integers[size];
  return type === undefined ? { type: "pointer", what: "hidden", size } : { type, what: "bytes", size };
}
