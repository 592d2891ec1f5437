/**
 * `deno task test`: runs the tests under Deno and under Bun on this machine.
 *
 *     deno task test               all tests
 *     deno task test tests/call    the files whose path contains that
 *
 * @module
 */
import { compileFixtures, nativeTarget } from "./fixtures.ts";
import { bunProgram, install } from "./install.ts";
import { runTask } from "./project.ts";
import { closing } from "./report.ts";
import { runTests, testFiles, type TestRuntime } from "./run_tests.ts";

await runTask(async () => {
  await install();
  const target = nativeTarget();
  const broken = await compileFixtures(target);
  const env = { CTYPES_FIXTURES: target.folder };
  const runtimes: TestRuntime[] = [
    { kind: "deno", name: `Deno ${Deno.version.deno}`, command: [Deno.execPath()], env },
    { kind: "bun", name: `Bun ${await bunVersion()}`, command: [bunProgram()], env },
  ];
  return closing(await runTests(runtimes, testFiles(Deno.args)), broken);
});

async function bunVersion(): Promise<string> {
  const { version } = JSON.parse(await Deno.readTextFile(new URL("../node_modules/bun/package.json", import.meta.url)));
  return version;
}
