/**
 * Function types that exist, by what they are made of: a program that writes a type down where it uses it gets the same
 * class each time, and all that was made for it.
 *
 * @module
 */
import type { TypeInfo } from "../../types/type_info.ts";
import type { Signature } from "./signature.ts";

const numbers = new WeakMap<TypeInfo, number>();
let next = 0;

function numberOf(info: TypeInfo): number {
  let number = numbers.get(info);
  if (number === undefined) numbers.set(info, number = next++);
  return number;
}

const known = new Map<string, WeakRef<object>>();
const gone = new FinalizationRegistry<string>((key) => {
  if (known.get(key)?.deref() === undefined) known.delete(key);
});

/** What tells signatures apart; null for one that is nobody else's: it has a name, or a function of its own. */
function keyOf({ parameters, result, options }: Signature): string | null {
  const flags = Object.entries(options).filter(([_, value]) => value !== undefined && value !== false);
  if (flags.some(([_, value]) => value !== true)) return null;
  const names = flags.map(([name]) => name).sort();
  return [result, ...parameters].map(numberOf).join() + ":" + names.join();
}

/** The class for a signature: one that exists, or what `make` makes. */
export function typeFor<T extends object>(signature: Signature, make: () => T): T {
  const key = keyOf(signature);
  if (key === null) return make();
  let type = known.get(key)?.deref() as T | undefined;
  if (type === undefined) {
    type = make();
    known.set(key, new WeakRef(type));
    gone.register(type, key);
  }
  return type;
}
