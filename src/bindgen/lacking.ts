/** Which functions and variables of a header a library does not have. */
import { c_int, c_void, CFunction, dlopen, findLibrary } from "../../mod.ts";
import { isPath } from "./emit/open_function.ts";
import type { Header } from "./model.ts";

/**
 * Opens a library and compares it with a header.
 *
 * @param library What `findLibrary` takes, or a path.
 * @param header The header.
 * @returns Lines that say what it lacks.
 * @throws {Error} If it cannot be opened.
 */
export function lacking(library: string, header: Header): string[] {
  const path = isPath(library) ? library : findLibrary(library);
  if (path === null) throw new Error(`${library} is not installed`);
  const functions = header.functions.map(({ name, symbol = name }) => symbol);
  const variables = header.variables.map(({ name, symbol = name }) => symbol);
  const optional = CFunction([], c_void, { optional: true });
  using lib = dlopen(path, Object.fromEntries(functions.map((name) => [name, optional])));
  const missing = [
    ...functions.filter((name) => lib.symbols[name] === null),
    ...variables.filter((name) => !hasVariable(path, name)),
  ];
  const total = functions.length + variables.length;
  return missing.length === 0
    ? [`${path} has all ${total}`]
    : [`${path} lacks ${missing.length} of ${total}: ${missing.join(", ")}`];
}

function hasVariable(path: string, name: string): boolean {
  try {
    dlopen(path, { [name]: c_int }).close();
    return true;
  } catch {
    return false;
  }
}
