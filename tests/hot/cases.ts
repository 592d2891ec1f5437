/**
 * Which ways meet which events, and how a case is run and judged.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { env, execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { emulated } from "../child.ts";
import { events } from "./events.ts";
import { ways } from "./ways.ts";

const onDeno = "Deno" in globalThis;
const root = fileURLToPath(new URL("../..", import.meta.url));
const program = "./tests/hot/case_program.ts";

/** A way, an event, and when the callback is made: at the beginning, once calls are hot, or one that runs in every call. */
export interface Case {
  readonly way: string;
  readonly event: string;
  readonly mode: "once" | "late" | "each";
}

/** Events that made V8 end the process in every way with a result, before calls were made safe. */
const worst = ["throws", "changes a prototype"];
/** Ways that stand for the others: each goes through other code. */
const typical = ["ints", "doubles", "text argument", "method"];

/** The cases: each way with the worst events, and each event with typical ways. `CTYPES_HOT=all` crosses them all; an
 * emulator, where starting a process takes seconds, runs a few. */
export function cases(): Case[] {
  const all = env.CTYPES_HOT === "all";
  const found: Case[] = [];
  const modes = ["once", "late", "each"] as const;
  Object.keys(ways).forEach((way, i) =>
    Object.keys(events).forEach((event, j) => {
      if (all) found.push(...modes.map((mode) => ({ way, event, mode })));
      else if (worst.includes(event)) found.push({ way, event, mode: modes[(i + j) % 3] });
      else if (typical.includes(way)) found.push({ way, event, mode: modes[(i + j) % 3] });
    })
  );
  return emulated ? found.filter((_, i) => i % 25 === 0) : found;
}

/** What the program prints at its end. */
interface Report {
  fired: number;
  wrong: number;
  ran: number;
  turns: number;
  thrown: string[];
}

/** What is wrong with a report; null if nothing is. */
function fault({ event, mode }: Case, report: Report): string | null {
  const { fired, wrong, turns, thrown } = report;
  if (fired !== 1) return `the event happened ${fired} times`;
  if (wrong !== 0) return `${wrong} calls gave wrong values`;
  const wanted = expectation(event, mode);
  const other = thrown.find((message) => !wanted.test(message));
  if (other !== undefined) return `a call threw ${other}`;
  if (thrown.length === 0 && turns < 60_000) return `only ${turns} calls were made`;
  return event === "throws" && thrown.length === 0 ? "nothing was thrown" : null;
}

/** What calls may throw. */
function expectation(event: string, mode: Case["mode"]): RegExp {
  if (event === "throws") return /^Error: the event$/;
  if (event === "closes the library") return /is closed|was unloaded/;
  if (event === "closes its callback" && mode === "each") return /is closed or was collected/;
  if (event === "detaches a buffer") return /detached/;
  return /^$/;
}

/**
 * Runs cases, two at a time, each in a process of its own.
 *
 * @param flags More arguments for the runtime, and more of the environment.
 * @returns What went wrong, a line each.
 */
export async function runCases(
  list: readonly Case[],
  flags: { readonly args?: readonly string[]; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<string[]> {
  const faults: string[] = [];
  const waiting = list.values();
  const work = async () => {
    for (const one of waiting) {
      const found = await runCase(one, flags.args ?? [], flags.env ?? {});
      if (found !== null) faults.push(`${one.way}, ${one.event}, ${one.mode}: ${found}`);
    }
  };
  await Promise.all([work(), work()]);
  return faults;
}

function runCase(one: Case, flags: readonly string[], more: Readonly<Record<string, string>>): Promise<string | null> {
  const args = onDeno
    ? ["run", "--allow-all", "--no-check", "--node-modules-dir=manual", ["--v8-flags=--expose-gc", ...flags].join(",")]
    : ["run", ...flags];
  const command = [...env.CTYPES_EMULATOR ? [env.CTYPES_EMULATOR] : [], execPath];
  const [start, ...rest] = [...command, ...args, program, one.way, one.event, one.mode];
  const child = spawn(start, rest, { cwd: root, env: { ...env, NO_COLOR: "1", ...more }, timeout: 60_000 });
  let output = "";
  child.stdout.on("data", (data) => output += data);
  child.stderr.on("data", (data) => output += data);
  return new Promise((resolve) =>
    child.on("close", (code, signal) => {
      const last = output.trimEnd().split("\n").at(-1) ?? "";
      if (code !== 0 || !last.startsWith("{")) {
        const words = output.split("\n").filter((line) => /rror|atal|anic/.test(line)).slice(0, 2).join(" ");
        resolve(`ended with ${signal ?? code}: ${words.slice(0, 300)}`);
      } else resolve(fault(one, JSON.parse(last)));
    })
  );
}
