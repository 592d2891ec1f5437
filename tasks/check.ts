/**
 * `deno task check`: everything about the source that can be checked without running it.
 *
 * @module
 */
import { install } from "./install.ts";
import { capture, root, runTask } from "./project.ts";
import { sentence } from "./report.ts";

const deno = Deno.execPath();
const { exports } = JSON.parse(Deno.readTextFileSync(`${root}/deno.json`));
const checks: Record<string, string[]> = {
  "formatting": [deno, "fmt", "--check"],
  "lint": [deno, "lint"],
  "types": [deno, "check", "."],
  "types, in the examples of the documentation": [deno, "check", "--doc-only", "mod.ts", "src", "README.md"],
  "documentation": [deno, "doc", "--lint", ...Object.values<string>(exports)],
  "types, as tsc sees them": tsc("tsconfig.json"),
  "types, in a program that uses the package": tsc("tests/consumer/tsconfig.json"),
  "publishing": [deno, "publish", "--dry-run", "--allow-dirty"],
};

/** The TypeScript compiler, started without npm's own wrapper, which needs node on the PATH. */
function tsc(project: string): string[] {
  return [deno, "run", "-A", "npm:typescript/tsc", "--noEmit", "--pretty", "false", "-p", project];
}

/** Leaves out the files that Deno names one by one, the warnings of `deno doc` on @types/node, and empty backtraces. */
function withoutNoise(text: string): string {
  return text.replaceAll(/^Check .*\n/gm, "").replaceAll(/^Warning Failed resolving types\..*\n\s+at .*\n/gm, "")
    .replaceAll(/^Stack backtrace:\n(\s+\d+: .*\n?)+/gm, "");
}

await runTask(async () => {
  await install();
  let failed = 0;
  for (const [name, command] of Object.entries(checks)) {
    const { success, text } = await capture(command, { env: { NO_COLOR: "1" } });
    console.log(`${success ? "ok    " : "FAILED"}  ${name}`);
    if (success) continue;
    failed++;
    console.log(withoutNoise(text).trim().replaceAll(/^(?=.)/gm, "        "));
  }
  console.log(sentence({ passed: Object.keys(checks).length - failed, failed, skipped: 0 }));
  return failed === 0;
});
