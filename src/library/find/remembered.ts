import type { System } from "./system.ts";

/** What was read from a file or folder. Made empty, as `{}`. */
export interface Memory<T> {
  value?: T | null;
  /** How it was then. */
  stamp?: string | undefined;
}

/**
 * A file may change again within the tick of the clock that its last change carries, so that what was read just after a
 * change is not kept; git treats its index alike. Some file systems count whole seconds.
 */
const settled = 2000;

/** Whether a file that last changed then can be told from a later one by its stamp. */
export const isSettled = (changed: number): boolean => Date.now() - changed > settled;

/**
 * Whether a file or folder is as it was when it was read last; to be asked only where it was. If not, read it again: this
 * has noted how it is now. The first reading does without: that alone takes Deno a third of a whole first look-up.
 */
export function isFresh(memory: Memory<unknown>, system: System, path: string): boolean {
  const { stamp, changed } = system.status(path);
  if (stamp === memory.stamp) return true;
  memory.stamp = isSettled(changed) ? stamp : undefined;
  return false;
}
