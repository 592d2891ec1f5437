import { show } from "../../memory/show.ts";
import type { VoidPointerInput } from "../../types/ctype.ts";
import { type GuidInput, guidKey, outPlace, parseGuid, setOut } from "./guid_text.ts";
import { CLASS_E_CLASSNOTAVAILABLE, E_INVALIDARG, E_POINTER, S_FALSE, S_OK } from "./hresult.ts";

/** What makes the objects of a COM class, such as what `classFactory` of `@ctypes/ctypes/com` returns. */
export interface ClassObject {
  /**
   * Gives C an interface of this object, with a reference that C releases.
   *
   * @param riid The address of the interface's GUID.
   * @param ppv Where to store the interface pointer, NULL if the object has none.
   * @returns The HRESULT.
   */
  QueryInterface(riid: VoidPointerInput, ppv: VoidPointerInput): number;
}

/** A class that {@linkcode registerClassObject} registered. */
export interface Registration extends Disposable {
  /** Ends it: the class is not found any more. Objects that exist live on. */
  revoke(): void;
}

/** The classes of this process by the text of their GUIDs; of several registrations the last one counts. */
const classes = new Map<string, ClassObject[]>();

/** What keeps a server in memory: objects that C has references to, and locks. */
export const outstanding: { objects: number; locks: number } = { objects: 0, locks: 0 };

/**
 * Offers a COM class of this process, so that {@linkcode DllGetClassObject} finds it. Off Windows it works as well: COM
 * objects are only memory with functions.
 *
 * @param clsid The class's GUID.
 * @param factory What makes its objects.
 * @returns The registration. The factory lives until it is revoked.
 * @throws {TypeError} If `clsid` is no GUID or `factory` has no method QueryInterface.
 *
 * @example
 * ```ts
 * import { c_int, CFunction, HRESULT, Pointer } from "@ctypes/ctypes";
 * import { classFactory, Interface, registerClassObject } from "@ctypes/ctypes/com";
 *
 * class ICounter extends Interface("{7B3F1E60-1B2C-4C5D-9E8F-0A1B2C3D4E5F}", {
 *   Next: CFunction([Pointer(c_int)], HRESULT),
 * }) {}
 * class Counter {
 *   #count = 0;
 *   Next(out: { set(index: 0, value: number): void } | null) {
 *     out!.set(0, ++this.#count);
 *   }
 * }
 * using registration = registerClassObject("{0D4A35C1-7A1B-4E0F-8D2C-9B8A7F6E5D4C}", classFactory(Counter, ICounter));
 * ```
 */
export function registerClassObject(clsid: GuidInput, factory: ClassObject): Registration {
  const who = "registerClassObject()";
  const key = guidKey(clsid, who);
  if (key === null) throw new TypeError(`${who}: expected a GUID, not NULL`);
  const query = (factory as Partial<ClassObject> | null | undefined)?.QueryInterface;
  if (typeof query !== "function") {
    throw new TypeError(`${who}: expected a factory with a method QueryInterface, not ${show(factory)}`);
  }
  let registered = classes.get(key);
  if (registered === undefined) classes.set(key, registered = []);
  // An object of its own for each registration: a factory may be registered twice.
  const entry: ClassObject = { QueryInterface: (riid, ppv) => factory.QueryInterface(riid, ppv) };
  registered.push(entry);
  const revoke = () => {
    const all = classes.get(key)?.filter((other) => other !== entry) ?? [];
    if (all.length > 0) classes.set(key, all);
    else classes.delete(key);
  };
  return { revoke, [Symbol.dispose]: revoke };
}

/**
 * Finds a COM class of this process: what a DLL exports for `CoGetClassObject`, and Python's `DllGetClassObject`.
 *
 * @param rclsid The class's GUID, or its address.
 * @param riid The GUID of the interface wanted from the class object, mostly `IClassFactory`'s, or its address.
 * @param ppv Where to store the interface pointer: `byref` of a `c_void_p`, or an address. It is set to NULL on failure.
 *   Whoever gets the pointer must release it.
 * @returns The HRESULT, a signed number: `S_OK` (0); `CLASS_E_CLASSNOTAVAILABLE` (−2147221231) for a class that nobody
 *   registered; `E_NOINTERFACE`; `E_POINTER` if `ppv` is NULL; `E_INVALIDARG` if another argument is.
 * @throws {TypeError} If an argument has no address, or a text is no GUID.
 *
 * @example
 * ```ts
 * import { byref, c_void_p, DllGetClassObject } from "@ctypes/ctypes";
 *
 * const out = new c_void_p();
 * const unknown = "{11111111-2222-3333-4444-555555555555}";
 * console.log(DllGetClassObject(unknown, "{00000001-0000-0000-C000-000000000046}", byref(out))); // -2147221231
 * ```
 */
export function DllGetClassObject(rclsid: GuidInput, riid: GuidInput, ppv: VoidPointerInput): number {
  const who = "DllGetClassObject()";
  const out = outPlace(ppv, who);
  if (out !== null) setOut(out, 0n);
  const clsid = guidKey(rclsid, `${who} rclsid`);
  const iid = guidKey(riid, `${who} riid`);
  if (out === null) return E_POINTER;
  if (clsid === null || iid === null) return E_INVALIDARG;
  const found = classes.get(clsid)?.at(-1);
  if (found === undefined) return CLASS_E_CLASSNOTAVAILABLE;
  return found.QueryInterface(typeof riid === "string" ? parseGuid(riid, who) : riid, ppv);
}

/**
 * Whether a DLL with COM classes could be unloaded. Python's `DllCanUnloadNow`.
 *
 * @returns `S_OK` (0) if C has no reference to an object of ours and no lock is held, else `S_FALSE` (1).
 *
 * @example
 * ```ts
 * import { DllCanUnloadNow } from "@ctypes/ctypes";
 *
 * console.log(DllCanUnloadNow()); // 0
 * ```
 */
export function DllCanUnloadNow(): number {
  return outstanding.objects === 0 && outstanding.locks === 0 ? S_OK : S_FALSE;
}
