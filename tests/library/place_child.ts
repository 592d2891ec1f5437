/**
 * Opens each text that it is given: `place_child.ts <texts as JSON>`; an object `{ "url": … }` stands for a URL. Prints, as
 * JSON, what `which` of the opened library tells, or the error. For place_test.ts.
 *
 * @module
 */
import { argv } from "node:process";
import { c_int, CFunction, dlopen, findLibrary, RTLD_NOW } from "../../mod.ts";

const [, , texts, how] = argv;

function attempt(text: string | { url: string }): unknown {
  if (how === "find") return findLibrary(text as string);
  try {
    const path = typeof text === "string" ? text : new URL(text.url);
    using library = dlopen(path, { which: CFunction([], c_int) }, how === "flags" ? { flags: RTLD_NOW } : {});
    return library.symbols.which();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

console.log(JSON.stringify(JSON.parse(texts).map(attempt)));
