/** Random numbers that are the same on every machine, and choices that stay the same when other steps are left out. */
import { random } from "../types/layout_generator.ts";

/** Mixes two 32-bit numbers to one. */
export function mix(a: number, b: number): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ b;
  h = Math.imul(h ^ (h >>> 15), 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 13), 0x27d4eb2f);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A number for a text. */
export function hashText(text: string): number {
  let h = 2166136261;
  for (let i = 0; i < text.length; i++) h = mix(h, text.charCodeAt(i));
  return h;
}

/** A sequence of random choices. */
export class Random {
  readonly #seed: number;
  readonly #next: () => number;

  constructor(seed: number) {
    this.#seed = seed;
    this.#next = random(seed);
  }

  /** An integer from 0 to n − 1. */
  below(n: number): number {
    return Math.floor(this.#next() * n);
  }

  /** An integer from `low` to `high`. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(probability: number): boolean {
    return this.#next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  /** One of these, each as often as its weight says. */
  weighted<T>(list: readonly (readonly [weight: number, value: T])[]): T {
    let at = this.#next() * list.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, value] of list) if ((at -= weight) < 0) return value;
    return list[list.length - 1][1];
  }

  /**
   * One of some things that have hashes, or undefined if there are none. If another of them is missing the next time, the
   * choice is the same: programs stay similar while they are made shorter.
   */
  choose<T extends { readonly hash: number }>(things: Iterable<T>): T | undefined {
    const salt = mix(this.#seed, this.below(2 ** 31));
    let best: T | undefined;
    let least = Infinity;
    for (const thing of things) {
      const score = mix(salt, thing.hash);
      if (score < least) [best, least] = [thing, score];
    }
    return best;
  }
}
