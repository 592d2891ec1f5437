import { show } from "../../memory/show.ts";
import { findOnLinux } from "./find_linux.ts";
import { findOnMacos } from "./find_macos.ts";
import { findOnWindows } from "./find_windows.ts";
import { type System, system } from "./system.ts";

/** No file system has longer file names. */
const longestName = 255;

/**
 * Finds a library by the name that a linker's `-l` takes: `"z"`, not `"libz.so.1"`. It is Python's
 * `ctypes.util.find_library`, and reads files where that starts programs.
 *
 * What it returns can be given to `dlopen`: on Linux the SONAME (`"libz.so.1"`), or a path where the loader would not
 * find that; on macOS and Windows a path. On Windows `"c"` and `"m"` are the C runtime.
 *
 * Under Deno it looks only where the program may read without asking (`--allow-read`, `--allow-env` for
 * `LD_LIBRARY_PATH`, `DYLD_LIBRARY_PATH`, `PATH` and their like): with fewer permissions it finds less.
 *
 * @param name The library's name without prefix, suffix or folder.
 * @returns What to open, or null where there is no such library for this machine, or only a damaged one.
 * @throws {TypeError} If `name` is not a string.
 *
 * @example Find the C library
 * ```ts
 * import { findLibrary } from "@ctypes/ctypes";
 *
 * console.log(findLibrary("c")); // "libc.so.6" on Linux
 * ```
 */
export function findLibrary(name: string): string | null {
  return findLibraryIn(system, name);
}

/** {@linkcode findLibrary} on a machine that is passed in. */
export function findLibraryIn(system: System, name: string): string | null {
  if (typeof name !== "string") {
    throw new TypeError(`Cannot find a library: its name must be a string, received ${show(name)}`);
  }
  if (name === "" || name.length > longestName || name.includes("/") || name.includes("\0")) return null;
  switch (system.platform) {
    case "linux":
      return findOnLinux(system, name);
    case "darwin":
      return findOnMacos(system, name);
    case "win32":
      return findOnWindows(system, name);
    default:
      return null;
  }
}
