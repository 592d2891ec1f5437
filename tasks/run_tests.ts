/**
 * Runs test files under Deno and Bun and counts truthfully: a runtime that crashes, that runs no test, or that ends with
 * an error although no test failed, counts as one failure.
 *
 * @module
 */
import type { Exclusions } from "./exclusions.ts";
import { exists, type Outcome, root, run } from "./project.ts";
import { countReport, sentence, sum, type Tally } from "./report.ts";

/** A build of Deno or Bun, and how to start it. */
export interface TestRuntime {
  kind: "deno" | "bun";
  /** Its name for people: `Deno`, `Bun on arm64`. */
  name: string;
  /** The program and what stands before its first own argument. */
  command: string[];
  env?: Record<string, string>;
  /** How it spells an absolute path of this machine, where that differs. */
  spell?: (path: string) => string;
  /** What it does not run. */
  excluded?: Exclusions;
}

/**
 * The test files of the project.
 *
 * @param args Parts of paths, as a task's arguments; none means all files.
 * @returns Their paths, relative to the checkout's folder.
 */
export function testFiles(args: string[]): string[] {
  const parts = args.map((arg) => arg.replace(/^\.\//, "").replace(/\/$/, ""));
  const found: string[] = [];
  const visit = (folder: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(`${root}/${folder}`)) {
      if (isDirectory) visit(`${folder}/${name}`);
      else if (name.endsWith("_test.ts")) found.push(`${folder}/${name}`);
    }
  };
  visit("tests");
  return found.filter((file) => parts.length === 0 || parts.some((part) => file.includes(part))).sort();
}

/**
 * Runs test files under each runtime, one after the other, and prints what each did.
 *
 * @param runtimes The builds of Deno and Bun.
 * @param files The files, as {@linkcode testFiles} gives them.
 * @returns The sums over all runtimes.
 */
export async function runTests(runtimes: TestRuntime[], files: string[]): Promise<Tally> {
  const lines: string[] = [];
  const tallies: Tally[] = [];
  for (const runtime of runtimes) {
    console.log(`\n— ${runtime.name} —`);
    const tally = await runRuntime(runtime, files);
    tallies.push(tally);
    lines.push(`${runtime.name}: ${sentence(tally)}`);
  }
  console.log(`\n${lines.join("\n")}`);
  return sum(tallies);
}

async function runRuntime(runtime: TestRuntime, files: string[]): Promise<Tally> {
  const excluded = Object.entries(runtime.excluded ?? {});
  const chosen = files.filter((file) => {
    const reason = excluded.find(([path]) => file === path || (path.endsWith("/") && file.startsWith(path)))?.[1];
    if (reason) console.log(`${file} is left out: ${reason}`);
    return !reason;
  });
  if (chosen.length === 0) return failure(runtime, "has no test file to run");
  const reports = `${root}/tests/native/build`;
  await Deno.mkdir(reports, { recursive: true });
  const folder = await Deno.makeTempDir({ dir: reports, prefix: "report-" });
  try {
    const report = `${folder}/junit.xml`;
    const outcome = await run(testCommand(runtime, chosen, report), {
      env: runtime.env,
      timeout: 60 * 60_000,
    });
    const text = exists(report) ? await Deno.readTextFile(report) : null;
    return judge(runtime, outcome, text, chosen);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function testCommand({ kind, command, spell }: TestRuntime, files: string[], reportFile: string): string[] {
  const report = spell?.(reportFile) ?? reportFile;
  const paths = files.map((file) => `./${file}`);
  if (kind === "deno") {
    const flags = ["--allow-all", "--no-check", "--node-modules-dir=manual", "--v8-flags=--expose-gc"];
    return [...command, "test", ...flags, `--junit-path=${report}`, ...paths];
  }
  const flags = ["--timeout=600000", "--reporter=junit", `--reporter-outfile=${report}`];
  return [...command, "test", ...flags, ...paths];
}

/** What the report says, corrected by how the runtime ended and by the files that it does not mention. */
function judge(runtime: TestRuntime, outcome: Outcome, report: string | null, files: string[]): Tally {
  const ending = outcome.signal ? `was ended by ${outcome.signal}` : `ended with code ${outcome.code}`;
  if (report === null) return failure(runtime, `${ending} before it could report; what it printed last says where`);
  const text = report.replaceAll("\\", "/");
  const silent = files.filter((file) => !text.includes(`"${file}"`) && !text.includes(`"./${file}"`));
  const tally = sum([countReport(report), ...silent.map((file) => failure(runtime, `ran no test of ${file}`))]);
  if (tally.passed + tally.failed === 0) return sum([tally, failure(runtime, "ran no test")]);
  if (outcome.success || tally.failed > 0) return tally;
  return sum([tally, failure(runtime, `${ending} although no test failed`)]);
}

function failure(runtime: TestRuntime, what: string): Tally {
  console.error(`${runtime.name} ${what}`);
  return { passed: 0, failed: 1, skipped: 0 };
}
