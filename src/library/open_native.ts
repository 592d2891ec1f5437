/**
 * Opens libraries: by the runtime, after a look at the file, and with flags by the C library as well.
 *
 * @module
 */
import { prepareLastError } from "../call/last_error.ts";
import { show } from "../memory/show.ts";
import { type NativeLibrary, runtime, type WantedSymbol } from "../runtime/runtime.ts";
import { openPath } from "./bare_name.ts";
import { openProgram, openWithFlags } from "./loader.ts";
import { explainOpenFailure } from "./open_error.ts";
import { refusal } from "./refusal.ts";

/**
 * Opens a library, or the program itself.
 *
 * @param wanted What to load with it.
 * @throws {Error} If that is not possible; the message says why.
 */
export function openNative(path: string | null, flags: unknown, wanted: readonly WantedSymbol[]): NativeLibrary {
  if (flags !== undefined && (typeof flags !== "number" || !Number.isInteger(flags))) {
    throw new TypeError(`dlopen(): expected flags as an integer, not ${show(flags)}`);
  }
  if (path === null) return openProgram(wanted);
  try {
    const why = refusal(path);
    if (why !== null) throw new Error(why);
    const open = (path: string) => flags === undefined ? runtime.open(path, wanted) : openFlagged(path, flags, wanted);
    const native = openPath(path, open);
    prepareLastError();
    return native;
  } catch (error) {
    throw explainOpenFailure(path, error);
  }
}

/** The flags count for as long as the library is open: what opened it with them is closed after the runtime's own. */
function openFlagged(path: string, flags: number, wanted: readonly WantedSymbol[]): NativeLibrary {
  const release = openWithFlags(path, flags);
  try {
    const native = runtime.open(path, wanted);
    return { ...native, close: () => (native.close(), release()) };
  } catch (error) {
    release();
    throw error;
  }
}
