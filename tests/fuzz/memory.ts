/**
 * The fuzzer's own account of memory: what bytes every object has, and what the pointers among them refer to. It is kept
 * in plain arrays, so that nothing of the module's is believed.
 */
import { scope } from "./scope.ts";

/** A buffer by which JavaScript sees memory that is not its own: giving it away ends what was made from it. */
export interface Window {
  lost: boolean;
}

/** What a pointer refers to. */
export interface Target {
  readonly region: Region;
  readonly offset: number;
  /** Whether the pointer keeps it alive; one that C copied does not. */
  readonly strong: boolean;
  /** Where in the region the object ends that the module knows the pointer to refer to. */
  readonly end: number;
  /** By what it was made. */
  readonly windows: readonly Window[];
}

/** A pointer in memory. */
interface Stored extends Target {
  /** Null until someone has looked. */
  address: bigint | null;
}

export type RegionKind = "own" | "text" | "foreign" | "variable" | "function";

const POINTER = 8;
const { asUintN } = BigInt;

/** One object's memory. */
export class Region {
  readonly kind: RegionKind;
  readonly bytes: number[];
  /** What it is called in what is printed. */
  readonly name: string;
  /** Its address, once it is known. */
  base: bigint | null = null;
  /** Given away, freed or closed: nobody may use it. */
  gone: "transferred" | "freed" | "closed" | null = null;
  /** How many calls on other threads use it now: nobody may write to it. */
  locked = 0;
  /** In the middle of being written: nobody looks at it. */
  busy = false;
  /** Of a function: what it gives for an argument. */
  readonly run?: (x: number) => number;
  /** Whether it is an array of JavaScript's from the beginning, whose buffer is this memory. */
  visible = false;
  /** Of a WebAssembly memory: makes it larger, and its buffer another. */
  grow?: () => unknown;
  readonly #stored = new Map<number, Stored>();
  /** All that pointers in it ever led to: the module may hold on to it longer than it must. */
  readonly led = new Set<Region>();
  readonly windows = new Set<Window>();

  constructor(kind: RegionKind, bytes: number[], name: string, run?: (x: number) => number) {
    this.kind = kind;
    this.bytes = bytes;
    this.name = name;
    this.run = run;
  }

  get size(): number {
    return this.bytes.length;
  }

  /** Puts bytes somewhere; pointers that they overwrite are none any more. */
  write(at: number, bytes: readonly number[]): void {
    this.forget(at, bytes.length);
    for (let i = 0; i < bytes.length; i++) this.bytes[at + i] = bytes[i];
  }

  fill(at: number, value: number, size: number): void {
    this.forget(at, size);
    this.bytes.fill(value & 255, at, at + size);
  }

  /** Stores a pointer. What it replaces lives until no call is running. */
  point(at: number, target: Target | null): void {
    this.#replace(at, POINTER);
    this.fill(at, 0, POINTER);
    if (target === null) return;
    this.#stored.set(at, { ...target, address: null });
    this.led.add(target.region);
    for (const window of target.windows) this.windows.add(window);
  }

  /** Copies bytes with the pointers among them. `strong`: the copy was made by the module, which keeps what they refer to. */
  copy(at: number, source: Region, from: number, size: number, strong = true): void {
    const bytes = source.bytes.slice(from, from + size);
    const pointers = [...source.#stored].filter(([place]) => place >= from && place + POINTER <= from + size);
    if (strong) this.#replace(at, size);
    this.write(at, bytes);
    for (const region of source.led) this.led.add(region);
    for (const window of source.windows) this.windows.add(window);
    for (const [place, stored] of pointers) {
      this.#stored.set(place - from + at, { ...stored, strong: strong && stored.strong });
    }
  }

  /** The pointers that are stored now. */
  pointers(): [at: number, Target][] {
    return [...this.#stored].filter(([at]) => this.target(at) !== null);
  }

  /** What the pointer at a place refers to, or null if there is none that the fuzzer knows. */
  target(at: number): Target | null {
    return this.#stored.get(at) ?? null;
  }

  /** The places of pointers whose addresses nobody has looked at yet. */
  unsettled(): number[] {
    return [...this.#stored].filter(([, { address }]) => address === null).map(([at]) => at);
  }

  /**
   * Notes the address that was found in a pointer. It says where the target is.
   *
   * @returns What is wrong with it, if something is.
   */
  settle(at: number, address: bigint): string | null {
    const stored = this.#stored.get(at)!;
    const { region, offset } = stored;
    stored.address = address;
    for (let i = 0; i < POINTER; i++) this.bytes[at + i] = Number(asUintN(8, address >> BigInt(8 * i)));
    return region.place(address - BigInt(offset));
  }

  /** Notes where it is; says what is wrong if it was elsewhere. */
  place(base: bigint): string | null {
    this.base ??= base;
    return this.base === base ? null : `${this.name} was at ${hex(this.base)} and is at ${hex(base)}`;
  }

  address(at: number): bigint {
    return this.bytes.slice(at, at + POINTER).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  }

  forget(at: number, size: number): void {
    for (const place of this.#stored.keys()) {
      if (place < at + size && place + POINTER > at) this.#stored.delete(place);
    }
  }

  /** The module replaces what is in a place. */
  #replace(at: number, size: number): void {
    for (const [place, { region, strong }] of this.#stored) {
      if (strong && place < at + size && place + POINTER > at) scope.replaced(region);
    }
  }
}

/** Whether what a pointer refers to, or an object stands for, is still there. */
export function isThere({ region, windows }: { region: Region; windows: readonly Window[] }): boolean {
  return region.gone === null && !windows.some(({ lost }) => lost);
}

/** What can be reached from some regions by pointers that keep what they refer to. */
export function reachable(from: Iterable<Region>): Set<Region> {
  const found = new Set<Region>();
  const open = [...from];
  for (let region = open.pop(); region !== undefined; region = open.pop()) {
    if (found.has(region) || region.gone !== null) continue;
    found.add(region);
    for (const [, target] of region.pointers()) if (target.strong && isThere(target)) open.push(target.region);
  }
  return found;
}

/** Whether pointers in a part of a region lead to memory that was given away. */
export function leadsToGone(region: Region, from: number, end: number, seen: Set<unknown> = new Set()): boolean {
  for (const [at, target] of region.pointers()) {
    if (at < from || at + POINTER > end || !target.strong || seen.has(target)) continue;
    seen.add(target);
    if (target.region.gone === "transferred" || leadsToGone(target.region, target.offset, target.end, seen)) {
      return true;
    }
  }
  return false;
}

/** Whether C may be given a region: nothing that its pointers ever led to was given away. */
export function passable(region: Region): boolean {
  const seen = new Set([region]);
  for (const region of seen) {
    if (region.gone === "transferred" || [...region.windows].some(({ lost }) => lost)) return false;
    for (const next of region.led) seen.add(next);
  }
  return true;
}

export const hex = (address: bigint): string => `0x${address.toString(16)}`;

/** The bytes of a text with its NUL. */
export function textBytes(text: string): number[] {
  return [...new TextEncoder().encode(text), 0];
}

/** The bytes of a wide text with its NUL. */
export function wideBytes(text: string, unit: number): number[] {
  const units = unit === 4
    ? [...text].map((character) => character.codePointAt(0)!)
    : Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  return [...units, 0].flatMap((code) => Array.from({ length: unit }, (_, i) => (code >>> (8 * i)) & 255));
}

/** The hash that C makes of bytes. */
export function hashBytes(bytes: readonly number[], from = 0, end = bytes.length): number {
  let h = 2166136261;
  for (let i = from; i < end; i++) h = Math.imul(h ^ bytes[i], 16777619);
  return h >>> 0;
}
