// Calls of C functions in a program that has made a callback, which C may call from any of them.
import { c_double, c_int, c_int64, CFunction, dlopen } from "../../mod.ts";
import { loop } from "../loop.ts";
import type { Row } from "../measure.js";
import { library } from "../native/mod.ts";
import { rawLibrary } from "../raw.ts";

const functions = {
  add_ints: [[c_int, c_int], c_int],
  add_doubles: [[c_double, c_double], c_double],
  add_longs: [[c_int64, c_int64], c_int64],
} as const;
const open = (leaf: boolean) =>
  dlopen(library, {
    add_ints: CFunction(functions.add_ints[0], functions.add_ints[1], { leaf }),
    add_doubles: CFunction(functions.add_doubles[0], functions.add_doubles[1], { leaf }),
    add_longs: CFunction(functions.add_longs[0], functions.add_longs[1], { leaf }),
  }).symbols;

export const callback = new (CFunction([c_int], c_int))((x) => x);
const plain = open(false), leaf = open(true);
const raw = rawLibrary({
  add_ints: [["i32", "i32"], "i32"],
  add_doubles: [["f64", "f64"], "f64"],
  add_longs: [["i64", "i64"], "i64"],
});
const numbers = [1n, -2n, 3n, 1n << 40n];
const bodies: [string, string][] = [
  ["int f(int, int)", "sum ^= c.add_ints(i, 1);"],
  ["double f(double, double)", "sum += c.add_doubles(i, 0.5);"],
  ["int64_t f(int64_t, int64_t)", "sum ^= Number(c.add_longs(numbers[i & 3], 1n) & 7n);"],
];

export const rows: Row[] = bodies.flatMap(([name, body]) => [
  {
    name: `${name}, a callback alive`,
    us: loop(body, { c: plain, numbers }),
    raw: loop(body, { c: raw, numbers }),
    target: { deno: 1.6, bun: name.includes("int64_t") ? undefined : 1.05 },
  },
  {
    name: `${name}, leaf`,
    us: loop(body, { c: leaf, numbers }),
    raw: loop(body, { c: raw, numbers }),
    target: { raw: 1.05 },
  },
]);
