import { show } from "../../memory/show.ts";
import { type GuidInput, guidKey } from "./guid_text.ts";
import type { InterfaceType, Methods } from "./com_types.ts";
import { makeInterface, method } from "./interface_class.ts";
import { IUnknown } from "./iunknown.ts";
import { Vtable, vtableOf } from "./vtable.ts";

/**
 * A COM interface: a class whose instances are interface pointers. Extend it to give it a name.
 *
 * @param iid The interface's GUID.
 * @param methods Its own methods in the order of the vtable: `CFunction` types without the `this` parameter. A result
 *   type `HRESULT` makes failures throw. A getter may name the interface itself.
 * @param base The interface that it extends; `IUnknown` by default.
 * @throws {TypeError} If `iid` is no GUID, a method is no `CFunction`, or `base` no interface.
 *
 * @example
 * ```ts
 * import { byref, c_double, CFunction, HRESULT, Pointer } from "@ctypes/ctypes";
 * import { implement, Interface } from "@ctypes/ctypes/com";
 *
 * class IShape extends Interface("{5B2E1F60-8C1D-4A57-9A3E-1D2C3B4A5F60}", {
 *   Area: CFunction([Pointer(c_double)], HRESULT),
 * }) {}
 *
 * const square = implement({ Area: (out) => out!.set(0, 4) }, IShape);
 * using shape = square.QueryInterface(IShape);
 * const area = new c_double();
 * shape.Area(byref(area));
 * console.log(area.value); // 4
 * ```
 */
export function Interface<const M extends Methods, B = Record<never, never>>(
  iid: GuidInput,
  methods: M,
  base?: InterfaceType<B>,
): InterfaceType<B & M> {
  const who = "Interface()";
  const key = guidKey(iid, who);
  if (key === null) throw new TypeError(`${who}: expected a GUID, not NULL`);
  if (typeof methods !== "object" || methods === null) {
    throw new TypeError(`${who}: expected an object of methods, not ${show(methods)}`);
  }
  const extended = base ?? IUnknown;
  const vtable = new Vtable(key, methods, vtableOf(extended, who));
  const made = makeInterface(vtable, "Interface", extended.prototype);
  const first = vtable.base!.length;
  vtable.names.forEach((name, i) => {
    Object.defineProperty(made.prototype, name, { value: method(vtable, first + i, name), configurable: true });
  });
  return made as unknown as InterfaceType<B & M>;
}
