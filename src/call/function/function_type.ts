import { ADDRESS, NULL_TARGET, storeTarget, type Target } from "../../memory/addressable.ts";
import { show } from "../../memory/show.ts";
import type { AddressInfo } from "../../types/pointer/address_types.ts";
import type { InputOf, SizedType, TYPES, Types, ValueOf, VariadicInput } from "../../types/ctype.ts";
import { describe } from "../../types/record/record_class.ts";
import { c_void } from "../../types/scalar/scalars.ts";
import { type TypeInfo, wrongKind } from "../../types/type_info.ts";
import { addressFunction, functionAt, readFunction } from "./address_function.ts";
import { trampolineOf } from "../callback/trampolines.ts";
import { callbackObject } from "../callback/callback_object.ts";
import { type AnyFunction, SIGNATURE } from "./foreign.ts";
import { typeFor } from "./known_types.ts";
import { type FunctionOptions, sameSignature, type Signature, signatureOf } from "./signature.ts";

/** The arguments that a function with these parameter types takes from JavaScript. */
export type Arguments<P extends readonly unknown[]> = { [K in keyof P]: InputOf<P[K]> };

/** The arguments that JavaScript gets when C calls it. */
export type CallbackArguments<P extends readonly unknown[]> = { [K in keyof P]: ValueOf<P[K]> };

/** What a call gives: with `nonblocking` a promise, with `errcheck` what it returns. */
export type CallResult<R, O> = O extends { readonly nonblocking: true } ? Promise<CheckedResult<R, O>>
  : CheckedResult<R, O>;
/** What a call gives after `errcheck`. */
// deno-lint-ignore no-explicit-any
export type CheckedResult<R, O> = O extends { readonly errcheck: (...args: any[]) => infer C } ? C : ValueOf<R>;

/** A function that can be called from JavaScript and passed to C. */
export interface FunctionInstance<P extends readonly unknown[], R, O = FunctionOptions<ValueOf<R>>> extends Disposable {
  (
    ...args: O extends { readonly variadic: true } ? [...Arguments<P>, ...VariadicInput[]] : Arguments<P>
  ): CallResult<R, O>;
  /** Ends it: calling or passing it is an Error from now on. A callback's machine code is given back. */
  close(): void;
}

/** The JavaScript function that C calls. */
export type CallbackFunction<P extends readonly unknown[], R> = (...args: CallbackArguments<P>) => InputOf<R>;

/** The class that `CFunction` makes. */
export interface FunctionType<P extends readonly unknown[], R, O = FunctionOptions<ValueOf<R>>> {
  /** Size in bytes: that of a pointer. */
  readonly size: number;
  /** Alignment in bytes. */
  readonly alignment: number;
  /** The C name. */
  readonly name: string;
  /** Exists for TypeScript only. */
  readonly [TYPES]: Types<FunctionInstance<P, R, O> | null, CallbackFunction<P, R> | null>;
  /** Its instances are functions. */
  readonly prototype: FunctionInstance<P, R, O>;
  /** A foreign function at an address, or a callback that C can call. */
  new (function_: bigint | CallbackFunction<P, R>): FunctionInstance<P, R, O>;
  /** How it is called. */
  readonly options: O;
}

/** The signature of a function type. */
const signatures = new WeakMap<TypeInfo, Signature>();

/**
 * The type of a function: for a symbol of a library, a field, a parameter, a function at an address, or a callback. The
 * same arguments give the same type.
 *
 * `new (CFunction(…))(address)` is a foreign function. `new (CFunction(…))(fn)` is a callback that C can call as long
 * as the object lives; a plain function given as an argument is one as long as that function lives. What a callback
 * throws is thrown again by the call that C came from, a nonblocking one rejects with it, and without any call it is
 * uncaught; C itself gets a zero. What a callback returns lives until no call is running, the last of it until the next.
 *
 * C may call a callback on the thread that runs JavaScript. On another thread it may do so on Deno, which stops that
 * thread until its event loop runs the callback; on Bun only with the option `anyThread`, which must return nothing
 * and runs after C has gone on. Neither works in handlers that C runs when the program ends, or of real signals.
 *
 * A call with more than 256 KB of arguments by value is a RangeError: they would not fit on the stack of every thread. A
 * wrong number of arguments is a TypeError, also where the extra ones are undefined.
 *
 * @param parameters The types of the parameters; C's array parameters are pointers.
 * @param result The type of the result, nothing by default.
 * @param options How it is called.
 * @throws {TypeError} If a type or an option is not one.
 *
 * @example
 * ```ts
 * import { c_int, c_size_t, c_void_p, CFunction, dlopen, findLibrary, Pointer } from "@ctypes/ctypes";
 *
 * const Compare = CFunction([Pointer(c_int), Pointer(c_int)], c_int);
 * using libc = dlopen(findLibrary("c"), { qsort: CFunction([c_void_p, c_size_t, c_size_t, Compare]) });
 * const numbers = new Int32Array([3, 1, 2]);
 * libc.symbols.qsort(numbers, 3, 4, (a, b) => a!.contents.value - b!.contents.value);
 * console.log(numbers); // Int32Array [ 1, 2, 3 ]
 * ```
 */
export function CFunction<
  const P extends readonly SizedType[],
  R extends SizedType = typeof c_void,
  const O extends FunctionOptions<ValueOf<R>> = FunctionOptions<ValueOf<R>>,
>(parameters: P, result?: R, options?: O): FunctionType<P, R, O> {
  const signature = signatureOf(parameters, result ?? c_void, options ?? {});
  return typeFor(signature, () => makeType(signature)) as unknown as FunctionType<P, R, O>;
}

function makeType(signature: Signature): object {
  const info: AddressInfo = {
    kind: "function",
    get name() {
      return functionName(signature);
    },
    type: null as never,
    size: 8,
    alignment: 8,
    native: "pointer",
    hasPointers: true,
    refer: (value, label, owner) => referTo(info, signature, value, label, owner),
    read: (block, offset) => readFunction(signature, block, offset),
    write: (block, offset, value, label, owner) => storeTarget(block, offset, info.refer(value, label, owner)),
    view: (block, offset) => {
      const fn = readFunction(signature, block, offset);
      if (fn === null) throw new Error(`Cannot read a ${info.name}: it is NULL`);
      return fn;
    },
    anyThread: signature.options.anyThread,
    atAddress: (target) => functionAt(signature, target),
  };
  signatures.set(info, signature);
  const made = function (this: unknown, value: unknown) {
    if (new.target === undefined) throw new TypeError(`${info.name} needs new`);
    return construct(info, signature, value);
  };
  Object.defineProperty(made, "name", { get: () => info.name, configurable: true });
  describe(made, info);
  Object.defineProperties(made, {
    size: { value: 8 },
    alignment: { value: 8 },
    options: { value: Object.freeze({ ...signature.options }) },
    [Symbol.hasInstance]: {
      value: (value: unknown) => {
        const own = typeof value === "function" ? (value as { [SIGNATURE]?: Signature })[SIGNATURE] : undefined;
        return own !== undefined && sameSignature(own, signature);
      },
    },
  });
  return made;
}

/** The signature of a function type, or null if the type is none. */
export function functionSignature(info: TypeInfo): Signature | null {
  return signatures.get(info) ?? null;
}

function functionName({ parameters, result }: Signature): string {
  return `CFunction([${parameters.map((info) => info.name).join(", ")}], ${result.name})`;
}

function construct(info: TypeInfo, signature: Signature, value: unknown): AnyFunction {
  if (typeof value === "function") {
    checkCallback(info, signature, value, "", null);
    return callbackObject(signature, value as AnyFunction);
  }
  if (typeof value !== "bigint") throw wrongKind(value, info.name, "", null, "an address or a function");
  if (value <= 0n || value >= 1n << 64n) throw new RangeError(`${info.name}: ${show(value)} is no address`);
  return addressFunction(signature, value, null);
}

/** What a value refers to as a function pointer. */
function referTo(info: TypeInfo, signature: Signature, value: unknown, label: string, owner: unknown): Target {
  if (value === null) return NULL_TARGET;
  if (typeof value !== "function") throw wrongKind(value, info.name, label, owner, "a function or null");
  const own = (value as { [SIGNATURE]?: Signature })[SIGNATURE];
  if (own !== undefined && sameSignature(own, signature)) {
    return { address: (value as unknown as { [ADDRESS]: bigint })[ADDRESS], extent: null, keep: value };
  }
  checkCallback(info, signature, value, label, owner);
  return { address: trampolineOf(signature, value as AnyFunction).address, extent: null, keep: value };
}

/** No callback is leaf: a call of it would call back. */
function checkCallback(info: TypeInfo, { options }: Signature, value: unknown, label: string, owner: unknown): void {
  if (!options.leaf) return;
  throw wrongKind(
    value,
    info.name,
    label,
    owner,
    "a function of C's: its type is declared leaf, which callbacks are not",
  );
}
