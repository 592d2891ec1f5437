// On a host that forbids code from text the first use says so, and how to allow it.
import { assertMatch } from "@std/assert";
import { test } from "node:test";
import { runSource } from "../child.ts";

test("a host that forbids code generation is told apart by one sentence", () => {
  const { stderr } = runSource(`
    globalThis.Function = function () { throw new EvalError("forbidden"); };
    const { c_int, CFunction } = await import("./mod.ts");
    new (CFunction([c_int], c_int))((x) => x)(1);
  `);
  assertMatch(
    stderr,
    /generated code, which this host forbids: start it without --disallow-code-generation-from-strings/,
  );
});
