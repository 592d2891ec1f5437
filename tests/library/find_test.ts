import { assertEquals, assertThrows } from "@std/assert";
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env } from "node:process";
import { describe, test } from "node:test";
import { findLibrary, findLibraryIn } from "../../src/library/find/find.ts";
import { runtime } from "../../src/runtime/runtime.ts";
import { runFile } from "../child.ts";
import { fixture } from "../native/mod.ts";
import { describedSystem } from "./described_system.ts";

/** What a program prints, or null where it is not installed. */
function output(command: string, args: string[], input?: string): string | null {
  const result = spawnSync(command, args, { encoding: "utf8", input });
  return result.status === 0 ? result.stdout : null;
}

const onLinux = runtime.platform === "linux";
const hasPython = output("python3", ["-c", "import ctypes.util"]) !== null;
const listed = onLinux ? output("/sbin/ldconfig", ["-p"]) : null;
const comparable = hasPython && listed !== null && !existsSync("/lib/ld-musl-x86_64.so.1");

/** The names of which `ldconfig -p` lists a library: `z`, `python3.11`, and `python3` besides. */
function listedNames(): string[] {
  const names = new Set<string>();
  for (const [, soname] of (listed ?? "").matchAll(/^\s+lib(\S+) \(/gm)) {
    for (let dot = soname.indexOf("."); dot >= 0; dot = soname.indexOf(".", dot + 1)) names.add(soname.slice(0, dot));
  }
  return [...names];
}

describe("findLibrary", () => {
  test("finds the C library, and it opens", () => {
    const path = findLibrary("c");
    assertEquals(typeof path, "string");
    runtime.open(path ?? "").close();
  });

  const skip = comparable ? false : "there is no Python or no ldconfig to compare with";
  test("agrees with Python for every library that ldconfig lists", { skip }, () => {
    const names = listedNames();
    const program = "import sys, json; from ctypes.util import find_library\n" +
      "print(json.dumps([find_library(name) for name in json.load(sys.stdin)]))";
    const expected = JSON.parse(output("python3", ["-c", program], JSON.stringify(names)) ?? "null");
    assertEquals(names.length > 5, true);
    assertEquals(names.map((name) => [name, findLibrary(name)]), names.map((name, i) => [name, expected[i]]));
  });

  test("gives what the loader can open", { skip }, () => {
    // Each in a process of its own that ends at once: some libraries cannot live together, or end with others' code.
    const paths = [...new Set(listedNames().map((name) => findLibrary(name)))];
    const program = `
import sys, json, os, ctypes
ends = []
for path in json.load(sys.stdin):
    child = os.fork()
    if child == 0:
        try: ctypes.CDLL(path)
        except OSError as error: os._exit(2 if "cannot open shared object" in str(error) else 1)
        os._exit(0)
    ends.append(os.waitpid(child, 0)[1] >> 8)
print(json.dumps(ends))`;
    const ends: number[] = JSON.parse(output("python3", ["-c", program], JSON.stringify(paths)) ?? "[]");
    assertEquals(paths.filter((_, i) => ends[i] === 2), []);
    // The rest are for programs that are linked with them: sanitizers, debuggers' helpers.
    assertEquals(ends.filter((end) => end === 0).length > paths.length * 0.9, true, `${ends}`);
  });

  test("finds nothing by a name that no library has", () => {
    const hostile = [
      "",
      ".",
      "..",
      "no-such-library",
      "c\0",
      "\0",
      "/",
      "/lib/libc",
      "../lib/c",
      "c.*",
      "[cz]",
      "(((((",
      "c|z",
      "^c$",
      "a{99999}",
      "\\",
      "c\n",
      "ü",
      "\ud800",
      "💣",
      "c".repeat(100_000),
      "(a+)+$".repeat(20_000),
      "%s%n",
      "-lc",
      "$(id)",
    ];
    for (const name of hostile) assertEquals(findLibrary(name), null, JSON.stringify(name.slice(0, 20)));
  });

  test("takes a string only", () => {
    for (const name of [undefined, null, 5, 5n, Symbol("c"), {}, ["c"], () => "c", Object.create(null)]) {
      assertThrows(() => findLibrary(name as unknown as string), TypeError, "its name must be a string, received");
    }
  });

  test("finds nothing on a system that is not known", () => {
    const system = { ...describedSystem({ platform: "linux", files: {} }), platform: "plan9" };
    assertEquals(findLibraryIn(system, "c"), null);
  });

  test("sees a library that is installed meanwhile", { skip: onLinux ? false : "the fixture is for Linux" }, () => {
    const folder = mkdtempSync(join(tmpdir(), "ctypes-"));
    const path = join(folder, "libctypesmeanwhile.so");
    const before = env.LD_LIBRARY_PATH;
    env.LD_LIBRARY_PATH = folder;
    try {
      for (let i = 0; i < 3; i++) {
        assertEquals(findLibrary("ctypesmeanwhile"), null);
        copyFileSync(fixture("basic"), path);
        assertEquals(findLibrary("ctypesmeanwhile"), path);
        rmSync(path);
      }
    } finally {
      if (before === undefined) delete env.LD_LIBRARY_PATH;
      else env.LD_LIBRARY_PATH = before;
      rmSync(folder, { recursive: true });
    }
  });
});

describe("findLibrary under Deno's permissions", { skip: "Deno" in globalThis ? false : "Bun has none" }, () => {
  const find = (permissions: string[], ...args: string[]) => {
    const child = runFile("tests/library/find_child.ts", { permissions, args });
    assertEquals([child.code, child.stderr], [0, ""]);
    return JSON.parse(child.stdout);
  };

  test("finds nothing, and asks nothing, without any", () => {
    const expected = runtime.platform === "darwin" ? "/usr/lib/libc.dylib" : null;
    // Without any flag of permissions, Deno's node:child_process gives a child all of them.
    assertEquals(find(["--deny-sys"], "c", "no-such-library"), [expected, null]);
  });

  test("needs the loader's database only", { skip: comparable ? false : "there is no ldconfig" }, () => {
    assertEquals(find(["--allow-read=/etc/ld.so.cache"], "c", "no-such-library"), ["libc.so.6", null]);
    assertEquals(find(["--allow-run=/sbin/ldconfig"], "c", "no-such-library"), ["libc.so.6", null]);
  });
});
