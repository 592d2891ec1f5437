import { assertEquals } from "@std/assert";
import { join } from "@std/path/windows";
import { describe, test } from "node:test";
import { fixture } from "./native/mod.ts";

describe("the test run", () => {
  test("resolves the standard library", () => assertEquals(join("a", "b"), "a\\b"));
  test("names a fixture", () => assertEquals(fixture("basic").includes("libbasic."), true));
});
