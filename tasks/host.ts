/**
 * The builds of Deno and Bun that run on this machine itself.
 *
 * @module
 */
import type { Exclusions } from "./exclusions.ts";
import { bunProgram } from "./install.ts";
import type { TestRuntime } from "./run_tests.ts";

/**
 * Deno, as it runs the task, and Bun, as npm installed it.
 *
 * @param env Additional environment of the tests.
 * @param excluded The tests that they do not run.
 */
export async function hostRuntimes(env: Record<string, string>, excluded: Exclusions): Promise<TestRuntime[]> {
  return [
    { kind: "deno", name: `Deno ${Deno.version.deno}`, command: [Deno.execPath()], env, excluded },
    { kind: "bun", name: `Bun ${await bunVersion()}`, command: [bunProgram()], env, excluded },
  ];
}

async function bunVersion(): Promise<string> {
  const { version } = JSON.parse(await Deno.readTextFile(new URL("../node_modules/bun/package.json", import.meta.url)));
  return version;
}
