import {
  fixedBuffer,
  goneMemory,
  HOLDS_ADDRESS,
  isPlaced,
  presentAddress,
  Reference,
  REFERENT,
  SIZE,
} from "../../memory/addressable.ts";
import { addressOfPlace, MEMORY, OFFSET, type Placed } from "../../memory/block.ts";
import { fixedView, isMarked } from "../../memory/fixed_view.ts";
import { leadsToPresent } from "../../memory/present.ts";
import { bytesOf, textFlaw } from "../../memory/text.ts";
import { type Address, runtime } from "../../runtime/runtime.ts";
import type { AddressInfo } from "../../types/pointer/address_types.ts";
import { newInstance } from "../../types/scalar/simple_type.ts";
import { TYPE, type TypeInfo, wrongKind } from "../../types/type_info.ts";
import { passText } from "./text_argument.ts";

/** What a pointer parameter becomes: an address, or a view whose memory the runtime finds itself. */
export type PointerArgument = Address | ArrayBufferView;

const NULL: Address = runtime.address(0);

/** Source for {@linkcode fixedView}: the usual case is seen where only this parameter's views are. */
const fixed = (a: string) => `${a}.byteLength > 0 && isMarked(${a}) ? ${a} : fixedView(${a})`;

/** How a parameter turns values into pointer arguments. */
export interface PointerConverter {
  /**
   * Statements that declare `x` and set it to the variable `a` converted. The usual cases stand in the wrapper itself,
   * where the engine sees the one class that is passed there; the rest is left to a function.
   *
   * @param n A suffix for the names in `scope`.
   */
  source(a: string, x: string, n: number): string;
  /** What must be held until C returns; not a `byref`, so that engines need not make one. */
  hold(a: string, x: string, n: number): string;
  /** What `source` refers to, without the suffix. */
  readonly scope: Record<string, unknown>;
}

/**
 * How a parameter of a pointer, text, `void *` or function type turns values into pointer arguments.
 *
 * @param label What messages call the parameter.
 * @param outlives Whether the argument is used after the call has returned: by another thread, or through a pointer into it.
 */
export function pointerConverter(
  info: AddressInfo,
  label: string,
  owner: string,
  outlives: boolean,
): PointerConverter {
  const slow = (value: unknown): PointerArgument => {
    if (value instanceof ArrayBuffer) value = new Uint8Array(fixedBuffer(value));
    // A string's new memory has no owner but the view.
    if (typeof value === "string" && info.encode) return bytesOf(info.encode(value, label, owner));
    // As `void *` every view fits, and is passed without its address, which not every program may know.
    if (info.kind === "address" && ArrayBuffer.isView(value)) return fixedView(value);
    const target = info.refer(value, label, owner);
    if (isPlaced(value) && !value[HOLDS_ADDRESS] || value instanceof Reference && value[REFERENT] !== undefined) {
      const place = value instanceof Reference ? value.target : value;
      if (isPlaced(place)) {
        if (!leadsToPresent(place[MEMORY], place[OFFSET], place[SIZE])) throw goneMemory(`${label} of ${owner}`);
        return addressOfPlace(place); // remembers the address
      }
    }
    if (ArrayBuffer.isView(value)) return fixedView(value);
    return runtime.addressOfBigInt(presentAddress(target));
  };
  if (info.kind === "text" && !outlives && info.unit === "byte") return textConverter(info, slow, label, owner);
  if (info.kind === "pointer") return typedConverter(info, slow);
  if (info.kind === "function") return functionConverter(info, label, owner);
  if (info.kind === "address") return untypedConverter(slow);
  const hold = info.kind === "text" ? holdText : (a: string) => a;
  return { source: (a, x, n) => `const ${x} = slow${n}(${a});`, hold, scope: { slow } };
}

type Convert = (value: unknown) => PointerArgument;

/** A string itself is not what C sees. */
const holdText = (a: string, x: string) => `typeof ${a} === "string" ? ${x} : ${a}`;
/** What `a` refers to. */
const holdReferent = (_a: string, _x: string, n: number) => `t${n}`;

/** What the statements of all converters refer to. */
export const converterScope: Record<string, unknown> = {
  ...{ TYPE, MEMORY, OFFSET, SIZE, HOLDS_ADDRESS, REFERENT, NULL, fixedView, isMarked, leadsToPresent, Uint8Array },
};

/** The remembered address of a place `t`, as a condition and a value; a detached view's length throws. */
const pinned = (t: string, b: string) =>
  `(${b} = ${t}[MEMORY]) !== undefined && ${b}.pin === ${t}[OFFSET] && ${b}.view.byteLength > 0`;

/** Whether nothing that the pointers in the block `b` lead to was transferred away, of which `size` bytes are passed. */
const leads = (b: string, t: string, size: string) =>
  `(${b}.root.reach === null || leadsToPresent(${b}, ${t}[OFFSET], ${size}))`;
/** The same of what the pointer `a` refers to. */
const unguarded = (a: string, b: string) => `((${b} = ${a}[MEMORY]) !== undefined && ${leads(b, a, "8")})`;
/** The address that the pointer `a` holds. */
const stored = (a: string) => runtime.loadAddress(`${a}[MEMORY].view`, `${a}[OFFSET]`);

/** For `T *`: a T, `byref` of one, a `Pointer(T)`, a typed array. */
function typedConverter(info: TypeInfo, slow: Convert): PointerConverter {
  const element = info.element!;
  const View = element.typedArray && (globalThis as Record<string, unknown>)[element.typedArray];
  const source = (a: string, x: string, n: number) =>
    `let ${x}, t${n} = ${a}, b${n};
    if (typeof ${a} !== "object") ${x} = slow${n}(${a});
    else if (${a} === null) ${x} = NULL;
    else if ((t${n} = ${a}[REFERENT] ?? ${a})[TYPE] === element${n} && ${pinned(`t${n}`, `b${n}`)}${
      element.hasPointers ? ` && ${leads(`b${n}`, `t${n}`, `t${n}[SIZE]`)}` : ""
    }) ${x} = b${n}.pinned;
    else if (${a}[TYPE] === info${n} && ${unguarded(a, `b${n}`)}) ${x} = ${stored(a)};
    ${View ? `else if (${a} instanceof View${n}) ${x} = ${fixed(a)};` : ""}
    else ${x} = slow${n}(${a});`;
  return { source, hold: holdReferent, scope: { slow, element, info, View } };
}

/** For `void *`: anything. */
function untypedConverter(slow: Convert): PointerConverter {
  const source = (a: string, x: string, n: number) =>
    `let ${x}, t${n} = ${a}, b${n};
    if (typeof ${a} === "bigint") { if (!(${runtime.setAddress(x, a)})) ${x} = slow${n}(${a}); }
    else if (typeof ${a} !== "object") ${x} = slow${n}(${a});
    else if (${a} === null) ${x} = NULL;
    else if (${a} instanceof Uint8Array) ${x} = ${fixed(a)};
    else if ((t${n} = ${a}[REFERENT] ?? ${a}) === ${a} && ${a}[HOLDS_ADDRESS] && ${unguarded(a, `b${n}`)}) ${x} = ${
      stored(a)
    };
    else if (${pinned(`t${n}`, `b${n}`)} && ${
      leads(`b${n}`, `t${n}`, `t${n}[SIZE]`)
    } && ${`t${n}`}[TYPE] !== undefined) {
      ${x} = b${n}.pinned;
    }
    else ${x} = slow${n}(${a});`;
  return { source, hold: holdReferent, scope: { slow } };
}

/** For functions: no memory of JavaScript's is one. */
function functionConverter(info: AddressInfo, label: string, owner: string): PointerConverter {
  const pass: Convert = (value) => runtime.addressOfBigInt(info.refer(value, label, owner).address);
  return { source: (a, x, n) => `const ${x} = pass${n}(${a});`, hold: (a) => a, scope: { pass } };
}

/** For `char *`: strings, bytes. */
function textConverter(info: TypeInfo, slow: Convert, label: string, owner: string): PointerConverter {
  const pass = (value: string): PointerArgument => {
    const address = passText(value);
    if (address === null) throw wrongKind(value, info.name, label, owner, textFlaw(value)!);
    return address;
  };
  const source = (a: string, x: string, n: number) =>
    `const ${x} = typeof ${a} === "string" ? pass${n}(${a}) : ${a} instanceof Uint8Array ? ${
      fixed(a)
    } : slow${n}(${a});`;
  return { source, hold: holdText, scope: { slow, pass } };
}

/** Checks a structure to pass by value: C follows the pointers in it. */
export function checkLeads(place: Placed, size: number, label: string, owner: string): void {
  if (!leadsToPresent(place[MEMORY], place[OFFSET], size)) throw goneMemory(`${label} of ${owner}`);
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
