import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { findLibraryIn } from "../../src/library/find/find.ts";
import { describedSystem, type Description } from "./described_system.ts";
import { arm64, dyldCache, machOFile, universalFile, x86_64 } from "./samples.ts";

const intel = machOFile({ cpu: x86_64 });
const arm = machOFile({ cpu: arm64, subtype: 0 });

const find = (description: Partial<Description>, name: string) =>
  findLibraryIn(describedSystem({ platform: "darwin", arch: "arm64", files: {}, ...description }), name);

const cachePath = "/System/Volumes/Preboot/Cryptexes/OS/System/Library/dyld/dyld_shared_cache_arm64e";
const cache = dyldCache([
  "/usr/lib/libSystem.B.dylib",
  "/usr/lib/libz.1.dylib",
  "/usr/lib/libsqlite3.dylib",
  "/usr/lib/libxml2.2.dylib",
  "/usr/lib/libxml2.16.dylib",
  "/usr/lib/libfoo.bar.baz.dylib",
  "/System/Library/Frameworks/Cocoa.framework/Versions/A/Cocoa",
]);

describe("findLibrary on macOS", () => {
  test("looks into the usual folders, in order", () => {
    const files = {
      "/Users/me/lib/liba.dylib": arm,
      "/usr/local/lib/liba.dylib": arm,
      "/usr/local/lib/libb.dylib": arm,
      "/opt/homebrew/lib/libb.dylib": arm,
      "/opt/homebrew/lib/libc2.dylib": arm,
      "/usr/lib/d.dylib": arm,
    };
    const env = { HOME: "/Users/me" };
    assertEquals(find({ files, env }, "a"), "/Users/me/lib/liba.dylib");
    assertEquals(find({ files }, "a"), "/usr/local/lib/liba.dylib");
    assertEquals(find({ files, env }, "b"), "/usr/local/lib/libb.dylib");
    assertEquals(find({ files, env }, "c2"), "/opt/homebrew/lib/libc2.dylib");
    assertEquals(find({ files, env }, "d"), "/usr/lib/d.dylib");
    assertEquals(find({ files, env }, "e"), null);
  });

  test("passes over other processors' libraries and other files", () => {
    const files = {
      "/usr/local/lib/liba.dylib": intel,
      "/opt/homebrew/lib/liba.dylib": arm,
      "/usr/local/lib/libu.dylib": universalFile([{ cpu: x86_64 }, { cpu: arm64, subtype: 0 }]),
      "/usr/local/lib/libe.dylib": machOFile({ cpu: arm64, subtype: 0x80000002 }),
      "/usr/local/lib/libt.dylib": new TextEncoder().encode("--- !tapi-tbd"),
      "/usr/local/lib/libf.dylib": "folder",
      "/usr/local/lib/libp.dylib": machOFile({ cpu: arm64, subtype: 0, type: 2 }),
      "/usr/local/lib/libcut.dylib": machOFile({ cpu: arm64, subtype: 0, segment: new Uint8Array(9) }).slice(0, -1),
    } as const;
    assertEquals(find({ files }, "a"), "/opt/homebrew/lib/liba.dylib");
    assertEquals(find({ files, arch: "x64" }, "a"), "/usr/local/lib/liba.dylib");
    assertEquals(find({ files }, "u"), "/usr/local/lib/libu.dylib");
    assertEquals(find({ files, arch: "x64" }, "u"), "/usr/local/lib/libu.dylib");
    for (const name of ["e", "t", "f", "p", "cut"]) assertEquals(find({ files }, name), null, name);
  });

  test("follows DYLD_LIBRARY_PATH and its FALLBACK twin", () => {
    const files = { "/one/liba.dylib": arm, "/two/liba.dylib": arm, "/usr/local/lib/liba.dylib": arm };
    assertEquals(find({ files, env: { DYLD_LIBRARY_PATH: ":/none:/two" } }, "a"), "/two/liba.dylib");
    const both = { DYLD_FALLBACK_LIBRARY_PATH: "/one", DYLD_LIBRARY_PATH: "/two" };
    assertEquals(find({ files, env: both }, "a"), "/two/liba.dylib");
    assertEquals(find({ files, env: { DYLD_FALLBACK_LIBRARY_PATH: "/one" } }, "a"), "/one/liba.dylib");
    assertEquals(
      find({ files, env: { DYLD_FALLBACK_LIBRARY_PATH: "/none" } }, "a"),
      null,
      "it replaces the usual ones",
    );
  });

  test("finds frameworks", () => {
    const files = {
      "/Library/Frameworks/SDL2.framework/SDL2": { link: "Versions/A/SDL2" },
      "/Library/Frameworks/SDL2.framework/Versions/A/SDL2": arm,
      "/mine/SDL2.framework/SDL2": arm,
      "/Users/me/Library/Frameworks/My.framework/My": arm,
    };
    assertEquals(find({ files }, "SDL2"), "/Library/Frameworks/SDL2.framework/SDL2");
    assertEquals(find({ files, env: { DYLD_FRAMEWORK_PATH: "/mine" } }, "SDL2"), "/mine/SDL2.framework/SDL2");
    const fallback = { DYLD_FALLBACK_FRAMEWORK_PATH: "/mine" };
    assertEquals(find({ files, env: fallback }, "SDL2"), "/mine/SDL2.framework/SDL2");
    assertEquals(find({ files, env: { HOME: "/Users/me" } }, "My"), "/Users/me/Library/Frameworks/My.framework/My");
  });

  test("takes the image suffix", () => {
    const files = { "/usr/lib/liba_debug.dylib": arm, "/usr/lib/liba.dylib": arm, "/usr/lib/libb.dylib": arm };
    const env = { DYLD_IMAGE_SUFFIX: "_debug" };
    assertEquals(find({ files, env }, "a"), "/usr/lib/liba_debug.dylib");
    assertEquals(find({ files, env }, "b"), "/usr/lib/libb.dylib");
  });

  test("finds the system's libraries in the shared cache", () => {
    const files = { [cachePath]: cache };
    assertEquals(find({ files }, "z"), "/usr/lib/libz.1.dylib");
    assertEquals(find({ files }, "sqlite3"), "/usr/lib/libsqlite3.dylib");
    assertEquals(find({ files }, "xml2"), "/usr/lib/libxml2.16.dylib");
    assertEquals(find({ files }, "Cocoa"), "/System/Library/Frameworks/Cocoa.framework/Cocoa");
    for (const name of ["foo", "xml", "Coco", "nothing", "z.1", ""]) {
      const expected = name === "z.1" ? "/usr/lib/libz.1.dylib" : null;
      assertEquals(find({ files }, name), expected, name);
    }
    assertEquals(find({ files, arch: "x64" }, "z"), null, "another processor's cache");
  });

  test("finds the C library without reading anything", () => {
    assertEquals(find({ mayRead: () => false }, "c"), "/usr/lib/libc.dylib");
    assertEquals(find({}, "m"), "/usr/lib/libm.dylib");
  });
});
