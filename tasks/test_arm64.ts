/**
 * `deno task test:arm64`: runs the tests on the Linux arm64 builds of Deno and Bun under qemu's user emulation, with
 * fixtures from a cross compiler, so that the arm64 calling convention is tested for real.
 *
 * Sets itself up from Debian's and npm's packages; `CTYPES_ARM64_ROOT` is the folder for the latter. Tests learn from
 * `CTYPES_EMULATOR` how to start another program of their own kind.
 *
 * @module
 */
import { fetchPackage, installDebian, programVersion } from "./emulation.ts";
import { arm64 as excluded } from "./exclusions.ts";
import { compileFixtures } from "./fixtures.ts";
import { install } from "./install.ts";
import { root, runTask, TaskError } from "./project.ts";
import { closing } from "./report.ts";
import { runTests, testFiles } from "./run_tests.ts";

const task = "test:arm64";
const place = Deno.env.get("CTYPES_ARM64_ROOT") ?? "/var/cache/arm64-on-x86";
const emulator = "qemu-aarch64-static";
const packages = [
  "qemu-user-static",
  "gcc-aarch64-linux-gnu",
  "libc6-dev-arm64-cross",
  "libc6:arm64",
  "libstdc++6:arm64",
  "libgcc-s1:arm64",
  "libatomic1:arm64",
  "libffi8:arm64",
];

await runTask(async () => {
  if (Deno.build.arch !== "x86_64") {
    throw new TaskError(`${task} is for x86-64; on this machine \`test\` does its work`);
  }
  await install();
  await installDebian(task, packages, "arm64");
  const deno = await fetchPackage(task, "@deno/linux-arm64-glibc@2", `${place}/deno`, "deno");
  const bun = await fetchPackage(task, "@oven/bun-linux-aarch64@1", `${place}/bun`, "bin/bun");
  const folder = `${root}/tests/native/build/arm64`;
  const broken = await compileFixtures({ compiler: "aarch64-linux-gnu-gcc", system: "linux", folder });
  // Of arm64's algorithms for pointer authentication, the one that qemu prefers makes V8 nine times slower.
  const env = { CTYPES_FIXTURES: folder, CTYPES_EMULATOR: emulator, QEMU_CPU: "max,pauth-impdef=on" };
  const builds = [{ kind: "deno" as const, program: deno }, { kind: "bun" as const, program: bun }];
  const runtimes = await Promise.all(builds.map(async ({ kind, program }) => {
    const command = [emulator, program];
    const name = `${kind === "deno" ? "Deno" : "Bun"} ${await programVersion(task, command)} on arm64`;
    return { kind, name, command, env, excluded };
  }));
  return closing(await runTests(runtimes, testFiles(Deno.args)), broken);
});
