import { dereference, type Extent, heldTarget } from "../../memory/addressable.ts";
import { MEMORY, OFFSET, type Placed } from "../../memory/block.ts";
import { show } from "../../memory/show.ts";
import { foreignBlock, lastWindow, offsetIn, WINDOW_SIZE } from "../../memory/window.ts";
import { evaluate } from "../../emit/emitter.ts";
import { readSource, writeSource } from "../access_source.ts";
import { TYPE, type TypeInfo } from "../type_info.ts";

/** A pointer instance. */
export interface PointerPlace extends Placed {
  [TYPE]: TypeInfo;
}

/** Where the element `index` places behind a pointer is. */
export function elementAt(pointer: PointerPlace, index: number, method: string): Extent {
  return foreignElement(pointer, index) ?? checkedElement(pointer, index, method);
}

/** The usual case of memory that C owns; null where something is unusual. */
function foreignElement(pointer: PointerPlace, index: number): Extent | null {
  const { [MEMORY]: { view }, [OFFSET]: at } = pointer;
  const { size } = pointer[TYPE].element!;
  if (typeof index !== "number" || (index | 0) !== index || size === 0 || pointer[MEMORY].kept(at) !== null) {
    return null;
  }
  const start = (view.getInt32(at, true) >>> 0) + view.getInt32(at + 4, true) * 2 ** 32;
  const address = start + index * size;
  if (start <= 0 || address <= 0 || address > Number.MAX_SAFE_INTEGER) return null;
  const block = foreignBlock(address, size);
  return { block, offset: offsetIn(block, address), size };
}

function checkedElement(pointer: PointerPlace, index: number, method: string): Extent {
  const element = pointer[TYPE].element!;
  const who = `${method} of Pointer(${element.name})`;
  if (typeof index !== "number" || !Number.isSafeInteger(index)) {
    throw new TypeError(`${who}: expected an integer, not ${show(index)}`);
  }
  if (element.kind === "void") throw new TypeError(`${who}: void has no values, cast it first`);
  return dereference(heldTarget(pointer[MEMORY], pointer[OFFSET]), index * element.size, element.size, who);
}

/** What the generated methods fall back to. */
export interface PointerMethods {
  contents(pointer: PointerPlace): unknown;
  setContents(pointer: PointerPlace, value: unknown): void;
  at(pointer: PointerPlace, index: number): unknown;
  set(pointer: PointerPlace, index: number, value: unknown): void;
}

/**
 * Defines faster methods for pointers to one type: they find memory themselves that is in the window used last, or in
 * the object that the pointer was made from. Where there are none, nothing changes.
 */
export function defineFastMethods(prototype: object, element: TypeInfo, slow: PointerMethods): void {
  const { size, source, maker } = element;
  if (size === 0 || source === undefined && maker === undefined) return;
  const scope: Record<string, unknown> = { MEMORY, OFFSET, lastWindow, slow, maker };
  const whole = `typeof index === "number" && (index | 0) === index`;
  // Statements that use the element so many bytes behind the address if it is in known memory.
  const known = (distance: string, use: (block: string, offset: string) => string) =>
    `const memory = this[MEMORY], { view } = memory, at = this[OFFSET], kept = memory.kept(at);
    const low = view.getInt32(at, true), high = view.getInt32(at + 4, true);
    if (kept === null) {
      const start = low - lastWindow.low | 0, offset = start + ${distance};
      if (high === lastWindow.high && start >= 0 && start < ${WINDOW_SIZE} && offset >= 0 &&
        offset <= ${WINDOW_SIZE - size}) { ${use("lastWindow.block", "offset")} }
    } else if (low === kept.low && high === kept.high && ${distance} + kept.before >= 0 &&
        ${distance} + ${size} <= kept.size) {
      const offset = kept.offset + ${distance};
      ${use("kept.block", "offset")}
    }`;
  const read = (block: string, offset: string) => `return ${readSource(element, 0, scope, block, offset)};`;
  const write = (block: string, offset: string) =>
    `if (${source!.test("value")}) { ${writeSource(element, 0, scope, block, offset, "")} return; }`;
  const contents = maker === undefined ? "" : `get contents() {
      ${known("0", (block, offset) => `return new maker(${block}, ${offset});`)}
      return slow.contents(this);
    }
    set contents(value) { slow.setContents(this, value); }`;
  const made = evaluate<{ prototype: Record<string, unknown> }>(
    `class {
      ${contents}
      at(index) {
        if (${whole}) {
          const distance = index * ${size};
          ${known("distance", read)}
        }
        return slow.at(this, index);
      }
      set(index, value) {
        if (${source === undefined ? "false" : whole}) {
          const distance = index * ${size};
          ${source === undefined ? "" : known("distance", write)}
        }
        slow.set(this, index, value);
      }
    }`,
    scope,
  );
  const { constructor: _, ...descriptors } = Object.getOwnPropertyDescriptors(made.prototype);
  Object.defineProperties(prototype, descriptors);
}
