/**
 * COM: calling its objects, and serving ones of JavaScript's, on Windows and, since they are only memory with
 * functions, on other systems.
 *
 * @example An interface, called through its vtable
 * ```ts
 * import { c_int, CFunction } from "@ctypes/ctypes";
 * import { implement, Interface } from "@ctypes/ctypes/com";
 *
 * class IAdder extends Interface("{3C9E5A70-52D4-4F3B-8B1A-6E7F8091A2B3}", { Add: CFunction([c_int, c_int], c_int) }) {}
 * using adder = implement({ Add: (a, b) => a + b }, IAdder).QueryInterface(IAdder);
 * console.log(adder.Add(1, 2)); // 3
 * ```
 *
 * @module
 */
export { GUID, type GuidFields, GuidStructure } from "./com/guid.ts";
export { type GuidInput } from "./com/guid_text.ts";
export { Interface } from "./com/interface.ts";
export { IUnknown } from "./com/iunknown.ts";
export { implement } from "./com/com_object.ts";
export { classFactory, type ClassFactoryMethods, IClassFactory } from "./com/class_factory.ts";
export {
  type ClassObject,
  DllCanUnloadNow,
  DllGetClassObject,
  registerClassObject,
  type Registration,
} from "./com/com_server.ts";
export { CoCreateInstance, CoRegisterClassObject } from "./com/ole32.ts";
export * from "./com/hresult.ts";
export type * from "./com/com_types.ts";
