import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { memorySource } from "../../src/library/formats/byte_source.ts";
import { parseDyldCache } from "../../src/library/formats/dyld_cache.ts";
import { dyldCache } from "./samples.ts";

const paths = ["/usr/lib/libz.1.dylib", "/usr/lib/libSystem.B.dylib", "/usr/lib/libobjc.A.dylib"];
const parse = (bytes: Uint8Array) => parseDyldCache(memorySource(bytes));

describe("parseDyldCache", () => {
  test("reads the paths of macOS 12 and later", () => assertEquals([...parse(dyldCache(paths)) ?? []], paths));
  test("reads the paths of macOS 11", () => assertEquals([...parse(dyldCache(paths, 0x138)) ?? []], paths));

  test("is null for other files", () => {
    assertEquals(parse(new Uint8Array(1000)), null);
    assertEquals(parse(new TextEncoder().encode("dyld_v1  arm64e\0")), null);
  });

  test("is null where it is cut off", () => {
    const file = dyldCache(paths);
    for (let size = 0; size < file.length; size += 7) assertEquals(parse(file.slice(0, size)), null);
  });
});
