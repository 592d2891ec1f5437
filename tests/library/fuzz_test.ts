import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { hasApiSet } from "../../src/library/formats/api_set.ts";
import { type ByteSource, hasRange } from "../../src/library/formats/byte_source.ts";
import { parseDyldCache } from "../../src/library/formats/dyld_cache.ts";
import { parseElf } from "../../src/library/formats/elf.ts";
import { findInCache, parseLdSoCache } from "../../src/library/formats/ld_so_cache.ts";
import { linuxAbis, readForLinux } from "../../src/library/find/linux_abi.ts";
import { parseMachO } from "../../src/library/formats/mach_o.ts";
import { parsePe } from "../../src/library/formats/pe.ts";
import { Bytes } from "./bytes.ts";
import {
  apiSetSchema,
  arm64,
  dyldCache,
  elfFile,
  machOFile,
  newCache,
  oldCache,
  peFile,
  universalFile,
} from "./samples.ts";
import { emulated } from "../child.ts";

/** Numbers that are always the same, so that a failure comes again. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * below);
  };
}

const nastyNumbers = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff];

/** Changes a few bytes or words, cuts the file off, or copies a piece of it elsewhere. */
function mutate(file: Uint8Array, random: (below: number) => number): Uint8Array {
  const bytes = file.slice(0, random(8) === 0 ? random(file.length + 1) : file.length);
  if (bytes.length < 4) return bytes;
  const view = new DataView(bytes.buffer);
  for (let changes = 1 + random(4); changes > 0; changes--) {
    const at = random(bytes.length - 3);
    const choice = random(4);
    if (choice === 0) bytes[at] = random(256);
    else if (choice === 1) view.setUint32(at, nastyNumbers[random(nastyNumbers.length)], random(2) === 0);
    else if (choice === 2) view.setUint32(at, random(bytes.length), true);
    else bytes.copyWithin(at, random(bytes.length), random(bytes.length));
  }
  return bytes;
}

/** What no parser may exceed, whatever a file says: names of macOS's cache are 16 MiB at most. */
const mostReads = 5000;
const largestRead = (1 << 24) + 4096;
const mostBytes = 1 << 26;

/** A source that fails the test when too much is read, and may say that zeros follow the bytes. */
function watched(bytes: Uint8Array, size = bytes.length): ByteSource {
  const zeros = new Uint8Array(1 << 12);
  let reads = 0, sum = 0;
  return {
    size,
    read(offset, length) {
      if (!hasRange(size, offset, length)) return null;
      sum += length;
      assert(++reads <= mostReads, "it reads without end");
      assert(length <= largestRead && sum <= mostBytes, `it reads ${length} bytes at once, ${sum} in all`);
      if (offset >= bytes.length && length <= zeros.length) return zeros.subarray(0, length);
      const read = new Uint8Array(length);
      read.set(bytes.subarray(offset, offset + length));
      return read;
    },
  };
}

const abi = linuxAbis.get("x64")!;
const prefixes = ["liba.", "libz.", "libpython3.", "lib2.", "ld-linux."];
const cacheLines = [
  ["libz.so.10", "/lib/libz.so.10"],
  ["libpython3.11.so", "/lib/libpython3.11.so"],
  ["liba2.so", "/lib/liba2.so"],
] as const;

function searchCache(bytes: Uint8Array): void {
  const cache = parseLdSoCache(bytes, true);
  for (const prefix of prefixes) {
    if (cache) findInCache(cache, prefix, abi);
  }
}
const searchElf = (bytes: Uint8Array, size?: number) => {
  parseElf(watched(bytes, size));
  readForLinux(watched(bytes, size), abi);
};
const searchMachO = (bytes: Uint8Array, size?: number) => parseMachO(watched(bytes, size));
const searchPe = (bytes: Uint8Array, size?: number) => parsePe(watched(bytes, size));
const searchDyld = (bytes: Uint8Array, size?: number) => parseDyldCache(watched(bytes, size));
const searchSets = (bytes: Uint8Array, size?: number) => hasApiSet(watched(bytes, size), "ext-a-l1-1-0");

const needed = ["libc.so.6", "libm.so.6"];
const imports = ["kernel32.dll", "msvcrt.dll"];
const subjects: [string, Uint8Array, (bytes: Uint8Array, size?: number) => unknown][] = [
  ["the new cache", newCache(cacheLines), searchCache],
  ["the big-endian cache", newCache(cacheLines, false), searchCache],
  ["the old cache", oldCache(cacheLines), searchCache],
  ["both caches", oldCache(cacheLines, cacheLines), searchCache],
  ["ELF, 64-bit", elfFile({ soname: "libfoo.so.1", needed, runpath: "/lib" }), searchElf],
  ["ELF, 32-bit big-endian", elfFile({ bits: 32, littleEndian: false, soname: "a", needed }), searchElf],
  ["thin Mach-O", machOFile({ installName: "/usr/lib/a.dylib", needed: ["/b"] }), searchMachO],
  ["universal Mach-O", universalFile([{ installName: "/a" }, { cpu: arm64 }]).slice(0, 8300), searchMachO],
  ["PE, 64-bit", peFile({ imports, delayed: ["ole32.dll"] }), searchPe],
  ["PE, 32-bit", peFile({ bits: 32, imports, delayed: ["ole32.dll"], oldDelayed: true }), searchPe],
  [
    "the API sets",
    apiSetSchema([["api-ms-win-core-file-l1-2-4", "kernelbase.dll"], ["ext-a-l1-1-0", "b.dll"]]),
    searchSets,
  ],
  ["macOS's cache", dyldCache(["/usr/lib/libz.1.dylib", "/usr/lib/b"]), searchDyld],
];

const mutations = emulated ? 1000 : 20_000;

describe(`${subjects.length * mutations} damaged files neither throw nor hang`, () => {
  for (const [name, file, parse] of subjects) {
    test(name, () => {
      const random = generator(name.length * 7919 + 1);
      for (let i = 0; i < mutations; i++) {
        const bytes = mutate(file, random);
        try {
          parse(bytes);
        } catch (error) {
          throw new Error(`mutation ${i} of ${name}: ${bytes.toHex?.() ?? bytes}`, { cause: error });
        }
      }
    });
  }

  test("with 6 GiB of zeros behind them", () => {
    const random = generator(815);
    for (const [name, file, parse] of subjects) {
      for (let i = 0; i < mutations / 20; i++) {
        const bytes = mutate(file, random);
        try {
          parse(bytes, 6 * 2 ** 30);
        } catch (error) {
          throw new Error(`mutation ${i} of ${name}: ${bytes.toHex?.() ?? bytes}`, { cause: error });
        }
      }
    }
  });

  test("random bytes behind each magic number", () => {
    const random = generator(4711);
    for (const [, file, parse] of subjects) {
      for (let i = 0; i < mutations / 10; i++) {
        const bytes = Uint8Array.from({ length: random(512) }, () => random(256));
        bytes.set(file.slice(0, Math.min(20, bytes.length)));
        parse(bytes);
      }
    }
  });
});

describe("files made to be slow to read are given up", () => {
  test("ELF: each entry of the dynamic section names something", () => {
    for (const tag of [1, 14, 15, 29]) {
      const file = new Bytes(1 << 20).bytes(0, ...elfFile().slice(0, 64 + 2 * 56)).u16(56, 2);
      file.u64(64 + 32, 1 << 20, 1 << 20).u64(64 + 56 + 16, 0x11000).u64(64 + 56 + 32, (1 << 20) - 0x1000);
      for (let at = 0x1000; at < 1 << 20; at += 16) file.u64(at, tag, at);
      file.u64(0x1000, 5, 0x10000, 10, 1 << 20, 6, 0x10000).u64((1 << 18) - 16, 0, 0);
      searchElf(file.done());
    }
  });

  test("Mach-O: each command names something", () => {
    const commands = 1 << 20;
    const slice = new Bytes(32 + commands).bytes(0, ...machOFile()).u32(16, commands / 16, commands);
    for (let at = 32; at < 32 + commands; at += 16) slice.u32(at, 0xc, 16, 12);
    searchMachO(slice.done());
    const universal = new Bytes(4096 + 32 + commands, false).u32(0, 0xcafebabe, 42);
    for (let i = 0; i < 42; i++) universal.u32(8 + i * 20, arm64, 0, 4096, 32 + commands);
    const bytes = universal.done();
    bytes.set(slice.done(), 4096);
    searchMachO(bytes);
  });

  test("PE: as many sections and imports as there may be", () => {
    const file = peFile({ imports: ["a.dll"] });
    const sections = 0xffff;
    const bytes = new Bytes(0x400000).bytes(0, ...file).u16(70, sections);
    for (let i = 1; i < sections; i++) bytes.u32(64 + 24 + 240 + i * 40 + 12, 0x2000, 16, 0x1000);
    searchPe(bytes.done());
    const imports = new Bytes(1 << 20).bytes(0, ...file).u32(64 + 24 + 240 + 8, 1 << 20, 0x1000, 1 << 20);
    for (let at = 512; at < (1 << 20) - 20; at += 20) imports.u32(at + 12, 0x2000);
    searchPe(imports.done());
  });

  test("macOS's cache: all names in one text", () => {
    const count = 1 << 16;
    const text = 0x300 + count * 32;
    const file = new Bytes(text + 4096).bytes(0, ...dyldCache(["/a"]).slice(0, 0x300)).u32(0x1c0, 0x300, count);
    for (let i = 0; i < count; i++) file.u32(0x300 + i * 32 + 24, text + i % 4000);
    file.text(text, "a".repeat(4095));
    assertEquals(searchDyld(file.done()), null);
  });

  test("the loader's database: all names alike, without end, of digits", () => {
    const count = 1 << 16;
    for (const name of ["libz.so.1", `lib${"0".repeat(1 << 16)}2.so`, "libz.".padEnd(1 << 16, "0")]) {
      const strings = 48 + count * 24;
      const file = new Bytes(strings + name.length).bytes(0, ...newCache([["a", "b"]]).slice(0, 48)).u32(20, count);
      for (let i = 0; i < count; i++) file.u32(48 + i * 24, 0, strings, strings);
      searchCache(file.text(strings, name).done());
    }
  });
});
