import { ADDRESS } from "../../memory/addressable.ts";
import type { NativeFunction } from "../../runtime/runtime.ts";
import { fixedWrapper } from "./fixed_wrapper.ts";
import type { Signature } from "./signature.ts";
import { variadicWrapper } from "./variadic.ts";

/** How a foreign function reaches C. */
export interface Binding {
  /** What messages call the function. */
  readonly name: string;
  readonly signature: Signature;
  /** Whether to bind at the first call instead of at once. */
  readonly lazy: boolean;
  /** Makes the native function; throws if the library is closed. */
  bind(): NativeFunction;
  /** The address of the function; throws if the library is closed. */
  address(): bigint;
}

// deno-lint-ignore no-explicit-any
export type AnyFunction = (...args: any[]) => any;

/** A JavaScript function that calls C. */
export interface Wrapper {
  readonly call: AnyFunction;
  /** Forgets the native function, once `bind` throws: calls do the same from now on. */
  unbind(): void;
}

/** On functions that call C, and on callbacks: their signature. */
export const SIGNATURE: unique symbol = Symbol("signature");

/**
 * Makes the JavaScript function for a foreign function.
 *
 * @throws {Error} If the runtime cannot call it.
 */
export function foreignFunction(binding: Binding): Wrapper {
  const wrapper = binding.signature.options.variadic ? variadicWrapper(binding) : fixedWrapper(binding);
  Object.defineProperties(wrapper.call, {
    name: { value: binding.name, configurable: true },
    length: { value: binding.signature.parameters.length, configurable: true },
    [ADDRESS]: { get: () => binding.address() },
    [SIGNATURE]: { value: binding.signature },
  });
  return wrapper;
}
