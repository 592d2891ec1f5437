/**
 * Measures `findLibrary` beside Python's `ctypes.util.find_library`: the first look-up of a process and further ones, of
 * a name that there is and of one that there is not. Every round starts each program once, in turn, so that a busy
 * machine slows all of them alike; what is printed are medians. Under `--child NAME` it is the program that is measured.
 *
 *     deno run -A bench/find_library.ts [ROUNDS]
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { argv } from "node:process";
import { findLibrary } from "../src/library/find.ts";

const furtherCalls = 50;
const python = `
import sys, time
from ctypes.util import find_library
start = time.perf_counter()
find_library(sys.argv[1])
first = time.perf_counter()
for i in range(10): find_library(sys.argv[1])
print((first - start) * 1e3, (time.perf_counter() - first) * 1e2)
`;

const self = fileURLToPath(import.meta.url);
const programs: Record<string, (name: string) => string[]> = {
  Python: (name) => ["python3", "-c", python, name],
  Deno: (name) => ["deno", "run", "-A", self, "--child", name],
  Bun: (name) => ["bun", self, "--child", name],
};

function child(name: string): void {
  const start = performance.now();
  findLibrary(name);
  const first = performance.now();
  for (let i = 0; i < furtherCalls; i++) findLibrary(name);
  console.log(first - start, (performance.now() - first) / furtherCalls);
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];

function compare(name: string, rounds: number): void {
  const results: Record<string, { first: number[]; further: number[] }> = {};
  for (const program of Object.keys(programs)) results[program] = { first: [], further: [] };
  for (let round = 0; round < rounds; round++) {
    for (const [program, commandFor] of Object.entries(programs)) {
      const [command, ...args] = commandFor(name);
      const [first, further] = execFileSync(command, args, { encoding: "utf8" }).trim().split(" ").map(Number);
      results[program].first.push(first);
      results[program].further.push(further);
    }
  }
  const base = { first: median(results.Python.first), further: median(results.Python.further) };
  for (const [program, { first, further }] of Object.entries(results)) {
    const line = [median(first), base.first / median(first), median(further), base.further / median(further)];
    const [a, b, c, d] = line.map((value) => value.toFixed(value < 10 ? 3 : 1).padStart(9));
    console.log(`${name.padEnd(16)}${program.padEnd(8)}${a} ms ${b} x${c} ms ${d} x`);
  }
}

if (argv[2] === "--child") {
  child(argv[3]);
} else {
  console.log("name            program      first   Python is  further   Python is");
  for (const name of ["z", "no-such-library"]) compare(name, Number(argv[2] ?? 15));
}
