/**
 * `deno task test:windows`: runs the tests on the Windows builds of Deno and Bun under Wine, with fixtures from mingw,
 * so that what is Windows' own is tested for real.
 *
 * Sets itself up from Debian's and npm's packages, Wine in a chroot of its own: about 3 GB in `CTYPES_WINDOWS_ROOT`.
 * There is no network inside.
 *
 * @module
 */
import { fetchPackage, installDebian, must, programVersion } from "./emulation.ts";
import { windows as excluded } from "./exclusions.ts";
import { compileFixtures } from "./fixtures.ts";
import { install } from "./install.ts";
import { capture, exists, root, run, runTask, TaskError } from "./project.ts";
import { closing } from "./report.ts";
import { runTests, testFiles } from "./run_tests.ts";

const task = "test:windows";
const place = Deno.env.get("CTYPES_WINDOWS_ROOT") ?? "/var/cache/windows-on-linux";
const chroot = `${place}/trixie`;
const wine = ["bash", `${root}/tasks/in_wine.sh`, chroot, "wine"];

await runTask(async () => {
  if (Deno.build.arch !== "x86_64") throw new TaskError(`${task} is for x86-64`);
  await install();
  await installDebian(task, ["gcc-mingw-w64-x86-64"]);
  await setUpWine();
  const programs = `${chroot}/opt/windows`;
  await fetchPackage(task, "@deno/win32-x64@2", `${programs}/deno`, "deno.exe");
  await fetchPackage(task, "@oven/bun-windows-x64@1", `${programs}/bun`, "bin/bun.exe");
  const folder = `${root}/tests/native/build/windows`;
  const broken = await compileFixtures({ compiler: "x86_64-w64-mingw32-gcc", system: "windows", folder });
  const env = { CTYPES_FIXTURES: spell(folder) };
  const builds = [{ kind: "deno" as const, program: "deno/deno.exe" }, {
    kind: "bun" as const,
    program: "bun/bin/bun.exe",
  }];
  const runtimes = [];
  for (const { kind, program } of builds) {
    const command = [...wine, `/opt/windows/${program}`];
    const name = `${kind === "deno" ? "Deno" : "Bun"} ${await programVersion(task, command)} on Windows`;
    runtimes.push({ kind, name, command, env, spell, excluded });
  }
  return closing(await runTests(runtimes, testFiles(Deno.args)), broken);
});

/** A path of this machine as programs in the chroot see it. */
function spell(path: string): string {
  return `Z:\\host${path.replaceAll("/", "\\")}`;
}

/** Debian trixie, for its Wine 10, in a chroot. */
async function setUpWine(): Promise<void> {
  if (!exists(`${chroot}/.done`)) {
    if (Deno.uid() !== 0) throw new TaskError(`${task} must be run by root: it makes a chroot for Wine in ${place}`);
    await installDebian(task, ["debootstrap"]);
    console.log(`debootstrap trixie ${chroot}`);
    if (exists(chroot)) await Deno.remove(chroot, { recursive: true });
    await Deno.mkdir(place, { recursive: true });
    await must(task, ["debootstrap", "--variant=minbase", "trixie", chroot, await debianMirror()]);
    await must(task, ["bash", "-c", `cp -f /etc/apt/apt.conf.d/* ${chroot}/etc/apt/apt.conf.d/ || true`]);
    if (exists("/etc/ssl/certs/ca-certificates.crt")) {
      await Deno.mkdir(`${chroot}/etc/ssl/certs`, { recursive: true });
      await Deno.copyFile("/etc/ssl/certs/ca-certificates.crt", `${chroot}/etc/ssl/certs/ca-certificates.crt`);
    }
    console.log("apt-get install wine, in the chroot");
    await must(task, ["chroot", chroot, "apt-get", "update", "-qq"]);
    const quiet = ["-y", "-qq", "--no-install-recommends"];
    await must(task, ["chroot", chroot, "apt-get", "install", ...quiet, "wine", "wine64"]);
    await must(task, ["chroot", chroot, "apt-get", "clean"]);
    await Deno.writeTextFile(`${chroot}/.done`, "");
  }
  if (!exists(`${chroot}/opt/prefix/drive_c`)) {
    const { success } = await run([...wine.slice(0, -1), "wineboot", "-i"]);
    if (!success) throw new TaskError(`${task} could not be set up: wineboot failed`);
  }
}

/** The mirror that this machine uses. */
async function debianMirror(): Promise<string> {
  const { text } = await capture(["apt-get", "indextargets", "--format", "$(REPO_URI)"]);
  return text.split("\n").find((line) => /\/debian\/?$/.test(line)) ?? "http://deb.debian.org/debian";
}
