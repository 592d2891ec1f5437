import { isBuffer, isPlaced, Reference } from "../../memory/addressable.ts";
import { show } from "../../memory/show.ts";
import { evaluate } from "../../emit/emitter.ts";
import { c_char_p, c_void_p } from "../../types/pointer/address_types.ts";
import { c_int } from "../../types/scalar/scalars.ts";
import { infoOf, infoOfInstance, type Native, TYPE, type TypeInfo } from "../../types/type_info.ts";
import { wrongCount } from "./call_support.ts";
import { bindDynamic } from "../machine/dynamic_call.ts";
import type { AnyFunction, Binding, Wrapper } from "./foreign.ts";
import { fixedWrapper } from "./fixed_wrapper.ts";
import { TypeLists } from "./type_lists.ts";

/** C's default argument promotions: what is narrower than `int` becomes one, a `float` a `double`. */
const promotions: Partial<Record<string, Native>> = {
  bool: "i32",
  i8: "i32",
  u8: "i32",
  i16: "i32",
  u16: "i32",
  f32: "f64",
};

/** The machine type of an argument behind the fixed ones. */
function promoted({ native }: TypeInfo): Native {
  return typeof native === "string" ? promotions[native] ?? native : native;
}

/** A function that makes the calls with certain types itself and leaves others to the next. */
interface Shortcut {
  readonly call: AnyFunction;
  /** Sets the next. */
  append(next: AnyFunction): void;
}

/** So many lists of types are told by shortcuts, the first ones. */
const MOST_SHORTCUTS = 8;

/** The function for a foreign one that takes more arguments than it declares: each says its type. */
export function variadicWrapper(binding: Binding): Wrapper {
  const { name, signature: { parameters, result, options } } = binding;
  const owner = `${name}()`;
  const fixed = parameters.length;
  /** Closing the library must reach what was made while it converts its arguments, too. */
  const known = new TypeLists();

  /** The function for a list of types. */
  const bind = (types: readonly TypeInfo[]): Wrapper => {
    const natives = [...parameters.map((info) => info.native), ...types.map(promoted)];
    const plain: Binding = {
      name,
      signature: {
        parameters: [...parameters, ...types.map((type) => type.native === "bool" ? int : type)],
        result,
        options: { ...options, variadic: false, errcheck: undefined },
      },
      lazy: true,
      address: binding.address,
      bind: () => bindDynamic(binding.address(), { parameters: natives, result: result.native, fixed }, name),
    };
    return fixedWrapper(plain);
  };

  /** Makes a call with any types. */
  const any = (...args: unknown[]): unknown => {
    if (args.length < fixed) throw wrongCount(owner, fixed, "at least ");
    const types: TypeInfo[] = [];
    const values = args.slice();
    for (let i = fixed; i < args.length; i++) {
      const type = infoOfExtra(args[i], i, owner);
      types.push(type);
      if (type.kind === "scalar") values[i] = valueOf(args[i] as { value: unknown });
    }
    let found = known.find(types);
    if (found === null) {
      found = bind(types);
      known.add(types, found, addShortcut(types, found.call));
    }
    const value = found.call(...values);
    return options.errcheck === undefined ? value : options.errcheck(value, wrapper.call, args);
  };

  /** Returns whether there was room for one. */
  const addShortcut = (types: readonly TypeInfo[], call: AnyFunction): boolean => {
    if (shortcuts === MOST_SHORTCUTS) return false;
    const shortcut = evaluate<Shortcut>(shortcutSource(fixed, types, options.errcheck !== undefined), {
      ...{ call, any, types, infoOfExtra, owner, TYPE, voidPointer, Uint8Array },
      ...{ errcheck: options.errcheck, wrapper },
    });
    append(shortcut.call);
    append = shortcut.append;
    shortcuts++;
    return true;
  };

  const first = evaluate<Shortcut>(
    `(() => {
      let next = any;
      return { call: function () { return next.apply(undefined, arguments); }, append(given) { next = given; } };
    })()`,
    { any },
  );
  let { append } = first;
  let shortcuts = 0;
  const wrapper: Wrapper = {
    call: first.call,
    unbind() {
      known.clear();
      ({ append } = first);
      append(any);
      shortcuts = 0;
    },
  };
  return wrapper;
}

/**
 * Source of a function that tells by the arguments whether it can make a call. What `any` does for every call, this does
 * in a tenth of the time.
 */
function shortcutSource(fixed: number, types: readonly TypeInfo[], checked: boolean): string {
  const count = fixed + types.length;
  const names = Array.from({ length: count }, (_, i) => `a${i}`);
  const tests = types.map((type, i) => {
    const a = names[fixed + i];
    if (type === charPointer) return `typeof ${a} === "string"`;
    if (type === voidPointer) {
      return `(${a} === null || ${a} instanceof Uint8Array || infoOfExtra(${a}, ${fixed + i}, owner) === voidPointer)`;
    }
    return `typeof ${a} === "object" && ${a} !== null && ${a}[TYPE] === types[${i}]`;
  });
  const values = names.map((a, i) => {
    const type = types[i - fixed];
    return type?.kind !== "scalar" ? a : type.native === "bool" ? `+${a}.value` : `${a}.value`;
  });
  const call = `call(${values.join(", ")})`;
  return `(() => {
    let next = any;
    return {
      call: function (${names.join(", ")}) {
        if (${[`arguments.length === ${count}`, ...tests].join(" && ")}) {
          return ${checked ? `errcheck(${call}, wrapper.call, [${names.join(", ")}])` : call};
        }
        return next.apply(undefined, arguments);
      },
      append(given) { next = given; },
    };
  })()`;
}

/** The value of an extra; a truth value becomes an int. */
function valueOf({ value }: { value: unknown }): unknown {
  return typeof value === "boolean" ? +value : value;
}

const int = infoOf(c_int, "variadic");
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
