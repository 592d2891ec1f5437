import { compile } from "../runtime/compile.ts";
import type { AddressInfo } from "../types/address_types.ts";
import { newInstance } from "../types/simple_type.ts";
import type { TypeInfo } from "../types/type_info.ts";
import { instanceConverter, pointerConverter } from "./argument.ts";
import { held, settle, wrongCount } from "./call_support.ts";
import { errnoCell, errnoCopy } from "./errno.ts";
import type { Binding, Wrapper } from "./foreign.ts";
import { lastErrorCell, lastErrorCopy } from "./last_error.ts";
import { pending, takePending } from "./pending.ts";
import { fromNative } from "./result.ts";

/** One argument's way through a wrapper, in source. */
interface Passed {
  /** Statements that check and convert. */
  readonly prepare: string;
  /** The expression that is passed. */
  readonly value: string;
  /** The expression to hold until the call has returned, if any. */
  readonly hold?: string;
}

/** An error code that is swapped around a call. */
interface Swapped {
  readonly cell: string;
  readonly copy: string;
}

/** Where `held` keeps the arguments of a call that has few of them. */
const holders = ["a", "b", "c", "d"];

/**
 * A wrapper whose source is made for its signature: its checks are inlined, and engines see one native function in it.
 *
 * @returns Null where code cannot be generated.
 */
export function generatedWrapper(binding: Binding): Wrapper | null {
  const { parameters, result, options } = binding.signature;
  const owner = `${binding.name}()`;
  const convert = fromNative(result);
  const scope: Record<string, unknown> = {
    ...{ binding, owner, result, convert, held, pending, takePending, wrongCount, newInstance, settle },
    ...{ errnoCell, errnoCopy, lastErrorCell, lastErrorCopy, errcheck: options.errcheck },
  };
  const outlives = options.nonblocking === true;
  const passed = parameters.map((info, i) => passArgument(info, i, owner, outlives, scope));
  const names = parameters.map((_, i) => `a${i}`);
  const values = passed.map((argument) => argument.value);
  const structure = result.kind === "record";
  const call = `native(${(structure ? [...values, "made"] : values).join(", ")})`;
  const value = structure ? "made" : convert ? "convert(r)" : result.source?.result("r") ?? "r";
  const checked = options.errcheck ? `errcheck(${value}, self, [${names.join(", ")}])` : value;
  const swapped: Swapped[] = [];
  if (options.useErrno) swapped.push({ cell: "errnoCell", copy: "errnoCopy" });
  if (options.useLastError) swapped.push({ cell: "lastErrorCell", copy: "lastErrorCopy" });
  const body = outlives ? `return settle(${call}, [${[...names, ...values].join(", ")}], (r) => ${checked});` : [
    ...swapped.map(({ cell, copy }) => `const ${cell}Was = ${cell}_[0]; ${cell}_[0] = ${copy}.value;`),
    `const r = ${call};`,
    ...swapped.map(({ cell, copy }) => `${copy}.value = ${cell}_[0]; ${cell}_[0] = ${cell}Was;`),
    holdSource(passed),
    "if (pending.thrown) throw takePending();",
    `return ${checked};`,
  ].join("\n");
  return compile<Wrapper>(
    `(() => {
      let native = null;
      ${swapped.map(({ cell }) => `let ${cell}_ = null;`).join(" ")}
      const self = function (${names.join(", ")}) {
        if (arguments.length !== ${names.length}) throw wrongCount(owner, ${names.length}, arguments.length);
        ${passed.map((argument) => argument.prepare).join("\n")}
        if (native === null) {
          native = binding.bind();
          ${swapped.map(({ cell }) => `${cell}_ = ${cell}();`).join(" ")}
        }
        ${structure ? "const made = newInstance(result);" : ""}
        ${body}
      };
      return { call: self, unbind() { native = null; } };
    })()`,
    scope,
  );
}

function passArgument(
  info: TypeInfo,
  i: number,
  owner: string,
  outlives: boolean,
  scope: Record<string, unknown>,
): Passed {
  const label = `parameter ${i + 1}`;
  const a = `a${i}`, x = `x${i}`;
  switch (info.kind) {
    case "text":
    case "address":
    case "pointer":
    case "function": {
      scope[`refer${i}`] = pointerConverter(info as AddressInfo, label, owner, outlives);
      const hold = info.kind === "text" ? `typeof ${a} === "string" ? ${x} : ${a}` : a;
      return { prepare: `const ${x} = refer${i}(${a});`, value: x, hold };
    }
    case "record":
      scope[`instance${i}`] = instanceConverter(info, label, owner);
      return { prepare: `const ${x} = instance${i}(${a});`, value: x, hold: x };
    default: {
      const convert = info.convert!;
      scope[`convert${i}`] = (value: unknown) => convert(value, label, owner);
      const { source } = info;
      if (source === undefined) return { prepare: `${a} = convert${i}(${a});`, value: a };
      return { prepare: `if (!(${source.test(a)})) ${a} = convert${i}(${a});`, value: source.argument(a) };
    }
  }
}

function holdSource(passed: readonly Passed[]): string {
  const holds = passed.flatMap(({ hold }) => hold === undefined ? [] : [hold]);
  if (holds.length > holders.length) return `held.rest = [${holds.join(", ")}];`;
  return holds.map((value, i) => `held.${holders[i]} = ${value};`).join(" ");
}
