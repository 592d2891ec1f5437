/** The program itself, started as its users start it. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { runFile } from "../../child.ts";

const folder = mkdtempSync(join(tmpdir(), "ctypes-bindgen-cli-"));
after(() => rmSync(folder, { recursive: true }));

const run = (args: string[], env: Record<string, string> = {}) => runFile("src/bindgen/mod.ts", { args, env });

/** Writes a file to the folder and gives its path. */
function file(name: string, text = ""): string {
  const path = join(folder, name);
  if (text !== "") writeFileSync(path, text);
  return path;
}

const small = file("small.h", "/** Adds. */\nint add(int a, int b);\n#define ONE 1\nstruct s { int x; };\n");

describe("the program", () => {
  test("writes a file and says what it did", () => {
    const output = file("small.ts");
    const { code, stdout, stderr } = run([small, "-o", output, "-l", "small"]);
    assertEquals(code, 0, stderr);
    assertEquals(stdout, "");
    assertStringIncludes(
      stderr,
      `${small}: 1 function, 0 variables, 1 structure, 0 opaque types, 0 enumerations, 1 constant\n`,
    );
    const text = readFileSync(output, "utf8");
    assertMatch(text, /^\/\/ Generated from small\.h by @ctypes\/ctypes\/bindgen\. Do not edit\.\n/);
    assertStringIncludes(text, "   * `int add(int a, int b)`\n   *\n   * Adds.\n");
    assertStringIncludes(text, "  add: CFunction([c_int, c_int], c_int),\n");
    assertStringIncludes(text, 'path: string | null = findLibrary("small")');
    assertStringIncludes(text, "export const ONE = 1;\n");
  });
  test("explains itself", () => {
    const { code, stdout } = run(["--help"]);
    assertEquals(code, 0);
    assertMatch(stdout, /^Writes TypeScript bindings for C headers/);
  });
  test("says what is wrong with its arguments", () => {
    const { code, stderr } = run([small]);
    assertEquals(code, 2);
    assertEquals(stderr, "-o FILE says what to write\n--help explains the arguments\n");
  });
  test("writes all but what is skipped, and says what and why", () => {
    const header = file(
      "skip.h",
      "#include <stdarg.h>\nint a1(va_list l);\nint a2(void);\nint b1(void);\nstatic inline int c(void) { return 1; }\n",
    );
    const output = file("skip.ts");
    const { stderr } = run([header, "-o", output, "--skip", "^b"]);
    assertStringIncludes(stderr, "  skipped 1 function (va_list): a1\n  skipped 1 function (inline): c\n");
    const text = readFileSync(output, "utf8");
    assertStringIncludes(text, "  // int a1(va_list l): va_list\n  // int c(void): inline\n");
    assert(!text.includes("b1"));
  });
  test("writes only what is asked for, with the types that it needs", () => {
    const header = file(
      "only.h",
      "struct used { int x; }; struct unused { int x; };\nint a1(struct used *p);\nint a2(void);\n",
    );
    const output = file("only.ts");
    run([header, "-o", output, "--only", "^a1$", "--docs", "none"]);
    const text = readFileSync(output, "utf8");
    assertStringIncludes(text, "class used");
    assertStringIncludes(text, "a1:");
    assert(!/unused|a2/.test(text));
  });
  test("strips prefixes", () => {
    const header = file(
      "strip.h",
      "enum my_color { MY_RED, MY_GREEN };\nint my_open(enum my_color c);\n#define MY_ONE 1\n#define MY_2 2\n",
    );
    const output = file("strip.ts");
    run([header, "-o", output, "--strip-prefix", "my_", "--strip-prefix", "MY_"]);
    const text = readFileSync(output, "utf8");
    assertStringIncludes(text, "export const color = Enum(c_uint, { RED: 0, GREEN: 1 });");
    assertStringIncludes(text, '  open: CFunction([color], c_int, { name: "my_open" }),');
    assertStringIncludes(text, "export const ONE = 1;\nexport const MY_2 = 2;\n");
  });
});

describe("a header in error", () => {
  const broken = file("broken.h", "int f(unknown x);\n");
  const includes = file("includes.h", `int g(void);\n#include "broken.h"\n`);
  test("is shown as clang shows it, and nothing is written", () => {
    const output = file("broken.ts");
    const { code, stdout, stderr } = run([includes, "-o", output]);
    assertEquals([code, stdout], [1, ""]);
    assertEquals(
      stderr.replaceAll(folder, ""),
      "In file included from /includes.h:2:\n/broken.h:1:7: error: unknown type name 'unknown'\nint f(unknown x);\n      ^\n1 error generated.\n",
    );
    assert(!existsSync(output));
  });
  test("is one that is not there", () => {
    const { code, stderr } = run(["no_such_header.h", "-o", file("none.ts")]);
    assertEquals(code, 1);
    assertStringIncludes(stderr, "fatal error: 'no_such_header.h' file not found");
  });
  test("keeps what other headers would have written from being written, too", () => {
    const config = file(
      "both.json",
      JSON.stringify([{ headers: [small], output: "first.ts" }, { headers: [broken], output: "second.ts" }]),
    );
    assertEquals(run(["--config", config]).code, 1);
    assert(!existsSync(file("first.ts")));
  });
  test("may lack clang's own headers: then it is said where they are", () => {
    const header = file("stddef.h.h", "#include <stddef.h>\nsize_t f(void);\n");
    const { code, stderr } = run([header, "-o", file("stddef.ts"), "--", "-nostdinc"]);
    assertEquals(code, 1);
    assertMatch(stderr, /'stddef\.h' file not found[^]*clang's own headers are missing: install them .* -isystem/);
  });
  test("ends with all of its errors", () => {
    const header = file("many.h", Array.from({ length: 30 }, (_, i) => `int f${i}(unknown x);\n`).join(""));
    assertMatch(run([header, "-o", file("many.ts")]).stderr, /too many errors emitted.*\n20 errors generated\.\n$/);
  });
});

describe("a configuration", () => {
  test("is JSON", () => {
    const config = file("c.json", JSON.stringify([{ headers: [small], output: "from_json.ts", library: "x" }]));
    assertEquals(run(["--config", config]).code, 0);
    assert(existsSync(file("from_json.ts")));
  });
  test("is a module", () => {
    const entry = JSON.stringify(new URL("../../../src/bindgen/mod.ts", import.meta.url).href);
    const config = file(
      "c.ts",
      `import { defineConfig } from ${entry};
export default defineConfig([{
  headers: [${JSON.stringify(small)}],
  output: "from_module.ts",
  rename: { add: "plus" },
  functions: { add: { result: "AsNumber(c_long)", parameters: { a: "NonNull(c_char_p)", 2: "s" } } },
  types: { s: "c_int" },
}]);
`,
    );
    const { code, stderr } = run(["--config", config]);
    assertEquals(code, 0, stderr);
    const text = readFileSync(file("from_module.ts"), "utf8");
    assertStringIncludes(text, 'plus: CFunction([NonNull(c_char_p), s], AsNumber(c_long), { name: "add" }),');
    assertStringIncludes(text, "export const s = c_int;");
    assertMatch(text, /import \{\n(\s+.*\n)*\s+AsNumber,\n(\s+.*\n)*\s+NonNull,\n/);
  });
  const wrong: [object, string][] = [
    [{ types: { nothing: "c_int" } }, "types: there is no type nothing in"],
    [{ functions: { nothing: { result: "c_int" } } }, "functions: there is no function nothing in"],
    [
      { functions: { add: { parameters: { c: "c_int" } } } },
      "functions: add has no parameter c: int add(int a, int b)",
    ],
    [{ functions: { add: { parameters: { 3: "c_int" } } } }, "functions: add has no parameter 3"],
    [{ functions: { add: { result: "c_int +" } } }, '"c_int +" is no type expression'],
    [{ functions: { add: { result: "Ownd(c_int)" } } }, "functions: add: Ownd is neither a type of the output nor"],
    [{ types: { s: "Pointer(t)" } }, "types: struct s: t is neither a type of the output nor"],
    [{ rename: { add: "a-b" } }, 'rename: "a-b" for add is no name'],
    [{ oops: 1 }, "oops is none of headers"],
  ];
  for (const [more, message] of wrong) {
    test(`says: ${message}`, () => {
      const config = file("wrong.json", JSON.stringify([{ headers: [small], output: "wrong.ts", ...more }]));
      const { code, stderr } = run(["--config", config]);
      assertEquals(code, 1);
      assertStringIncludes(stderr, message);
      assert(!existsSync(file("wrong.ts")));
    });
  }
});

describe("several targets", () => {
  const targets = [
    "--target",
    "x86_64-linux-gnu",
    "--target",
    "x86_64-pc-windows-msvc",
    "--target",
    "aarch64-apple-darwin",
  ];
  test("are one file where the declarations agree", () => {
    const header = file(
      "agree.h",
      "enum e { A, B }; struct s { long l; enum e e; };\nlong f(struct s *p);\n#define M 5L\n",
    );
    const output = file("agree.ts");
    const { code, stderr } = run([header, "-o", output, ...targets]);
    assertEquals(code, 0, stderr);
    assert(existsSync(output));
    assert(!stderr.includes("targets"));
  });
  test("are one file each where they do not, and it is said what differs", () => {
    const header = file(
      "differ.h",
      "#define SIZE sizeof(long)\n#ifdef _WIN32\nint windows(void);\n#endif\nint f(void);\n",
    );
    const { stderr } = run([header, "-o", file("differ.ts"), ...targets]);
    assert(!existsSync(file("differ.ts")));
    assertEquals(readdirSync(folder).filter((name) => name.startsWith("differ.") && name.endsWith(".ts")).sort(), [
      "differ.aarch64-apple-darwin.ts",
      "differ.x86_64-linux-gnu.ts",
      "differ.x86_64-pc-windows-msvc.ts",
    ]);
    assertMatch(stderr, /not the same for all targets, so 3 files are written:\n/);
    assertMatch(stderr, /\n {4}SIZE differs between x86_64-linux-gnu, x86_64-pc-windows-msvc, aarch64-apple-darwin\n/);
    assertMatch(stderr, /\n {4}windows is missing for x86_64-\S*linux-gnu, \S*apple\S*\n/);
    assertStringIncludes(readFileSync(file("differ.x86_64-pc-windows-msvc.ts"), "utf8"), "export const SIZE = 4n;");
  });
});

describe("--check", () => {
  test("says what a library lacks", () => {
    const header = file(
      "lacks.h",
      "unsigned long crc32(unsigned long c, const char *b, unsigned n);\nint no_such_function(void);\nextern int no_such_variable;\n",
    );
    const { code, stderr } = run([header, "--check", "z"]);
    assertEquals(code, 0);
    assertMatch(stderr, /libz\S* lacks 2 of 3: no_such_function, no_such_variable\n$/);
  });
  test("says that it has all", () => {
    assertMatch(run(["zlib.h", "--check", "z", "--skip", "64|gzopen_w"]).stderr, /libz\S* has all \d+\n$/);
  });
  test("says that it is not there", () => {
    const { code, stderr } = run([small, "--check", "no-such-library"]);
    assertEquals(code, 1);
    assertStringIncludes(stderr, "no-such-library is not installed");
  });
});

describe("libclang", () => {
  test("is where LIBCLANG_PATH says", () => {
    const { code, stderr } = run([small, "-o", file("path.ts")], { LIBCLANG_PATH: "/usr/lib/llvm-14/lib" });
    assertEquals(code, 0, stderr);
  });
  test("is nowhere else then", () => {
    const { code, stderr } = run([small, "-o", file("path2.ts")], { LIBCLANG_PATH: "/no/such/libclang.so" });
    assertEquals(code, 1);
    assertMatch(
      stderr,
      /^Reading C headers needs libclang 14 or newer, which was not found: install it \(apt-get install libclang1/,
    );
    assertStringIncludes(stderr, "/no/such/libclang.so");
  });
  test("is not in a folder without it", () => {
    const { stderr } = run([small, "-o", file("path3.ts")], { LIBCLANG_PATH: folder });
    assertStringIncludes(stderr, "a folder without libclang");
  });
});
