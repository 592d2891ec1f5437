import { CFunction } from "../../call/function/function_type.ts";
import { NULL_TARGET, storeTarget } from "../../memory/addressable.ts";
import { MEMORY, OFFSET, type Placed } from "../../memory/block.ts";
import { c_void_p } from "../../types/pointer/address_types.ts";
import { c_int, c_uint } from "../../types/scalar/scalars.ts";
import { byref } from "../../types/sizes.ts";
import { COMError, E_POINTER } from "./hresult.ts";
import { outPlace, parseGuid } from "./guid_text.ts";
import type { AnyInterfaceType, InterfaceInstance, InterfaceType } from "./com_types.ts";
import { makeInterface, method } from "./interface_class.ts";
import { Vtable, vtableOf } from "./vtable.ts";

/** The GUID of IUnknown. */
export const IID_IUNKNOWN = "{00000000-0000-0000-C000-000000000046}";

const vtable = new Vtable(IID_IUNKNOWN, {
  QueryInterface: CFunction([c_void_p, c_void_p], c_int),
  AddRef: CFunction([], c_uint),
  Release: CFunction([], c_uint),
}, null);

/**
 * `QueryInterface` in its two forms.
 *
 * @param query What C has: the GUID as an address, and the out-parameter.
 */
export function queryInterface(query: (riid: unknown, ppv: unknown) => number, args: unknown[]): unknown {
  if (args.length !== 1) {
    const [riid, ppv] = args;
    if (args.length !== 2) throw new TypeError(`QueryInterface(): expected 1 or 2 arguments, received ${args.length}`);
    return query(typeof riid === "string" ? parseGuid(riid, "QueryInterface()") : riid, ppv);
  }
  const { iid } = vtableOf(args[0], "QueryInterface()");
  const pointer = new (args[0] as AnyInterfaceType)();
  const hresult = query(parseGuid(iid, "QueryInterface()"), byref(pointer));
  if (hresult < 0) throw new COMError(hresult);
  return pointer;
}

/** What all interface pointers inherit; they are `void *` too. */
const prototype: object = Object.create((c_void_p as unknown as { prototype: object }).prototype);
const raw = vtable.names.map((name, index) => method(vtable, index, name));
const members: Record<string, PropertyDescriptor> = {
  address: {
    get(this: Placed) {
      return this[MEMORY].view.getBigUint64(this[OFFSET], true);
    },
  },
  QueryInterface: {
    value(this: unknown, ...args: unknown[]) {
      return queryInterface((riid, ppv) => {
        const call = () => raw[0]!.call(this, riid, ppv) as number;
        return outPlace(ppv, "QueryInterface()") === null ? E_POINTER : call();
      }, args);
    },
  },
  AddRef: { value: raw[1] },
  Release: {
    value(this: Placed, ...args: unknown[]) {
      const left = raw[2]!.apply(this, args);
      // The object is gone: this pointer must not reach it any more.
      if (left === 0) storeTarget(this[MEMORY], this[OFFSET], NULL_TARGET);
      return left;
    },
  },
  [Symbol.dispose]: {
    value(this: InterfaceInstance<unknown> & Placed) {
      if (this.address === 0n) return;
      this.Release();
      storeTarget(this[MEMORY], this[OFFSET], NULL_TARGET);
    },
  },
};
for (const key of Reflect.ownKeys(members)) {
  Object.defineProperty(prototype, key, { ...members[key as string], configurable: true });
}

/**
 * The interface that every COM object has and every other interface extends.
 *
 * @example
 * ```ts
 * import { implement, IUnknown } from "@ctypes/ctypes/com";
 *
 * using pointer = implement({}, IUnknown).QueryInterface(IUnknown);
 * console.log(pointer.AddRef(), pointer.Release()); // 2 1
 * ```
 */
export const IUnknown: InterfaceType<Record<never, never>> = makeInterface(vtable, "IUnknown", prototype);
