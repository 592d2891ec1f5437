import { isBuffer, isPlaced, Reference } from "../memory/addressable.ts";
import { show } from "../memory/show.ts";
import { c_char_p, c_void_p } from "../types/address_types.ts";
import { infoOf, infoOfInstance, type Native, type TypeInfo } from "../types/type_info.ts";
import { argumentConverter } from "./closure_wrapper.ts";
import { conversionOrder, held, wrongCount } from "./call_support.ts";
import { guardedCall } from "./closure_wrapper.ts";
import { bindDynamic } from "./dynamic.ts";
import type { Binding, Wrapper } from "./foreign.ts";
import { fromNative } from "./result.ts";
import { newInstance } from "../types/simple_type.ts";
import type { NativeFunction } from "../runtime/runtime.ts";

/** C's default argument promotions: what is narrower than `int` becomes one, a `float` a `double`. */
const promotions: Partial<Record<string, Native>> = {
  bool: "i32",
  i8: "i32",
  u8: "i32",
  i16: "i32",
  u16: "i32",
  f32: "f64",
};

/** What calls with the same types behind the fixed ones share: the machine needs to know them. */
interface Plan {
  readonly types: readonly TypeInfo[];
  readonly convert: readonly ((value: unknown) => unknown)[];
  readonly native: NativeFunction;
}

/** The function for a foreign one that takes more arguments than it declares: each says its type. */
export function variadicWrapper(binding: Binding): Wrapper {
  const { parameters, result, options } = binding.signature;
  const owner = `${binding.name}()`;
  const converters = parameters.map((info, i) => argumentConverter(info, i, owner, true));
  const order = conversionOrder(parameters);
  const convert = fromNative(result) as ((value: unknown) => unknown) | null;
  const fixed = parameters.length;
  let plans: Plan[] = [];
  const planFor = (types: readonly TypeInfo[]): Plan => {
    const known = plans.find((plan) =>
      plan.types.length === types.length && plan.types.every((t, i) => t === types[i])
    );
    if (known !== undefined) return known;
    const all = [...parameters.map((info) => info.native), ...types.map(promoted)];
    const plan = {
      types,
      convert: types.map((type, i) => extraConverter(type, fixed + i, owner)),
      native: bindDynamic(binding.address(), { parameters: all, result: result.native, fixed }, binding.name),
    };
    plans.push(plan);
    return plan;
  };
  const call = (...args: unknown[]): unknown => {
    if (args.length < fixed) throw wrongCount(owner, fixed, "at least ");
    const values: unknown[] = new Array(fixed);
    for (const i of order) values[i] = converters[i](args[i]);
    const types: TypeInfo[] = [];
    for (let i = fixed; i < args.length; i++) types.push(infoOfExtra(args[i], i, owner));
    const plan = planFor(types);
    for (let i = fixed; i < args.length; i++) values.push(plan.convert[i - fixed](args[i]));
    const made = result.kind === "record" ? newInstance(result) : null;
    if (made !== null) values.push(made);
    const r = guardedCall(options, () => plan.native(...values));
    held.rest = [args, values];
    const value = made ?? (convert === null ? r : convert(r));
    return options.errcheck === undefined ? value : options.errcheck(value, call, args);
  };
  return { call, unbind: () => plans = [] };
}

/** The machine type of an argument behind the fixed ones. */
function promoted({ native }: TypeInfo): Native {
  return typeof native === "string" ? promotions[native] ?? native : native;
}

/** Turns an instance into what is passed: the value of a scalar, promoted, or the instance. */
function extraConverter(info: TypeInfo, i: number, owner: string): (value: unknown) => unknown {
  const pass = argumentConverter(info, i, owner, true);
  if (info.kind !== "scalar") return pass;
  const content = (value: unknown) => pass((value as { value: unknown }).value);
  return info.native === "bool" ? (value) => Number(content(value)) : content;
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
