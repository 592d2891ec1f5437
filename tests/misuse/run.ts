import { assert, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { test } from "node:test";
import { type ChildResult, runFile } from "../child.ts";
import type { Cases, Report } from "./case.ts";

/**
 * Makes a test of each case of a module in this folder. They run in a child, one more for each that crashes. Call it
 * within `describe` of the test file: reports name the file that describes.
 */
export function testCases(module: string, cases: Cases): void {
  const outcomes = new Map<string, Report | ChildResult>();
  test("the child ends by itself", () => {
    for (let from = 0; from < Object.keys(cases).length;) from = runFrom(module, from, cases, outcomes);
    const crashed = [...outcomes].filter(([_, outcome]) => !("kind" in outcome)).map(([name]) => name);
    assertStrictEquals(crashed.join(", "), "");
  });
  for (const [name, wanted] of Object.entries(cases)) {
    test(name, () => {
      const outcome = outcomes.get(name);
      assert(outcome !== undefined, "it did not run");
      if (!("kind" in outcome)) {
        throw new Error(`It ended the process with ${outcome.signal ?? outcome.code}\n${outcome.stderr}`);
      }
      assert(outcome.kind !== null, "nothing was thrown");
      assertStrictEquals(outcome.kind, wanted.kind, outcome.message);
      if (typeof wanted.says === "string") assertStringIncludes(outcome.message, wanted.says);
      else assert(wanted.says.test(outcome.message), outcome.message);
    });
  }
}

/** Runs the cases from a number on; gives the number of the first that did not run. */
function runFrom(module: string, from: number, cases: Cases, outcomes: Map<string, Report | ChildResult>): number {
  const child = runFile("tests/misuse/child.ts", {
    args: [module, String(from)],
    flags: { deno: ["--v8-flags=--expose-gc"] },
  });
  let begun: string | null = null;
  for (const line of child.stdout.split("\n")) {
    if (line.startsWith("begin ")) begun = JSON.parse(line.slice(6));
    else if (line.startsWith("end ")) {
      const report: Report = JSON.parse(line.slice(4));
      outcomes.set(report.name, report);
      begun = null;
    }
  }
  const names = Object.keys(cases);
  if (child.code === 0 && child.stdout.endsWith("done\n")) return names.length;
  if (begun === null) {
    throw new Error(`The child ended with ${child.signal ?? child.code} between cases\n${child.stderr}`);
  }
  outcomes.set(begun, child);
  return names.indexOf(begun) + 1;
}
