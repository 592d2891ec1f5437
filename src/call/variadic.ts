import { isBuffer, isPlaced, Reference } from "../memory/addressable.ts";
import { show } from "../memory/show.ts";
import { c_char_p, c_void_p } from "../types/address_types.ts";
import { infoOf, infoOfInstance, type Native, type TypeInfo } from "../types/type_info.ts";
import { wrongCount } from "./call_support.ts";
import { closureWrapper } from "./closure_wrapper.ts";
import { bindDynamic } from "./dynamic.ts";
import type { AnyFunction, Binding, Wrapper } from "./foreign.ts";
import { generatedWrapper } from "./generated_wrapper.ts";

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
  readonly call: AnyFunction;
}

/** The function for a foreign one that takes more arguments than it declares: each says its type. */
export function variadicWrapper(binding: Binding): Wrapper {
  const { name, signature: { parameters, result, options } } = binding;
  const owner = `${name}()`;
  const fixed = parameters.length;
  let plans: Plan[] = [];
  const planFor = (types: readonly TypeInfo[]): Plan => {
    const known = plans.find((plan) =>
      plan.types.length === types.length && plan.types.every((type, i) => type === types[i])
    );
    if (known !== undefined) return known;
    const natives = [...parameters.map((info) => info.native), ...types.map(promoted)];
    const plain: Binding = {
      name,
      signature: {
        parameters: [...parameters, ...types],
        result,
        options: { ...options, variadic: false, errcheck: undefined },
      },
      lazy: true,
      address: binding.address,
      bind: () => bindDynamic(binding.address(), { parameters: natives, result: result.native, fixed }, name),
    };
    const plan = { types, call: (generatedWrapper(plain) ?? closureWrapper(plain)).call };
    plans.push(plan);
    return plan;
  };
  const call = (...args: unknown[]): unknown => {
    if (args.length < fixed) throw wrongCount(owner, fixed, "at least ");
    const types: TypeInfo[] = [];
    const values = args.slice();
    for (let i = fixed; i < args.length; i++) {
      const type = infoOfExtra(args[i], i, owner);
      types.push(type);
      if (type.kind === "scalar") values[i] = (args[i] as { value: unknown }).value;
    }
    const value = planFor(types).call(...values);
    return options.errcheck === undefined ? value : options.errcheck(value, call, args);
  };
  return { call, unbind: () => plans = [] };
}

/** The machine type of an argument behind the fixed ones. */
function promoted({ native }: TypeInfo): Native {
  return typeof native === "string" ? promotions[native] ?? native : native;
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
