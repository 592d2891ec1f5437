/**
 * What C may still use: while any call is running that lets JavaScript run (by a callback, or on another thread), whatever
 * is replaced lives until none is.
 *
 * @module
 */

/** What generated wrappers look at once C has returned: whether there is more to do than to give the result. */
export const afterCall: { due: boolean } = { due: false };

/** From so many on, what is kept twice is kept once. */
const MANY = 1024;

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

  clear(): void {
    // Setting the length would throw the memory away.
    if (this.#count > MANY) this.#all = [];
    else for (let i = 0; i < this.#count; i++) this.#all[i] = null;
    this.#count = 0;
    this.#many = MANY;
  }
}

/** How many callbacks are on the stack, and calls on other threads under way. */
let running = 0;
/** What was replaced, and what was before the last call ended: C may have returned a pointer to it. */
let kept = new Kept(), before = new Kept();
let scheduled = false;

/** A callback, or a call on another thread, begins. */
export function beginUse(): void {
  running++;
}

/** A call on another thread has ended: one learns of it when nothing is on the stack. */
export function endUse(): void {
  running--;
  forgetAll();
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

/** Keeps what a pointer, a field or a cell had before, or what a callback returned, if C may use it in a running call. */
export function keepWhileInUse(value: unknown): void {
  if (running === 0) return;
  kept.add(value);
  if (scheduled) return;
  scheduled = true;
  // Not every call is one of ours. When microtasks run, none is on the stack.
  queueMicrotask(endJob);
}

function endJob(): void {
  scheduled = false;
  forgetAll();
}

function forgetAll(): void {
  if (running > 0) return;
  kept.clear();
  before.clear();
}
