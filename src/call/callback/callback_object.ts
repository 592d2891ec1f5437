import { ADDRESS } from "../../memory/addressable.ts";
import { Given } from "../../memory/given.ts";
import { evaluate } from "../../emit/emitter.ts";
import { addressFunction } from "../function/address_function.ts";
import type { Trampoline } from "./callback.ts";
import { holdForJob, releaseTrampoline, takeTrampoline } from "./trampolines.ts";
import { type AnyFunction, SIGNATURE } from "../function/foreign.ts";
import type { Signature } from "../function/signature.ts";

/** Callback objects that are gone give their machine code back. */
const droppedCallbacks = new FinalizationRegistry<Trampoline>(releaseTrampoline);

/** A callback that C can call as long as it lives: a function too, which goes by way of C. */
export function callbackObject(signature: Signature, fn: AnyFunction): AnyFunction {
  const made = shellFactory(signature)(Callback.run, signature.options.name ?? fn.name);
  return new Callback(made, signature, fn) as unknown as AnyFunction;
}

/** Makes functions that give themselves and their arguments to `run`. */
type ShellFactory = (run: (self: AnyFunction, args: ArrayLike<unknown>) => unknown, name: string) => AnyFunction;

const factories = new WeakMap<Signature, ShellFactory>();

/** What makes the functions of a signature: with as many parameters, and without defining properties, which is slow. */
function shellFactory(signature: Signature): ShellFactory {
  let factory = factories.get(signature);
  if (factory === undefined) {
    const { length } = signature.parameters;
    const names = Array.from({ length }, (_, i) => `a${i}`);
    factory = evaluate<ShellFactory>(
      `(run, name) => {
        const { [name]: self } = { [name](${names.join(", ")}) { return run(self, arguments); } };
        return self;
      }`,
      {},
    );
    factories.set(signature, factory);
  }
  return factory;
}

/**
 * What functions need to be callbacks. V8 takes three times as long to define properties on a function as to make its
 * machine code; a prototype and private fields take a tenth of that.
 */
class Callback extends Given {
  readonly #signature: Signature;
  /** The machine code knows the function weakly. */
  readonly #fn: AnyFunction;
  readonly #trampoline: Trampoline;
  #open = true;
  /** Callbacks are made for C: what JavaScript needs to call one is made when it does. */
  #inner: AnyFunction | null = null;

  constructor(made: AnyFunction, signature: Signature, fn: AnyFunction) {
    super(made);
    Object.setPrototypeOf(made, Callback.prototype);
    this.#signature = signature;
    this.#fn = fn;
    this.#trampoline = takeTrampoline(signature, fn);
    droppedCallbacks.register(made, this.#trampoline, this.#trampoline);
  }

  static run(this: void, self: AnyFunction, args: ArrayLike<unknown>): unknown {
    const callback = self as unknown as Callback;
    const address = callback[ADDRESS]!;
    callback.#inner ??= addressFunction(callback.#signature, address, callback.#fn);
    return callback.#inner.apply(undefined, args as unknown[]);
  }

  /** Undefined for what is only like a callback: a bound one, a Proxy. To C those are functions like others. */
  get [SIGNATURE](): Signature | undefined {
    return #signature in this ? this.#signature : undefined;
  }

  get [ADDRESS](): bigint | undefined {
    if (!(#trampoline in this)) return undefined;
    const { address } = this.#trampoline;
    if (!this.#open) throw new Error(`the callback at 0x${address.toString(16)} is closed`);
    holdForJob(this.#trampoline, this.#fn);
    return address;
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    droppedCallbacks.unregister(this.#trampoline);
    releaseTrampoline(this.#trampoline);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

// To JavaScript they are functions like others.
Object.setPrototypeOf(Callback.prototype, Function.prototype);
Object.defineProperty(Callback.prototype, "constructor", { value: Function });
