// What tests/lifetime/nesting_test.ts runs: callbacks that are deeply nested, each of which passes long strings, and prints
// how many MiB of memory outside of the heap are left when they have ended.
import { memoryUsage } from "node:process";
import { c_char_p, c_int, c_size_t, CFunction, dlopen } from "../../mod.ts";
import { collectThoroughly } from "../collect.ts";
import { fixture } from "../native/mod.ts";

const { symbols: c } = dlopen(fixture("basic"), {
  call_binary: CFunction([CFunction([c_int, c_int], c_int), c_int, c_int], c_int),
  text_length: CFunction([c_char_p], c_size_t),
});
const DEPTH = 150, LENGTH = 60_000;
const text = "x".repeat(LENGTH);
let right = 0;
const down = (depth: number): number => {
  for (let i = 0; i < 4; i++) right += +(c.text_length(text) === BigInt(LENGTH));
  if (depth > 0) c.call_binary(down, depth - 1, 0);
  right += +(c.text_length("short") === 5n);
  return 0;
};

down(10);
await collectThoroughly();
const before = memoryUsage().external;
right = 0;
for (let round = 0; round < 3; round++) down(DEPTH);
await collectThoroughly();
console.log(JSON.stringify({ wrong: 3 * 5 * (DEPTH + 1) - right, grown: (memoryUsage().external - before) / 2 ** 20 }));
