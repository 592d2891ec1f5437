// What a live object costs: how the process grows with many of one kind. Each kind has a process of its own.
import { memoryUsage } from "node:process";
import {
  ArrayOf,
  byref,
  c_double,
  c_int,
  c_ubyte,
  cast,
  CFunction,
  createStringBuffer,
  Pointer,
  pointer,
  Structure,
} from "../../mod.ts";
import { runTopic } from "../child.ts";
import { print } from "../measure.js";
import { isDeno, rawCallback } from "../raw.ts";
import { cut } from "./slab.ts";

class Point extends Structure({ x: c_int, y: c_int }) {}
class Body extends Structure({ from: Point, to: Point, mass: c_double }) {}
class Node extends Structure({
  value: c_int,
  get next() {
    return Pointer(Node);
  },
}) {}

const IntFunction = CFunction([c_int], c_int);
const Ten = ArrayOf(c_int, 10);
const BytePointer = Pointer(c_ubyte);
const one = createStringBuffer(32);
const int = new c_int(1);
const tail = new Node();

interface Kind {
  count: number;
  us: (i: number) => unknown;
  raw?: (i: number) => unknown;
}

const kinds: Record<string, Kind> = {
  "c_int": { count: 3e5, us: (i) => new c_int(i), raw: () => cut(4) },
  "structure of two ints": { count: 3e5, us: () => new Point(), raw: () => cut(8) },
  "structure of 24 bytes": { count: 3e5, us: () => new Body(), raw: () => cut(24) },
  "structure with a pointer set": {
    count: 1e5,
    us: (i) => new Node({ value: i, next: tail }),
    raw: () => cut(16),
  },
  "pointer(int)": { count: 1e5, us: () => pointer(int), raw: () => cut(8) },
  "cast(buffer, …)": { count: 1e5, us: () => cast(one, BytePointer), raw: () => cut(8) },
  "byref(int)": { count: 3e5, us: () => byref(int), raw: () => cut(8) },
  "createStringBuffer(32)": {
    count: 1e5,
    us: () => createStringBuffer(32),
    raw: () => new Uint8Array(new ArrayBuffer(32)),
  },
  "ArrayOf(c_int, 10)": { count: 1e5, us: () => new Ten(), raw: () => new Int32Array(new ArrayBuffer(40)) },
  "callback": { count: 1e4, us: () => new IntFunction((i) => i), raw: () => rawCallback([["i32"], "i32"], (i) => i) },
  "function at an address": { count: 1e4, us: (i) => new IntFunction(BigInt(i + 1)) },
};

export async function run(kind?: string, side?: "us" | "raw"): Promise<void> {
  if (kind !== undefined) return print(await grow(kinds[kind].count, kinds[kind][side!]!));
  for (const [name, { raw }] of Object.entries(kinds)) {
    for (const side of raw ? ["us", "raw"] : ["us"]) {
      const [live, again] = JSON.parse(runTopic("memory", name, side));
      print({ row: name, side, ns: live });
      print({ row: `${name}, released and made anew`, side, ns: again });
    }
  }
}

/** What the process holds, once all garbage is collected and finalized. */
async function residentSize(): Promise<number> {
  const { gc, Bun } = globalThis as any;
  for (let i = 0; i < 4; i++) {
    isDeno ? gc() : Bun.gc(true);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return memoryUsage().rss;
}

async function grow(count: number, make: (i: number) => unknown): Promise<[live: number, again: number]> {
  const all = new Array(count).fill(null);
  for (let i = 0; i < 1000; i++) make(i);
  const before = await residentSize();
  for (let i = 0; i < count; i++) all[i] = make(i);
  const live = await residentSize();
  all.fill(null);
  await residentSize();
  // What was released serves again: it takes no more than the first time.
  for (let i = 0; i < count; i++) all[i] = make(i);
  const again = await residentSize();
  return [(live - before) / count, (again - before) / count];
}
