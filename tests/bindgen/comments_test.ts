import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { commentBytes, commentText } from "../../src/bindgen/parse/comments.ts";

const cases: Record<string, { readonly raw: string; readonly text: string | undefined }> = {
  "one line": { raw: "/* Successful result */", text: "Successful result" },
  "behind a member": { raw: "/**< doc */", text: "doc" },
  "slashes": { raw: "/// One\n/// two", text: "One\ntwo" },
  "stars of SQLite": {
    raw: "/*\n** CAPI3REF: Opening\n** CONSTRUCTOR: sqlite3\n**\n** ^These routines\n*/",
    text: "Opening\n\n^These routines",
  },
  "indented code stays indented": { raw: "/**\n * Text:\n *\n *     code\n */", text: "Text:\n\n    code" },
  "no margin": { raw: "/* First\n   second\n     third */", text: "First\nsecond\n  third" },
  "Doxygen": {
    raw: "/**\n * \\brief Adds.\n * \\param[in] a the first\n * @return the sum of \\c a\n * \\sa other\n */",
    text: "Adds.\n@param a the first\n@returns the sum of `a`\n@see other",
  },
  "an address stays": { raw: "/* Write to someone@example.org */", text: "Write to someone@example.org" },
  "irregular white space": { raw: "/* a\u00a0b\u200bc\td\r\n */", text: "a b c    d" },
  "a licence": { raw: "/* Copyright 2020 Nobody */", text: undefined },
  "a title": { raw: "/* ---- Functions ---- */", text: undefined },
  "a frame": { raw: "/*********\n * Text\n *********/", text: "Text" },
  "nothing": { raw: "/* ---- */", text: undefined },
};

describe("what a comment says", () => {
  for (const [name, { raw, text }] of Object.entries(cases)) test(name, () => assertEquals(commentText(raw), text));
  test("bytes that are not UTF-8 are Latin-1", () => {
    assertEquals(commentBytes(Uint8Array.of(0xe9)), "é");
    assertEquals(commentBytes(new TextEncoder().encode("é")), "é");
  });
});
