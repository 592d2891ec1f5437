/**
 * Calls that the runtime's own FFI cannot express as they are: aggregates by value, variadic arguments, many parameters,
 * functions at addresses.
 *
 * @module
 */
import { type NativeFunction, type NativeSignature, runtime } from "../../runtime/runtime.ts";
import { type DynamicSignature, isAggregate } from "../abi/plan.ts";
import { lowersToScalars, planFor, refusal } from "./convention.ts";
import { libffiCall } from "./libffi_call.ts";
import { scalarCall, scalarSignature } from "./scalar_call.ts";

/** Whether only the dynamic way can call a function: it has an aggregate, a long double, many parameters, or is variadic. */
export function needsDynamic({ parameters, result, fixed }: DynamicSignature): boolean {
  return fixed !== undefined || parameters.length > runtime.mostParameters ||
    [...parameters, result].some((native) => isAggregate(native) || native === "longdouble");
}

/**
 * A callable for the function at an address, for any signature.
 *
 * Scalars are given and returned as {@linkcode NativeFunction} says, a long double as a number. An aggregate is given as
 * an instance whose bytes are passed. If the result is an aggregate, the instance to write it to is one more argument,
 * and nothing is returned. Where arguments cannot be passed, each call throws.
 *
 * @param name The function's name, for messages.
 * @param bind Binds the function with a signature of scalars; null where that makes slow calls.
 * @throws {Error} If it takes libffi and there is none. A call of a function whose structures all travel in registers
 *   takes it only for NaNs, and throws then.
 */
export function bindDynamic(
  address: bigint,
  signature: DynamicSignature,
  name: string,
  bind: ((scalars: NativeSignature) => NativeFunction) | null = null,
): NativeFunction {
  const who = `${name}()`;
  const bindAddress = (scalars: NativeSignature) => runtime.bindAddress(address, scalars);
  if (!needsDynamic(signature) && (runtime.bindsAddressesFast || lowersToScalars)) {
    return bindAddress(signature as NativeSignature);
  }
  // Other functions of the library can be called: it is the call that fails.
  if (refusal(signature, who) !== null) {
    return () => {
      throw refusal(signature, who);
    };
  }
  const plan = planFor(signature, who);
  const general = () => libffiCall(address, plan, signature, who);
  const bindScalars = lowersToScalars ? bindAddress : bind ?? (runtime.bindsAddressesFast ? bindAddress : null);
  const scalars = bindScalars === null ? null : scalarSignature(plan);
  // Without an aggregate there is nothing that the runtime's own call could do better.
  if (scalars === null || !lowersToScalars && !signature.parameters.some(isAggregate)) return general();
  return scalarCall(plan, scalars, signature, bindScalars!(scalars), general);
}
