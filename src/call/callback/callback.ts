import { presentAddress } from "../../memory/addressable.ts";
import { MEMORY, OFFSET, type Placed } from "../../memory/block.ts";
import { keepWhileInUse } from "../../memory/in_use.ts";
import { evaluate } from "../../emit/emitter.ts";
import { type NativeCallback, type NativeFunction, type NativeScalar, runtime } from "../../runtime/runtime.ts";
import type { AddressInfo } from "../../types/pointer/address_types.ts";
import { type TypeInfo, wrongKind } from "../../types/type_info.ts";
import { instanceConverter } from "../function/argument.ts";
import { dynamicCallback, ENTRY } from "../machine/dynamic_callback.ts";
import type { AnyFunction } from "../function/foreign.ts";
import { pending, preparePending, setAside, setPending, takeUp } from "./pending.ts";
import { breaksLeaf, leafState, leaves } from "../function/leaf.ts";
import { fromNative, zeroOf } from "../function/result.ts";
import { isScalar, type Signature } from "../function/signature.ts";
import { enterCallback, leaveCallback } from "../function/text_argument.ts";

/**
 * Machine code that calls a JavaScript function. It refers to the function weakly: the code is known to C and so to the
 * runtime, and would otherwise keep alive whatever the function refers to.
 */
export class Trampoline {
  target: WeakRef<AnyFunction> | null = null;
  /** The function itself for the rest of the job in which it was given to C: looking through a WeakRef costs 20 ns. */
  current: AnyFunction | null = null;
  /** What the last result points to: C may have stored it. What was returned before lives until no call is running. */
  kept: unknown = null;
  /** How many calls of it are on the stack: one that closes itself must not be freed, nor serve another function. */
  running = 0;
  /** Of released code: its place in the order; else -1. */
  turn = -1;
  readonly signature: Signature;
  readonly #native: NativeCallback;

  constructor(signature: Signature) {
    preparePending();
    this.signature = signature;
    this.#native = nativeCallback(signature, trampolineFunction(signature, this));
  }

  get address(): bigint {
    return this.#native.address;
  }

  free(): void {
    this.#native.close();
  }
}

function nativeCallback({ parameters, result, options }: Signature, fn: NativeFunction): NativeCallback {
  const natives = parameters.map((info) => info.native);
  if (natives.every(isScalar) && isScalar(result.native) && natives.length <= runtime.mostParameters) {
    return runtime.callback({ parameters: natives as NativeScalar[], result: result.native }, fn, options.anyThread);
  }
  return dynamicCallback({ parameters: natives, result: result.native }, fn);
}

type Factory = (trampoline: Trampoline) => NativeFunction;

/** What makes the functions that machine code of a signature runs. */
const factories = new WeakMap<Signature, Factory>();

/** What machine code runs: converts, calls the function, and lets nothing that it throws reach C. */
function trampolineFunction(signature: Signature, trampoline: Trampoline): NativeFunction {
  let factory = factories.get(signature);
  if (factory === undefined) factories.set(signature, factory = makeFactory(signature));
  return factory(trampoline);
}

function gone(): never {
  throw new Error("C called a callback that is closed or was collected");
}

function makeFactory({ parameters, result }: Signature): Factory {
  const converters = parameters.map(parameterConverter);
  const give = resultConverter(result);
  const scope: Record<string, unknown> = {
    ...{ gone, give, pending, setAside, takeUp, setPending, enterCallback, leaveCallback, zeroOf, result },
    ...{ leaves, leafState, breaksLeaf },
  };
  converters.forEach((converter, i) => scope[`take${i}`] = converter);
  const names = parameters.map((_, i) => `a${i}`);
  const values = names.map((name, i) => converters[i] === null ? name : `take${i}(${name})`);
  return evaluate<Factory>(
    `(trampoline) => function ${ENTRY}(${names.join(", ")}) {
      const { open } = leafState;
      if (leaves.declared === true && !open && breaksLeaf()) return zeroOf(result);
      leafState.open = false;
      enterCallback();
      trampoline.running++;
      let aside = null;
      try {
        if (pending.thrown) aside = setAside();
        const { current, target } = trampoline;
        const fn = current !== null ? current : target === null ? gone() : target.deref();
        if (fn === undefined) gone();
        const r = fn(${values.join(", ")});
        return ${give === null ? "undefined" : "give(r, trampoline)"};
      } catch (error) {
        setPending(error, trampoline);
        return zeroOf(result);
      } finally {
        trampoline.running--;
        leaveCallback();
        leafState.open = open;
        if (aside !== null) takeUp(aside);
      }
    }`,
    scope,
  );
}

function parameterConverter(info: TypeInfo): ((value: unknown) => unknown) | null {
  if (info.kind === "record") return (place) => info.view((place as Placed)[MEMORY], (place as Placed)[OFFSET]);
  return fromNative(info, false) as ((value: unknown) => unknown) | null;
}

/** How what a function returned becomes what C gets; null for void. */
function resultConverter(info: TypeInfo): ((value: unknown, trampoline: Trampoline) => unknown) | null {
  const owner = "the callback";
  switch (info.kind) {
    case "void":
      return null;
    case "record": {
      const convert = instanceConverter(info, "result", owner);
      return (value, trampoline) => {
        // A promise has no fields, and so looks like an object that leaves all of them out.
        if (value instanceof Promise) {
          throw wrongKind(value, info.name, "result", owner, "a structure, not a promise of one");
        }
        const instance = convert(value);
        keepWhileInUse(trampoline.kept = instance);
        return instance;
      };
    }
    case "scalar":
      return (value) => info.toNative!(value, "result", owner);
    default:
      return (value, trampoline) => {
        const target = (info as AddressInfo).refer(value, "result", owner);
        const address = presentAddress(target);
        trampoline.kept = target;
        if (target.keep !== null) keepWhileInUse(target.keep);
        return address;
      };
  }
}
