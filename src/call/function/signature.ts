import { show } from "../../memory/show.ts";
import { type NativeScalar, type NativeSignature, runtime } from "../../runtime/runtime.ts";
import { infoOf, type Native, type TypeInfo } from "../../types/type_info.ts";

/**
 * How a function is called, besides its types.
 *
 * @typeParam Result What JavaScript sees of its result.
 */
// deno-lint-ignore no-explicit-any
export interface FunctionOptions<Result = any> {
  /** The symbol's name in the library, if it differs from the property's. */
  readonly name?: string;
  /** A missing symbol is null instead of an error. */
  readonly optional?: boolean;
  /** More arguments may follow the fixed ones; they must be instances, which say their C types. */
  readonly variadic?: boolean;
  /**
   * Call on another thread; the result is a Promise. On Bun a callback that is given to such a call needs the option
   * `anyThread`.
   */
  readonly nonblocking?: boolean;
  /**
   * C calls no JavaScript from this function. On Deno its calls stay as fast then as they were before the program made its
   * first callback (see "Limits" in the README). If C does so all the same, the callback is not run, C gets a zero, and the
   * call throws an Error. Not for callbacks and nonblocking calls.
   */
  readonly leaf?: boolean;
  /** Swap the private copy of `errno` in and out, so that `getErrno()` tells what this function left. */
  readonly useErrno?: boolean;
  /** The same for Windows's last error and `getLastError()`. */
  readonly useLastError?: boolean;
  /**
   * Of a callback: C may call it on a thread that does not run JavaScript. On Bun it then returns nothing and runs after C
   * has gone on; without the option a thread that calls it there waits for ever, which nobody can notice. Deno always
   * makes the thread wait until the event loop has run the callback.
   */
  readonly anyThread?: boolean;
  /** Sees every result before the caller does; what it returns is the result. Python's `errcheck`. */
  // deno-lint-ignore no-explicit-any
  readonly errcheck?:
    | ((result: Result, fn: (...args: any[]) => unknown, args: readonly unknown[]) => unknown)
    | undefined;
}

/** A checked function type. */
export interface Signature {
  readonly parameters: readonly TypeInfo[];
  readonly result: TypeInfo;
  readonly options: FunctionOptions;
}

const flags = ["optional", "variadic", "nonblocking", "useErrno", "useLastError", "anyThread", "leaf"] as const;

/**
 * Checks what `CFunction` was given.
 *
 * @throws {TypeError} If a type or an option is not one.
 */
export function signatureOf(parameters: unknown, result: unknown, options: FunctionOptions): Signature {
  if (!Array.isArray(parameters)) {
    throw new TypeError(`CFunction(): expected an array of types, not ${show(parameters)}`);
  }
  const infos = Array.from(parameters, (type, i) => {
    const who = `CFunction() parameter ${i + 1}`;
    const info = infoOf(type, who);
    if (info.kind === "void") throw new TypeError(`${who}: c_void is no type of a parameter`);
    if (info.kind === "opaque") throw incompleteValue(who, info);
    // C passes arrays as pointers to their first element.
    if (info.kind === "array") {
      throw new TypeError(`${who}: C has no array parameters; use Pointer(${info.element!.name})`);
    }
    refuseEmpty(info, who);
    return info;
  });
  const resultInfo = infoOf(result, "CFunction() result");
  if (resultInfo.kind === "opaque") throw incompleteValue("CFunction() result", resultInfo);
  if (resultInfo.kind === "array") throw new TypeError("CFunction() result: C functions cannot return arrays");
  refuseEmpty(resultInfo, "CFunction() result");
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`CFunction(): expected options, not ${show(options)}`);
  }
  for (const flag of flags) {
    if (options[flag] !== undefined && typeof options[flag] !== "boolean") {
      throw new TypeError(`CFunction() option ${flag}: expected a boolean, not ${show(options[flag])}`);
    }
  }
  if (options.name !== undefined && typeof options.name !== "string") {
    throw new TypeError(`CFunction() option name: expected a string, not ${show(options.name)}`);
  }
  if (options.errcheck !== undefined && typeof options.errcheck !== "function") {
    throw new TypeError(`CFunction() option errcheck: expected a function, not ${show(options.errcheck)}`);
  }
  if (options.nonblocking && (options.useErrno || options.useLastError)) {
    throw new TypeError(
      "CFunction(): a nonblocking call has its error code on another thread; drop one of the options",
    );
  }
  if (options.nonblocking && options.leaf) {
    throw new TypeError("CFunction(): a nonblocking call lets JavaScript go on; drop the option leaf");
  }
  if (options.anyThread && options.leaf) {
    throw new TypeError("CFunction(): anyThread is for callbacks, which are JavaScript; drop the option leaf");
  }
  // A record is not asked for its fields yet: it may be one of theirs that is made now.
  const plain = [...infos, resultInfo].every((info) => info.kind !== "record" && isScalar(info.native)) &&
    !options.variadic;
  for (const option of ["nonblocking", "anyThread"] as const) {
    if (options[option] && !plain) {
      throw new TypeError(
        `CFunction(): ${option} is for functions without structures by value, long double or variadic arguments`,
      );
    }
  }
  return { parameters: infos, result: resultInfo, options };
}

const incompleteValue = (who: string, { name }: TypeInfo): TypeError =>
  new TypeError(`${who}: ${name} is an incomplete type, which has no values; use Pointer(${name})`);

function refuseEmpty(info: TypeInfo, who: string): void {
  if (info.kind === "record" && !info.unresolved && info.size === 0) {
    throw new TypeError(`${who}: ${info.name} has no size, it cannot be passed by value`);
  }
}

/** Whether the runtime's own FFI can express a type. */
export function isScalar(native: Native): native is NativeScalar {
  return typeof native === "string" && native !== "longdouble";
}

/** A signature as the runtime's own FFI takes it, or null where it cannot express it. */
export function directSignature({ parameters, result, options }: Signature): NativeSignature | null {
  const natives = parameters.map((info) => info.native);
  if (!natives.every(isScalar) || !isScalar(result.native) || natives.length > runtime.mostParameters) return null;
  return {
    parameters: natives,
    result: result.kind === "text" && result.unit === "byte" ? "cstring" : result.native,
    nonblocking: options.nonblocking,
    leaf: options.leaf,
  };
}

/** Whether two signatures call alike, so that a function of one can stand for the other. */
export function sameSignature(a: Signature, b: Signature): boolean {
  return a === b || a.parameters.length === b.parameters.length && a.result.type === b.result.type &&
      (a.options.variadic ?? false) === (b.options.variadic ?? false) &&
      a.parameters.every((info, i) => info.type === b.parameters[i]!.type);
}
