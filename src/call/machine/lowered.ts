import { MEMORY, OFFSET, type Placed } from "../../memory/block.ts";
import { compile } from "../../runtime/compile.ts";
import { type NativeFunction, type NativeScalar, type NativeSignature, runtime } from "../../runtime/runtime.ts";
import { type DynamicSignature, isAggregate, type MachineScalar, type Plan } from "../abi/plan.ts";
import { copyStack } from "./copies.ts";
import { loadSource, marshalScope, storeSource } from "./marshal.ts";

/** The signature that a plan in scalars alone needs. */
export function loweredSignature({ parameters, result }: Plan): NativeSignature {
  return { parameters: parameters.map(({ type }) => type as NativeScalar), result: result.type as NativeScalar };
}

/**
 * A callable for a plan in scalars alone.
 *
 * @param bind Binds the signature of scalars.
 */
export function bindLowered(
  plan: Plan,
  signature: DynamicSignature,
  bind: (lowered: NativeSignature) => NativeFunction,
): NativeFunction {
  const { parameters, result } = plan;
  const call = bind(loweredSignature(plan));
  const copies = copyStack();
  const converter = new DataView(new ArrayBuffer(8));
  const bits = (value: number) => {
    converter.setFloat64(0, value);
    return converter.getBigUint64(0);
  };
  const copy = (from: Placed, size: number) => runtime.address(copies.add(from, size));
  const place = (out: Placed) => runtime.address(out[MEMORY].base + out[OFFSET]);

  const names = signature.parameters.map((_, i) => `a${i}`);
  const machine = parameters.map(({ type, carries }) => {
    switch (carries.what) {
      case "bits":
        return `bits(a${carries.index})`;
      case "bytes":
        return loadSource(type as MachineScalar, `a${carries.index}[MEMORY].view`, `a${carries.index}[OFFSET]`);
      case "copy":
        return `copy(a${carries.index}, ${carries.size})`;
      case "result":
        return "place(out)";
      case "scalar":
        return `a${carries.index}`;
    }
  });
  const finish = result.what === "scalar"
    ? "return value;"
    : result.what === "bytes"
    ? storeSource(result.type as MachineScalar, "out[MEMORY].view", "out[OFFSET]", "value")
    : "";
  return compile<NativeFunction>(
    `function (${[...names, ...isAggregate(signature.result) ? ["out"] : []].join(", ")}) {
      const top = copies.top;
      const value = call(${machine.join(", ")});
      copies.top = top;
      ${finish}
    }`,
    { ...marshalScope, call, copies, bits, copy, place },
  );
}
