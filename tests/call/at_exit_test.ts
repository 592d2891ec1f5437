import { assertEquals } from "@std/assert";
import { platform } from "node:process";
import { test } from "node:test";
import { runFile } from "../child.ts";

const skip = platform === "win32" && !("Deno" in globalThis) ? "Bun does not unload libraries on Windows" : false;

test("a library that is closed before the program ends runs its handlers while callbacks can run", { skip }, () => {
  const { code, stdout, stderr } = runFile("tests/call/at_exit_program.ts");
  assertEquals([code, stdout.trim().split(/\s+/)], [0, ["ends", "called", "closed"]], stderr);
});
