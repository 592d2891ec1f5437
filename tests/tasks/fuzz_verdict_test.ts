import { assertEquals, assertStrictEquals } from "@std/assert";
import { describe, test } from "node:test";
import { kindOf, pathsOf, verdict } from "../../tasks/fuzz_verdict.ts";

const ended = { code: 0, signal: null };

describe("what the fuzzer's programs say", () => {
  test("passed", () => assertStrictEquals(verdict(ended, ["#1 x", "passed"]), null));

  for (
    const [wanted, outcome, lines] of [
      ["C sees byte 1", { code: 1, signal: null }, ["#1 x", "FAILED C sees byte 1", "    at f"]],
      ["C sees byte 1", ended, ["FAILED C sees byte 1", "passed"]],
      ["it crashed: SIGSEGV", { code: 139, signal: "SIGSEGV" }, ["#1 x"]],
      ["it crashed: code 133", { code: 133, signal: null }, ["#1 x"]],
      ["it did not end", { code: 143, signal: "SIGTERM" }, ["#1 x"]],
      ["it ended too early", ended, ["#1 x"]],
      ["it ended with code 1: TypeError: y", { code: 1, signal: null }, ["#1 x", "TypeError: y", "    at f"]],
      ["SUMMARY: AddressSanitizer: z", { code: 1, signal: null }, ["#1 x", "SUMMARY: AddressSanitizer: z", "more"]],
    ] as const
  ) {
    test(`${wanted}, after ${lines.length} lines`, () => assertStrictEquals(verdict(outcome, [...lines]), wanted));
  }

  test("steps, once each", () => {
    assertEquals(pathsOf(["#1 a", "  #1.2 b", "  #1.2 c", "#3 // d", "passed", "x #4 "]), ["1", "1.2", "3"]);
  });

  test("the same kind of failure has other names and numbers", () => {
    const [a, b] = ['C sees byte 0 of the text "ab"…30 (text, 31 bytes at 0x55f) as 90, not 97', ""];
    assertStrictEquals(kindOf(a), kindOf(a.replaceAll("0x55f", "0x12ab").replace("ab", "xyz").replace("90", "7")));
    assertEquals(kindOf(a) === kindOf(b), false);
  });
});
