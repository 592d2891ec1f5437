/**
 * Which ways meet which events, and how a case is run and judged.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { env, execPath, platform } from "node:process";
import { fileURLToPath } from "node:url";
import { emulated } from "../child.ts";
import { callers } from "./callers.ts";
import { events } from "./events.ts";
import { ways } from "./ways.ts";

const onDeno = "Deno" in globalThis;
const root = fileURLToPath(new URL("../..", import.meta.url));
const program = "./tests/hot/case_program.ts";

/** One process. */
export interface Case {
  readonly way: string;
  readonly event: string;
  /** When the callback is made: at the beginning, once calls are hot, or one that runs in every call. */
  readonly mode: "once" | "late" | "each";
  /** Where the call stands in the program. */
  readonly caller: string;
  readonly thread: "main" | "worker";
}

/** Events that made V8 end the process in every way with a result, before calls were made safe. */
const worst = ["throws", "changes a prototype", "closes the library"];
const modes = ["once", "late", "each"] as const;

/**
 * The cases: each way with the worst events in turn and with another event, each event with typical ways, each place of a
 * call. `CTYPES_HOT=all` crosses them, which takes a quarter of an hour; an emulator, where starting a process takes
 * seconds, runs a few.
 */
export function cases(): Case[] {
  const all = env.CTYPES_HOT === "all";
  const wayNames = Object.keys(ways), eventNames = Object.keys(events), callerNames = Object.keys(callers);
  const found: Case[] = [];
  const add = (way: string, event: string, more: Partial<Case> = {}) =>
    found.push({ way, event, mode: modes[found.length % 3], caller: "a loop", thread: "main", ...more });
  if (all) {
    for (const event of eventNames) {
      for (const mode of modes) {
        for (const way of wayNames) add(way, event, { mode });
        for (const caller of callerNames) add("ints", event, { mode, caller });
      }
    }
  } else {
    wayNames.forEach((way, i) => {
      add(way, worst[i % worst.length]);
      // Steps that have no factor in common with the number of events: neighbours meet others.
      if (i % 2 === 1) add(way, eventNames[5 * i % eventNames.length]);
    });
    eventNames.forEach((event, i) => add(i % 2 === 0 ? "doubles" : "callback that calls", event));
    callerNames.forEach((caller, i) => add("ints", worst[i % worst.length], { caller }));
  }
  for (const event of worst) add("ints", event, { thread: "worker" });
  const step = emulated ? 25 : platform === "win32" ? 15 : 1;
  return found.filter((_, i) => i % step === 0);
}

/** Flags that make the engine optimise sooner, throw code away more often, or collect garbage more often. */
export interface Flags {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Those that work. Of V8's, `--deopt-every-n-times` lets calls with callbacks take minutes, and `--stress-inline` inlines
 * functions of any size, against which nothing helps.
 */
export const stresses: readonly Flags[] = onDeno
  ? [
    {
      args: [
        ...["--no-lazy-feedback-allocation", "--invocation-count-for-turbofan=50"],
        ...["--invocation-count-for-osr=20", "--always-osr"],
      ],
    },
    { args: ["--turbolev-future", "--always-osr-from-maglev"] },
    { args: ["--gc-interval=500"] },
  ]
  : [
    { env: { BUN_JSC_jitPolicyScale: "0", BUN_JSC_osrExitCountForReoptimization: "1" } },
    { env: { BUN_JSC_useConcurrentJIT: "0", BUN_JSC_useEagerCodeBlockJettisonTiming: "1" } },
    { env: { BUN_JSC_collectContinuously: "1" } },
  ];

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
  flags: Flags = {},
): Promise<string[]> {
  const faults: string[] = [];
  const waiting = list.values();
  const work = async () => {
    for (const one of waiting) {
      const found = await runCase(one, flags.args ?? [], flags.env ?? {});
      if (found !== null) faults.push(`${Object.values(one).join(", ")}: ${found}`);
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
  const [start, ...rest] = [...command, ...args, program, ...Object.values(one)];
  const child = spawn(start, rest, { cwd: root, env: { ...env, NO_COLOR: "1", ...more }, timeout: 60_000 });
  let output = "";
  child.stdout.on("data", (data) => output += data);
  child.stderr.on("data", (data) => output += data);
  return new Promise((resolve) =>
    child.on("close", (code, signal) => {
      // Bun says more than asked under Wine.
      const report = output.split("\n").find((line) => line.startsWith("{")) ?? "";
      if (code !== 0 || report === "") {
        const words = output.split("\n").filter((line) => /rror|atal|anic/.test(line)).slice(0, 2).join(" ");
        resolve(`ended with ${signal ?? code}: ${words.slice(0, 300)}`);
      } else resolve(fault(one, JSON.parse(report)));
    })
  );
}
