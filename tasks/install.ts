/**
 * Installs the npm packages that the project needs, unless they are there. A task that uses them calls it first.
 *
 *     deno run -A tasks/install.ts [--production]
 *
 * @module
 */
import { exists, root, run, runTask, TaskError } from "./project.ts";

/**
 * Installs what is missing in `node_modules`.
 *
 * @param options `production`: only what a program needs that uses the package.
 */
export async function install(options: { production?: boolean } = {}): Promise<void> {
  if (missingPackages(options.production ?? false).length === 0) return;
  const command = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"];
  if (options.production) command.push("--omit=dev");
  console.log(command.join(" "));
  const { success } = await run(command).catch(() => {
    throw new TaskError("npm is needed to install packages, and it is not on the PATH");
  });
  const missing = missingPackages(options.production ?? false);
  if (!success || missing.length > 0) {
    throw new TaskError(`npm could not install ${missing.join(", ") || "the packages that package.json names"}`);
  }
}

function missingPackages(production: boolean): string[] {
  const { dependencies, devDependencies } = JSON.parse(Deno.readTextFileSync(`${root}/package.json`));
  const names = Object.keys(production ? dependencies : { ...dependencies, ...devDependencies });
  return names.filter((name) => !exists(`${root}/node_modules/${name}/package.json`));
}

/**
 * Bun's program. The `bun` package holds it once its install script has run, which npm may refuse; else it is in the
 * package of this platform.
 *
 * @returns The path of the program.
 */
export function bunProgram(): string {
  const platforms = `${root}/node_modules/@oven`;
  const names = exists(platforms) ? [...Deno.readDirSync(platforms)].map(({ name }) => name).sort() : [];
  const file = Deno.build.os === "windows" ? "bun.exe" : "bun";
  const places = [`${root}/node_modules/bun/bin/bun.exe`, ...names.map((name) => `${platforms}/${name}/bin/${file}`)];
  const program = places.find((place) => exists(place) && starts(place));
  if (program) return program;
  throw new TaskError(`npm has no Bun for this machine (${Deno.build.os}, ${Deno.build.arch})`);
}

/** It may be a placeholder, or made for another C library. */
function starts(program: string): boolean {
  try {
    return new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return false;
  }
}

if (import.meta.main) {
  await runTask(async () => {
    await install({ production: Deno.args.includes("--production") });
    return true;
  });
}
