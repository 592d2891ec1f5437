/** Prints, as JSON, what `findLibrary` gives for each of its arguments. */
import { argv } from "node:process";
import { findLibrary } from "../../src/library/find/find.ts";

console.log(JSON.stringify(argv.slice(2).map((name) => findLibrary(name))));
