/**
 * Types that exist, by what they are made of, as long as somebody uses them.
 *
 * @module
 */

/** A type that nobody uses any more leaves its place; another may have been made there meanwhile. */
const gone = new FinalizationRegistry<{ readonly types: Map<unknown, WeakRef<object>>; readonly key: unknown }>(
  ({ types, key }) => {
    if (types.get(key)?.deref() === undefined) types.delete(key);
  },
);

/** One type for each key. */
export class WeakTypes<K, T extends object> {
  readonly #types = new Map<K, WeakRef<T>>();

  /** The type for a key: one that exists, or what `make` makes. */
  get(key: K, make: () => T): T {
    let type = this.#types.get(key)?.deref();
    if (type === undefined) {
      type = make();
      this.#types.set(key, new WeakRef(type));
      gone.register(type, { types: this.#types as Map<unknown, WeakRef<object>>, key });
    }
    return type;
  }
}
