import { assert, assertStrictEquals } from "@std/assert";
import { test } from "node:test";
import { runFile } from "../child.ts";

/** In MiB. What 150 nested callbacks pass at a time is 150. */
const FLAT = 50;

test("what deeply nested callbacks passed is let go when they have ended", () => {
  const { code, stdout, stderr } = runFile("tests/lifetime/nesting.ts", {
    flags: { deno: ["--v8-flags=--expose-gc"] },
  });
  assertStrictEquals(code, 0, stderr);
  const { wrong, grown } = JSON.parse(stdout);
  assertStrictEquals(wrong, 0);
  assert(grown < FLAT, `${grown} MiB are left`);
});
