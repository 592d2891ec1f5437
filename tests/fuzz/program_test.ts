import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { describe, test } from "node:test";
import { runFile } from "../child.ts";

/** Runs a short program of the fuzzer's; `deno task fuzz` runs long ones. */
function run(...args: string[]): { code: number | null; stdout: string } {
  // The copy of the fixture that is unloaded is made by the task.
  return runFile("tests/fuzz/program.ts", {
    args: ["5", "25", "unload", ...args],
    flags: { deno: ["--v8-flags=--expose-gc"] },
  });
}

describe("the fuzzer", () => {
  test("passes where nothing is wrong", () => {
    const { code, stdout } = run();
    assert(stdout.endsWith("passed\n"), stdout);
    assertEquals(code, 0);
  });

  test("notices a byte that nobody wrote", () => {
    const { code, stdout } = run("sabotage");
    assertStringIncludes(stdout, "FAILED C sees byte 0 of");
    assertEquals(code, 1);
  });

  test("takes the same steps again", () => {
    const [first, second] = [run().stdout, run().stdout];
    assertEquals(second, first);
  });
});
