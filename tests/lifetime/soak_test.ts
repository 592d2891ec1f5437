import { assert, assertStrictEquals } from "@std/assert";
import { describe, test } from "node:test";
import { runFile } from "../child.ts";

/** In MiB, per round. A leak of ten bytes for each buffer would be more. */
const FLAT = 8;
const phases = {
  calls: "ten million calls",
  temporaries: "calls whose arguments nobody else holds",
  callbacks: "a hundred thousand callbacks, created and dropped",
  buffers: "a million buffers",
  structures: "two hundred thousand structures of pointers",
  libraries: "thousands of libraries, opened and closed",
  classes: "thousands of classes",
  functionTypes: "thousands of callbacks, each of a type written down for it",
  variadics: "thousands of variadic calls, no two alike",
};

describe("memory stays flat, and what is in it right, in", () => {
  for (const [phase, words] of Object.entries(phases)) {
    test(words, () => {
      const options = { args: [phase, String(FLAT)], flags: { deno: ["--v8-flags=--expose-gc"] }, timeout: 600_000 };
      const { code, signal, stdout, stderr } = runFile("tests/lifetime/soak.ts", options);
      assertStrictEquals(code, 0, `${signal}: ${stderr}`);
      const { wrong, growth } = JSON.parse(stdout);
      assertStrictEquals(wrong, 0);
      assert(Math.min(...growth) < FLAT, `${phase}: each round grew the memory, by ${growth.join(", ")} MiB`);
    });
  }
});
