// `findLibrary`: the first look-up of a process and further ones, of a name that there is and of one that there is not.
import { findLibrary } from "../../src/library/find/find.ts";
import { runTopic } from "../child.ts";
import { print } from "../measure.js";

const FURTHER = 50;
const names = { "a library that there is": "z", "one that there is not": "no-such-library" };

export function run(name?: string): void {
  if (name !== undefined) return lookUp(name);
  for (const [what, name] of Object.entries(names)) {
    for (let pass = 0; pass < 3; pass++) {
      const [first, further] = JSON.parse(runTopic("find_library", name));
      print({ row: `${what}, first`, side: "us", ns: first, target: { python: 1 } });
      print({ row: `${what}, again`, side: "us", ns: further, target: { python: 1 } });
    }
  }
}

function lookUp(name: string): void {
  const start = performance.now();
  findLibrary(name);
  const first = performance.now();
  for (let i = 0; i < FURTHER; i++) findLibrary(name);
  print([(first - start) * 1e3, (performance.now() - first) / FURTHER * 1e3]);
}
