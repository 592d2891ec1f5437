import { isBuffer, isPlaced, Reference } from "../memory/addressable.ts";
import { show } from "../memory/show.ts";
import { c_char_p, c_void_p } from "../types/address_types.ts";
import { infoOf, infoOfInstance, type Native, type TypeInfo } from "../types/type_info.ts";
import { argumentConverter } from "./closure_wrapper.ts";
import { held, wrongCount } from "./call_support.ts";
import { guardedCall } from "./closure_wrapper.ts";
import { bindDynamic } from "./dynamic.ts";
import type { Binding, Wrapper } from "./foreign.ts";
import { fromNative } from "./result.ts";
import { newInstance } from "../types/simple_type.ts";
import type { NativeFunction } from "../runtime/runtime.ts";

/** An argument behind the fixed ones. */
interface Extra {
  readonly native: Native;
  readonly value: unknown;
}

/** C's default argument promotions: what is narrower than `int` becomes one, a `float` a `double`. */
const promotions: Partial<Record<string, Native>> = {
  bool: "i32",
  i8: "i32",
  u8: "i32",
  i16: "i32",
  u16: "i32",
  f32: "f64",
};

/** The function for a foreign one that takes more arguments than it declares: each says its type. */
export function variadicWrapper(binding: Binding): Wrapper {
  const { parameters, result, options } = binding.signature;
  const owner = `${binding.name}()`;
  const converters = parameters.map((info, i) => argumentConverter(info, i, owner, true));
  const convert = fromNative(result) as ((value: unknown) => unknown) | null;
  const fixed = parameters.length;
  // The machine needs to know the types of each call: calls with the same ones share a native function.
  const natives = new Map<string, NativeFunction>();
  const bind = (extras: readonly Extra[]): NativeFunction => {
    const key = extras.map(({ native }) => typeof native === "string" ? native : JSON.stringify(native)).join();
    const address = binding.address();
    let native = natives.get(key);
    if (native === undefined) {
      const all = [...parameters.map((info) => info.native), ...extras.map((extra) => extra.native)];
      native = bindDynamic(address, { parameters: all, result: result.native, fixed }, binding.name);
      natives.set(key, native);
    }
    return native;
  };
  const call = (...args: unknown[]): unknown => {
    if (args.length < fixed) throw wrongCount(owner, fixed, "at least ");
    const values = converters.map((converter, i) => converter(args[i]));
    const extras = args.slice(fixed).map((value, i) => extraArgument(value, fixed + i, owner));
    values.push(...extras.map((extra) => extra.value));
    const native = bind(extras);
    const made = result.kind === "record" ? newInstance(result) : null;
    if (made !== null) values.push(made);
    const r = guardedCall(options, () => native(...values));
    held.rest = [args, values];
    const value = made ?? (convert === null ? r : convert(r));
    return options.errcheck === undefined ? value : options.errcheck(value, call, args);
  };
  return { call, unbind: () => natives.clear() };
}

function extraArgument(value: unknown, i: number, owner: string): Extra {
  const info = infoOfExtra(value, i, owner);
  const pass = argumentConverter(info, i, owner, true);
  const isScalar = info.kind === "scalar";
  const content = isScalar ? (value as { value: unknown }).value : value;
  const native = typeof info.native === "string" ? promotions[info.native] ?? info.native : info.native;
  const passed = pass(content);
  return { native, value: typeof passed === "boolean" ? Number(passed) : passed };
}

const charPointer = infoOf(c_char_p, "variadic");
const voidPointer = infoOf(c_void_p, "variadic");

function infoOfExtra(value: unknown, i: number, owner: string): TypeInfo {
  if (typeof value === "string") return charPointer;
  if (value === null || value instanceof Reference || typeof value === "function") return voidPointer;
  const info = isPlaced(value) ? infoOfInstance(value)! : null;
  if (info !== null) return info.kind === "array" || info.kind === "text" ? voidPointer : info;
  if (isBuffer(value)) return voidPointer;
  throw new TypeError(
    `cannot convert ${show(value)} to parameter ${i + 1} of ${owner}: ` +
      "a variadic argument needs a C type, as in new c_int(1)",
  );
}
