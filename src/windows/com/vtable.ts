import { infoOf } from "../../types/type_info.ts";
import { functionSignature } from "../../call/function/function_type.ts";
import type { Signature } from "../../call/function/signature.ts";
import { show } from "../../memory/show.ts";

/** A method of an interface. */
export interface Slot {
  readonly name: string;
  /** Without `this`. */
  readonly signature: Signature;
}

/** On the classes of interfaces: their {@linkcode Vtable}. */
export const VTABLE: unique symbol = Symbol("vtable");

/** What an interface consists of: its GUID and its methods, in order, after those of the interface it extends. */
export class Vtable {
  readonly iid: string;
  readonly base: Vtable | null;
  readonly #methods: Record<string, unknown>;
  #slots: readonly Slot[] | null = null;

  constructor(iid: string, methods: Record<string, unknown>, base: Vtable | null) {
    this.iid = iid;
    this.base = base;
    this.#methods = methods;
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(methods))) {
      // JavaScript would reorder them.
      if (/^\d+$/.test(name)) throw new TypeError(`Interface(): ${show(name)} is no name of a method`);
      if (base?.has(name)) throw new TypeError(`Interface(): method ${name} is one of the interface that it extends`);
      if (value !== undefined) slotOf(name, value);
    }
  }

  /** The names of its own methods. */
  get names(): string[] {
    return Object.keys(this.#methods);
  }

  /** The number of all methods. */
  get length(): number {
    return (this.base?.length ?? 0) + this.names.length;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#methods, name) || (this.base?.has(name) ?? false);
  }

  /** All methods. Types given by getters are looked at now, so that a method can name its own interface. */
  get slots(): readonly Slot[] {
    return this.#slots ??= [
      ...this.base?.slots ?? [],
      ...this.names.map((name) => slotOf(name, this.#methods[name])),
    ];
  }

  /** Whether an object with this interface has another one by the same pointer. */
  extends(iid: string): boolean {
    return this.iid === iid || (this.base?.extends(iid) ?? false);
  }
}

function slotOf(name: string, type: unknown): Slot {
  const info = infoOf(type, `Interface() method ${name}`);
  const signature = functionSignature(info);
  if (signature === null) throw new TypeError(`Interface() method ${name}: expected a CFunction, not ${info.name}`);
  const { variadic, nonblocking } = signature.options;
  if (variadic || nonblocking) {
    throw new TypeError(
      `Interface() method ${name}: ${variadic ? "variadic" : "nonblocking"} methods are not possible`,
    );
  }
  return { name, signature };
}

/** The vtable of an interface's class. */
export function vtableOf(type: unknown, who: string): Vtable {
  const vtable = typeof type === "function" ? (type as { [VTABLE]?: Vtable })[VTABLE] : undefined;
  if (vtable === undefined) throw new TypeError(`${who}: expected an interface, not ${show(type)}`);
  return vtable;
}
