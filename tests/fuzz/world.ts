/** What exists while the fuzzer runs a program: objects, the steps that use them, and the way a failure is told. */
import { writeSync } from "node:fs";
import { exit } from "node:process";
import * as ctypes from "../../mod.ts";
import { hex, isThere, passable, type Region, type Window } from "./memory.ts";
import { type Native, open } from "./native.ts";
import { hashText, mix, Random } from "./random.ts";
import { scope } from "./scope.ts";
import type { RecordType, Type } from "./types.ts";

/** An object of JavaScript's that stands for memory. */
export interface View {
  readonly name: string;
  readonly hash: number;
  readonly js: any;
  /** Null for buffers that are none of the module's. */
  readonly type: Type | null;
  region: Region;
  offset: number;
  size: number;
  /** By what it sees its memory. */
  readonly windows: readonly Window[];
}

export type ErrorName = "TypeError" | "RangeError" | "Error";
const errors: Record<ErrorName, unknown> = { TypeError, RangeError, Error };

/** Words of engines that an error of the module's never says. */
const internal =
  /undefined is not|null is not|is not a function|is not defined|Cannot read|Cannot set prop|not iterable|not an object|Cannot access '/;

const say = (line: string) => void writeSync(1, `${line}\n`);

/** Ends the program: something was not as it must be. It does not throw, since calls of C's may be running. */
export function fail(what: string): never {
  say(`FAILED ${what}`);
  exit(1);
}

/** How an error is shown. */
const shown = (thrown: unknown): string =>
  thrown instanceof Error ? `${thrown.constructor.name}: ${thrown.message}` : String(thrown);

/** Bytes of an instance or buffer, by a copy that asks for no address. */
export function bytesIn(js: any, offset: number, size: number): number[] {
  return [...ctypes.ArrayOf(ctypes.c_ubyte, size).fromBufferCopy(js, offset)];
}

/** Learns the addresses of what was stored in memory that an object stands for. */
export function settle(js: any, region: Region, start: number): void {
  for (const at of region.unsettled()) {
    const address = bytesIn(js, at - start, 8).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    const wrong = region.settle(at, address);
    if (wrong !== null) fail(`what the pointer at ${at} of ${region.name} refers to: ${wrong}`);
  }
}

/** All that a program has. */
export class World {
  readonly seed: number;
  readonly records: readonly RecordType[];
  readonly views = new Map<string, View>();
  /** Numbers of steps, and names of operations, that are left out. */
  readonly skipped: ReadonlySet<string>;
  /** The library that stays open, by which the fuzzer looks at memory. */
  readonly native: Native = open();
  /** What steps call; they close and reopen it. */
  library: Native = open();
  /** Memory of the library's own, and what lives for ever. */
  readonly roots = new Set<Region>();

  constructor(seed: number, records: readonly RecordType[], skipped: ReadonlySet<string>) {
    this.seed = seed;
    this.records = records;
    this.skipped = skipped;
  }

  /** Regions that must be there now. */
  held(): Region[] {
    return [...[...this.views.values()].map((view) => view.region), ...scope.inUse(), ...this.roots];
  }
}

const windows = new WeakMap<ArrayBuffer, Window>();
/** What stands for a buffer. */
export function windowOf(buffer: ArrayBuffer): Window {
  let window = windows.get(buffer);
  if (window === undefined) windows.set(buffer, window = { lost: false });
  return window;
}

/** One step of a program: the choices that it makes, and what it does with the world. */
export class Step {
  readonly world: World;
  /** `7`, and `7.2` for the second step in a callback of it. */
  readonly path: string;
  readonly depth: number;
  readonly random: Random;
  #made = 0;

  constructor(world: World, path: string, depth: number) {
    this.world = world;
    this.path = path;
    this.depth = depth;
    this.random = new Random(mix(world.seed, hashText(path)));
  }

  /** A name for something new. */
  name(letter = "v"): string {
    const number = this.path.replaceAll(".", "_");
    const suffix = this.#made === 0 ? "" : String.fromCharCode(96 + this.#made);
    this.#made++;
    return `${letter}${number}${suffix}`;
  }

  /** Keeps an object. */
  add(
    name: string,
    js: any,
    type: Type | null,
    { region, offset = 0, size = type?.size ?? 0, windows = [] }: {
      region: Region;
      offset?: number;
      size?: number;
      windows?: readonly Window[];
    },
  ): View {
    const own = ArrayBuffer.isView(js) && !region.visible ? [windowOf(js.buffer as ArrayBuffer)] : [];
    const view: View = { name, hash: hashText(name), js, type, region, offset, size, windows: [...windows, ...own] };
    this.world.views.set(name, view);
    return view;
  }

  drop(view: View): void {
    this.world.views.delete(view.name);
  }

  /** One of the objects whose memory is there. */
  choose(fits: (view: View) => boolean): View | undefined {
    return this.random.choose([...this.world.views.values()].filter((view) => isThere(view) && fits(view)));
  }

  /** One of the objects that C may be given. */
  choosePassable(fits: (view: View) => boolean): View | undefined {
    return this.choose((view) => passable(view.region) && fits(view));
  }

  /** Writes what comes now. */
  say(line: string): void {
    say(`${"  ".repeat(this.depth)}#${this.path} ${line}`);
  }

  /** Does something that must succeed. */
  does<T>(line: string, run: () => T): T {
    this.say(line);
    try {
      return run();
    } catch (thrown) {
      fail(`it threw ${shown(thrown)}${thrown instanceof Error ? `\n${thrown.stack}` : ""}`);
    }
  }

  /** Does something that must be refused. */
  refuses(line: string, wanted: readonly ErrorName[], run: () => unknown): void {
    this.say(`${line} // ${wanted.join(" or ")}`);
    let result: unknown;
    try {
      result = run();
    } catch (thrown) {
      return checkError(thrown, wanted);
    }
    fail(`nothing was thrown; it gave ${typeof result === "bigint" ? hex(result) : String(result)}`);
  }

  /** Does something that the module may do or refuse; says whether it did. */
  may(line: string, refused: readonly ErrorName[], run: () => unknown): boolean {
    this.say(line);
    try {
      run();
      return true;
    } catch (thrown) {
      checkError(thrown, refused);
      return false;
    }
  }

  /** Fails unless two things are the same. */
  same(what: string, actual: unknown, expected: unknown): void {
    if (!Object.is(actual, expected)) fail(`${what} is ${text(actual)}, not ${text(expected)}`);
  }
}

const text = (value: unknown): string => typeof value === "string" ? JSON.stringify(value) : String(value);

function checkError(thrown: unknown, wanted: readonly ErrorName[]): void {
  if (!(thrown instanceof Error) || !wanted.some((name) => thrown.constructor === errors[name])) {
    fail(`it threw ${shown(thrown)}${thrown instanceof Error ? `\n${thrown.stack}` : ""}`);
  }
  if (internal.test(thrown.message)) fail(`it threw an error of the engine's: ${shown(thrown)}\n${thrown.stack}`);
}
