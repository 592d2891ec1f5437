import { runtime } from "../runtime/runtime.ts";

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
