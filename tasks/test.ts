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
import { sentence, sum } from "./report.ts";
import { runTests, testFiles } from "./run_tests.ts";

await runTask(async () => {
  await install();
  const target = nativeTarget();
  const broken = await compileFixtures(target);
  const env = { CTYPES_FIXTURES: target.folder };
  const tally = sum([
    { passed: 0, failed: broken, skipped: 0 },
    await runTests([
      { kind: "deno", name: `Deno ${Deno.version.deno}`, command: [Deno.execPath()], env },
      { kind: "bun", name: `Bun ${await bunVersion()}`, command: [bunProgram()], env },
    ], testFiles(Deno.args)),
  ]);
  console.log(sentence(tally));
  return tally.failed === 0;
});

async function bunVersion(): Promise<string> {
  const { version } = JSON.parse(await Deno.readTextFile(new URL("../node_modules/bun/package.json", import.meta.url)));
  return version;
}
