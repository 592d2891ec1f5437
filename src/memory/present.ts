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
  const { block, offset, size, before = 0 } = extent;
  return block.present && leadsToPresent(block, offset - before, size + before);
}

function follow(block: Block, offset: number, size: number): boolean {
  const seen = new Set<unknown>();
  const rest: [block: Block, offset: number, size: number][] = [[block, offset, size]];
  for (let next; (next = rest.pop()) !== undefined;) {
    const [block, offset, size] = next;
    // One after the other, without recursion: lists are long.
    const values = block.keptWithin(offset, size).map(([, value]) => value);
    for (let value; (value = values.pop()) !== undefined;) {
      if (seen.has(value)) continue;
      seen.add(value);
      const parts = partsOf(value);
      if (parts !== null) values.push(...parts);
      else if (!(value instanceof OwnTarget)) values.push(...keptBy(value));
      else if (!value.block.present) return false;
      else if (!value.block.keepsNothing) {
        rest.push([value.block, value.offset - value.before, value.size + value.before]);
      }
    }
  }
  return true;
}

/** What a target keeps that moved out of the object that it was in. */
function keptBy(value: unknown): unknown[] {
  const keep = (value as Partial<Target> | null)?.keep;
  return keep instanceof OwnTarget || partsOf(keep) !== null ? [keep] : [];
}
