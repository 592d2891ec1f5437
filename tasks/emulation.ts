/**
 * What the emulated test runs share: Debian packages, and builds of Deno and Bun for other machines from npm.
 *
 * @module
 */
import { capture, exists, TaskError } from "./project.ts";

/**
 * Installs the Debian packages that are missing.
 *
 * @param task The task that needs them, for the message when it cannot be done.
 * @param packages Their names, with the architecture where it is another: `libffi8:arm64`.
 * @param architecture Another architecture that apt must know of.
 */
export async function installDebian(task: string, packages: string[], architecture?: string): Promise<void> {
  if (Deno.build.os !== "linux" || !await isDebian()) {
    throw new TaskError(
      `${task} needs Debian or a system made from it: it installs ${packages.join(", ")} with apt-get`,
    );
  }
  const missing: string[] = [];
  for (const name of packages) {
    const { text } = await capture(["dpkg-query", "-W", "-f", "${Status}", name]);
    if (!text.startsWith("install ok installed")) missing.push(name);
  }
  if (missing.length === 0) return;
  if (Deno.uid() !== 0) {
    throw new TaskError(`${task} needs Debian packages and is not run by root: apt-get install ${missing.join(" ")}`);
  }
  console.log(`apt-get install ${missing.join(" ")}`);
  if (architecture) await must(task, ["dpkg", "--add-architecture", architecture]);
  await must(task, ["apt-get", "update", "-qq"]);
  await must(task, ["apt-get", "install", "-y", "-qq", "--no-install-recommends", ...missing]);
}

async function isDebian(): Promise<boolean> {
  return exists("/var/lib/dpkg/status") && (await capture(["apt-get", "--version"])).success;
}

/**
 * Runs a step that set-up cannot do without.
 *
 * @param task The task, for the message when the step fails.
 * @param command The program and its arguments.
 */
export async function must(task: string, command: string[]): Promise<void> {
  const { success, text } = await capture(command, { env: { DEBIAN_FRONTEND: "noninteractive" } });
  if (success) return;
  const end = text.trimEnd().split("\n").slice(-12).join("\n");
  throw new TaskError(`${end}\n${task} could not be set up: \`${command.join(" ")}\` failed`);
}

/**
 * Unpacks an npm package, unless the file that it is wanted for is there.
 *
 * @param task The task that needs it, for the message when it cannot be had.
 * @param name The package, with a range of versions.
 * @param folder Where it goes.
 * @param file The file in it that is wanted.
 * @returns The path of the file.
 */
export async function fetchPackage(task: string, name: string, folder: string, file: string): Promise<string> {
  if (exists(`${folder}/${file}`)) return `${folder}/${file}`;
  console.log(`npm pack ${name}`);
  const fresh = await Deno.makeTempDir();
  try {
    await must(task, ["npm", "pack", "--silent", "--pack-destination", fresh, name]);
    const [archive] = [...Deno.readDirSync(fresh)].map((entry) => entry.name);
    await Deno.mkdir(folder, { recursive: true });
    await must(task, ["tar", "-xzf", `${fresh}/${archive}`, "-C", folder, "--strip-components=1"]);
  } finally {
    await Deno.remove(fresh, { recursive: true });
  }
  if (!exists(`${folder}/${file}`)) throw new TaskError(`${task} could not be set up: ${name} has no ${file}`);
  return `${folder}/${file}`;
}

/**
 * Asks an emulated program for its version.
 *
 * @param task The task that needs it, for the message when it does not start.
 * @param command The program and what stands before its arguments.
 * @returns The first version number that it prints.
 */
export async function programVersion(task: string, command: string[]): Promise<string> {
  const { text } = await capture([...command, "--version"]);
  const version = /\d+\.\d+\.\d+/.exec(text)?.[0];
  if (!version) throw new TaskError(`${text.trimEnd()}\n${task} could not start ${command.join(" ")}`);
  return version;
}
