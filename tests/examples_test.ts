import { assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { findLibrary } from "../mod.ts";
import { runFile } from "./child.ts";

const permissions = ["--allow-ffi", "--allow-read", "--allow-env"];

/** What each example prints; one that needs a library which is not installed says so in one line. */
const examples: Record<string, RegExp> = {
  div: /^17 = 3 × 5 \+ 2\n.*Div { quot: -3, rem: -2 }\n.*LongDiv .* 7n }\n.*LongLongDiv .* 9n }\n$/,
  linked_list: /^C adds up ours, 1 2 3: 6\nC turns it round: 3 2 1\nWe walk C's: 10 20 30\n$/,
  sdl:
    /^SDL 2\.\d+\.\d+ is .*\n.*0x45e\n.* 050000005e040000ea02000001030000\n$|^SDL2 is not installed here: skipped\n$/,
  stat: /^deno\.json: \d+ bytes, mode 100\d{3}, .*\nchanged: Timestamp {.*\n.*Tm {.*\nor: .*:\d\d\n$|^.*: skipped\n$/,
  windows:
    /^Now it is: SYSTEMTIME {.*\nThis is: .+\n\[WinError 3\] .*\nA link: made by COM\n$|^This is not Windows: skipped\n$/,
  zstd: /^zstd 1\..* is .*\n.* … 22\n.* … \d+\n.*: Unsupported parameter\n.* the same again\n$|^.*: skipped\n$/,
};

describe("the examples", () => {
  for (const [name, expected] of Object.entries(examples)) {
    test(`${name}.ts`, () => {
      const { code, stdout, stderr } = runFile(`examples/${name}.ts`, { permissions });
      assertEquals(code, 0, stderr);
      assertMatch(stdout.replaceAll("\r\n", "\n"), expected);
    });
  }
  test("tour.ts", () => {
    const { code, stdout, stderr } = runFile("examples/tour.ts", { permissions });
    assertEquals(code, 0, stderr);
    const parts: Record<string, RegExp> = {
      c: /is 7: bytes of UTF-8\n.* 4, 8, 15, 16, 33, 42\n.* is 12 and leaves " monkeys"\n.* is -1, errno 2: No such file/,
      m: /tgamma\(6\) is 120, remainder\(8, 3\) is -1, 48 is 0.75 × 2\^6/,
      z: /compresses 3900 bytes to \d\d\n.* the same text back/,
      sqlite3: /lighter than the Earth:\n\s+Mars 0\.107\n\s+Venus 0\.815\n/,
    };
    const output = stdout.replaceAll("\r\n", "\n");
    for (const [name, expected] of Object.entries(parts)) {
      assertMatch(
        output,
        findLibrary(name) === null ? new RegExp(`^${name} is not installed here: skipped$`, "m") : expected,
      );
    }
  });
});
