/**
 * Programs that a test starts in the runtime that it runs on itself: what might crash, or needs other permissions.
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { env, execPath } from "node:process";
import { fileURLToPath } from "node:url";

/** How a child ended and what it printed. */
export interface ChildResult {
  /** The exit code, null when a signal ended it: a crash, or the time limit. */
  code: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
}

/** Options of {@linkcode runFile} and {@linkcode runSource}. */
export interface ChildOptions {
  /** What `Deno.args` and `process.argv` give the program. */
  args?: string[];
  /** Deno's permissions; all by default. Bun has none. `runSource` always has all. */
  permissions?: string[];
  /** Further flags of the runtime, by its name: `{ deno: ["--v8-flags=--expose-gc"], bun: ["--smol"] }`. */
  flags?: { deno?: string[]; bun?: string[] };
  /** Additional environment. */
  env?: Record<string, string>;
  /** The folder that the program runs in; the checkout's by default. For `runFile` only. */
  cwd?: string;
  /** Milliseconds; 60,000 by default, 600,000 under emulation. */
  timeout?: number;
}

const onDeno = "Deno" in globalThis;
const root = fileURLToPath(new URL("..", import.meta.url));

/** Whether the tests run under an emulator, where everything takes some ten times as long. */
export const emulated: boolean = env.CTYPES_EMULATOR !== undefined;

/**
 * Runs a TypeScript file.
 *
 * @param file Its path or URL; a relative path is relative to the checkout's folder.
 * @param options Arguments, permissions and flags.
 * @returns How it ended.
 */
export function runFile(file: string | URL, options: ChildOptions = {}): ChildResult {
  const path = typeof file === "string" ? resolve(root, file) : fileURLToPath(file);
  const deno = ["run", "--no-check", `--config=${root}deno.json`, "--node-modules-dir=manual", "--no-prompt"];
  return start([...(onDeno ? [...deno, ...(options.permissions ?? ["--allow-all"])] : ["run"])], path, options);
}

/**
 * Runs TypeScript source. Its relative imports are relative to the checkout's folder: `./mod.ts`.
 *
 * @param source The program.
 * @param options Arguments and flags.
 * @returns How it ended.
 */
export function runSource(source: string, options: ChildOptions = {}): ChildResult {
  return start(onDeno ? ["eval", "--ext=ts", "--node-modules-dir=manual"] : ["-e"], source, options);
}

function start(first: string[], program: string, options: ChildOptions): ChildResult {
  const { args = [], flags, env: more, timeout = emulated ? 600_000 : 60_000 } = options;
  const own = (onDeno ? flags?.deno : flags?.bun) ?? [];
  // Bun takes its own flags before the subcommand, Deno after it.
  const all = onDeno ? [...first, ...own, program, ...args] : [...own, ...first, program, ...args];
  const command = emulated ? [env.CTYPES_EMULATOR!, execPath, ...all] : [execPath, ...all];
  const result = spawnSync(command[0], command.slice(1), {
    cwd: options.cwd ?? root,
    env: { ...env, NO_COLOR: "1", ...more },
    encoding: "utf8",
    timeout,
    maxBuffer: 1 << 26,
  });
  if (result.error && result.status === null && result.signal === null) throw result.error;
  return { code: result.status, signal: result.signal, stdout: result.stdout, stderr: result.stderr };
}
