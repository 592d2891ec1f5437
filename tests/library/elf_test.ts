import { assertEquals, assertExists } from "@std/assert";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { memorySource } from "../../src/library/formats/byte_source.ts";
import { parseElf, parseElfHeader } from "../../src/library/formats/elf.ts";
import { linuxAbis, readForLinux } from "../../src/library/find/linux_abi.ts";
import { runtime } from "../../src/runtime/runtime.ts";
import { elfFile, type ElfSample } from "./samples.ts";
import { fixture } from "../native/mod.ts";

/** Where the table of segments ends in a sample, and the dynamic section begins. */
const table = 64 + 3 * 56;
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
          fault: null,
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
    assertEquals([file.type, file.fault, file.needed.some((name) => name.startsWith("libc."))], [3, null, true]);
    const abi = linuxAbis.get(runtime.arch);
    assertExists(abi);
    assertEquals(readForLinux(memorySource(readFileSync(fixture("basic"))), abi)?.fault, null);
  });

  test("says when what is to be loaded is cut off", () => {
    const file = elfFile({ soname: "libfoo.so.1" });
    for (let size = table; size < file.length; size++) assertEquals(parse(file.slice(0, size))?.fault, "truncated");
    for (let size = 64; size < table; size++) assertEquals(parse(file.slice(0, size))?.fault, "truncated");
    for (let size = 0; size < 64; size++) assertEquals(parse(file.slice(0, size)), null);
  });

  test("is null for other files", () => {
    for (const text of ["", "\x7fELF", "#!/bin/sh\n".repeat(100), `\x7fELF\x03\x01${"\0".repeat(100)}`]) {
      assertEquals(parse(new TextEncoder().encode(text)), null);
    }
  });

  test("does not follow names out of the file", () => {
    const file = elfFile({ soname: "libfoo.so.1" });
    const view = new DataView(file.buffer);
    view.setBigUint64(table + 8, 0xffff_ffff_ffffn, true);
    assertEquals(parse(file)?.soname, null);
  });
});

describe("what parseElf finds wrong", () => {
  const fault = (bytes: Uint8Array) => parse(bytes)?.fault ?? null;
  const changed = (change: (view: DataView, file: Uint8Array) => void, sample: ElfSample = {}) => {
    const file = elfFile({ soname: "libfoo.so.1", ...sample });
    change(new DataView(file.buffer), file);
    return fault(file);
  };

  test("is null for a whole library, and for what is no ELF file", () => {
    for (const bits of [32, 64] as const) {
      for (const littleEndian of [true, false]) assertEquals(changed(() => {}, { bits, littleEndian }), null);
    }
    for (const text of ["", "\x7fELF", "#!/bin/sh"]) assertEquals(fault(new TextEncoder().encode(text)), null);
  });

  test("finds a program that has the type of a library", () => {
    assertEquals(changed(() => {}, { program: true }), "program");
  });

  test("finds zeros where the segments or the dynamic section should be", () => {
    assertEquals(changed((_, file) => file.fill(0, 64)), "damaged");
    assertEquals(changed((_, file) => file.fill(0, table)), "damaged");
    for (let from = table; from < table + 5 * 16; from += 16) {
      assertEquals(changed((_, file) => file.fill(0, from)), from < table + 4 * 16 ? "damaged" : null);
    }
  });

  test("finds a dynamic section that has no end, or is in no segment", () => {
    assertEquals(changed((view) => view.setBigUint64(64 + 56 + 32, 4n * 16n, true)), "damaged");
    assertEquals(changed((view) => view.setBigUint64(64 + 56 + 16, 0x900000n, true)), "damaged");
    assertEquals(changed((view) => view.setUint32(64 + 56, 7, true)), "damaged");
  });

  test("finds tables that are not in the file", () => {
    for (const [tag, size] of [[5, 10], [6, null], [7, 8], [23, 2], [25, 27], [0x6ffffef5, null]] as const) {
      const put = (address: number, length: number) =>
        changed((view) => {
          view.setBigUint64(table + 16, BigInt(tag), true);
          view.setBigUint64(table + 24, BigInt(address), true);
          view.setBigUint64(table + 32, BigInt(size ?? 0x6ffffff9), true);
          view.setBigUint64(table + 40, BigInt(length), true);
        }, { needed: ["liba.so", "libb.so"] });
      // Relocations say where the functions that are run at once are: there are none in the sample.
      assertEquals(put(0x10000, 16), tag === 25 ? "damaged" : null, `${tag}`);
      assertEquals(put(0x20000, 16), "damaged", `${tag}`);
      if (size !== null) assertEquals(put(0x10000, 0x10000), "damaged", `${tag}`);
    }
  });

  test("finds segments that lie upon each other, and those that take less memory than file", () => {
    const overlapping = changed((view) => {
      view.setUint32(64 + 2 * 56, 1, true);
      view.setBigUint64(64 + 2 * 56 + 32, 1n, true);
    });
    assertEquals(overlapping, "damaged");
    assertEquals(changed((view) => view.setBigUint64(64 + 40, 1n, true)), "damaged");
  });

  test("believes no count or size before it is read", () => {
    const sparse = (bytes: Uint8Array) => {
      let most = 0;
      const read = (offset: number, length: number) => {
        most = Math.max(most, length);
        const read = new Uint8Array(length);
        read.set(bytes.subarray(offset, offset + length));
        return read;
      };
      return [parseElf({ size: 6 * 2 ** 30, read })?.fault, most < 2 ** 20];
    };
    const hostile = (change: (view: DataView) => void) => {
      const file = elfFile();
      change(new DataView(file.buffer));
      return sparse(file);
    };
    assertEquals(hostile((view) => view.setUint32(54, 0xffffffff, true)), ["truncated", true]);
    assertEquals(hostile((view) => view.setUint16(56, 0xffff, true)), ["truncated", true]);
    const large = (at: number) => (view: DataView) => view.setBigUint64(at, 5n * 2n ** 30n, true);
    assertEquals(hostile(large(64 + 56 + 32)), [null, true]);
    const note = (view: DataView) => (view.setUint32(64 + 2 * 56, 4, true), large(64 + 2 * 56 + 32)(view));
    assertEquals(hostile(note), ["damaged", true]);
    assertEquals(sparse(elfFile().slice(0, 64)), ["damaged", true]);
  });
});

describe("readForLinux", () => {
  const fits = (arch: string, bytes: Uint8Array) => {
    const abi = linuxAbis.get(arch);
    assertExists(abi);
    return readForLinux(memorySource(bytes), abi)?.fault === null;
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

  test("takes no damaged library", () => {
    assertEquals(fits("x64", elfFile().slice(0, -1)), false);
    assertEquals(fits("x64", elfFile().fill(0, 64)), false);
  });

  test("takes libraries, not programs and objects", () => {
    assertEquals(fits("x64", elfFile({ program: true })), false);
    assertEquals(fits("x64", elfFile({ type: 2 })), false);
    assertEquals(fits("x64", elfFile({ type: 1 })), false);
  });
});

test("parseElfHeader() reads no more than the header", () => {
  assertEquals(parseElfHeader(memorySource(elfFile().slice(0, 64)))?.machine, 62);
});
