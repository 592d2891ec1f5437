// How long programs take that do nothing, import the module, or call one function.
import { fileURLToPath } from "node:url";
import { runProgram } from "../child.ts";
import { print } from "../measure.js";
import { folder } from "../native/mod.ts";
import { isDeno } from "../raw.ts";

const ROUNDS = 7;
/** The program that imports us and all of us in one file, as a bundler writes it. */
const BUNDLE = `${folder}/imports.js`;

/** How long a program takes, in milliseconds. */
function time(program: string): number {
  const file = program === BUNDLE ? program : fileURLToPath(new URL(`../programs/${program}.ts`, import.meta.url));
  const start = performance.now();
  runProgram(file);
  return performance.now() - start;
}

export function run(): void {
  const raw = isDeno ? "calls_deno" : "calls_bun";
  for (const program of ["empty", "imports", BUNDLE, "calls", raw]) time(program); // fills the runtime's cache
  for (let round = 0; round < ROUNDS; round++) {
    const empty = time("empty"), imports = time("imports");
    print({ row: "a program that imports it", side: "us", ns: imports, target: { raw: 4 / 3 } });
    print({ row: "a program that imports it", side: "an empty program", ns: empty });
    print({ row: "added by the import", side: "us", ns: imports - empty });
    print({ row: "added by the import, bundled", side: "us", ns: time(BUNDLE) - empty });
    print({ row: "a program with one call", side: "us", ns: time("calls"), target: { raw: 4 / 3 } });
    print({ row: "a program with one call", side: "raw", ns: time(raw) });
  }
}
