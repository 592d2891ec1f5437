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
 * Released code by signature, oldest first. It is used again, but not at once: C that calls a callback which was closed gets
 * a zero and an error, not a crash. Beyond a bound the oldest is freed, whatever its signature.
 */
const released = new WeakMap<Signature, Trampoline[]>();
const QUARANTINE = 64;
/** How many there are, and of how many signatures. */
let count = 0, kinds = 0;
/** The bound. What is made for a signature counts as much as the code of so many callbacks. */
const MOST_RELEASED = 4096;
const KIND = 64;

const tooMany = (times: number) => count + kinds * KIND > times * MOST_RELEASED;

/** Machine code for a function. */
export function takeTrampoline(signature: Signature, fn: AnyFunction): Trampoline {
  const same = released.get(signature);
  const trampoline = (same !== undefined && same.length > QUARANTINE && takeIdle(same)) || new Trampoline(signature);
  trampoline.target = new WeakRef(fn);
  return trampoline;
}

/** Takes the oldest out that is not running, if there is one. */
function takeIdle(same: Trampoline[]): Trampoline | null {
  const first = same[0]?.running === 0;
  const i = first ? 0 : same.findIndex(({ running }) => running === 0);
  if (i < 0) return null;
  const trampoline = first ? same.shift()! : same.splice(i, 1)[0]!;
  trampoline.turn = -1;
  count--;
  if (same.length === 0) kinds--;
  return trampoline;
}

/** Gives machine code back. */
export function releaseTrampoline(trampoline: Trampoline): void {
  trampoline.target = trampoline.current = trampoline.kept = null;
  const { signature } = trampoline;
  let same = released.get(signature);
  if (same === undefined) released.set(signature, same = []);
  if (same.push(trampoline) === 1) kinds++;
  count++;
  queue(trampoline);
  if (tooMany(1)) freeOldest();
}

/** The order in which all were released, from `next` on. What has another turn by now, or none, is not meant any more. */
let turns: (Trampoline | null)[] = [];
let next = 0;
const FEW = 256;

function queue(trampoline: Trampoline): void {
  if (turns.length > 2 * count + FEW) {
    turns = turns.filter((waiting, i) => waiting?.turn === i);
    turns.forEach((waiting, i) => waiting!.turn = i);
    next = 0;
  }
  trampoline.turn = turns.push(trampoline) - 1;
}

/**
 * Frees what is beyond the bound and not running. While a call on another thread is under way, its thread may wait to be
 * let into one that was closed: then it takes more to free one.
 */
function freeOldest(): void {
  const times = isUnderWay() ? 4 : 1;
  for (let left = turns.length - next; left > 0 && next < turns.length && tooMany(times); left--) {
    const trampoline = turns[next]!, its = trampoline.turn === next;
    turns[next++] = null;
    if (!its) continue;
    takeIdle(released.get(trampoline.signature)!)?.free();
    if (trampoline.turn >= 0) queue(trampoline); // it is running
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
