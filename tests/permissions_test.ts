/** What the README says under "Permissions", tried with exactly these. Bun has none. */
import { assertEquals, assertMatch } from "@std/assert";
import { dirname } from "node:path";
import { platform } from "node:process";
import { describe, test } from "node:test";
import { findLibrary } from "../mod.ts";
import { emulated, runFile } from "./child.ts";
import { fixture } from "./native/mod.ts";

const library = fixture("basic");
/** Nothing of use: Deno's `node:child_process` adds `--allow-all` to a command without any. */
const none = ["--allow-env=NOTHING"];
const thisLibrary = [`--allow-ffi=${library}`];

type Results = Record<string, string>;

/** What the parts of the program give; the error message where they may not. */
function attempt(whats: string[], permissions: string[], env?: Record<string, string>): Results {
  const args = [library, ...whats];
  const { code, stdout, stderr } = runFile("tests/permissions_program.ts", { args, permissions, env });
  assertEquals(code, 0, stderr);
  return JSON.parse(stdout);
}

function assertRefused(results: Results): void {
  for (const [what, message] of Object.entries(results)) {
    assertMatch(message, /Requires ffi access|Cannot open library/, what);
  }
}

const calls: Results = { numbers: "3", strings: "6,2000,true,5", arrays: "0,1,2,3,copied" };
const addressed: Results = {
  pointers: "5",
  addresses: "true",
  casts: "5",
  bytes: "5,4,6,12",
  "string fields": "abc",
  memmove: "7",
  stringAt: "abc",
  byref: "3",
  "string results": "héllo, 🌍",
  callbacks: "14",
  variables: "42",
};
const elsewhere: Results = {
  variadic: "3",
  "by value": "3",
  useErrno: "2",
  "the program": "3",
  flags: "3",
  dllist: "true",
  "a bare name": "3",
};

// Emulated, each of the many programs takes seconds, and permissions do not depend on the processor.
if ("Deno" in globalThis && platform === "linux" && !emulated) {
  describe("the permissions", () => {
    test("importing and structures need none", () => {
      assertEquals(attempt(["import", "structures"], none), { import: "imported", structures: "10,3,hi" });
    });
    test("calls with numbers, strings and arrays need that of the library", () => {
      assertEquals(attempt(Object.keys(calls), thisLibrary), calls);
      assertRefused(attempt(Object.keys(calls), none));
    });
    test("what was opened can be called once they are given up", () => {
      const what = "numbers, once the permission is given up";
      for (const permission of [...thisLibrary, "--allow-ffi"]) {
        assertEquals(attempt([what], [permission]), { [what]: "3" });
      }
    });
    for (const expected of [addressed, elsewhere]) {
      const whats = Object.keys(expected);
      test(`${whats.join(", ")} need all of --allow-ffi, and no more`, () => {
        assertEquals(attempt(whats, ["--allow-ffi"]), expected);
        assertRefused(attempt(whats, thisLibrary));
      });
    }
    test("a bare name in the list of libraries is a file in the working folder", () => {
      assertRefused(attempt(["a bare name"], ["--allow-ffi=libm.so.6"]));
    });
    test("findLibrary finds what it may read", () => {
      const libc = findLibrary("c")!;
      assertEquals(attempt(["findLibrary"], none), { findLibrary: "null" });
      assertEquals(attempt(["findLibrary"], ["--allow-read"]), { findLibrary: libc });
      assertEquals(attempt(["findLibrary"], ["--allow-read=/etc/ld.so.cache"]), { findLibrary: libc });
    });
    test("findLibrary looks in LD_LIBRARY_PATH if it may read the variable", () => {
      const env = { LD_LIBRARY_PATH: dirname(library) };
      assertEquals(attempt(["LD_LIBRARY_PATH"], ["--allow-read"], env), { LD_LIBRARY_PATH: "false" });
      assertEquals(attempt(["LD_LIBRARY_PATH"], ["--allow-read", "--allow-env"], env), { LD_LIBRARY_PATH: "true" });
    });
    test("why a library does not open is told if it may be read", () => {
      assertEquals(attempt(["a wrong path"], ["--allow-ffi"]), { "a wrong path": "false" });
      assertEquals(attempt(["a wrong path"], ["--allow-ffi", "--allow-read"]), { "a wrong path": "true" });
    });
  });
} else {
  test("the same program runs elsewhere", () => {
    assertEquals(attempt(Object.keys(calls), ["--allow-ffi"]), calls);
  });
}
