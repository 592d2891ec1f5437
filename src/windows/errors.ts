/**
 * Windows' errors: the thread's last error, the system's text for a code, and Errors made of them.
 *
 * @module
 */
import { lastErrorCell } from "../call/last_error.ts";
import { show } from "../memory/show.ts";
import { type NativeFunction, runtime } from "../runtime/runtime.ts";
import { errnoOf } from "./errno_of.ts";

/** Whether this is Windows. */
export const onWindows: boolean = runtime.platform === "win32";

/**
 * Refuses what only Windows can do.
 *
 * @throws {Error} Off Windows.
 */
export function requireWindows(who: string): void {
  if (!onWindows) throw new Error(`${who} works on Windows only: this is ${runtime.platform}`);
}

const FROM_SYSTEM = 0x1000;
const IGNORE_INSERTS = 0x200;
/** In UTF-16 units: first what nearly all messages fit in, then the most that Windows gives. */
const sizes = [512, 32767];

let formatMessage: NativeFunction | undefined;

/**
 * The system's text for an error code or HRESULT, without the white space at its end.
 *
 * @returns Null if Windows knows none, and off Windows.
 */
export function systemMessage(code: number): string | null {
  if (!onWindows) return null;
  formatMessage ??= runtime.open("kernel32.dll").bind("FormatMessageW", {
    parameters: ["u32", "pointer", "u32", "u32", "pointer", "u32", "pointer"],
    result: "u32",
  });
  const none = runtime.address(0);
  for (const size of sizes) {
    const text = new Uint16Array(new ArrayBuffer(2 * size));
    const length: number = formatMessage(FROM_SYSTEM | IGNORE_INSERTS, none, code >>> 0, 0, text, size, none);
    if (length > 0) return new TextDecoder("utf-16le").decode(text.subarray(0, length)).trimEnd();
  }
  return null;
}

/** What Python says for a code that Windows does not know. */
const NO_DESCRIPTION = "<no description>";

/** An error of Windows: what {@linkcode WinError} makes. Python's `OSError` with a `winerror`. */
export class WindowsError extends Error {
  /** `"WindowsError"`. */
  override readonly name: string = "WindowsError";
  /** Windows' error code. */
  readonly winerror: number;
  /** The C runtime's error number that it stands for, Python's `errno`. */
  readonly errno: number;
  /** The name of `errno`, such as `"ENOENT"`. */
  readonly code: string;

  /**
   * An error for an error code.
   *
   * @param winerror Windows' error code.
   * @param description What it means.
   */
  constructor(winerror: number, description: string) {
    super(`[WinError ${winerror}] ${description}`);
    this.winerror = winerror;
    ({ errno: this.errno, code: this.code } = errnoOf(winerror));
  }
}

/**
 * Asks Windows for the last error of this thread. It reads the thread's own memory, as Windows' `GetLastError` does, so
 * what the last foreign call left is still there.
 *
 * What JavaScript does between the call and this one may make the runtime call Windows; the option `useLastError` and
 * `getLastError()` are proof against that.
 *
 * @returns The error code, 0 for none.
 * @throws {Error} Off Windows.
 *
 * @example
 * ```ts
 * import { dlopen, CFunction, c_int, c_wchar_p, GetLastError } from "@ctypes/ctypes";
 *
 * if (process.platform === "win32") {
 *   using kernel = dlopen("kernel32.dll", { DeleteFileW: CFunction([c_wchar_p], c_int) });
 *   kernel.symbols.DeleteFileW("does not exist");
 *   console.log(GetLastError()); // 2
 * }
 * ```
 */
export function GetLastError(): number {
  requireWindows("GetLastError()");
  return lastErrorCell()[0]!;
}

/**
 * Windows' text for an error code. Python's `FormatError`.
 *
 * @param code The error code or HRESULT; without it, what {@linkcode GetLastError} tells.
 * @returns The text without the white space at its end; `<no description>` for a code that Windows does not know.
 * @throws {TypeError} If `code` is no number.
 * @throws {RangeError} If `code` is no 32-bit integer.
 * @throws {Error} Off Windows.
 *
 * @example
 * ```ts
 * import { FormatError } from "@ctypes/ctypes";
 *
 * if (process.platform === "win32") console.log(FormatError(5)); // for example Access is denied.
 * ```
 */
export function FormatError(code?: number): string {
  requireWindows("FormatError()");
  return systemMessage(code === undefined ? GetLastError() : checkCode(code, "FormatError()")) ?? NO_DESCRIPTION;
}

/**
 * An error for an error code of Windows, to be thrown. Python's `WinError`.
 *
 * @param code The error code or HRESULT; without it, what {@linkcode GetLastError} tells.
 * @param description What it means; without it, what {@linkcode FormatError} tells.
 * @returns An Error whose message is `[WinError 5] Access is denied.`, with `winerror`, and `errno` and `code` as the C
 *   runtime translates it.
 * @throws {TypeError} If `code` is no number or `description` no string.
 * @throws {RangeError} If `code` is no 32-bit integer.
 * @throws {Error} Off Windows.
 *
 * @example
 * ```ts
 * import { WinError } from "@ctypes/ctypes";
 *
 * if (process.platform === "win32") console.log(WinError(5).code); // EACCES
 * ```
 */
export function WinError(code?: number, description?: string): WindowsError {
  requireWindows("WinError()");
  const winerror = code === undefined ? GetLastError() : checkCode(code, "WinError()");
  if (description !== undefined && typeof description !== "string") {
    throw new TypeError(`WinError(): expected a description as a string, not ${show(description)}`);
  }
  return new WindowsError(winerror, description ?? FormatError(winerror).trim());
}

/** An error code as a signed number, which is how Python has HRESULTs. */
function checkCode(code: unknown, who: string): number {
  if (typeof code !== "number") throw new TypeError(`${who}: expected an error code as a number, not ${show(code)}`);
  if (!Number.isInteger(code) || code < -(2 ** 31) || code >= 2 ** 32) {
    throw new RangeError(`${who}: expected an error code of 32 bits, not ${show(code)}`);
  }
  return code | 0;
}
