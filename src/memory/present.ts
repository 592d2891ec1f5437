/**
 * Whether memory that C will follow pointers to is still there. A program can transfer away every buffer that it sees;
 * what was on it is someone else's from then on, or free.
 *
 * @module
 */
import type { Block } from "./block.ts";
import { representative } from "./reach.ts";
import { partsOf } from "./references.ts";
import { OwnTarget, type Target } from "./target.ts";

/** Whether everything is there that pointers in `size` bytes of a block lead to, as far as it is known. */
export function leadsToPresent(block: Block, offset: number, size: number): boolean {
  const { reach } = block.root;
  return reach === null || !representative(reach).visible || follow(block, offset, size);
}

/** Whether the memory of a target is there, and everything that pointers in it lead to. */
export function isPresent({ extent }: Target): boolean {
  if (extent === null) return true;
  const { block, offset, size } = extent;
  return block.present && leadsToPresent(block, offset, size);
}

function follow(block: Block, offset: number, size: number): boolean {
  const seen = new Set<unknown>();
  const rest: [block: Block, offset: number, size: number][] = [[block, offset, size]];
  for (let next; (next = rest.pop()) !== undefined;) {
    const [block, offset, size] = next;
    // One after the other, without recursion: lists are long.
    const values = block.keptWithin(offset, size).filter(([at, value]) => isStill(block.view, at, value))
      .map(([, value]) => value);
    for (let value; (value = values.pop()) !== undefined;) {
      if (seen.has(value)) continue;
      seen.add(value);
      const parts = partsOf(value);
      if (parts !== null) values.push(...parts);
      else if (!(value instanceof OwnTarget)) values.push(...keptBy(value));
      else if (!value.block.present) return false;
      else if (!value.block.keepsNothing) {
        rest.push([value.block, value.offset, value.size]);
      }
    }
  }
  return true;
}

/** Whether a pointer points to what is held for it: its bytes may have been overwritten. */
function isStill(view: DataView, at: number, value: unknown): boolean {
  if (!(value instanceof OwnTarget)) return true;
  if (at + 8 > view.byteLength) return false; // the beginning of one that was copied in part
  const { block, offset, size, before } = value;
  const distance = view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32 - block.address - offset;
  return distance >= -before && distance <= size;
}

/** What a target keeps that moved out of the object that it was in. */
function keptBy(value: unknown): unknown[] {
  const keep = (value as Partial<Target> | null)?.keep;
  return keep instanceof OwnTarget || partsOf(keep) !== null ? [keep] : [];
}
