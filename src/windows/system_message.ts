import { type NativeFunction, runtime } from "../runtime/runtime.ts";
import { onWindows } from "./platform.ts";

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
