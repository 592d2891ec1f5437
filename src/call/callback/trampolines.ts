/**
 * Machine code for functions that C may call: made, given back, and used again.
 *
 * @module
 */
import type { AnyFunction } from "../function/foreign.ts";
import { isUnderWay } from "../function/nonblocking.ts";
import { sameSignature, type Signature } from "../function/signature.ts";
import { Trampoline } from "./callback.ts";

/** A program may replace it. */
const { queueMicrotask } = globalThis;

let currentOnes: Trampoline[] = [];

/** Spares the calls of this job the look through the WeakRef, which would keep the function alive as long. */
export function holdForJob(trampoline: Trampoline, fn: AnyFunction): void {
  if (trampoline.current !== null) return;
  trampoline.current = fn;
  if (currentOnes.push(trampoline) === 1) queueMicrotask(endJob);
}

function endJob(): void {
  for (const trampoline of currentOnes) trampoline.current = null;
  currentOnes = [];
}

/**
 * Released code, oldest first. Code of a signature is used again, but not at once: C that calls a callback which was closed
 * gets a zero and an error, not a crash. Beyond a bound the oldest is freed, whatever its signature.
 */
const released = new Set<Trampoline>();
/** The same by signature. */
const waiting = new WeakMap<Signature, Trampoline[]>();
const QUARANTINE = 64;
/** How many signatures have released code. */
let kinds = 0;
/** The bound: some KiB times so much. What is made for a signature counts as much as the code of sixteen callbacks. */
const MOST_RELEASED = 1024;
const KIND = 16;

const tooMany = (times: number) => released.size + kinds * KIND > times * MOST_RELEASED;

/** Machine code for a function. */
export function takeTrampoline(signature: Signature, fn: AnyFunction): Trampoline {
  const same = waiting.get(signature);
  const trampoline = (same !== undefined && same.length > QUARANTINE && takeIdle(same)) || new Trampoline(signature);
  trampoline.target = new WeakRef(fn);
  return trampoline;
}

/** Takes the oldest out that is not running, if there is one. */
function takeIdle(same: Trampoline[]): Trampoline | null {
  const i = same.findIndex(({ running }) => running === 0);
  const trampoline = same[i];
  if (trampoline === undefined) return null;
  same.splice(i, 1);
  released.delete(trampoline);
  if (same.length === 0) kinds--;
  return trampoline;
}

/** Gives machine code back. */
export function releaseTrampoline(trampoline: Trampoline): void {
  trampoline.target = trampoline.current = trampoline.kept = null;
  const { signature } = trampoline;
  let same = waiting.get(signature);
  if (same === undefined) waiting.set(signature, same = []);
  if (same.push(trampoline) === 1) kinds++;
  released.add(trampoline);
  if (tooMany(1)) freeOldest();
}

/**
 * Frees what is beyond the bound and not running. While a call on another thread is under way, its thread may wait to
 * be let into one that was closed: then it takes more to free one.
 */
function freeOldest(): void {
  const times = isUnderWay() ? 4 : 1;
  for (const { signature } of released) {
    if (!tooMany(times)) return;
    takeIdle(waiting.get(signature)!)?.free();
  }
}

/** The code for plain functions that were given to C: it lives as long as they. */
const plainFunctions = new WeakMap<AnyFunction, Trampoline[]>();
const droppedFunctions = new FinalizationRegistry<Trampoline[]>((all) => all.forEach(releaseTrampoline));

/** Machine code for a plain function that is given to C. */
export function trampolineOf(signature: Signature, fn: AnyFunction): Trampoline {
  let all = plainFunctions.get(fn);
  if (all === undefined) {
    plainFunctions.set(fn, all = []);
    droppedFunctions.register(fn, all);
  }
  let trampoline = all.find((known) => isFor(known.signature, signature));
  if (trampoline === undefined) all.push(trampoline = takeTrampoline(signature, fn));
  holdForJob(trampoline, fn);
  return trampoline;
}

/** Whether code that was made for one signature serves another: a program may write down the same type again and again. */
function isFor(one: Signature, other: Signature): boolean {
  return one === other ||
    sameSignature(one, other) && (one.options.anyThread ?? false) === (other.options.anyThread ?? false);
}
