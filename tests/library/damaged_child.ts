/**
 * Opens each path that it is given, one a line of its input: `damaged_child.ts <open|flags|find>`. Prints what becomes of
 * each as it goes: `opened`, the message of the error, or what `findLibrary` gives, as JSON. For damaged_test.ts.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { argv } from "node:process";
import { dlopen, findLibrary, RTLD_GLOBAL, RTLD_NOW } from "../../mod.ts";

const [, , how, list] = argv;

function attempt(text: string): unknown {
  if (how === "find") return findLibrary(text);
  try {
    dlopen(text, {}, how === "flags" ? { flags: RTLD_GLOBAL | RTLD_NOW } : {}).close();
    return "opened";
  } catch (error) {
    return (error as Error).message;
  }
}

for (const line of readFileSync(list, "utf8").split("\n")) console.log(JSON.stringify(attempt(line)));
