/**
 * Runs the fuzzer's programs, each in a process of its own, and makes those that fail shorter.
 *
 * @module
 */
import { kindOf, pathsOf, verdict } from "./fuzz_verdict.ts";
import { capture } from "./project.ts";

/** A runtime, and how it is started. */
export interface FuzzRuntime {
  kind: "deno" | "bun";
  name: string;
  program: string;
  env: Record<string, string>;
}

/** What is run. */
export interface Run {
  seed: number;
  steps: number;
  /** Steps and operations that are left out. */
  without: string[];
}

/** How it went. */
export interface Result {
  run: Run;
  /** With which flags. */
  mode: string;
  /** What went wrong, null if nothing. */
  wrong: string | null;
  /** The steps that it printed, and what came behind them. */
  lines: string[];
}

interface Mode {
  name: string;
  flags: { deno: string; bun: Record<string, string> };
}

/** The engines as they are, optimising early, and collecting garbage more often. */
const modes: Mode[] = [
  { name: "plain", flags: { deno: "--expose-gc", bun: {} } },
  {
    name: "optimising early",
    flags: {
      deno: "--expose-gc,--jit-fuzzing",
      bun: {
        BUN_JSC_thresholdForJITAfterWarmUp: "10",
        BUN_JSC_thresholdForOptimizeAfterWarmUp: "50",
        BUN_JSC_thresholdForFTLOptimizeAfterWarmUp: "500",
      },
    },
  },
  {
    name: "collecting often",
    flags: {
      deno: "--expose-gc,--semi-space-growth-factor=1,--min-semi-space-size=1,--max-semi-space-size=1",
      bun: { BUN_JSC_collectContinuously: "1" },
    },
  },
];

/** Programs take a second; this is for machines that do much else. */
const LIMIT = 120_000;

/**
 * Runs one program.
 *
 * @param runtime Where.
 * @param run Which.
 * @returns How it went.
 */
export async function runProgram(runtime: FuzzRuntime, run: Run): Promise<Result> {
  const { kind, program, env } = runtime;
  const { name: mode, flags } = modes[run.seed % modes.length];
  const args = ["tests/fuzz/program.ts", String(run.seed), String(run.steps), run.without.join(",")];
  const command = kind === "deno"
    ? [program, "run", "-A", "--no-check", "--node-modules-dir=manual", `--v8-flags=${flags.deno}`, ...args]
    : [program, "run", ...args];
  const outcome = await capture(command, { env: kind === "bun" ? { ...env, ...flags.bun } : env, timeout: LIMIT });
  const lines = outcome.text.trimEnd().split("\n");
  return { run, mode, lines, wrong: verdict(outcome, lines) };
}

const MOST_RUNS = 120;
const MOST_TIME = 60_000;

/**
 * Leaves out steps of a program as long as it fails in the same way.
 *
 * @param runtime Where it failed.
 * @param failed How.
 * @returns The shortest program that was found, and how often it was run for that.
 */
export async function shrink(runtime: FuzzRuntime, failed: Result): Promise<{ result: Result; runs: number }> {
  const kind = kindOf(failed.wrong!);
  let result = failed;
  const end = performance.now() + MOST_TIME;
  let runs = 0;
  const attempt = async (paths: string[]): Promise<boolean> => {
    if (runs >= MOST_RUNS || performance.now() > end) return false;
    runs++;
    const shorter = await runProgram(runtime, { ...failed.run, without: [...result.run.without, ...paths] });
    if (shorter.wrong === null || kindOf(shorter.wrong) !== kind) return false;
    result = shorter;
    return true;
  };
  for (let before = -1; before !== result.run.without.length;) {
    before = result.run.without.length;
    for (let size = pathsOf(result.lines).length >> 1; size >= 1; size >>= 1) {
      // From the end: what comes first makes what comes later.
      const paths = pathsOf(result.lines).reverse();
      for (let at = 0; at < paths.length; at += size) await attempt(paths.slice(at, at + size));
    }
  }
  return { result, runs };
}
