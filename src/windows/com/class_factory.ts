import { CFunction, type FunctionType } from "../../call/function/function_type.ts";
import { c_void_p } from "../../types/pointer/address_types.ts";
import { c_int } from "../../types/scalar/scalars.ts";
import { implement } from "./com_object.ts";
import { outPlace, setOut } from "./guid_text.ts";
import { outstanding } from "./com_server.ts";
import type { AnyInterfaceType, ComObject, ImplementationOf, InterfaceType } from "./com_types.ts";
import { CLASS_E_NOAGGREGATION, E_POINTER, HRESULT, S_OK } from "./hresult.ts";
import { Interface } from "./interface.ts";
import { show } from "../../memory/show.ts";
import { vtableOf } from "./vtable.ts";

/** The methods of {@linkcode IClassFactory}. */
export interface ClassFactoryMethods {
  /** Makes an object: the object that it shall be part of or null, the GUID of an interface, where to store it. */
  readonly CreateInstance: FunctionType<
    readonly [typeof c_void_p, typeof c_void_p, typeof c_void_p],
    typeof HRESULT,
    Record<never, never>
  >;
  /** Keeps the server in memory (not 0), or no more (0). */
  readonly LockServer: FunctionType<readonly [typeof c_int], typeof HRESULT, Record<never, never>>;
}

/**
 * The interface of what makes the objects of a class.
 *
 * @example
 * ```ts
 * import { byref } from "@ctypes/ctypes";
 * import { classFactory, IClassFactory, IUnknown } from "@ctypes/ctypes/com";
 *
 * using factory = classFactory(class {}, IUnknown).QueryInterface(IClassFactory);
 * using made = new IUnknown();
 * console.log(factory.CreateInstance(null, IUnknown.iid, byref(made))); // 0
 * ```
 */
export const IClassFactory: InterfaceType<ClassFactoryMethods> = class IClassFactory
  extends Interface("{00000001-0000-0000-C000-000000000046}", {
    CreateInstance: CFunction([c_void_p, c_void_p, c_void_p], HRESULT),
    LockServer: CFunction([c_int], HRESULT),
  }) {} as InterfaceType<ClassFactoryMethods>;

/**
 * Makes a class of JavaScript's one whose objects C can create, through `IClassFactory`. Each lives as long as C has
 * references to it.
 *
 * @param Class The class, whose constructor gets no arguments. What its methods get and give is told at `implement`.
 * @param interfaces What C can ask its objects for.
 * @returns The class object, for `registerClassObject`, or to be passed where `IClassFactory` is wanted.
 * @throws {TypeError} If `Class` is no class or an interface is none.
 *
 * @example
 * ```ts
 * import { c_int, CFunction } from "@ctypes/ctypes";
 * import { classFactory, Interface, registerClassObject } from "@ctypes/ctypes/com";
 *
 * class IAdder extends Interface("{3C9E5A70-52D4-4F3B-8B1A-6E7F8091A2B3}", { Add: CFunction([c_int, c_int], c_int) }) {}
 * class Adder {
 *   Add(a: number, b: number): number {
 *     return a + b;
 *   }
 * }
 * using registration = registerClassObject("{A1B2C3D4-0011-2233-4455-66778899AABB}", classFactory(Adder, IAdder));
 * ```
 */
export function classFactory<const I extends readonly AnyInterfaceType[]>(
  Class: new () => ImplementationOf<I> & object,
  ...interfaces: I
): ComObject {
  if (typeof Class !== "function") throw new TypeError(`classFactory(): expected a class, not ${show(Class)}`);
  interfaces.forEach((type) => vtableOf(type, "classFactory()"));
  return implement({
    CreateInstance(outer, riid, ppv) {
      const out = outPlace(ppv, "CreateInstance()");
      if (out === null) return E_POINTER;
      setOut(out, 0n);
      if (outer !== null) return CLASS_E_NOAGGREGATION;
      return implement(new Class(), ...interfaces).QueryInterface(riid, ppv);
    },
    LockServer(lock) {
      if (lock !== 0) outstanding.locks++;
      else if (outstanding.locks > 0) outstanding.locks--;
      return S_OK;
    },
  }, IClassFactory);
}
