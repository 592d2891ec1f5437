import { CFunction } from "../../call/function/function_type.ts";
import { dlopen, type Library } from "../../library/dlopen.ts";
import { show } from "../../memory/show.ts";
import { c_void_p } from "../../types/pointer/address_types.ts";
import type { InstanceOf, VoidPointerInput } from "../../types/ctype.ts";
import { Pointer } from "../../types/pointer/pointer.ts";
import { c_int, c_uint } from "../../types/scalar/scalars.ts";
import { byref } from "../../types/sizes.ts";
import { COMError, HRESULT, RPC_E_CHANGED_MODE } from "./hresult.ts";
import { type GuidInput, guidKey, parseGuid } from "./guid_text.ts";
import type { Registration } from "./com_server.ts";
import type { AnyInterfaceType, ComObject } from "./com_types.ts";
import { IUnknown } from "./iunknown.ts";
import { requireWindows } from "../errors.ts";
import { vtableOf } from "./vtable.ts";

const INPROC_SERVER = 1;
const MULTIPLE_USE = 1;
const APARTMENT_THREADED = 2;

const symbols = {
  CoInitializeEx: CFunction([c_void_p, c_uint], c_int),
  CoCreateInstance: CFunction([c_void_p, c_void_p, c_uint, c_void_p, c_void_p], HRESULT),
  CoRegisterClassObject: CFunction([c_void_p, IUnknown, c_uint, c_uint, Pointer(c_uint)], HRESULT),
  CoRevokeClassObject: CFunction([c_uint], HRESULT),
};

let library: Library<typeof symbols> | undefined;

/**
 * Windows' COM, initialised on this thread: in an apartment of its own, so that objects that are used here are called
 * here. Who has initialised the thread before in another way, stays right.
 */
function ole32(who: string): Library<typeof symbols>["symbols"] {
  requireWindows(who);
  if (library === undefined) {
    const opened = dlopen("ole32.dll", symbols);
    const hresult = opened.symbols.CoInitializeEx(null, APARTMENT_THREADED);
    if (hresult < 0 && hresult !== RPC_E_CHANGED_MODE) throw new COMError(hresult);
    library = opened;
  }
  return library.symbols;
}

function guidArgument(guid: GuidInput, who: string): VoidPointerInput {
  const key = guidKey(guid, who);
  if (key === null) throw new TypeError(`${who}: expected a GUID, not NULL`);
  return parseGuid(key, who);
}

/**
 * Makes an object of a class that Windows knows. It initialises COM on this thread, in an apartment of its own, unless
 * the program has done so.
 *
 * @param clsid The class's GUID.
 * @param type The interface wanted.
 * @param context Where the object may live, `CLSCTX_…`; by default in this process (1).
 * @returns An interface pointer with a reference: release it, best by `using`.
 * @throws {TypeError} If `clsid` is no GUID or `type` no interface.
 * @throws {COMError} If there is no such class, or it has no such interface.
 * @throws {Error} Off Windows.
 *
 * @example
 * ```ts
 * import { CFunction, c_int, c_wchar_p, createUnicodeBuffer, HRESULT, c_void_p } from "@ctypes/ctypes";
 * import { CoCreateInstance, Interface } from "@ctypes/ctypes/com";
 *
 * class IShellLinkW extends Interface("{000214F9-0000-0000-C000-000000000046}", {
 *   GetPath: CFunction([c_wchar_p, c_int, c_void_p, c_int], HRESULT),
 *   GetIDList: CFunction([c_void_p], HRESULT),
 *   SetIDList: CFunction([c_void_p], HRESULT),
 *   GetDescription: CFunction([c_wchar_p, c_int], HRESULT),
 *   SetDescription: CFunction([c_wchar_p], HRESULT),
 * }) {}
 *
 * if (process.platform === "win32") {
 *   using link = CoCreateInstance("{00021401-0000-0000-C000-000000000046}", IShellLinkW);
 *   link.SetDescription("a link");
 *   const text = createUnicodeBuffer(80);
 *   link.GetDescription(text, 80);
 *   console.log(text.value); // a link
 * }
 * ```
 */
export function CoCreateInstance<T extends AnyInterfaceType>(
  clsid: GuidInput,
  type: T,
  context: number = INPROC_SERVER,
): InstanceOf<T> {
  const who = "CoCreateInstance()";
  const com = ole32(who);
  const iid = parseGuid(vtableOf(type, who).iid, who);
  const pointer = new type();
  com.CoCreateInstance(guidArgument(clsid, who), null, context, iid, byref(pointer));
  return pointer as InstanceOf<T>;
}

/**
 * Offers a class of JavaScript's to `CoCreateInstance` in this process, or with another `context` in others. It
 * initialises COM on this thread as {@linkcode CoCreateInstance} does.
 *
 * @param clsid The class's GUID.
 * @param factory What makes its objects: what `classFactory` returns.
 * @param context Where the class is offered, `CLSCTX_…`; by default in this process (1).
 * @param flags `REGCLS_…`; by default it is used as often as wanted (1).
 * @returns The registration. COM has a reference to the factory until it is revoked.
 * @throws {TypeError} If `clsid` is no GUID or `factory` no COM object.
 * @throws {COMError} If COM refuses.
 * @throws {Error} Off Windows.
 *
 * @example
 * ```ts
 * import { classFactory, CoRegisterClassObject, GUID, IUnknown } from "@ctypes/ctypes/com";
 *
 * if (process.platform === "win32") {
 *   using registration = CoRegisterClassObject(GUID.create(), classFactory(class {}, IUnknown));
 * }
 * ```
 */
export function CoRegisterClassObject(
  clsid: GuidInput,
  factory: ComObject,
  context: number = INPROC_SERVER,
  flags: number = MULTIPLE_USE,
): Registration {
  const who = "CoRegisterClassObject()";
  const com = ole32(who);
  if (typeof factory !== "object" || factory === null) {
    throw new TypeError(`${who}: expected a class factory, not ${show(factory)}`);
  }
  const cookie = new c_uint();
  com.CoRegisterClassObject(guidArgument(clsid, who), factory, context, flags, byref(cookie));
  let registered = true;
  const revoke = () => {
    if (registered) com.CoRevokeClassObject(cookie.value);
    registered = false;
  };
  return { revoke, [Symbol.dispose]: revoke };
}
