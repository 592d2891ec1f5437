import { CFunction } from "../../call/function/function_type.ts";
import type { AnyFunction } from "../../call/function/foreign.ts";
import { setPending } from "../../call/callback/pending.ts";
import { ADDRESS, dereference, NULL_TARGET } from "../../memory/addressable.ts";
import type { SizedType } from "../../types/ctype.ts";
import { c_void_p } from "../../types/pointer/address_types.ts";
import { addressof } from "../../types/sizes.ts";
import { show } from "../../memory/show.ts";
import { infoOf } from "../../types/type_info.ts";
import { COMError, E_FAIL, E_NOTIMPL, HRESULT, RPC_E_DISCONNECTED, S_OK } from "./hresult.ts";
import { resultByPointer } from "./interface_call.ts";
import type { Slot, Vtable } from "./vtable.ts";

/** Finds the JavaScript object that has the method at an index, by the address that C calls it on. */
export type Find = (self: bigint | null, index: number) => object | undefined;

const served = new WeakMap<Vtable, { readonly address: bigint; readonly keep: unknown }>();

/**
 * The vtable that C sees of an interface; all objects that have the interface share it, and it is never freed.
 *
 * @returns Its address.
 */
export function servedVtable(vtable: Vtable, find: Find): bigint {
  let made = served.get(vtable);
  if (made === undefined) {
    const callbacks = vtable.slots.map((slot, i) => callback(slot, (self) => find(self, i)));
    const table = new BigUint64Array(new ArrayBuffer(8 * callbacks.length));
    callbacks.forEach((fn, i) => table[i] = (fn as unknown as { [ADDRESS]: bigint })[ADDRESS]);
    made = { address: addressof(table), keep: [table, callbacks] };
    served.set(vtable, made);
  }
  return made.address;
}

function callback(slot: Slot, find: (self: bigint | null) => object | undefined): AnyFunction {
  const { parameters, result } = slot.signature;
  const types = parameters.map((info) => info.type as unknown as SizedType);
  if (!resultByPointer(slot.signature)) {
    const run = (self: bigint | null, ...args: unknown[]) => dispatch(slot, find(self), args);
    return new (CFunction([c_void_p, ...types], result.type as unknown as SizedType))(run as never) as AnyFunction;
  }
  const run = (self: bigint | null, place: bigint, ...args: unknown[]) => {
    const { block, offset } = dereference({ ...NULL_TARGET, address: place }, 0, result.size, slot.name);
    result.write(block, offset, dispatch(slot, find(self), args), "result", slot.name);
    return place;
  };
  return new (CFunction([c_void_p, c_void_p, ...types], c_void_p))(run as never) as AnyFunction;
}

/** Calls the method. Of what it throws, only a COMError is an answer for C; all else C's caller must hear of. */
function dispatch({ name, signature }: Slot, target: object | undefined, args: unknown[]): unknown {
  const hresult = signature.result === infoOf(HRESULT, name);
  if (target === undefined) {
    if (hresult) return RPC_E_DISCONNECTED;
    throw new Error(`C called ${name}() of an object that is gone`);
  }
  const method = (target as Record<string, unknown>)[name];
  if (typeof method !== "function") {
    if (hresult) return E_NOTIMPL;
    throw new TypeError(`C called ${name}(), which ${show(target)} does not have`);
  }
  if (!hresult) return method.apply(target, args);
  try {
    const result = method.apply(target, args) ?? S_OK;
    if (result !== (result | 0) && result !== (result >>> 0)) {
      throw new TypeError(`${name}() returned ${show(result)}: expected an HRESULT or nothing`);
    }
    return result;
  } catch (error) {
    if (error instanceof COMError) return error.hresult;
    setPending(error);
    return E_FAIL;
  }
}
