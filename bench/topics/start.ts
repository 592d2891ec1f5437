// How long programs take that do nothing, import the module, or open a library and call its functions once. Each is
// measured in a process of its own.
import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runProgram } from "../child.ts";
import { print } from "../measure.js";
import { folder } from "../native/mod.ts";

const ROUNDS = 15;
/** The program that imports us and all of us in one file, as a bundler writes it. */
const BUNDLE = `${folder}/imports.js`;
/** As many functions as OpenGL's glext.h has. */
const MANY = 2975;
const limits = [
  { count: 1, target: { deno: 3, bun: 8 } },
  { count: 10, target: { deno: 2, bun: 8 } },
  { count: 100, target: { deno: 1.6, bun: 10 } },
];

const pathOf = (program: string) => fileURLToPath(new URL(`../programs/${program}.ts`, import.meta.url));

/** How long a whole program takes, in milliseconds. */
function timeProgram(file: string): number {
  const start = performance.now();
  runProgram(file);
  return performance.now() - start;
}

/** A library of many functions of three kinds. */
function manyFunctions(): string {
  const file = `${folder}/libstart.so`;
  if (!existsSync(file)) {
    const kinds = ["int f_(int a, int b) { return a + b; }", "double f_(double a, double b) { return a + b; }"];
    kinds.push("int f_(void *p, int n) { return p ? 0 : n; }");
    writeFileSync(
      `${folder}/start.c`,
      Array.from({ length: MANY }, (_, i) => kinds[i % 3].replace("_", `${i}`)).join("\n"),
    );
    execFileSync("cc", ["-O1", "-shared", "-fPIC", "-o", file, `${folder}/start.c`]);
  }
  return file;
}

/** How long opening a library and calling functions of it takes, by us and without us. */
function compareOpening(row: string, declared: number, called: number, target?: { deno: number; bun: number }): void {
  for (const [side, program] of [["us", "opens"], ["raw", "opens_raw"]]) {
    const ns = Number(runProgram(pathOf(program), manyFunctions(), `${declared}`, `${called}`));
    print({ row, side, ns, target });
  }
}

function compareImports(): void {
  const empty = timeProgram(pathOf("empty"));
  const all = [
    { row: "a program that imports it", file: pathOf("imports"), target: { deno: 2.1, bun: 3.8 } },
    { row: "the same, bundled", file: BUNDLE, target: { deno: 1.7, bun: 2.9 } },
  ];
  for (const { row, file, target } of all) {
    print({ row, side: "us", ns: timeProgram(file), target });
    print({ row, side: "an empty program", ns: empty });
  }
}

export function run(): void {
  for (const file of [pathOf("empty"), pathOf("imports"), BUNDLE]) timeProgram(file); // fills the runtime's cache
  for (const program of ["opens", "opens_raw"]) runProgram(pathOf(program), manyFunctions(), "1", "1");
  for (let round = 0; round < ROUNDS; round++) {
    compareImports();
    for (const { count, target } of limits) {
      compareOpening(`${count} function${count === 1 ? "" : "s"} opened and called once`, count, count, target);
    }
    compareOpening(`${MANY} functions opened`, MANY, 0);
  }
}
