import { show } from "../memory/show.ts";
import { type NativeFunction, runtime } from "../runtime/runtime.ts";
import { errnoCopy, openLibc } from "./errno.ts";

/**
 * An error of the C library, to be thrown when a call failed. Python's `OSError(get_errno(), …)`. Its message is the C
 * library's, such as `[Errno 2] No such file or directory`.
 *
 * @example
 * ```ts
 * import { c_char_p, c_int, CFunction, dlopen, ErrnoError, findLibrary } from "@ctypes/ctypes";
 *
 * using libc = dlopen(findLibrary("c"), { remove: CFunction([c_char_p], c_int, { useErrno: true }) });
 * try {
 *   if (libc.symbols.remove("/does/not/exist") !== 0) throw new ErrnoError();
 * } catch (error) {
 *   console.log((error as ErrnoError).code); // ENOENT
 * }
 * ```
 */
export class ErrnoError extends Error {
  /** `"ErrnoError"`. */
  override readonly name: string = "ErrnoError";
  /** The error number. */
  readonly errno: number;
  /** Its name, such as `"ENOENT"`; `""` for a number that has none. */
  readonly code: string;

  /**
   * An error for an error number.
   *
   * @param errno The error number; by default the private copy, which {@linkcode getErrno} tells.
   * @param description What went wrong; the C library's text for the number by default.
   * @throws {TypeError} If `errno` is no number or `description` no string.
   * @throws {RangeError} If `errno` is no 32-bit integer.
   */
  constructor(errno: number = errnoCopy.value, description?: string) {
    if (typeof errno !== "number") throw new TypeError(`ErrnoError: expected an error number, not ${show(errno)}`);
    if ((errno | 0) !== errno) throw new RangeError(`ErrnoError: expected a 32-bit integer, not ${show(errno)}`);
    if (description !== undefined && typeof description !== "string") {
      throw new TypeError(`ErrnoError: expected a description as a string, not ${show(description)}`);
    }
    const code = nameOf(errno);
    super(`[Errno ${errno}] ${description ?? (textOf(errno) || code || "Unknown error")}`);
    this.errno = errno;
    this.code = code;
  }
}

interface Host {
  process: { getBuiltinModule(name: "node:os"): { constants: { errno: Record<string, number> } } };
}

let names: Map<number, string> | undefined;

/** The host knows the names of its platform's error numbers. */
function nameOf(errno: number): string {
  if (names === undefined) {
    const { errno: numbers } = (globalThis as unknown as Host).process.getBuiltinModule("node:os").constants;
    // Of several names for a number the first one stays: EAGAIN, not EWOULDBLOCK.
    names = new Map(Object.entries(numbers).reverse().map(([name, number]) => [number, name]));
  }
  return names.get(errno) ?? "";
}

let strerror: NativeFunction | undefined;

/** The C library's text; "" where the program may not open it. */
function textOf(errno: number): string {
  try {
    strerror ??= openLibc().bind("strerror", { parameters: ["i32"], result: "pointer" });
    return runtime.readCString(strerror(errno));
  } catch {
    return "";
  }
}
