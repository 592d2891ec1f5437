/** Which calls are running, and what must live because of them. */
import type { Region } from "./memory.ts";

class Scope {
  /** What each running call was given, the innermost last. */
  readonly #given: Region[][] = [];
  /** What was replaced while calls were running. */
  readonly #replaced = new Set<Region>();
  /** Calls on other threads. */
  #pending = 0;

  get depth(): number {
    return this.#given.length;
  }

  /** Runs a call that was given some memory. */
  call<T>(given: Region[], run: () => T): T {
    this.#given.push(given);
    try {
      return run();
    } finally {
      this.#given.pop();
      this.#clear();
    }
  }

  /** A call on another thread begins; the result says that it has ended. */
  begin(given: Region[]): () => void {
    this.#pending++;
    const during = [...given];
    this.#given.unshift(during);
    return () => {
      this.#pending--;
      this.#given.splice(this.#given.indexOf(during), 1);
      this.#clear();
    };
  }

  /** A pointer to this memory, or the memory of an instance, was replaced: it lives until no call is running. */
  replaced(region: Region): void {
    if (this.#given.length > 0) this.#replaced.add(region);
  }

  /** What calls use now. */
  inUse(): Region[] {
    return [...this.#given.flat(), ...this.#replaced];
  }

  #clear(): void {
    if (this.#given.length === 0) this.#replaced.clear();
  }
}

export const scope: Scope = new Scope();
