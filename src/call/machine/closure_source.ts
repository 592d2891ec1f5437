import { visibleAllocator } from "../../memory/block.ts";
import { foreignBlock } from "../../memory/window.ts";
import { compile } from "../../runtime/compile.ts";
import type { NativeFunction } from "../../runtime/runtime.ts";
import { type DynamicSignature, isAggregate, type MachineScalar, type Plan, sizeOf } from "../abi/plan.ts";
import { Copy } from "./copies.ts";
import { copySource, loadSource, marshalScope, storeSource } from "./marshal.ts";

/**
 * Source of two constants: the block `b…` that an address is in, and the offset `o…` in it. The offset is made an
 * integer, since Bun reads at a place that it takes for a fraction three times slower.
 */
function locate(name: string, address: string, size: number): string {
  return `const p${name} = ${address}, b${name} = foreignBlock(p${name}, ${size}), o${name} = p${name} - b${name}.base | 0;`;
}

/** Source of the address stored in a view. */
function word(view: string, offset: string): string {
  return `${view}.getUint32(${offset}, true) + ${view}.getUint32(${offset} + 4, true) * 4294967296`;
}

/**
 * What libffi's code for a callback runs, generated for its signature.
 *
 * @param fn The function to call.
 */
export function compileResponder(plan: Plan, signature: DynamicSignature, fn: NativeFunction): NativeFunction {
  const { parameters, result } = plan;
  const lines = [locate("List", "Number(list)", 8 * parameters.length)];
  const done = new Set<number>();
  parameters.forEach(({ type, carries }, i) => {
    if (carries.what === "padding") return;
    lines.push(locate(`${i}`, word("bList.view", `oList + ${8 * i}`), sizeOf(type)));
    const here = [`b${i}.view`, `o${i}`] as const;
    if (carries.what === "result") {
      lines.push(`const place = ${word(...here)};`);
      return;
    }
    const { index } = carries;
    const native = signature.parameters[index];
    if (!isAggregate(native)) {
      lines.push(`const a${index} = ${loadSource(type as MachineScalar, ...here)};`);
      return;
    }
    const to = [`m${index}.view`, `q${index} + ${carries.what === "bytes" ? carries.offset : 0}`] as const;
    if (!done.has(index)) {
      done.add(index);
      const cut = `visibleAllocator.cutVisible(${native.size}, ${native.alignment})`;
      lines.push(`const q${index} = ${cut}, m${index} = visibleAllocator.block;`);
      lines.push(`const a${index} = new Copy(m${index}, q${index});`);
    }
    if (carries.what === "copy") {
      lines.push(locate(`Copy${i}`, word(...here), native.size));
      lines.push(copySource([`bCopy${i}.view`, `oCopy${i}`], to, native.size));
    } else if (carries.what === "bytes") lines.push(copySource(here, to, carries.size));
  });
  lines.push(`const value = fn(${signature.parameters.map((_, i) => `a${i}`).join(", ")});`);
  if (result.type !== "void") {
    lines.push(locate("Result", "Number(result)", 16));
    const from = ["value[MEMORY].view", "value[OFFSET]"] as const;
    if (result.what === "scalar") lines.push(storeResultSource(result.type as MachineScalar, "value"));
    else if (result.what !== "hidden") lines.push(copySource(from, ["bResult.view", "oResult"], result.size));
    else {
      lines.push(locate("Place", "place", result.size));
      lines.push(copySource(from, ["bPlace.view", "oPlace"], result.size));
      lines.push("storeAddress(bResult.view, oResult, place);");
    }
  }
  return compile<NativeFunction>(`function (cif, result, list) { ${lines.join("\n")} }`, {
    ...marshalScope,
    ...{ fn, visibleAllocator, foreignBlock, Copy },
  });
}

/** libffi wants small integers widened to a register. */
function storeResultSource(type: MachineScalar, value: string): string {
  if (/^(bool|[iu](8|16|32))$/.test(type)) {
    const store = storeSource("i32", "bResult.view", "oResult", value);
    const high = type.startsWith("i") ? `${value} < 0 ? -1 : 0` : "0";
    return `${store} ${storeSource("i32", "bResult.view", "oResult + 4", high)}`;
  }
  return storeSource(type, "bResult.view", "oResult", value);
}
