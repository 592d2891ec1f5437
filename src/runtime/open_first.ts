import { type NativeLibrary, runtime } from "./runtime.ts";

/**
 * Opens the first library that is there, of several names for one.
 *
 * @param failure What the message says if none is, in front of the names.
 * @throws What the runtime throws where the program lacks the permission: each more name would ask the user again.
 */
export function openFirst(names: readonly string[], failure: string): NativeLibrary {
  let first: unknown;
  for (const name of names) {
    try {
      return runtime.open(name);
    } catch (error) {
      if (error instanceof Error && /^(NotCapable|PermissionDenied)$/.test(error.name)) throw error;
      first ??= error;
    }
  }
  throw new Error(`${failure} (tried ${names.join(", ")})`, { cause: first });
}
