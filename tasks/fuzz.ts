/**
 * `deno task fuzz`: runs random programs (tests/fuzz) that use memory in every way the module has, under Deno and Bun, a
 * process for each. What JavaScript and C see is compared with the fuzzer's own account after every step.
 *
 *     deno task fuzz [--seed N] [--seeds N] [--seconds N] [--steps N] [--runtime deno|bun] [--without NAME,…] [--asan]
 *                    [--no-shrink]
 *
 * Seeds count up from `--seed`, by default from a random one; there are `--seeds` of them (1 where `--seed` is given, else
 * 30), or as many as fit in `--seconds`; both runtimes run at once. A seed decides all but when garbage is collected without being asked, and with
 * which flags the runtime starts. `--without` leaves out operations by their names (tests/fuzz/operations.ts). A program
 * that fails is run again with fewer and fewer steps, and what is left is printed.
 *
 * `--asan` builds the fixture with gcc's address sanitiser and preloads that. Both runtimes run under it. Deno's buffers
 * come from the system's allocator, so that C's use of any freed buffer is found at once; Bun has an allocator of its own
 * inside, so that only memory that C allocated is watched there.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { compileFixtures, nativeTarget, suffixes } from "./fixtures.ts";
import { type FuzzRuntime, type Result, runProgram, shrink } from "./fuzz_run.ts";
import { bunProgram, install } from "./install.ts";
import { capture, exists, runTask, TaskError } from "./project.ts";
import { closing, type Tally } from "./report.ts";

const number = { type: "string" } as const;
const { values: options } = parseArgs({
  options: {
    "help": { type: "boolean" },
    "seed": number,
    "seeds": number,
    "seconds": number,
    "steps": number,
    "runtime": { type: "string" },
    "without": { type: "string", default: "" },
    "asan": { type: "boolean", default: false },
    "no-shrink": { type: "boolean", default: false },
  },
});

/** The value of an option that is a number. */
function numeric(name: "seed" | "seeds" | "seconds" | "steps", otherwise: number): number {
  const given = options[name];
  if (given === undefined) return otherwise;
  if (!/^\d+$/.test(given)) throw new TaskError(`--${name} takes a number, not ${given}`);
  return Number(given);
}

await runTask(async () => {
  if (options.help) {
    console.log((await Deno.readTextFile(new URL(import.meta.url))).match(/\/\*\*\n([^]*?)\n \*\n \* @module/)![1]);
    return true;
  }
  await install();
  const missing = options.asan ? await sanitiserFault() : null;
  if (missing !== null) {
    console.log(`--asan was not run: ${missing}`);
    return closing({ passed: 0, failed: 0, skipped: 1 }, 0);
  }
  const runtimes = await prepare();
  const first = numeric("seed", Math.floor(Math.random() * 1e9));
  const seconds = numeric("seconds", 0);
  const seeds = numeric("seeds", seconds > 0 ? Infinity : options.seed === undefined ? 30 : 1);
  const steps = numeric("steps", 120);
  const end = seconds > 0 ? performance.now() + seconds * 1000 : Infinity;
  const without = options.without.split(",").filter((name) => name !== "");
  console.log(`Seeds from ${first}, of ${steps} steps each`);
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  for (let seed = first; seed < first + seeds && performance.now() < end; seed++) {
    const results = runtimes.map(async (runtime) => ({
      runtime,
      result: await runProgram(runtime, { seed, steps, without }),
    }));
    for (const { runtime, result } of await Promise.all(results)) {
      if (result.wrong === null) tally.passed++;
      else {
        tally.failed++;
        await tell(runtime, result);
      }
    }
  }
  return closing(tally, 0);
});

/** Compiles the fixture and says how the runtimes are started. */
async function prepare(): Promise<FuzzRuntime[]> {
  const target = nativeTarget();
  const env: Record<string, string> = { NO_COLOR: "1", CTYPES_FIXTURES: target.folder };
  if (options.asan) {
    target.folder += "/asan";
    target.flags = ["-fsanitize=address", "-fno-omit-frame-pointer"];
    env.CTYPES_FIXTURES = target.folder;
    env.LD_PRELOAD = await Deno.realPath(await sanitiser());
    env.ASAN_OPTIONS = "detect_leaks=0:malloc_context_size=6:allocator_may_return_null=1";
  }
  if (await compileFixtures(target, "fuzz") > 0) throw new TaskError("There is nothing to run without the fixture");
  // One that only a step opens, so that it is unloaded when it is closed.
  const library = `${target.folder}/libfuzz`, suffix = suffixes[target.system];
  await Deno.copyFile(library + suffix, `${library}_copy${suffix}`);
  const all: FuzzRuntime[] = [
    { kind: "deno", name: "Deno", program: Deno.execPath(), env },
    { kind: "bun", name: "Bun", program: bunProgram(), env },
  ];
  const { runtime: wanted } = options;
  if (wanted !== undefined && !all.some(({ kind }) => kind === wanted)) {
    throw new TaskError(`--runtime takes deno or bun, not ${wanted}`);
  }
  return all.filter(({ kind }) => wanted === undefined || kind === wanted);
}

/** The address sanitiser's library, which must be loaded before all others. */
async function sanitiser(): Promise<string> {
  const { text } = await capture([nativeTarget().compiler, "-print-file-name=libasan.so"]);
  return text.trim();
}

/** Why there can be no sanitised fixture here, null if there can. */
async function sanitiserFault(): Promise<string | null> {
  if (Deno.build.os !== "linux") return "gcc's sanitiser is preloaded, which only Linux can do";
  const path = await sanitiser().catch(() => "");
  return exists(path) ? null : "the C compiler has no address sanitiser";
}

/** Prints a failure: what is wrong, the program's last steps or its shortest form, and how to repeat it. */
async function tell(runtime: FuzzRuntime, result: Result): Promise<void> {
  const { seed, steps, without } = result.run;
  console.log(`\n${runtime.name}, seed ${seed} (${result.mode}): ${result.wrong}`);
  const short = options["no-shrink"] ? null : await shrink(runtime, result);
  console.log(short === null ? "Its last steps:" : `${short.runs} runs left of it:`);
  console.log((short?.result ?? result).lines.slice(-40).map((line) => `    ${line}`).join("\n"));
  const again = [`--seed ${seed}`, `--steps ${steps}`, `--runtime ${runtime.kind}`];
  if (without.length > 0) again.push(`--without ${without.join(",")}`);
  if (options.asan) again.push("--asan");
  console.log(`Repeat it: deno task fuzz ${again.join(" ")}`);
}
