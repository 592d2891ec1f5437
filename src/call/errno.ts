import { show } from "../memory/show.ts";
import { openFirst } from "../runtime/open_first.ts";
import { type NativeLibrary, runtime } from "../runtime/runtime.ts";

/**
 * Where each C library keeps the address of the thread's `errno`, and the files that a program can find it in without
 * knowing where the system keeps its libraries.
 */
const homes: Record<string, { symbol: string; libraries: string[] }> = {
  darwin: { symbol: "__error", libraries: ["/usr/lib/libSystem.B.dylib"] },
  win32: { symbol: "_errno", libraries: ["ucrtbase.dll"] },
};
const elsewhere = {
  symbol: "__errno_location",
  libraries: ["libc.so.6", "libc.musl-x86_64.so.1", "libc.musl-aarch64.so.1", "libc.so"],
};

let cell: Int32Array | undefined;

/**
 * The thread's own `errno` as memory. Reading it right after a call is a memory read, so no second call into C can
 * overwrite it. Each Worker maps its own.
 */
export function errnoCell(): Int32Array {
  return cell ??= mapCell();
}

function mapCell(): Int32Array {
  const { symbol } = homes[runtime.platform] ?? elsewhere;
  const location = openLibc().bind(symbol, { parameters: [], result: "pointer" });
  return new Int32Array(runtime.external(Number(location()), 4));
}

/** Opens the C library. */
export function openLibc(): NativeLibrary {
  return openFirst((homes[runtime.platform] ?? elsewhere).libraries, "Cannot open the C library");
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
