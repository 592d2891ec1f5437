import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { openPathIn } from "../../src/library/bare_name.ts";
import type { NativeLibrary } from "../../src/runtime/runtime.ts";
import { describedSystem, type Description } from "./described_system.ts";
import { machOFile } from "./samples.ts";

/** What is tried to be opened, until one of `there` is. */
function tried(description: Description, path: string, there: readonly string[], failure = new Error("no")): string[] {
  const paths: string[] = [];
  const open = (path: string) => {
    paths.push(path);
    if (there.includes(path)) return {} as NativeLibrary;
    throw failure;
  };
  try {
    openPathIn(describedSystem(description), path, open);
  } catch (error) {
    assertEquals(error, failure);
  }
  return paths;
}

describe("a bare name on macOS", () => {
  const files = { "/opt/homebrew/lib/libbad.dylib": new Uint8Array(9), "libhere.dylib": machOFile() };
  const system: Description = { platform: "darwin", files, env: { HOME: "/me", DYLD_LIBRARY_PATH: "/mine:.:sub" } };
  const own = (name: string) => [`/mine/${name}`, `./${name}`, `sub/${name}`, `/me/lib/${name}`];
  const rest = (name: string) =>
    ["/usr/local/lib", "/opt/homebrew/lib", "/lib", "/usr/lib"].map((at) => `${at}/${name}`);

  test("is opened by a path: the loader would look in the current folder, too", () => {
    assertEquals(tried(system, "libz.dylib", ["/usr/lib/libz.dylib"]), [...own("libz.dylib"), ...rest("libz.dylib")]);
    assertEquals(tried(system, "libz.dylib", ["sub/libz.dylib"]), own("libz.dylib").slice(0, 3));
    assertEquals(tried({ ...system, env: {} }, "libhere.dylib", ["libhere.dylib"]), rest("libhere.dylib"));
  });

  test("is given up where a file is that cannot be opened", () => {
    assertEquals(
      tried({ ...system, env: {} }, "libbad.dylib", ["/lib/libbad.dylib"]),
      rest("libbad.dylib").slice(0, 2),
    );
  });

  test("is given up where the permission is missing: each more would ask the user", () => {
    const refused = Object.assign(new Error("Requires ffi access"), { name: "NotCapable" });
    assertEquals(tried(system, "libz.dylib", [], refused), ["/mine/libz.dylib"]);
  });
});

test("paths everywhere, and bare names on Linux, are the loader's", () => {
  for (const platform of ["linux", "darwin", "win32"] as const) {
    for (const path of ["/a/b", "./b", "a/b"]) assertEquals(tried({ platform, files: {} }, path, [path]), [path]);
  }
  for (const path of ["C:\\a.dll", ".\\a.dll", "C:a.dll"]) {
    assertEquals(tried({ platform: "win32", files: {} }, path, [path]), [path]);
  }
  assertEquals(tried({ platform: "linux", files: {} }, "libz.so.1", []), ["libz.so.1"]);
});
