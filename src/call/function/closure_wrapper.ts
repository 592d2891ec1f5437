import type { AddressInfo } from "../../types/pointer/address_types.ts";
import { newInstance } from "../../types/scalar/simple_type.ts";
import type { TypeInfo } from "../../types/type_info.ts";
import { instanceConverter, pointerConverter } from "./argument.ts";
import { conversionOrder, held, keepTexts, manyTexts, settle, textsAndCells, wrongCount } from "./call_support.ts";
import { errnoCell, errnoCopy, type ErrorCopy } from "../errno.ts";
import type { Binding, Wrapper } from "./foreign.ts";
import { lastErrorCell, lastErrorCopy } from "../last_error.ts";
import { pending, takePending } from "../callback/pending.ts";
import { fromNative } from "./result.ts";
import type { FunctionOptions } from "./signature.ts";

/** Checks an argument and turns it into what native functions take. */
type ArgumentConverter = (value: unknown) => unknown;

/** The converter for a parameter, as a function. */
function argumentConverter(info: TypeInfo, i: number, owner: string, outlives: boolean): ArgumentConverter {
  const label = `parameter ${i + 1}`;
  switch (info.kind) {
    case "text":
    case "address":
    case "pointer":
    case "function":
      return pointerConverter(info as AddressInfo, label, owner, outlives).convert;
    case "record":
      return instanceConverter(info, label, owner);
    default:
      return (value) => info.toNative!(value, label, owner);
  }
}

/** Runs a call with the error codes swapped that it asks for, and throws again what callbacks threw. */
function guardedCall(options: FunctionOptions, call: () => unknown): unknown {
  let guarded = call;
  if (options.useLastError) guarded = swapping(lastErrorCell(), lastErrorCopy, guarded);
  if (options.useErrno) guarded = swapping(errnoCell(), errnoCopy, guarded);
  const result = guarded();
  if (pending.thrown) throw takePending();
  return result;
}

/** A call with an error code swapped. Nothing may allocate beside it: collecting garbage makes system calls. */
function swapping(cell: Int32Array, copy: ErrorCopy, call: () => unknown): () => unknown {
  return () => {
    const was = cell[0];
    cell[0] = copy.value;
    const result = call();
    copy.value = cell[0];
    cell[0] = was;
    return result;
  };
}

/** The twin of the generated wrapper, for hosts that forbid code generation. */
export function closureWrapper(binding: Binding): Wrapper {
  const { parameters, result, options } = binding.signature;
  const owner = `${binding.name}()`;
  const outlives = options.nonblocking === true;
  const out = textsAndCells(parameters);
  const converters = parameters.map((info, i) =>
    argumentConverter(info, i, owner, outlives || out !== null || manyTexts(parameters))
  );
  const order = conversionOrder(parameters);
  const convert = fromNative(result) as ((value: unknown) => unknown) | null;
  let native: ReturnType<Binding["bind"]> | null = null;
  const call = (...args: unknown[]): unknown => {
    if (args.length !== converters.length) throw wrongCount(owner, converters.length);
    const values: unknown[] = new Array(converters.length);
    for (const i of order) values[i] = converters[i](args[i]);
    const bound = native ??= binding.bind();
    const made = result.kind === "record" ? newInstance(result) : null;
    if (made !== null) values.push(made);
    const finish = (r: unknown) => {
      held.rest = [args, values];
      if (out !== null) keepTexts(out.texts.map((i) => values[i]), out.cells.map((i) => args[i]));
      const value = made ?? (convert === null ? r : convert(r));
      return options.errcheck === undefined ? value : options.errcheck(value, call, args);
    };
    if (outlives) return settle(bound(...values), [args, values], finish);
    return finish(guardedCall(options, () => bound(...values)));
  };
  return {
    call,
    unbind() {
      native = null;
    },
  };
}
