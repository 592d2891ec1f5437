/**
 * What C may still use: while calls are running that let JavaScript run (by a callback, or on another thread), whatever is
 * replaced lives until they are over.
 *
 * @module
 */

/** A program may replace it. */
const { queueMicrotask } = globalThis;

/** What generated wrappers look at once C has returned: whether there is more to do than to give the result. */
export const afterCall: { due: boolean } = { due: false };

/** From so many on, what is kept twice is kept once. */
const MANY = 1024;

/** So many are looked at to find one. */
const LAST = 64;

/** Objects that are kept. */
class Kept {
  #count = 0;
  #all: unknown[] = [];
  #many = MANY;

  get some(): boolean {
    return this.#count > 0;
  }

  add(value: unknown): void {
    const count = this.#count;
    if (count > 0 && this.#all[count - 1] === value) return;
    this.#all[count] = value;
    this.#count = count + 1;
    if (count === this.#many) this.#join();
  }

  /** A call that runs for hours may be given the same objects again and again. */
  #join(): void {
    this.#all = [...new Set(this.#all)];
    this.#count = this.#all.length;
    this.#many = Math.max(MANY, 2 * this.#count);
  }

  /** The newest value that a test is true for, among the last ones. */
  find(test: (value: unknown) => boolean): unknown {
    for (let i = this.#count - 1; i >= 0 && i >= this.#count - LAST; i--) if (test(this.#all[i])) return this.#all[i];
    return undefined;
  }

  clear(): void {
    // Setting the length would throw the memory away.
    if (this.#count > MANY) this.#all = [];
    else for (let i = 0; i < this.#count; i++) this.#all[i] = null;
    this.#count = 0;
    this.#many = MANY;
  }
}

/** Calls on other threads that began one after the other, without anything being replaced in between. */
export class Use {
  running = 0;
  /** What was replaced since: these calls may know it, and those before. */
  readonly replaced: Kept = new Kept();
}

/** In the order in which they began. There may always be one under way, so not all wait for the last. */
const uses: Use[] = [];

/** A call on another thread begins. */
export function beginUse(): Use {
  let last = uses.at(-1);
  if (last === undefined || last.replaced.some) uses.push(last = new Use());
  last.running++;
  return last;
}

/** A call on another thread has ended. */
export function endUse(use: Use): void {
  use.running--;
  while (uses.length > 0 && uses[0]!.running === 0) uses.shift();
}

/** How many callbacks are on the stack. */
let running = 0;
/** What was replaced, and what was before the last call ended: C may have returned a pointer to it. */
let kept = new Kept(), before = new Kept();
let scheduled = false;

/** A callback begins. */
export function enterUse(): void {
  running++;
}

/** A callback has ended. The call that it ran under goes on. */
export function leaveUse(): void {
  running--;
  if (kept.some) afterCall.due = true;
}

/** A call of this thread has ended. */
export function endCallUse(): void {
  if (running > 0) return;
  before.clear();
  const none = before;
  before = kept;
  kept = none;
}

/** What was kept lately during the call that has just ended, for which a test is true. */
export function findKept(test: (value: unknown) => boolean): unknown {
  return kept.find(test) ?? before.find(test);
}

/** Keeps what a pointer, a field or a cell had before, or what a callback returned, if C may use it in a running call. */
export function keepWhileInUse(value: unknown): void {
  if (uses.length > 0) uses[uses.length - 1]!.replaced.add(value);
  if (running === 0) return;
  kept.add(value);
  if (scheduled) return;
  scheduled = true;
  // Not every call is one of ours. When microtasks run, none is on the stack.
  queueMicrotask(endJob);
}

function endJob(): void {
  scheduled = false;
  if (running > 0) return;
  kept.clear();
  before.clear();
}
