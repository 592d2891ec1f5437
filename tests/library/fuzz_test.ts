import { assert } from "@std/assert";
import { describe, test } from "node:test";
import { hasApiSet } from "../../src/library/formats/api_set.ts";
import { type ByteSource, memorySource } from "../../src/library/formats/byte_source.ts";
import { parseDyldCache } from "../../src/library/formats/dyld_cache.ts";
import { parseElf } from "../../src/library/formats/elf.ts";
import { findInCache, parseLdSoCache } from "../../src/library/formats/ld_so_cache.ts";
import { fitsLinux, linuxAbis } from "../../src/library/find/linux_abi.ts";
import { parseMachO } from "../../src/library/formats/mach_o.ts";
import { parsePe } from "../../src/library/formats/pe.ts";
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

/** A source that fails the test when more is read in one piece than there is, and counts the reads. */
function watched(bytes: Uint8Array): ByteSource & { reads: number } {
  const source = memorySource(bytes);
  return {
    size: bytes.length,
    reads: 0,
    read(offset, length) {
      this.reads++;
      assert(this.reads < 10_000, "it reads without end");
      return source.read(offset, length);
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
const searchElf = (bytes: Uint8Array) => {
  parseElf(watched(bytes));
  fitsLinux(watched(bytes), abi);
};
const searchMachO = (bytes: Uint8Array) => parseMachO(watched(bytes));
const searchPe = (bytes: Uint8Array) => parsePe(watched(bytes));

const needed = ["libc.so.6", "libm.so.6"];
const imports = ["kernel32.dll", "msvcrt.dll"];
const subjects: [string, Uint8Array, (bytes: Uint8Array) => unknown][] = [
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
    (bytes) => hasApiSet(watched(bytes), "ext-a-l1-1-0"),
  ],
  ["macOS's cache", dyldCache(["/usr/lib/libz.1.dylib", "/usr/lib/b"]), (bytes) => parseDyldCache(watched(bytes))],
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
