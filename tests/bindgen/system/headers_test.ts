/** Bindings of real libraries against gcc: sizes, places, bit fields, constants, and that no function is missing. */
import { assertEquals, assertGreater } from "@std/assert";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { type Header, parseHeaders } from "../../../src/bindgen/mod.ts";
import { differences, factsOf, program } from "./facts.ts";
import { bindings, declaredFunctions, printed } from "./gcc.ts";
import { HEADERS } from "./headers.ts";

for (const headers of HEADERS) {
  describe(headers.name, () => {
    let header: Header;
    // deno-lint-ignore no-explicit-any
    let output: any;
    test("is read and imported", async () => {
      header = await parseHeaders({ headers: headers.headers, clang: headers.arguments });
      output = await import(pathToFileURL(`${bindings}/deno/${headers.name}.ts`).href);
    });
    test("types and constants are as gcc has them", () => {
      const facts = factsOf(header, output);
      assertGreater(facts.length, 30);
      assertEquals(differences(printed(headers.name, program(header), headers.arguments), facts), []);
    });
    test("all functions are there, or said to be left out", () => {
      const ours = new Set([
        ...Object.keys(output.functions),
        ...header.skipped.filter(({ kind }) => kind === "function").map(({ name }) => name),
      ]);
      assertEquals([...declaredFunctions(headers)].filter((name) => !ours.has(name)), []);
    });
  });
}
