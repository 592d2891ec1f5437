/**
 * Forced garbage collection, for tests of what must live and of what must not.
 *
 * @module
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

interface Host {
  gc?: () => void;
  Bun?: { gc(synchronous: boolean): void };
}

const host = globalThis as Host;

/** Collects all garbage that is there now. */
export const collect: () => void = collector();

function collector(): () => void {
  const { Bun } = host;
  if (Bun) return () => Bun.gc(true);
  if (!host.gc) setFlagsFromString("--expose-gc");
  const gc = host.gc ?? runInNewContext("globalThis.gc") as (() => void) | undefined;
  if (typeof gc !== "function") {
    throw new Error("No garbage collector can be reached: run Deno with --v8-flags=--expose-gc");
  }
  return gc;
}

/** Collects repeatedly, and lets finalizers run and other memory be written in between. */
export async function collectThoroughly(rounds = 3): Promise<void> {
  for (let i = 0; i < rounds; i++) {
    // What a WeakRef gave stays until the turn ends.
    await new Promise((resolve) => setTimeout(resolve, 1));
    collect();
    overwrite();
  }
}

/** Fills memory that is free with something else. */
export function overwrite(): void {
  for (const size of [16, 64, 256, 1024, 4096, 1 << 15, 1 << 20]) {
    for (let i = 0; i < 40; i++) new Uint8Array(new ArrayBuffer(size)).fill(0x5a);
  }
}

/** How many of these are still there after collection. */
export async function survivors(all: readonly WeakRef<object>[]): Promise<number> {
  let alive = all.length;
  for (let i = 0; i < 10 && alive > 0; i++) {
    await collectThoroughly(1);
    alive = all.filter((reference) => reference.deref() !== undefined).length;
  }
  return alive;
}
