import { fixedBuffer, HOLDS_ADDRESS, Reference, type Target } from "../memory/addressable.ts";
import { addressOfPlace, MEMORY, OFFSET, type Placed } from "../memory/block.ts";
import { bytesOf, textFlaw } from "../memory/text.ts";
import { compile } from "../runtime/compile.ts";
import { type Address, runtime } from "../runtime/runtime.ts";
import type { AddressInfo } from "../types/address_types.ts";
import { newInstance } from "../types/simple_type.ts";
import { TYPE, type TypeInfo, wrongKind } from "../types/type_info.ts";
import { passText } from "./text_argument.ts";

/** What a pointer parameter becomes: an address, or a view whose memory the runtime finds itself. */
export type PointerArgument = Address | ArrayBufferView;

/** Makes a pointer argument of a value that passed all checks. */
export function addressOfTarget({ address }: Target): Address {
  return runtime.addressOfBigInt(address);
}

const NULL: Address = runtime.address(0);

/** Views whose buffers can neither move nor shrink; a detached one has no length. */
const vetted = new WeakSet<ArrayBufferView>();

/** A view as a pointer argument, checked to be one whose memory stays where it is. */
export function vetView(view: ArrayBufferView): ArrayBufferView {
  if (view.byteLength > 0 && (TYPE in view || vetted.has(view))) return view;
  fixedBuffer(view);
  vetted.add(view);
  return view;
}

/**
 * How the parameter `label` of a function turns values into pointer arguments.
 *
 * @param outlives Whether C uses the argument after the call has returned (another thread works on).
 */
export function pointerConverter(
  info: AddressInfo,
  label: string,
  owner: string,
  outlives: boolean,
): (value: unknown) => PointerArgument {
  const slow = (value: unknown): PointerArgument => {
    if (value instanceof ArrayBuffer) value = new Uint8Array(fixedBuffer(value));
    const target = info.refer(value, label, owner);
    if (ArrayBuffer.isView(value)) return vetView(value);
    // A string's new memory has no owner but the view.
    return typeof value === "string" ? bytesOf(target.extent!) : addressOfTarget(target);
  };
  if (info.kind === "text") return outlives ? slow : textConverter(info, slow, label, owner);
  if (info.kind === "pointer") return typedConverter(info, slow);
  return info.kind === "address" ? untypedConverter(slow) : slow;
}

type Convert = (value: unknown) => PointerArgument;

// The cases of the converters below stand in the order of their cost; what is unusual is left to `slow`, which knows
// all the rules.

/** For `T *`. */
function typedConverter(info: TypeInfo, slow: Convert): Convert {
  const element = info.element!;
  const View = element.typedArray && (globalThis as Record<string, unknown>)[element.typedArray];
  return compile<Convert>(
    `function (value) {
      if (typeof value !== "object") return slow(value);
      if (value === null) return NULL;
      if (value instanceof Reference) {
        const target = value.target;
        if (value.offset === 0 && target[TYPE] === element && target[MEMORY] !== undefined) return addressOfPlace(target);
        return slow(value);
      }
      if (value[TYPE] === info) return load(value[MEMORY].view, value[OFFSET]);
      if (value[TYPE] === element && value[MEMORY] !== undefined) return addressOfPlace(value);
      ${View ? "if (value instanceof View) return vetView(value);" : ""}
      return slow(value);
    }`,
    { ...converterScope, info, element, View, slow },
  ) ?? slow;
}

/** For `void *`. */
function untypedConverter(slow: Convert): Convert {
  return compile<Convert>(
    `function (value) {
      if (typeof value !== "object") return slow(value);
      if (value === null) return NULL;
      if (value instanceof Uint8Array) return vetView(value);
      if (value instanceof Reference) {
        const target = value.target;
        return value.offset === 0 && target[MEMORY] !== undefined ? addressOfPlace(target) : slow(value);
      }
      if (value[MEMORY] === undefined) return slow(value);
      return value[HOLDS_ADDRESS] ? load(value[MEMORY].view, value[OFFSET]) : addressOfPlace(value);
    }`,
    { ...converterScope, slow },
  ) ?? slow;
}

const converterScope = {
  ...{ TYPE, MEMORY, OFFSET, HOLDS_ADDRESS, Reference, NULL, addressOfPlace, vetView },
  load: runtime.loadAddress,
};

function textConverter(
  info: TypeInfo,
  slow: (value: unknown) => PointerArgument,
  label: string,
  owner: string,
): (value: unknown) => PointerArgument {
  if (info.name !== "c_char_p") return slow;
  const bad = (value: string) => wrongKind(value, info.name, label, owner, textFlaw(value)!);
  return compile<(value: unknown) => PointerArgument>(
    `function (value) {
      if (typeof value === "string") {
        const address = passText(value);
        if (address === null) throw bad(value);
        return address;
      }
      if (value instanceof Uint8Array) return vetView(value);
      return slow(value);
    }`,
    { passText, bad, vetView, slow },
  ) ?? slow;
}

/** How a parameter turns values into structures to pass by value: instances, or new ones from objects. */
export function instanceConverter(info: TypeInfo, label: string, owner: string): (value: unknown) => Placed {
  return (value) => {
    if (value instanceof info.type) return value as Placed;
    const made = newInstance(info) as Placed;
    info.write(made[MEMORY], made[OFFSET], value, label, owner);
    return made;
  };
}
