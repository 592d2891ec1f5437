import { show } from "../memory/show.ts";
import { findOnWindows } from "../library/find/find_windows.ts";
import { parsePe } from "../library/formats/pe.ts";
import { type System, system } from "../library/find/system.ts";

/** The C runtimes: one DLL for each Visual C++ to 2013, Windows' own, and the Universal CRT and the API sets for it. */
const runtimeName = /^(msvcr[t\d]\d*d?|crtdll|ucrtbased?|api-ms-win-crt-.*)\.dll$/i;

/** The compiler's own part since 2015, which has no `malloc`: that is the Universal CRT's, of the same kind. */
const compilerName = /^vcruntime\d+(?:_\w+?)?(d?)\.dll$/i;

/**
 * Finds the C runtime that a program or DLL uses, so that memory is freed by the library that allocated it. It is Python's
 * `ctypes.util.find_msvcrt`, which tells the one that Python was built with; this reads the file.
 *
 * Under Deno it needs `--allow-read` for the file.
 *
 * @param path The program or DLL, a path or a name for {@linkcode findLibrary}; without one, the running program.
 * @returns The DLL's name, for {@linkcode dlopen}; null if the file has its C runtime in itself (as Deno has), has none,
 *     or cannot be read, and on other systems than Windows.
 * @throws {TypeError} If `path` is neither a string nor undefined.
 *
 * @example Which C runtime the program uses
 * ```ts
 * import { findMsvcrt } from "@ctypes/ctypes";
 *
 * console.log(findMsvcrt()); // null off Windows
 * ```
 */
export function findMsvcrt(path?: string): string | null {
  return findMsvcrtIn(system, path);
}

/** {@linkcode findMsvcrt} on a machine that is passed in. */
export function findMsvcrtIn(system: System, path?: string): string | null {
  if (path !== undefined && typeof path !== "string") {
    throw new TypeError(`Cannot find a C runtime: the path must be a string, received ${show(path)}`);
  }
  if (system.platform !== "win32") return null;
  const isName = path !== undefined && !/[\\/]/.test(path);
  const file = path === undefined ? system.program() : isName ? findOnWindows(system, path) : path;
  const imports = file === null ? [] : system.withFile(file, parsePe)?.imports ?? [];
  const found = imports.find((name) => runtimeName.test(name))?.toLowerCase();
  if (found) return found.startsWith("api-") ? "ucrtbase.dll" : found;
  const compiler = imports.map((name) => compilerName.exec(name)).find((match) => match !== null);
  return compiler ? `ucrtbase${compiler[1]!.toLowerCase()}.dll` : null;
}
