/**
 * The C library's `errno`: the thread's own cell, the private copy, and the Error for a number.
 *
 * @module
 */
import { show } from "../memory/show.ts";
import { type NativeFunction, runtime } from "../runtime/runtime.ts";
import { openLibc } from "./libc.ts";

/** What tells where the thread's `errno` is, per C library. */
const symbols: Record<string, string> = { darwin: "__error", win32: "_errno" };

let cell: Int32Array | undefined;

/**
 * The thread's own `errno` as memory. Reading it right after a call is a memory read, so no second call into C can
 * overwrite it. Each Worker maps its own.
 */
export function errnoCell(): Int32Array {
  return cell ??= mapCell();
}

function mapCell(): Int32Array {
  const symbol = symbols[runtime.platform] ?? "__errno_location";
  const location = openLibc().bind(symbol, { parameters: [], result: "pointer" });
  return new Int32Array(runtime.external(Number(location()), 4));
}

/** A private copy of an error code, which calls that ask for it swap with the system's. */
export interface ErrorCopy {
  value: number;
}

/** The private copy of `errno`. */
export const errnoCopy: ErrorCopy = { value: 0 };

/**
 * The private copy of `errno`: what the last call with `useErrno` left. Python's `get_errno`.
 *
 * @example
 * ```ts
 * import { c_char_p, c_int, CFunction, dlopen, findLibrary, getErrno } from "@ctypes/ctypes";
 *
 * using libc = dlopen(findLibrary("c"), { remove: CFunction([c_char_p], c_int, { useErrno: true }) });
 * libc.symbols.remove("/does/not/exist");
 * console.log(getErrno()); // 2
 * ```
 */
export function getErrno(): number {
  return errnoCopy.value;
}

/**
 * Sets the private copy of `errno`, which the next call with `useErrno` sees. Python's `set_errno`.
 *
 * @param value The error number.
 * @returns The previous value.
 * @throws {TypeError} If `value` is no number.
 * @throws {RangeError} If `value` is no 32-bit integer.
 *
 * @example
 * ```ts
 * import { getErrno, setErrno } from "@ctypes/ctypes";
 *
 * setErrno(0);
 * console.log(getErrno()); // 0
 * ```
 */
export function setErrno(value: number): number {
  return setCopy(errnoCopy, value, "setErrno()");
}

/** Sets a private copy and returns what it was. */
export function setCopy(copy: ErrorCopy, value: unknown, who: string): number {
  if (typeof value !== "number") throw new TypeError(`${who}: expected a number, not ${show(value)}`);
  if (!Number.isInteger(value) || value < -(2 ** 31) || value >= 2 ** 32) {
    throw new RangeError(`${who}: expected a 32-bit integer, not ${show(value)}`);
  }
  const previous = copy.value;
  copy.value = value;
  return previous;
}

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
