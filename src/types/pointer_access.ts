import { dereference, type Extent, heldTarget } from "../memory/addressable.ts";
import { type Block, foreignBlock, MEMORY, OFFSET, offsetIn, type Placed } from "../memory/block.ts";
import { show } from "../memory/show.ts";
import { compile } from "../runtime/compile.ts";
import { readSource, writeSource } from "./access_source.ts";
import { TYPE, type TypeInfo } from "./type_info.ts";

/**
 * On a pointer that was followed: where it led. As long as the pointer holds the same address, elements from `first` to
 * `last` can be read there.
 */
const FOLLOWED: unique symbol = Symbol("followed");

interface Followed {
  /** The halves of the address. */
  readonly low: number;
  readonly high: number;
  readonly block: Block;
  /** The offset of element 0, and the least and greatest offset of any. */
  readonly start: number;
  readonly first: number;
  readonly last: number;
}

/** A pointer instance. */
export interface PointerPlace extends Placed {
  [TYPE]: TypeInfo;
  [FOLLOWED]?: Followed;
}

/** Where the element `index` places behind a pointer is. */
export function elementAt(pointer: PointerPlace, index: number, method: string): Extent {
  return foreignElement(pointer, index, method) ?? checkedElement(pointer, index, method);
}

/** The usual case of memory that C owns; null where something is unusual. Programs chase pointers through it. */
function foreignElement(pointer: PointerPlace, index: number, method: string): Extent | null {
  const { [MEMORY]: { view }, [OFFSET]: at } = pointer;
  const { size } = pointer[TYPE].element!;
  if (typeof index !== "number" || (index | 0) !== index || size === 0 || pointer[MEMORY].kept(at) !== null) {
    return null;
  }
  const start = view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
  const distance = index * size;
  const address = start + distance;
  if (start === 0 || address <= 0 || address > Number.MAX_SAFE_INTEGER) return null;
  const block = foreignBlock(address, size);
  const extent = { block, offset: offsetIn(block, address), size };
  // `contents` is mostly asked of a pointer once.
  if (method !== "contents") follow(pointer, null, extent, distance);
  return extent;
}

function checkedElement(pointer: PointerPlace, index: number, method: string): Extent {
  const element = pointer[TYPE].element!;
  const who = `${method} of Pointer(${element.name})`;
  if (typeof index !== "number" || !Number.isSafeInteger(index)) {
    throw new TypeError(`${who}: expected an integer, not ${show(index)}`);
  }
  if (element.kind === "void") throw new TypeError(`${who}: void has no values, cast it first`);
  const target = heldTarget(pointer[MEMORY], pointer[OFFSET]);
  const extent = dereference(target, index * element.size, element.size, who);
  follow(pointer, target.extent, extent, index * element.size);
  return extent;
}

/** Remembers where a pointer leads. */
function follow(pointer: PointerPlace, object: Extent | null, { block, offset }: Extent, distance: number): void {
  const { view } = pointer[MEMORY];
  const start = offset - distance;
  const { size } = pointer[TYPE].element!;
  pointer[FOLLOWED] = {
    low: view.getUint32(pointer[OFFSET], true),
    high: view.getUint32(pointer[OFFSET] + 4, true),
    block,
    start,
    first: object === null ? 0 : start - (object.before ?? 0),
    last: (object === null ? block.view.byteLength : start + object.size) - size,
  };
}

/** What the generated methods fall back to. */
export interface PointerMethods {
  contents(pointer: PointerPlace): unknown;
  setContents(pointer: PointerPlace, value: unknown): void;
  at(pointer: PointerPlace, index: number): unknown;
  set(pointer: PointerPlace, index: number, value: unknown): void;
}

/**
 * Defines faster methods for pointers to one type: they skip finding the memory while the pointer holds the same
 * address. Where there are none, nothing changes.
 */
export function defineFastMethods(prototype: object, element: TypeInfo, slow: PointerMethods): void {
  if (element.source === undefined && element.maker === undefined) return;
  const scope: Record<string, unknown> = { MEMORY, OFFSET, FOLLOWED, slow, maker: element.maker };
  const known = `const f = this[FOLLOWED], at = this[OFFSET], view = this[MEMORY].view;
    if (f !== undefined && view.getUint32(at, true) === f.low && view.getUint32(at + 4, true) === f.high)`;
  const inside = `typeof index === "number" && (index | 0) === index && place >= f.first && place <= f.last`;
  const contents = element.maker === undefined ? "" : `get contents() {
      ${known} return new maker(f.block, f.start);
      return slow.contents(this);
    }
    set contents(value) { slow.setContents(this, value); }`;
  const made = compile<{ prototype: Record<string, unknown> }>(
    `class {
      ${contents}
      at(index) {
        ${known} {
          const place = f.start + index * ${element.size};
          if (${inside}) return ${readSource(element, 0, scope, "f.block", "place")};
        }
        return slow.at(this, index);
      }
      set(index, value) {
        ${known} {
          const place = f.start + index * ${element.size};
          if (${inside} && ${element.source?.test("value") ?? "false"}) {
            ${element.source ? writeSource(element, 0, scope, "f.block", "place", "") : ""}
            return;
          }
        }
        slow.set(this, index, value);
      }
    }`,
    scope,
  );
  if (made === null) return;
  const { constructor: _, ...descriptors } = Object.getOwnPropertyDescriptors(made.prototype);
  Object.defineProperties(prototype, descriptors);
}
