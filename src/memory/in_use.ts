/**
 * What C may still use: while any call is running that lets JavaScript run (a callback of it, or a call on another
 * thread), whatever is replaced lives until none is.
 *
 * @module
 */

/** How many callbacks and calls on other threads are running. */
let running = 0;
let replaced: unknown[] = [];

/** A callback, or a call on another thread, begins. */
export function beginUse(): void {
  running++;
}

/** A callback, or a call on another thread, has ended. */
export function endUse(): void {
  if (--running === 0 && replaced.length > 0) replaced = [];
}

/** Keeps what a pointer, a field or a cell had before, if C may have been given it by a call that is still running. */
export function keepWhileInUse(value: unknown): void {
  if (running > 0) replaced.push(value);
}
