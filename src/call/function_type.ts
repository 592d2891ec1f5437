import { ADDRESS, heldTarget, NULL_TARGET, storeTarget, type Target } from "../memory/addressable.ts";
import { show } from "../memory/show.ts";
import { type NativeFunction, runtime } from "../runtime/runtime.ts";
import type { AddressInfo } from "../types/address_types.ts";
import type { CType, InputOf, ValueOf } from "../types/ctype.ts";
import { describe } from "../types/record_class.ts";
import { unfinished } from "../types/scalar_info.ts";
import { c_void } from "../types/scalars.ts";
import { type TypeInfo, wrongKind } from "../types/type_info.ts";
import { releaseTrampoline, takeTrampoline, type Trampoline, trampolineOf } from "./callback.ts";
import { bindDynamic } from "./dynamic.ts";
import { type AnyFunction, foreignFunction, SIGNATURE } from "./foreign.ts";
import { directSignature, type FunctionOptions, sameSignature, type Signature, signatureOf } from "./signature.ts";

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
export interface FunctionInstance<P extends readonly unknown[], R, O = unknown> extends Disposable {
  (
    ...args: O extends { readonly variadic: true } ? [...Arguments<P>, ...unknown[]] : Arguments<P>
  ): CallResult<R, O>;
  /** Ends it: calling or passing it is an Error from now on. A callback's machine code is given back. */
  close(): void;
}

/** The JavaScript function that C calls. */
export type CallbackFunction<P extends readonly unknown[], R> = (...args: CallbackArguments<P>) => InputOf<R>;

/** The class that `CFunction` makes. */
export interface FunctionType<P extends readonly unknown[], R, O = unknown>
  extends CType<FunctionInstance<P, R, O> | null, CallbackFunction<P, R> | null> {
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
 * The type of a function: for a symbol of a library, a field, a parameter, a function at an address, or a callback.
 *
 * `new (CFunction(…))(address)` is a foreign function. `new (CFunction(…))(fn)` is a callback that C can call as long
 * as the object lives; a plain function given as an argument is one as long as that function lives. What a callback
 * throws is thrown again by the call that C came from; C itself gets a zero.
 *
 * C may call a callback on the thread that runs JavaScript. On another thread it may do so on Deno, which stops that
 * thread until its event loop runs the callback; on Bun only with the option `anyThread`, which must return nothing
 * and runs after C has gone on.
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
  const P extends readonly unknown[],
  R = typeof c_void,
  const O extends FunctionOptions<ValueOf<R>> = FunctionOptions<ValueOf<R>>,
>(parameters: P, result?: R, options?: O): FunctionType<P, R, O> {
  const signature = signatureOf(parameters, result ?? c_void, options ?? {});
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
    read: (block, offset) => functionAt(signature, heldTarget(block, offset)),
    write: (block, offset, value, label, owner) => storeTarget(block, offset, info.refer(value, label, owner)),
    view: unfinished,
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
  return made as unknown as FunctionType<P, R, O>;
}

/** The signature of a function type, or null if the type is none. */
export function functionSignature(info: TypeInfo): Signature | null {
  return signatures.get(info) ?? null;
}

function functionName({ parameters, result }: Signature): string {
  return `CFunction([${parameters.map((info) => info.name).join(", ")}], ${result.name})`;
}

/** A callable for a function at an address, by the quickest way there is. */
export function bindAddress(address: bigint, signature: Signature, name: string): NativeFunction {
  const { parameters, result } = signature;
  const natives = parameters.map((info) => info.native);
  const dynamic = () => bindDynamic(address, { parameters: natives, result: result.native }, name);
  const direct = directSignature(signature);
  if (direct === null) return dynamic();
  if (runtime.bindsAddressesFast || direct.nonblocking) return runtime.bindAddress(address, direct);
  try {
    return dynamic();
  } catch {
    return runtime.bindAddress(address, direct); // without libffi it is slower, but right
  }
}

function construct(info: TypeInfo, signature: Signature, value: unknown): AnyFunction {
  if (typeof value === "function") return callback(signature, value as AnyFunction);
  if (typeof value !== "bigint") throw wrongKind(value, info.name, "", null, "an address or a function");
  if (value <= 0n || value >= 1n << 64n) throw new RangeError(`${info.name}: ${show(value)} is no address`);
  return addressFunction(signature, value, null);
}

/** What a function holds on to. A closure does not do: Bun's transpiler drops a variable that is only mentioned. */
const KEEP: unique symbol = Symbol("keep");

/** A foreign function at an address that is valid as long as `keep` lives. */
function addressFunction(signature: Signature, address: bigint, keep: unknown): AnyFunction {
  const name = signature.options.name ?? `function at 0x${address.toString(16)}`;
  let closed = false;
  const check = () => {
    if (closed) throw new Error(`${name} is closed`);
    return address;
  };
  const wrapper = foreignFunction({
    name,
    signature,
    lazy: true, // most functions that are read from memory or made for C are never called from here
    bind: () => bindAddress(check(), signature, name),
    address: check,
  });
  Object.defineProperty(wrapper.call, KEEP, { value: keep });
  return closeable(wrapper.call, () => {
    closed = true;
    wrapper.unbind();
  });
}

/** Callback objects that are gone give their machine code back. */
const droppedCallbacks = new FinalizationRegistry<{ signature: Signature; trampoline: Trampoline }>(
  ({ signature, trampoline }) => releaseTrampoline(signature, trampoline),
);

function callback(signature: Signature, fn: AnyFunction): AnyFunction {
  const trampoline = takeTrampoline(signature, fn);
  const { address } = trampoline;
  let open = true;
  const check = () => {
    if (!open) throw new Error(`the callback at 0x${address.toString(16)} is closed`);
    return address;
  };
  // Callbacks are made for C: what JavaScript needs to call one is made when it does.
  let inner: AnyFunction | null = null;
  const made: AnyFunction = (...args) => (inner ??= addressFunction(signature, check(), fn), check(), inner(...args));
  droppedCallbacks.register(made, { signature, trampoline }, trampoline);
  Object.defineProperties(made, {
    name: { value: signature.options.name ?? fn.name, configurable: true },
    length: { value: signature.parameters.length, configurable: true },
    [ADDRESS]: { get: check },
    [SIGNATURE]: { value: signature },
    // The machine code knows the function weakly.
    [KEPT]: { value: fn },
  });
  return closeable(made, () => {
    if (!open) return;
    open = false;
    droppedCallbacks.unregister(trampoline);
    releaseTrampoline(signature, trampoline);
  });
}

/** On a callback: its JavaScript function. */
const KEPT: unique symbol = Symbol("kept");

function closeable(fn: AnyFunction, close: () => void): AnyFunction {
  return Object.defineProperties(fn, {
    close: { value: close, configurable: true },
    [Symbol.dispose]: { value: close, configurable: true },
  });
}

/** Functions that were read from memory, by address: reading a field twice gives the same function. */
const known = new WeakMap<Signature, Map<bigint, WeakRef<AnyFunction>>>();

/** The function that a pointer points to; null for NULL. */
function functionAt(signature: Signature, { address, keep }: Target): AnyFunction | null {
  if (address === 0n) return null;
  let all = known.get(signature);
  if (all === undefined) known.set(signature, all = new Map());
  let fn = all.get(address)?.deref();
  if (fn === undefined) {
    fn = addressFunction(signature, address, keep);
    all.set(address, new WeakRef(fn));
  }
  return fn;
}

/** What a value refers to as a function pointer. */
function referTo(info: TypeInfo, signature: Signature, value: unknown, label: string, owner: unknown): Target {
  if (value === null) return NULL_TARGET;
  if (typeof value !== "function") throw wrongKind(value, info.name, label, owner, "a function or null");
  const own = (value as { [SIGNATURE]?: Signature })[SIGNATURE];
  const address = own !== undefined && sameSignature(own, signature)
    ? (value as unknown as { [ADDRESS]: bigint })[ADDRESS]
    : trampolineOf(signature, value as AnyFunction).address;
  return { address, extent: null, keep: value };
}
