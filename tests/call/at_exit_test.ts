import { assertEquals } from "@std/assert";
import { test } from "node:test";
import { runFile } from "../child.ts";

test("a library that is closed before the program ends runs its handlers while callbacks can run", () => {
  const { code, stdout, stderr } = runFile("tests/call/at_exit_program.ts");
  assertEquals([code, stdout.trim().split(/\s+/)], [0, ["ends", "called", "closed"]], stderr);
});
