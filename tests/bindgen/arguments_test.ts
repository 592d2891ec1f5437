import { assertEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { HELP, readArguments, UsageError } from "../../src/bindgen/arguments.ts";
import { defineConfig } from "../../src/bindgen/mod.ts";

function config(...args: string[]) {
  const request = readArguments(args);
  return request.kind === "output" ? request.config : undefined;
}

describe("the command line", () => {
  test("asks for an output", () => {
    const given = config(
      "a.h",
      "b.h",
      "-o",
      "x.ts",
      "-l",
      "a",
      "--only",
      "^a",
      "--strip-prefix",
      "a_",
      "--",
      "-I",
      "x",
      "--help",
    );
    assertEquals(given?.headers, ["a.h", "b.h"]);
    assertEquals(given?.output, "x.ts");
    assertEquals(given?.library, "a");
    assertEquals(given?.only, /^a/u);
    assertEquals(given?.stripPrefix, ["a_"]);
    assertEquals(given?.clang, ["-I", "x", "--help"]);
  });
  test("repeats options", () => {
    assertEquals(config("a.h", "-o", "x", "--files", "a", "--files=b", "--target", "t", "--target", "u")?.files, [
      "a",
      "b",
    ]);
  });
  test("asks for help, or for what a file says", () => {
    assertEquals(readArguments(["-h"]).kind, "help");
    assertEquals(readArguments(["a.h", "--help"]).kind, "help");
    assertEquals(readArguments(["--config", "c.ts"]), { kind: "config", file: "c.ts", check: undefined });
  });
  test("may only check", () => {
    const request = readArguments(["a.h", "--check", "a"]);
    assertEquals(request.kind === "output" && [request.write, request.check], [false, "a"]);
  });
  const wrong: [string[], string][] = [
    [[], "no header is given"],
    [["a.h"], "-o FILE says what to write"],
    [["a.h", "-o", "x", "--docs", "some"], "--docs is full, brief, none, not some"],
    [["a.h", "-o", "x", "--only", "("], "--only: "],
    [["a.h", "-o", "x", "--line-width", "wide"], "--line-width is a number of characters, not wide"],
    [["a.h", "-o", "x", "--unknown"], "--unknown"],
    [["a.h", "--config", "x"], "--config says what is read; a.h is too much"],
  ];
  for (const [args, message] of wrong) {
    test(`${args.join(" ") || "nothing"} is wrong`, () => {
      assertThrows(() => readArguments(args), UsageError, message);
    });
  }
  test("every option is explained", () => {
    const options = ["output", "library", "files", "only", "skip", "strip-prefix", "docs", "explicit-types", "import"];
    for (const option of [...options, "line-width", "target", "check", "config", "help"]) {
      assertEquals(HELP.includes(`--${option}`), true, option);
    }
  });
});

describe("a configuration", () => {
  const right = { headers: ["a.h"], output: "a.ts" };
  test("is what was given", () => assertEquals(defineConfig([{ ...right, only: /a/ }]), [{ ...right, only: /a/ }]));
  const wrong: [unknown, string][] = [
    [right, "expected an array"],
    [[5], "output 1: expected an object"],
    [[{ output: "a.ts" }], "output 1 has no headers"],
    [[right, { headers: [], output: "a.ts" }], "output 2 has no headers"],
    [[{ headers: ["a.h"] }], "output 1 has no output"],
    [[{ ...right, libary: "a" }], "libary is none of headers, output, library"],
    [[{ ...right, headers: "a.h" }], "headers must be an array of strings"],
    [[{ ...right, docs: "some" }], 'docs must be "full", "brief" or "none", not "some"'],
  ];
  for (const [given, message] of wrong) {
    // deno-lint-ignore no-explicit-any
    test(message, () => void assertThrows(() => defineConfig(given as any), TypeError, message));
  }
});
