/**
 * Compiles the C fixtures of the tests, `tests/native/*.c`, to shared libraries. A comment line such as
 * `// link: -lpthread` in the C file adds linker arguments; `// link windows: -lole32` does for one system only. With
 * `// also by clang`, and where there is one for this machine, it compiles the file, too, to `<name>_clang`.
 *
 * @module
 */
import { capture, hasProgram, root, TaskError } from "./project.ts";

/** What fixtures are compiled for. */
export interface Target {
  compiler: string;
  system: "linux" | "darwin" | "windows";
  /** Where the libraries go. */
  folder: string;
  /** Further arguments for the compiler. */
  flags?: string[];
}

/** How names of libraries end. */
export const suffixes = { linux: ".so", darwin: ".dylib", windows: ".dll" };

/**
 * The machine that runs the tests.
 *
 * @returns Its target.
 */
export function nativeTarget(): Target {
  const system = Deno.build.os === "windows" || Deno.build.os === "darwin" ? Deno.build.os : "linux";
  return { compiler: system === "windows" ? "gcc" : "cc", system, folder: `${root}/tests/native/build` };
}

/**
 * Compiles every fixture.
 *
 * @param target The compiler, the system and the folder to fill.
 * @param only The one fixture to compile, by its name without `.c`; all by default.
 * @returns How many did not compile; the compiler's messages have been printed.
 */
export async function compileFixtures(target: Target, only?: string): Promise<number> {
  const source = `${root}/tests/native`;
  const all = [...Deno.readDirSync(source)].map(({ name }) => name).filter((name) => name.endsWith(".c")).sort();
  const names = only === undefined ? all : all.filter((name) => name === `${only}.c`);
  if (names.length === 0) return 0;
  if (!await hasProgram(target.compiler)) {
    throw new TaskError(
      `The tests need a C compiler to build the libraries that they call, and there is no \`${target.compiler}\` on the PATH`,
    );
  }
  await Deno.mkdir(target.folder, { recursive: true });
  const started = performance.now();
  const compiled = await Promise.all(names.map((name) => compile(target, source, name.slice(0, -2))));
  const failed = compiled.filter((success) => !success).length;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${names.length - failed} of ${names.length} C fixtures compiled by ${target.compiler} in ${seconds} s`);
  return failed;
}

/** Compiles a fixture by each compiler that it is for. */
async function compile(target: Target, source: string, name: string): Promise<boolean> {
  const text = await Deno.readTextFile(`${source}/${name}.c`);
  const clang = /^\/\/ also by clang$/m.test(text) && target.compiler === "cc" && await hasProgram("clang");
  const done = await Promise.all([
    compileBy(target.compiler, target, `${source}/${name}.c`, text, name),
    clang ? compileBy("clang", target, `${source}/${name}.c`, text, `${name}_clang`) : true,
  ]);
  return done.every(Boolean);
}

/** Compiles beside the old library and replaces it in one step: a program that has it open keeps its own. */
async function compileBy(compiler: string, target: Target, file: string, text: string, name: string): Promise<boolean> {
  const library = `${target.folder}/lib${name}${suffixes[target.system]}`;
  const fresh = `${library}.${Deno.pid}`;
  const command = [compiler, "-O1", "-g", "-Wall", "-shared", ...target.flags ?? []];
  // Windows's own compiler has `long double` as `double`; mingw's has x87's, which no library of Windows's takes.
  command.push(target.system === "windows" ? "-mlong-double-64" : "-fPIC");
  command.push("-o", fresh, file, ...linkArguments(text, target.system));
  const { success, text: messages } = await capture(command);
  if (messages) console.error(messages.trimEnd());
  if (success) await Deno.rename(fresh, library);
  else console.error(`${file} did not compile by ${compiler}`);
  return success;
}

function linkArguments(source: string, system: Target["system"]): string[] {
  const lines = source.matchAll(/^\/\/ link( \w+)?:(.*)$/gm);
  return [...lines].flatMap(([, only, words]) => only && only.trim() !== system ? [] : words.trim().split(/\s+/));
}
