import { runtime } from "../runtime/runtime.ts";
import { type ErrorCopy, setCopy } from "./errno.ts";

/** Where a thread keeps its last error: an offset in its environment block, the same on x64 and arm64. */
const LAST_ERROR_OFFSET = 0x68;
const CURRENT_THREAD = 0xffff_ffff_ffff_fffen;
const BASIC_INFORMATION_SIZE = 48;
const HOME = "ntdll.dll";

let cell: Int32Array | undefined;

/**
 * The thread's own last error as memory, as {@linkcode errnoCell} is for `errno`: between a call and a second one to
 * `GetLastError` the runtime itself may call Windows. Elsewhere it is a cell that nobody else writes.
 */
export function lastErrorCell(): Int32Array {
  return cell ??= runtime.platform === "win32" ? mapCell() : new Int32Array(1);
}

/**
 * Maps the last error before a call can leave something in it: mapping calls Windows, which would overwrite it. Without
 * the permission it does nothing.
 */
export function prepareLastError(): void {
  if (runtime.platform === "win32" && cell === undefined && runtime.mayOpen(HOME)) lastErrorCell();
}

/** Does something that may call Windows, and leaves the last error as it was: the program may be about to ask for it. */
export function keepingLastError<T>(action: () => T): T {
  if (cell === undefined) return action();
  const was = cell[0]!;
  try {
    return action();
  } finally {
    cell[0] = was;
  }
}

function mapCell(): Int32Array {
  const query = runtime.open(HOME).bind("NtQueryInformationThread", {
    parameters: ["u64", "i32", "pointer", "u32", "pointer"],
    result: "i32",
  });
  const information = new DataView(new ArrayBuffer(BASIC_INFORMATION_SIZE));
  const status = query(CURRENT_THREAD, 0, information, BASIC_INFORMATION_SIZE, runtime.address(0));
  if (status !== 0) throw new Error(`NtQueryInformationThread failed with status 0x${(status >>> 0).toString(16)}`);
  const environment = Number(information.getBigUint64(8, true));
  return new Int32Array(runtime.external(environment + LAST_ERROR_OFFSET, 4));
}

/** The private copy of the last error. */
export const lastErrorCopy: ErrorCopy = { value: 0 };

/**
 * The private copy of Windows's last error: what the last call with `useLastError` left. It stays 0 elsewhere. Python's
 * `get_last_error`; not `GetLastError`, which asks Windows.
 *
 * @example
 * ```ts
 * import { getLastError, setLastError } from "@ctypes/ctypes";
 *
 * setLastError(5);
 * console.log(getLastError()); // 5
 * ```
 */
export function getLastError(): number {
  return lastErrorCopy.value;
}

/**
 * Sets the private copy of the last error, which the next call with `useLastError` sees. Python's `set_last_error`.
 *
 * @param value The error code.
 * @returns The previous value.
 * @throws {TypeError} If `value` is no number.
 * @throws {RangeError} If `value` is no 32-bit integer.
 *
 * @example
 * ```ts
 * import { setLastError } from "@ctypes/ctypes";
 *
 * const previous = setLastError(0);
 * console.log(typeof previous); // number
 * ```
 */
export function setLastError(value: number): number {
  return setCopy(lastErrorCopy, value, "setLastError()");
}
