/**
 * The C library, found without knowing where the system keeps its libraries.
 *
 * @module
 */
import { openFirst } from "../runtime/open_first.ts";
import { type NativeLibrary, runtime } from "../runtime/runtime.ts";

const names: Record<string, string[]> = { darwin: ["/usr/lib/libSystem.B.dylib"], win32: ["ucrtbase.dll"] };
const elsewhere = ["libc.so.6", "libc.musl-x86_64.so.1", "libc.musl-aarch64.so.1", "libc.so"];

const candidates = names[runtime.platform] ?? elsewhere;

/** Opens the C library. */
export function openLibc(): NativeLibrary {
  return openFirst(candidates, "Cannot open the C library");
}

/** Whether it may be opened without asking the user. */
export function mayOpenLibc(): boolean {
  return runtime.mayOpen(candidates[0]!);
}
