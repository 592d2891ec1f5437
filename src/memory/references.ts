/**
 * What pointers in a block refer to, by the offset of the pointer. Most blocks hold one pointer, for which a Map would be
 * the largest part of what they cost.
 */
export class References {
  #offset = -1;
  #value: unknown = null;
  #more: Map<number, unknown> | null = null;

  get empty(): boolean {
    return this.#offset < 0 && (this.#more === null || this.#more.size === 0);
  }

  get(offset: number): unknown {
    if (offset === this.#offset) return this.#value;
    return this.#more === null ? null : this.#more.get(offset) ?? null;
  }

  set(offset: number, value: unknown): void {
    if (offset === this.#offset || this.#offset < 0 && this.#more === null) {
      this.#offset = offset;
      this.#value = value;
    } else (this.#more ??= new Map()).set(offset, value);
  }

  delete(offset: number): void {
    if (offset === this.#offset) {
      this.#offset = -1;
      this.#value = null;
    } else this.#more?.delete(offset);
  }

  /** The entries for `size` bytes. */
  within(offset: number, size: number): [number, unknown][] {
    const found: [number, unknown][] = [];
    if (this.#offset >= offset && this.#offset < offset + size) found.push([this.#offset, this.#value]);
    const more = this.#more;
    if (more === null) return found;
    if (more.size <= size) {
      for (const [at, value] of more) if (at >= offset && at < offset + size) found.push([at, value]);
    } else for (let at = offset; at < offset + size; at++) if (more.has(at)) found.push([at, more.get(at)]);
    return found;
  }
}
