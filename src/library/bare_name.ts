/**
 * Opening by a bare name. It never opens a file of the current folder, where a stranger's could lie: where the loader
 * itself looks there (macOS, Windows), the other places are asked for one by one.
 *
 * @module
 */
import { type NativeFunction, type NativeLibrary, runtime } from "../runtime/runtime.ts";
import { places } from "./find/find_macos.ts";
import { findOnWindows } from "./find/find_windows.ts";
import { type System, system } from "./find/system.ts";

/** Whether a text is a bare name, which is searched for, rather than a path. */
export const isBare = (system: System, text: string): boolean =>
  system.platform === "win32" ? !/[\\/:]/.test(text) : !text.includes("/");

/**
 * Opens a library by a path or a bare name.
 *
 * @param open The system's own way to do that.
 */
export function openPath(path: string, open: (path: string) => NativeLibrary): NativeLibrary {
  return openPathIn(system, path, open);
}

/** {@linkcode openPath} on a machine that is passed in. */
export function openPathIn(system: System, path: string, open: (path: string) => NativeLibrary): NativeLibrary {
  if (!isBare(system, path)) return open(path);
  switch (system.platform) {
    case "darwin":
      return openOnMacos(system, path, open);
    case "win32":
      return openOnWindows(system, path, open);
    default:
      return open(path);
  }
}

function openOnMacos(system: System, name: string, open: (path: string) => NativeLibrary): NativeLibrary {
  let first: unknown;
  for (const path of places(system, name)) {
    try {
      return open(path);
    } catch (error) {
      // Each more would ask the user again.
      if (error instanceof Error && /^(NotCapable|PermissionDenied)$/.test(error.name)) throw error;
      if (system.status(path).kind !== "missing") throw error;
      first ??= error;
    }
  }
  throw first;
}

let kernel: Record<"load" | "free", NativeFunction> | undefined;

function kernelFunctions(): NonNullable<typeof kernel> {
  const library = runtime.open("kernel32.dll");
  return {
    load: library.bind("LoadLibraryExW", { parameters: ["pointer", "u64", "u32"], result: "pointer" }),
    free: library.bind("FreeLibrary", { parameters: ["u64"], result: "i32" }),
  };
}

/** The program's folder, System32 and what was added with `AddDllDirectory`. */
const LOAD_LIBRARY_SEARCH_DEFAULT_DIRS = 0x1000;

/** What is loaded already opens by its name. */
function openOnWindows(system: System, name: string, open: (path: string) => NativeLibrary): NativeLibrary {
  const { load, free } = kernel ??= kernelFunctions();
  const wide = Uint16Array.from(`${name}\0`, (unit) => unit.charCodeAt(0));
  const module: bigint = load(wide, 0n, LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
  if (module !== 0n) {
    try {
      return open(name);
    } finally {
      free(module);
    }
  }
  const path = findOnWindows(system, name);
  if (path === null) throw new Error("it is neither loaded nor in the program's folder, System32 or PATH");
  return open(path);
}
