/**
 * `deno task test`: runs the tests under Deno and under Bun on this machine.
 *
 *     deno task test               all tests
 *     deno task test tests/call    the files whose path contains that
 *
 * @module
 */
import { bindgen } from "./exclusions.ts";
import { compileFixtures, nativeTarget } from "./fixtures.ts";
import { hostRuntimes } from "./host.ts";
import { install } from "./install.ts";
import { runTask } from "./project.ts";
import { closing } from "./report.ts";
import { runTests, testFiles } from "./run_tests.ts";

await runTask(async () => {
  await install();
  const target = nativeTarget();
  const broken = await compileFixtures(target);
  const runtimes = await hostRuntimes({ CTYPES_FIXTURES: target.folder }, bindgen);
  return closing(await runTests(runtimes, testFiles(Deno.args)), broken);
});
