// The rows of the topics about programs that have made a callback, which C may call from any function.
import { c_double, c_int, c_int64, CFunction, dlopen } from "../mod.ts";
import { loop } from "./loop.ts";
import type { Row, Target } from "./measure.js";
import { library } from "./native/mod.ts";
import { rawLibrary } from "./raw.ts";

const numbers = [1n, -2n, 3n, 1n << 40n];
const bodies: [string, string][] = [
  ["int f(int, int)", "sum ^= c.add_ints(i, 1);"],
  ["double f(double, double)", "sum += c.add_doubles(i, 0.5);"],
  ["int64_t f(int64_t, int64_t)", "sum ^= Number(c.add_longs(numbers[i & 3], 1n) & 7n);"],
];
const raw = rawLibrary({
  add_ints: [["i32", "i32"], "i32"],
  add_doubles: [["f64", "f64"], "f64"],
  add_longs: [["i64", "i64"], "i64"],
});

/** The callback; C is never given it. */
export const callback = new (CFunction([c_int], c_int))((x) => x);

/**
 * Makes rows of calls.
 *
 * @param words What the rows are called beside their signatures.
 * @param leaf Whether the functions are declared leaf.
 * @param target What they should cost; for bigints it is not said, as making one costs more than a call.
 */
export function rowsOf(words: string, leaf: boolean, target: Target): Row[] {
  const { symbols: c } = dlopen(library, {
    add_ints: CFunction([c_int, c_int], c_int, { leaf }),
    add_doubles: CFunction([c_double, c_double], c_double, { leaf }),
    add_longs: CFunction([c_int64, c_int64], c_int64, { leaf }),
  });
  return bodies.map(([name, body]) => ({
    name: `${name}, ${words}`,
    us: loop(body, { c, numbers }),
    raw: loop(body, { c: raw, numbers }),
    target: name.includes("int64_t") ? {} : target,
  }));
}
