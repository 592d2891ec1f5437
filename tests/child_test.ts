import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { describe, test } from "node:test";
import { runFile, runSource } from "./child.ts";

describe("a child", () => {
  test("runs a file with arguments, and its output and exit code come back", () => {
    const { code, stdout, stderr } = runFile("tests/tasks/child_program.ts", { args: ["7", "héllo"] });
    assertEquals({ code, stdout }, { code: 7, stdout: "héllo\n" }, stderr);
    assertStringIncludes(stderr, "to stderr\n"); // Bun complains of Wine's folders there too
  });
  test("runs source that imports from the checkout", () => {
    const { code, stdout, stderr } = runSource(`
      import { sum } from "./tasks/report.ts";
      const total: number = sum([{ passed: 1, failed: 0, skipped: 0 }, { passed: 2, failed: 0, skipped: 0 }]).passed;
      console.log(total);
    `);
    assertEquals({ code, stdout }, { code: 0, stdout: "3\n" }, stderr);
  });
  test("that throws ends with a code and says why", () => {
    const { code, stderr } = runSource(`throw new RangeError("no such thing");`);
    assertEquals(code, 1);
    assertStringIncludes(stderr, "RangeError: no such thing");
  });
  test("is ended when its time is up", () => {
    const started = performance.now();
    const { code } = runSource("setInterval(() => {}, 1000);", { timeout: 1500 });
    assert(code !== 0 && performance.now() - started < 40_000);
  });
});
