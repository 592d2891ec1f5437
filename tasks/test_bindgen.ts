/**
 * `deno task test:bindgen`: writes bindings of many of Debian's headers, on both runtimes, checks what was written with
 * every tool that its users may have, and compares it with gcc and with the libraries themselves.
 *
 *     deno task test:bindgen              everything
 *     deno task test:bindgen calls        the test files whose path contains that
 *
 * Installs the libraries' Debian packages.
 *
 * @module
 */
import { HEADERS } from "../tests/bindgen/system/headers.ts";
import { installDebian } from "./emulation.ts";
import { hostRuntimes } from "./host.ts";
import { bunProgram, install } from "./install.ts";
import { capture, type Outcome, root, runTask } from "./project.ts";
import { closing, sum, type Tally } from "./report.ts";
import { runTests, testFiles } from "./run_tests.ts";

const task = "test:bindgen";
/** Not in the checkout, where the other checks would find it. */
const build = Deno.makeTempDirSync({ prefix: "ctypes-bindgen-" });
const deno = Deno.execPath();
const program = "src/bindgen/mod.ts";
const own = ["--config", `${root}/deno.json`];
const config = ["--config", "tests/bindgen/system/bindgen.config.ts"];
const packages = [...new Set(["gcc", "libc6-dev", "libclang1-14", "libclang-common-14-dev", "libexpat1"])];

/** What is done one after the other, each with the outputs of those before it. */
const steps: Record<string, () => Promise<Outcome & { text: string }>> = {
  "writes bindings on Deno": () => write("deno", [deno, "run", "-A", "--no-check", program, ...config]),
  "writes bindings on Bun": () => write("bun", [bunProgram(), "run", program, ...config]),
  "the same bytes on both": () => capture(["diff", "-r", `${build}/deno`, `${build}/bun`]),
  "writes bindings with explicit types": () => {
    return write("explicit", [deno, "run", "-A", "--no-check", program, ...config], { BINDGEN_EXPLICIT: "1" });
  },
  "formatting": () => capture([deno, "fmt", "--no-config", "--check", ...outputs("deno"), ...outputs("explicit")]),
  "lint": () => capture([deno, "lint", "--no-config", ...outputs("deno"), ...outputs("explicit")]),
  "types": () => capture([deno, "check", ...own, ...outputs("deno")]),
  "explicit types": () => capture([deno, "check", ...own, ...outputs("explicit")]),
  "types, as tsc sees them": () => capture(tsc(tsconfig())),
};

await runTask(async () => {
  await install();
  await installDebian(task, [...new Set([...packages, ...HEADERS.flatMap((headers) => headers.packages)])]);
  try {
    const checks = await runSteps();
    const files = testFiles(["tests/bindgen/system"]).filter((file) => {
      return Deno.args.length === 0 || Deno.args.some((part) => file.includes(part));
    });
    const tests = await runTests(await hostRuntimes({ CTYPES_BINDINGS: build }, {}), files);
    return closing(sum([checks, tests]), 0);
  } finally {
    await Deno.remove(build, { recursive: true });
  }
});

async function runSteps(): Promise<Tally> {
  const tally = { passed: 0, failed: 0, skipped: 0 };
  for (const [name, step] of Object.entries(steps)) {
    // For some of the tests it is enough that there are bindings.
    if (Deno.args.length > 0 && !name.endsWith("on Deno")) continue;
    const started = performance.now();
    const { success, text } = await step();
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${success ? "ok    " : "FAILED"}  ${name} (${seconds} s)`);
    tally[success ? "passed" : "failed"]++;
    if (!success) console.log(text.replaceAll(/^Check .*\n/gm, "").trim().replaceAll(/^(?=.)/gm, "        "));
  }
  return tally;
}

/** Writes all bindings to a folder. */
async function write(
  name: string,
  command: string[],
  env: Record<string, string> = {},
): Promise<Outcome & { text: string }> {
  await Deno.mkdir(`${build}/${name}`);
  return await capture(command, { env: { NO_COLOR: "1", BINDGEN_OUTPUT: `${build}/${name}`, ...env } });
}

function outputs(name: string): string[] {
  return [...Deno.readDirSync(`${build}/${name}`)].map((entry) => `${build}/${name}/${entry.name}`).sort();
}

/** A project of the bindings, with the settings of ours. */
function tsconfig(): string {
  const options = { typeRoots: [`${root}/node_modules/@types`], types: ["node", `${root}/std.d.ts`] };
  const config = { extends: `${root}/tsconfig.json`, compilerOptions: options, include: [`${build}/deno`] };
  Deno.writeTextFileSync(`${build}/tsconfig.json`, JSON.stringify(config));
  return `${build}/tsconfig.json`;
}

/** The TypeScript compiler, started without npm's own wrapper, which needs node on the PATH. */
function tsc(project: string): string[] {
  return [deno, "run", "-A", "npm:typescript/tsc", "--noEmit", "--pretty", "false", "-p", project];
}
