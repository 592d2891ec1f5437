/**
 * Tables of what pointers refer to, by where the pointers are stored.
 *
 * @module
 */

/** A place, and what is held for the pointer that begins there. */
export type Reference = [place: number, value: unknown];

/** Adds what a map has from `start` to `end`, its places moved. */
export function addWithin(
  map: ReadonlyMap<number, unknown>,
  start: number,
  end: number,
  move: number,
  found: Reference[],
): void {
  if (map.size <= end - start) {
    for (const [at, value] of map) if (at >= start && at < end) found.push([at + move, value]);
  } else for (let at = start; at < end; at++) if (map.has(at)) found.push([at + move, map.get(at)]);
}

/** A table has a map for as many bytes as this. */
const UNIT = 1 << 20;

/**
 * What pointers in memory that C owns refer to, by address. It lasts: C keeps structures as long as it likes, and
 * JavaScript cannot know when it frees one.
 */
export class AddressTable {
  /** By their addresses in multiples of `UNIT`, and in those: Maps find small integers more quickly. */
  readonly #units = new Map<number, Map<number, unknown>>();

  get(address: number): unknown {
    if (this.#units.size === 0) return null;
    const unit = Math.floor(address / UNIT);
    return this.#units.get(unit)?.get(address - unit * UNIT) ?? null;
  }

  set(address: number, value: unknown): void {
    const number = Math.floor(address / UNIT), place = address - number * UNIT;
    let unit = this.#units.get(number);
    if (value !== null) {
      if (unit === undefined) this.#units.set(number, unit = new Map());
      unit.set(place, value);
    } else if (unit?.delete(place) && unit.size === 0) this.#units.delete(number);
  }

  /** Adds what is held for pointers which begin in `size` bytes; their places are counted from `base`. */
  addWithin(base: number, offset: number, size: number, found: Reference[]): void {
    if (this.#units.size === 0) return;
    const start = base + offset, end = start + size;
    for (let number = Math.floor(start / UNIT); number * UNIT < end; number++) {
      const unit = this.#units.get(number), begin = number * UNIT;
      if (unit) addWithin(unit, Math.max(start - begin, 0), Math.min(end - begin, UNIT), begin - base, found);
    }
  }

  get empty(): boolean {
    return this.#units.size === 0;
  }
}

/** What is held for a pointer that was put together from parts of others. */
class Several {
  readonly address = 0n;
  readonly extent = null;
  readonly keep: Set<unknown>;

  constructor(values: Iterable<unknown>) {
    this.keep = new Set(values);
  }
}

/** All that is held for a pointer which was put together from parts of others; null if it was not. */
export function partsOf(value: unknown): Iterable<unknown> | null {
  return value instanceof Several ? value.keep : null;
}

/** What to hold for a pointer that is part of one and part of another. */
export function bothOf(one: unknown, other: unknown): unknown {
  return one === other ? one : new Several([...partsOf(one) ?? [one], ...partsOf(other) ?? [other]]);
}
