/**
 * The C libraries that tests call. Each `tests/native/<name>.c` is compiled once per test run.
 *
 * @module
 */
import { env, platform } from "node:process";
import { fileURLToPath } from "node:url";

const suffixes: Record<string, string> = { darwin: ".dylib", win32: ".dll" };

/**
 * The path of a compiled fixture. `CTYPES_FIXTURES` names another folder than `tests/native/build`, for libraries that
 * were compiled for another machine.
 *
 * @param name The C file's name without `.c`.
 * @returns The path of its shared library.
 */
export function fixture(name: string): string {
  const folder = env.CTYPES_FIXTURES ?? fileURLToPath(new URL("./build", import.meta.url));
  return `${folder}/lib${name}${suffixes[platform] ?? ".so"}`;
}
