/**
 * gcc, which knows nothing of clang: it compiles programs that print facts, and lists what headers declare.
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { env } from "node:process";
import type { Headers } from "./headers.ts";

/** Where the task `test:bindgen` has the bindings. */
export const bindings: string = env.CTYPES_BINDINGS!;

/** This package, for what is written there. */
export const moduleUrl: string = new URL("../../../mod.ts", import.meta.url).href;

/** Compiles a program, unless it is there, and gives what it prints. */
export function printed(name: string, source: string, args: readonly string[] = []): string {
  mkdirSync(`${bindings}/gcc`, { recursive: true });
  const file = `${bindings}/gcc/${name}`;
  if (!existsSync(file) || !existsSync(`${file}.c`) || readFileSync(`${file}.c`, "utf8") !== source) {
    writeFileSync(`${file}.c`, source);
    run("gcc", ["-w", "-O0", ...args, "-o", file, `${file}.c`]);
  }
  return run(file, []);
}

/** The names of the functions that headers declare in their own files. */
export function declaredFunctions({ name, headers, own, arguments: args = [] }: Headers): Set<string> {
  mkdirSync(`${bindings}/gcc`, { recursive: true });
  const list = `${bindings}/gcc/${name}.aux`;
  const source = headers.map((header) => `#include <${header}>\n`).join("");
  run("gcc", ["-w", "-x", "c", "-aux-info", list, "-fsyntax-only", ...args, "-"], source);
  const lines = readFileSync(list, "utf8").matchAll(
    /^\/\* (\S+):\d+:.. \*\/ (?:extern|static) .*?\b(\w+) \((?!\*).*$/gm,
  );
  return new Set([...lines].filter(([, file]) => own.test(file)).map(([, , declared]) => declared));
}

function run(command: string, args: readonly string[], input?: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8", input, maxBuffer: 1 << 28 });
  if (status !== 0) throw error ?? new Error(`${command} ${args.join(" ")}: ${stderr.slice(0, 4000)}`);
  return stdout;
}
