import { assertEquals, assertExists } from "@std/assert";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { memorySource } from "../../src/library/formats/byte_source.ts";
import { parseElf, parseElfHeader } from "../../src/library/formats/elf.ts";
import { fitsLinux, linuxAbis } from "../../src/library/find/linux_abi.ts";
import { runtime } from "../../src/runtime/runtime.ts";
import { elfFile } from "./samples.ts";
import { fixture } from "../native/mod.ts";

const parse = (bytes: Uint8Array) => parseElf(memorySource(bytes));

describe("parseElf", () => {
  for (const bits of [32, 64] as const) {
    for (const littleEndian of [true, false]) {
      test(`reads a ${bits}-bit ${littleEndian ? "little" : "big"}-endian library`, () => {
        const sample = { bits, littleEndian, machine: 40, flags: 0x5000400, soname: "libfoo.so.1" };
        const file = parse(elfFile({ ...sample, needed: ["libc.so.6", "libm.so.6"], runpath: "$ORIGIN/lib:/opt" }));
        assertEquals(file, {
          bits,
          littleEndian,
          type: 3,
          machine: 40,
          flags: 0x5000400,
          soname: "libfoo.so.1",
          needed: ["libc.so.6", "libm.so.6"],
          runpath: "$ORIGIN/lib:/opt",
          interpreter: null,
          truncated: false,
        });
      });
    }
  }

  test("reads a program's loader", () => {
    assertEquals(parse(elfFile({ interpreter: "/lib64/ld.so" }))?.interpreter, "/lib64/ld.so");
  });

  test("reads a library without a name and dependencies", () => {
    const file = parse(elfFile());
    assertEquals([file?.soname, file?.needed, file?.runpath], [null, [], null]);
  });

  test("reads what a compiler made", { skip: runtime.platform === "linux" ? false : "ELF is Linux's" }, () => {
    const file = parse(readFileSync(fixture("basic")));
    assertExists(file);
    assertEquals([file.type, file.truncated, file.needed.some((name) => name.startsWith("libc."))], [3, false, true]);
    const abi = linuxAbis.get(runtime.arch);
    assertExists(abi);
    assertEquals(fitsLinux(memorySource(readFileSync(fixture("basic"))), abi), true);
  });

  test("says when what is to be loaded is cut off", () => {
    const file = elfFile({ soname: "libfoo.so.1" });
    for (let size = 64 + 3 * 56; size < file.length; size++) assertEquals(parse(file.slice(0, size))?.truncated, true);
    for (let size = 0; size < 64 + 3 * 56; size++) assertEquals(parse(file.slice(0, size)), null);
  });

  test("is null for other files", () => {
    for (const text of ["", "\x7fELF", "#!/bin/sh\n".repeat(100), `\x7fELF\x03\x01${"\0".repeat(100)}`]) {
      assertEquals(parse(new TextEncoder().encode(text)), null);
    }
  });

  test("does not follow names out of the file", () => {
    const file = elfFile({ soname: "libfoo.so.1" });
    const view = new DataView(file.buffer);
    const dynamic = 64 + 3 * 56;
    view.setBigUint64(dynamic + 8, 0xffff_ffff_ffffn, true);
    assertEquals(parse(file)?.soname, null);
  });
});

describe("fitsLinux", () => {
  const fits = (arch: string, bytes: Uint8Array) => {
    const abi = linuxAbis.get(arch);
    assertExists(abi);
    return fitsLinux(memorySource(bytes), abi);
  };

  test("takes this machine's libraries only", () => {
    assertEquals(fits("x64", elfFile({ machine: 62 })), true);
    assertEquals(fits("x64", elfFile({ machine: 183 })), false);
    assertEquals(fits("arm64", elfFile({ machine: 183 })), true);
    assertEquals(fits("x64", elfFile({ machine: 62, bits: 32 })), false, "x32");
    assertEquals(fits("s390x", elfFile({ machine: 22, littleEndian: false })), true);
    assertEquals(fits("ppc64", elfFile({ machine: 21, littleEndian: false })), false);
  });

  test("takes libraries that pass floating-point numbers alike", () => {
    assertEquals(fits("arm", elfFile({ machine: 40, bits: 32, flags: 0x5000400 })), true);
    assertEquals(fits("arm", elfFile({ machine: 40, bits: 32, flags: 0x5000200 })), false);
    assertEquals(fits("riscv64", elfFile({ machine: 243, flags: 5 })), true);
    assertEquals(fits("riscv64", elfFile({ machine: 243, flags: 1 })), false);
  });

  test("takes libraries, not programs and objects", () => {
    assertEquals(fits("x64", elfFile({ type: 2 })), false);
    assertEquals(fits("x64", elfFile({ type: 1 })), false);
  });
});

test("parseElfHeader() reads no more than the header", () => {
  assertEquals(parseElfHeader(memorySource(elfFile().slice(0, 64)))?.machine, 62);
});
