import { execFileSync } from "node:child_process";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { isDeno } from "./raw.ts";

const engine = fileURLToPath(new URL("engine.ts", import.meta.url));

/** Runs a program on the same runtime; what it prints. */
export function runProgram(...args: string[]): string {
  return execFileSync(execPath, [...isDeno ? ["run", "-A", "--v8-flags=--expose-gc"] : [], ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
}

/** Runs a part of a topic in a process of its own; what it prints. */
export function runTopic(...args: string[]): string {
  return runProgram(engine, ...args);
}
