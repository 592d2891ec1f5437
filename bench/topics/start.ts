// How long programs take that do nothing, import the module, or call one function.
import { fileURLToPath } from "node:url";
import { runProgram } from "../child.ts";
import { print } from "../measure.js";
import { isDeno } from "../raw.ts";

const ROUNDS = 7;

/** How long a program takes, in milliseconds. */
function time(name: string): number {
  const file = fileURLToPath(new URL(`../programs/${name}.ts`, import.meta.url));
  const start = performance.now();
  runProgram(file);
  return performance.now() - start;
}

export function run(): void {
  const raw = isDeno ? "calls_deno" : "calls_bun";
  for (const program of ["empty", "imports", "calls", raw]) time(program); // fills the runtime's cache
  for (let round = 0; round < ROUNDS; round++) {
    const empty = time("empty"), imports = time("imports");
    print({ row: "a program that imports it", side: "us", ns: imports, target: { raw: 4 / 3 } });
    print({ row: "a program that imports it", side: "an empty program", ns: empty });
    print({ row: "added by the import", side: "us", ns: imports - empty });
    print({ row: "a program with one call", side: "us", ns: time("calls"), target: { raw: 4 / 3 } });
    print({ row: "a program with one call", side: "raw", ns: time(raw) });
  }
}
