import { NULL_TARGET, storeTarget, type Target } from "../../memory/addressable.ts";
import { MEMORY, OFFSET, type Placed } from "../../memory/block.ts";
import { show } from "../../memory/show.ts";
import { type AddressInfo, c_void_p } from "../../types/pointer/address_types.ts";
import { inspectable } from "../../types/inspect.ts";
import { describe, recordClass, setMaker } from "../../types/record/record_class.ts";
import { unfinished } from "../../types/scalar/scalar_info.ts";
import { addStatics } from "../../types/scalar/simple_type.ts";
import { Structure } from "../../types/record/structure.ts";
import { infoOf, infoOfInstance, type TypeInfo, wrongKind } from "../../types/type_info.ts";
import type { InterfaceType } from "./com_types.ts";
import { GUID } from "./guid.ts";
import { MethodCall } from "./interface_call.ts";
import { VTABLE, type Vtable } from "./vtable.ts";

/** On objects of ours that C can call: finds the interface pointer for a vtable. */
export const SERVE: unique symbol = Symbol("serve");

/** An object of ours that C can call. */
export interface Served {
  /** Where the interface is; null if the object does not have it. */
  [SERVE](vtable: Vtable): Target | null;
}

/** What an interface pointer points to: a structure whose first member is the vtable. */
const objectInfo: TypeInfo = infoOf(Structure({ lpVtbl: c_void_p }, { name: "COM object" }), "Interface()");
const voidPointer = infoOf(c_void_p, "Interface()") as AddressInfo;

/** Makes the class of an interface. `prototype` is what its instances inherit. */
export function makeInterface(vtable: Vtable, name: string, prototype: object): InterfaceType<Record<never, never>> {
  const info: AddressInfo = {
    kind: "pointer",
    name,
    type: null as never,
    size: 8,
    alignment: 8,
    native: "pointer",
    hasPointers: true,
    element: objectInfo,
    refer(value, label, owner) {
      const target = refer(info, vtable, value);
      if (target !== null) return target;
      // The name is that of the class that extends this one.
      throw wrongKind(value, this.name, label, owner, `a pointer to it, an object that has it, or null`);
    },
    read(block, offset) {
      return block.view.getBigUint64(offset, true) === 0n ? null : this.view(block, offset);
    },
    write(block, offset, value, label, owner) {
      storeTarget(block, offset, (this as AddressInfo).refer(value, label, owner));
    },
    view: unfinished,
    extend: (type) => {
      const own = Object.create(info) as TypeInfo;
      own.name = type.name;
      setMaker(own, type.prototype);
      describe(type, own);
      return own;
    },
  };
  const made = recordClass({
    info,
    accessors: [],
    initialise: (self, pointer) => {
      storeTarget(self[MEMORY], self[OFFSET], voidPointer.refer(pointer, "", null));
    },
  });
  describe(made, info);
  Object.setPrototypeOf(made.prototype, prototype);
  inspectable(made.prototype, inspectPointer);
  setMaker(info, made.prototype);
  addStatics(made);
  Object.defineProperty(made, VTABLE, { value: vtable });
  Object.defineProperty(made, "iid", { get: () => GUID.parse(vtable.iid), configurable: true });
  return made as unknown as InterfaceType<Record<never, never>>;
}

function inspectPointer(self: object): string {
  const { value } = self as { value: bigint | null };
  return `${infoOfInstance(self)!.name}(${value === null ? "NULL" : `0x${value.toString(16)}`})`;
}

/** What a value refers to as a pointer to this interface; null if it cannot be one. */
function refer(info: TypeInfo, vtable: Vtable, value: unknown): Target | null {
  if (value === null) return NULL_TARGET;
  if (typeof value !== "object") return null;
  if (SERVE in value) return (value as Served)[SERVE](vtable);
  const fits = value instanceof info.type || infoOfInstance(value)?.kind === "address";
  return fits ? voidPointer.refer(value, "", null) : null;
}

/** The JavaScript method that calls what the vtable has at an index. */
export function method(vtable: Vtable, index: number, name: string): (...args: unknown[]) => unknown {
  let call: MethodCall | undefined;
  return function (this: unknown, ...args) {
    if (typeof this !== "object" || this === null || !(MEMORY in this)) {
      throw new TypeError(`${name}() was called on ${show(this)}: expected an interface pointer`);
    }
    call ??= new MethodCall(`${infoOfInstance(this)!.name}.${name}`, index, vtable.slots[index]!);
    return call.call(this as Placed, args);
  };
}
