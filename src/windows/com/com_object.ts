import { NULL_TARGET, type Target } from "../../memory/addressable.ts";
import { show } from "../../memory/show.ts";
import { c_void_p } from "../../types/pointer/address_types.ts";
import type { InstanceOf } from "../../types/ctype.ts";
import { addressof } from "../../types/sizes.ts";
import { guidKey, outPlace, setOut } from "./guid_text.ts";
import { outstanding } from "./com_server.ts";
import type { AnyInterfaceType, ComObject, ImplementationOf } from "./com_types.ts";
import { E_INVALIDARG, E_NOINTERFACE, E_POINTER, S_OK } from "./hresult.ts";
import { SERVE, type Served } from "./interface_class.ts";
import { IID_IUNKNOWN, IUnknown, queryInterface } from "./iunknown.ts";
import { servedVtable } from "./served_vtable.ts";
import { type Vtable, vtableOf } from "./vtable.ts";

/** One interface of an object: C has the address of the cell, which holds the address of the vtable. */
interface Face {
  readonly vtable: Vtable;
  readonly cell: InstanceOf<typeof c_void_p>;
  readonly address: bigint;
}

/** The objects by the addresses of their cells. They live as long as JavaScript uses them or C has references. */
const objects = new Map<bigint, WeakRef<Implemented>>();
const referenced = new Set<Implemented>();
const dropped = new FinalizationRegistry<{ faces: readonly bigint[]; object: WeakRef<Implemented> }>(
  ({ faces, object }) => {
    // Another object may live at the same address by now.
    for (const address of faces) if (objects.get(address) === object) objects.delete(address);
  },
);

/** What has a method of the vtable: the first three are this module's. */
function ownerOf(self: bigint | null, index: number): object | undefined {
  const object = self === null ? undefined : objects.get(self)?.deref();
  return index < UNKNOWN_LENGTH ? object : object?.target;
}
const UNKNOWN_LENGTH = vtableOf(IUnknown, "IUnknown").length;

class Implemented implements Served {
  /** What has the methods. */
  readonly target: object;
  readonly #faces: readonly Face[];
  #references = 0;

  constructor(target: object, vtables: readonly Vtable[]) {
    this.target = target;
    const object = new WeakRef(this);
    this.#faces = vtables.map((vtable) => {
      const cell = new c_void_p(servedVtable(vtable, ownerOf));
      const address = addressof(cell);
      objects.set(address, object);
      return { vtable, cell, address };
    });
    dropped.register(this, { faces: this.#faces.map((face) => face.address), object });
  }

  [SERVE](vtable: Vtable): Target | null {
    const face = this.#face(vtable.iid);
    return face === undefined ? null : { ...NULL_TARGET, address: face.address, keep: this };
  }

  QueryInterface(...args: unknown[]): unknown {
    return queryInterface((riid, ppv) => this.#query(riid, ppv), args);
  }

  AddRef(): number {
    if (this.#references++ === 0) {
      referenced.add(this);
      outstanding.objects++;
    }
    return this.#references;
  }

  Release(): number {
    // C may release once too often; other objects must not suffer.
    if (this.#references === 0) return 0;
    if (--this.#references === 0) {
      referenced.delete(this);
      outstanding.objects--;
    }
    return this.#references;
  }

  #query(riid: unknown, ppv: unknown): number {
    const who = "QueryInterface()";
    const out = outPlace(ppv, who);
    if (out === null) return E_POINTER;
    setOut(out, 0n);
    const iid = guidKey(riid, who);
    if (iid === null) return E_INVALIDARG;
    const face = this.#face(iid);
    if (face === undefined) return E_NOINTERFACE;
    this.AddRef();
    setOut(out, face.address);
    return S_OK;
  }

  /** IUnknown is always the same pointer: it tells whether two interfaces are of one object. */
  #face(iid: string): Face | undefined {
    return iid === IID_IUNKNOWN ? this.#faces[0] : this.#faces.find(({ vtable }) => vtable.extends(iid));
  }
}

/**
 * Makes an object of JavaScript's a COM object, whose methods C can call. They get what callbacks get: interface
 * pointers are borrowed, so keep one only with a reference of your own (`AddRef`), and give C one only with a reference
 * for it. Where the result is an `HRESULT`, nothing stands for `S_OK`, and a thrown `COMError` for its HRESULT; what
 * else a method throws C sees as `E_FAIL`, and the call that C came from throws it again.
 *
 * C must call on the thread that runs JavaScript.
 *
 * @param object What has the methods.
 * @param interfaces What C can ask it for. The first is the one that tells its identity.
 * @returns What can be passed where one of these interfaces is wanted. It has no references yet: it lives as long as
 *   JavaScript or C uses it.
 * @throws {TypeError} If `object` is no object or an interface is none.
 *
 * @example
 * ```ts
 * import { c_int, CFunction } from "@ctypes/ctypes";
 * import { implement, Interface } from "@ctypes/ctypes/com";
 *
 * class IAdder extends Interface("{3C9E5A70-52D4-4F3B-8B1A-6E7F8091A2B3}", { Add: CFunction([c_int, c_int], c_int) }) {}
 * using adder = implement({ Add: (a, b) => a + b }, IAdder).QueryInterface(IAdder);
 * console.log(adder.Add(1, 2)); // 3
 * ```
 */
export function implement<const I extends readonly AnyInterfaceType[]>(
  object: ImplementationOf<I> & object,
  ...interfaces: I
): ComObject {
  if (typeof object !== "object" || object === null) {
    throw new TypeError(`implement(): expected an object, not ${show(object)}`);
  }
  const vtables = interfaces.map((type) => vtableOf(type, "implement()"));
  return new Implemented(object, vtables.length > 0 ? vtables : [vtableOf(IUnknown, "implement()")]) as never;
}
