import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { MacroText } from "../../src/bindgen/parse/macros.ts";

/** Reads the macro `M` of a text. */
function read(text: string, name = "M") {
  const bytes = new TextEncoder().encode(text);
  const latin1 = [...bytes].map((byte) => String.fromCharCode(byte)).join("");
  const start = latin1.indexOf(`define ${name}`) + "define ".length;
  const line = /(?:[^\\\n]|\\\n|\\.)*/.exec(latin1.slice(start))![0];
  // As clang has it, a definition ends before a comment.
  const end = start + line.replace(/\s*(\/\*|\/\/).*$/s, "").length;
  return new MacroText(bytes).read(name, start, end);
}

describe("macros that may be constants", () => {
  const comments: Record<string, string | undefined> = {
    "#define M 1 /* behind */": "behind",
    "#define M 1 // behind": "behind",
    "#define M 1 /* two\n lines */": "two\nlines",
    "/* before */\n#define M 1": "before",
    "// before\n#define M 1": "before",
    "/* before */\n#define M 1 /* behind */": "behind",
    "/* far */\n\n#define M 1": undefined,
    "int x; /* of x */\n#define M 1": undefined,
    "#define M 1\n/* of what follows */": undefined,
    "/* é */\n#define M 1 /* ü */": "ü",
  };
  for (const [source, comment] of Object.entries(comments)) {
    test(
      JSON.stringify(source),
      () =>
        assertEquals(
          read(source),
          comment === undefined ? { name: "M", body: "1" } : { name: "M", body: "1", comment },
        ),
    );
  }
  test("continued lines", () => assertEquals(read("#define M (1 + \\\n 2)")?.body, "(1 +   2)"));
  const not = ["", "{", "do { } while (0)", "extern int x", "a;", "(", "1)", "__LINE__", "__attribute__((x))", "# x"];
  for (const body of not) {
    test(`${body || "nothing"} is none`, () => assertEquals(read(`#define M ${body}`), undefined));
  }
  test("what keeps a header from being read twice is none", () => {
    assertEquals(read("#define SOME_H 1", "SOME_H"), undefined);
    assertEquals(read("#define SOME_H_ 1", "SOME_H_"), undefined);
    assertEquals(read("#define SOME_H 2", "SOME_H")?.body, "2");
    assertEquals(read("#define __hidden 1", "__hidden"), undefined);
  });
});
