/**
 * Calls on other threads that are under way: what they were given lives until they end, and what a callback throws that
 * the event loop runs for one of them is that call's.
 *
 * @module
 */
import { ADDRESS, extentOf, isPlaced, Reference } from "../../memory/addressable.ts";
import { beginUse, endUse } from "../../memory/in_use.ts";
import { show } from "../../memory/show.ts";
import { runtime } from "../../runtime/runtime.ts";
import type { TypeInfo } from "../../types/type_info.ts";

/** A call that is under way. */
class NonblockingCall {
  /** What it was given, and the addresses that it was given. */
  readonly given: unknown[];
  #failed = false;
  #error: unknown;

  constructor(given: unknown[]) {
    this.given = given;
  }

  /** Remembers what a callback threw; of several errors the first counts. */
  fail(error: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#error = error;
  }

  /** Throws what a callback threw. */
  check(): void {
    if (this.#failed) throw this.#error;
  }
}

export type { NonblockingCall };

const underWay = new Set<NonblockingCall>();
const waiting: (() => void)[] = [];

/**
 * Finishes a call on another thread.
 *
 * @param given What must live until it ends.
 * @param finish Makes the result of what C returned.
 */
export async function settle(
  call: Promise<unknown>,
  given: unknown[],
  finish: (value: unknown) => unknown,
): Promise<unknown> {
  const self = new NonblockingCall(given);
  underWay.add(self);
  const use = beginUse();
  try {
    const value = await call;
    self.check();
    return finish(value);
  } finally {
    underWay.delete(self);
    endUse(use);
    given.length = 0;
    if (underWay.size === 0) { for (const run of waiting.splice(0)) run(); }
  }
}

/** Runs a function when no call on another thread is under way. */
export function whenSettled(run: () => void): void {
  if (underWay.size === 0) run();
  else waiting.push(run);
}

/** Whether a call on another thread is under way. */
export function isUnderWay(): boolean {
  return underWay.size > 0;
}

/**
 * The call on another thread that the event loop runs a callback for: the only one that is under way, else the one that was
 * given the callback, by itself or in a structure.
 *
 * @returns Null if there is none, or nobody can tell.
 */
export function callerOf(callback: { readonly address: bigint } | null): NonblockingCall | null {
  const [only, ...others] = underWay;
  if (only === undefined) return null;
  if (others.length === 0) return only;
  const address = callback?.address;
  if (address === undefined) return null;
  return underWay.values().find(({ given }) => given.some((value) => holds(value, address))) ?? null;
}

/** Whether a value is an address, or memory of an instance that has it. */
function holds(value: unknown, address: bigint): boolean {
  if (typeof value === "bigint" || Number.isSafeInteger(value)) return BigInt(value as number) === address;
  const place = value instanceof Reference ? value.target : value;
  if (!isPlaced(place)) return false;
  const { block: { view }, offset, size } = extentOf(place)!;
  for (let at = offset; at + 8 <= offset + size; at += 8) if (view.getBigUint64(at, true) === address) return true;
  return false;
}

/** Refuses functions of JavaScript that C would call on a thread which does not run JavaScript. */
export function callbackRefusal(owner: string): (value: unknown, i: number) => void {
  return (value, i) => {
    if (typeof value !== "function" || Object.hasOwn(value, ADDRESS)) return; // C's own functions have addresses
    throw new TypeError(
      `cannot pass ${show(value)} as parameter ${
        i + 1
      } of ${owner}: a nonblocking call runs on another thread, and on ` +
        `${runtime.name} only callbacks of a type with the option anyThread may be called there`,
    );
  };
}

/** Source that refuses the arguments that are such functions. */
export function refusedCallbacks(parameters: readonly TypeInfo[]): string {
  const lines = parameters.map(({ kind, anyThread }, i) =>
    kind === "function" && !anyThread ? `refuseCallback(a${i}, ${i});` : ""
  );
  return lines.join("");
}
