/**
 * The calls of variadic functions by the types of their arguments behind the fixed ones. Each takes some 20 KiB: of all that
 * are not told by shortcuts, those that were not called for the longest time are forgotten.
 *
 * @module
 */
import type { TypeInfo } from "../../types/type_info.ts";
import type { Wrapper } from "./foreign.ts";

/** A list of types, and those that begin with it. */
class TypeList {
  wrapper: Wrapper | null = null;
  /** Whether it was called since it was last to be forgotten. */
  called = true;
  readonly shorter: TypeList | null;
  readonly last: TypeInfo | null;
  readonly longer = new Map<TypeInfo, TypeList>();
  /** All of the same function that have a wrapper. */
  readonly all: Set<TypeList>;

  constructor(shorter: TypeList | null, last: TypeInfo | null, all: Set<TypeList>) {
    this.shorter = shorter;
    this.last = last;
    this.all = all;
  }

  /** The list with one type more. */
  with(type: TypeInfo): TypeList {
    let list = this.longer.get(type);
    if (list === undefined) this.longer.set(type, list = new TypeList(this, type, this.all));
    return list;
  }

  /** A call of it that is converting its arguments binds the function again. */
  forget(): void {
    this.wrapper!.unbind();
    this.wrapper = null;
    this.all.delete(this);
    this.#leave();
  }

  #leave(): void {
    if (this.shorter === null || this.wrapper !== null || this.longer.size > 0) return;
    this.shorter.longer.delete(this.last!);
    this.shorter.#leave();
  }
}

const MOST = 512;
const forgettable = new Set<TypeList>();

function forgetOne(): void {
  for (const list of forgettable) {
    forgettable.delete(list);
    if (!list.called) return list.forget();
    list.called = false;
    forgettable.add(list);
  }
}

/** The calls of one function. */
export class TypeLists {
  readonly #all = new Set<TypeList>();
  #none = new TypeList(null, null, this.#all);

  /** The call with a list of types, if it is known. */
  find(types: readonly TypeInfo[]): Wrapper | null {
    let list: TypeList | undefined = this.#none;
    for (const type of types) {
      list = list.longer.get(type);
      if (list === undefined) return null;
    }
    list.called = true;
    return list.wrapper;
  }

  /** @param lasting Whether it is known until {@linkcode clear}. */
  add(types: readonly TypeInfo[], wrapper: Wrapper, lasting: boolean): void {
    const list = types.reduce((list, type) => list.with(type), this.#none);
    list.wrapper = wrapper;
    this.#all.add(list);
    if (lasting) return;
    forgettable.add(list);
    if (forgettable.size > MOST) forgetOne();
  }

  /** Unbinds all. */
  clear(): void {
    for (const list of this.#all) {
      forgettable.delete(list);
      list.wrapper!.unbind();
    }
    this.#all.clear();
    this.#none = new TypeList(null, null, this.#all);
  }
}
