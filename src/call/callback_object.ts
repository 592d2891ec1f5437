import { ADDRESS } from "../memory/addressable.ts";
import { addressFunction, closeable } from "./address_function.ts";
import { holdForJob, releaseTrampoline, takeTrampoline, type Trampoline } from "./callback.ts";
import { type AnyFunction, SIGNATURE } from "./foreign.ts";
import type { Signature } from "./signature.ts";

/** Callback objects that are gone give their machine code back. */
const droppedCallbacks = new FinalizationRegistry<{ signature: Signature; trampoline: Trampoline }>(
  ({ signature, trampoline }) => releaseTrampoline(signature, trampoline),
);

/** A callback that C can call as long as it lives: a function too, which goes by way of C. */
export function callbackObject(signature: Signature, fn: AnyFunction): AnyFunction {
  const trampoline = takeTrampoline(signature, fn);
  const { address } = trampoline;
  let open = true;
  const check = () => {
    if (!open) throw new Error(`the callback at 0x${address.toString(16)} is closed`);
    holdForJob(trampoline, fn);
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
