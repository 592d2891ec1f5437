/**
 * Function types that exist, by what they are made of: a program that writes a type down where it uses it gets the same
 * class each time, and all that was made for it.
 *
 * @module
 */
import { numberOf } from "../../types/type_info.ts";
import { WeakTypes } from "../../types/weak_types.ts";
import type { Signature } from "./signature.ts";

const known = new WeakTypes<string, object>();

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
  return key === null ? make() : known.get(key, make) as T;
}
