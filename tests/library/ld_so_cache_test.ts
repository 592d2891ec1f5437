import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { findInCache, parseLdSoCache } from "../../src/library/formats/ld_so_cache.ts";
import { type CacheLine, newCache, oldCache } from "./samples.ts";

const query = { cacheFlags: 0x303, signedChar: true };

function find(file: Uint8Array, prefix: string, exact = false, flags = 0x303): string | null {
  const cache = parseLdSoCache(file, true);
  const entry = cache && findInCache(cache, prefix, { ...query, cacheFlags: flags }, exact);
  return entry && `${entry.name} ${entry.path}`;
}

// As ldconfig sorts them: downwards, digits after letters and by value.
const lines: CacheLine[] = [
  ["libz.so.10", "/lib/libz.so.10"],
  ["libz.so.9", "/lib/libz.so.9"],
  ["libpython3.11.so.1.0", "/lib/libpython3.11.so.1.0"],
  ["libpython3.9.so.1.0", "/lib/libpython3.9.so.1.0"],
  ["libpython3.so", "/lib/libpython3.so"],
  ["libm.so.6", "/arm/libm.so.6", 0xa03],
  ["libm.so.6", "/lib/libm.so.6"],
  ["libc.so.6", "/lib32/libc.so.6", 3],
  ["libc.so.6", "/lib/libc.so.6"],
  ["ld-linux-x86-64.so.2", "/lib64/ld-linux-x86-64.so.2"],
];

const formats: [string, Uint8Array][] = [
  ["new", newCache(lines)],
  ["new without a byte order", newCache(lines, true, 0)],
  ["new, big-endian", newCache(lines, false)],
  ["old", oldCache(lines)],
  ["old with the new behind it", oldCache([["libz.so.1", "/old"]], lines)],
  [
    "old with the new behind it at 4 bytes",
    oldCache([["a", "b"], ["c", "d"], ["e", "f"]].map(([a, b]) => [a, b]), lines, 4),
  ],
];

for (const [name, file] of formats) {
  describe(`the loader's database, ${name}`, () => {
    test("gives the highest version", () => assertEquals(find(file, "libz."), "libz.so.10 /lib/libz.so.10"));
    test("compares digits as numbers", () => {
      assertEquals(find(file, "libpython3."), "libpython3.11.so.1.0 /lib/libpython3.11.so.1.0");
      assertEquals(find(file, "libpython3.9."), "libpython3.9.so.1.0 /lib/libpython3.9.so.1.0");
    });
    test("leaves out other machines' libraries", () => {
      assertEquals(find(file, "libm."), "libm.so.6 /lib/libm.so.6");
      assertEquals(find(file, "libc."), "libc.so.6 /lib/libc.so.6");
      assertEquals(find(file, "libm.", false, 0xa03), "libm.so.6 /arm/libm.so.6");
      assertEquals(find(file, "libz.", false, 0xa03), null);
    });
    test("finds whole names", () => {
      assertEquals(find(file, "libz.so.9", true), "libz.so.9 /lib/libz.so.9");
      assertEquals(find(file, "ld-linux-x86-64.so.2", true), "ld-linux-x86-64.so.2 /lib64/ld-linux-x86-64.so.2");
      assertEquals(find(file, "libz.so", true), null);
    });
    test("does not find what is not there", () => {
      for (const prefix of ["liba.", "libd.", "libzz.", "lib.", "zlib.", "libz.so.10", "libpython.", "liböl."]) {
        assertEquals(find(file, prefix), null, prefix);
      }
    });
  });
}

describe("the loader's database", () => {
  test("gives special processors' libraries only where there is no other", () => {
    const capability = 2 ** 62;
    const file = newCache([
      ["libb.so.1", "/lib/glibc-hwcaps/x86-64-v3/libb.so.1", 0x303, capability],
      ["liba.so.2", "/lib/glibc-hwcaps/x86-64-v3/liba.so.2", 0x303, capability],
      ["liba.so.1", "/lib/liba.so.1"],
    ]);
    assertEquals(find(file, "liba."), "liba.so.1 /lib/liba.so.1");
    assertEquals(find(file, "libb."), "libb.so.1 /lib/glibc-hwcaps/x86-64-v3/libb.so.1");
  });

  test("tells equal numbers with other zeros apart", () => {
    const file = newCache([["liba02.so", "/2"], ["liba2.so", "/1"], ["liba2.a.so", "/0"]]);
    assertEquals(find(file, "liba2."), "liba2.so /1");
    assertEquals(find(file, "liba02."), "liba02.so /2");
    assertEquals(find(file, "liba002."), null);
  });

  test("is null for other files", () => {
    for (const file of [new Uint8Array(), new TextEncoder().encode("ld.so-1.7"), new Uint8Array(100)]) {
      assertEquals(parseLdSoCache(file, true), null);
    }
  });

  test("is null or finds nothing where it is cut off", () => {
    for (const [, file] of formats) {
      for (let size = 0; size < file.length; size++) {
        const found = find(file.slice(0, size), "libz.");
        assertEquals(found === null || found === "libz.so.10 /lib/libz.so.10" || found === "libz.so.1 /old", true);
      }
    }
  });

  test("does not follow offsets out of the file", () => {
    const file = newCache(lines);
    new DataView(file.buffer).setUint32(48 + 8, 0xffffffff, true);
    assertEquals(find(file, "libz."), "libz.so.9 /lib/libz.so.9");
  });

  test("does not believe a number of entries beyond the file", () => {
    const file = newCache(lines);
    new DataView(file.buffer).setUint32(20, 0xffffffff, true);
    assertEquals(parseLdSoCache(file, true), null);
  });
});
