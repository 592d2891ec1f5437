import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { memorySource } from "../../src/library/formats/byte_source.ts";
import { parseMachO } from "../../src/library/formats/mach_o.ts";
import { arm64, machOFile, universalFile, x86_64 } from "./samples.ts";

const parse = (bytes: Uint8Array) => parseMachO(memorySource(bytes));
const slice = (cpu: number, subtype = 3) => ({
  cpu,
  subtype,
  type: 6,
  installName: "/lib/x.dylib",
  needed: ["/b", "/c"],
  truncated: false,
});

describe("parseMachO", () => {
  for (const bits of [32, 64] as const) {
    for (const littleEndian of [true, false]) {
      test(`reads a thin ${bits}-bit ${littleEndian ? "little" : "big"}-endian file`, () => {
        const sample = { cpu: 18, bits, littleEndian, installName: "/lib/x.dylib", needed: ["/b", "/c"] };
        assertEquals(parse(machOFile(sample)), [slice(18)]);
      });
    }
    test(`reads a universal file with ${bits}-bit offsets`, () => {
      const names = { installName: "/lib/x.dylib", needed: ["/b", "/c"] };
      const file = universalFile([{ cpu: x86_64, ...names }, { cpu: arm64, subtype: 0x80000002, ...names }], bits);
      assertEquals(parse(file), [slice(x86_64), slice(arm64, 2)]);
    });
  }

  test("is null for other files", () => {
    const javaClass = new Uint8Array(4096);
    javaClass.set([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 65]);
    for (
      const bytes of [new Uint8Array(), new Uint8Array(100), javaClass, new TextEncoder().encode("--- !tapi-tbd\n")]
    ) {
      assertEquals(parse(bytes), null);
    }
  });

  test("is null where it is cut off", () => {
    const file = machOFile({ installName: "/lib/x.dylib" });
    for (let size = 0; size < file.length; size++) assertEquals(parse(file.slice(0, size)), null);
  });

  test("says when what is to be loaded is cut off", () => {
    for (const bits of [32, 64] as const) {
      const thin = machOFile({ bits, segment: new Uint8Array(50) });
      assertEquals(parse(thin)?.map(({ truncated }) => truncated), [false]);
      assertEquals(parse(thin.slice(0, -1))?.map(({ truncated }) => truncated), [true]);
      const universal = universalFile([{ bits }, { cpu: arm64, bits, segment: new Uint8Array(50) }], bits);
      const at = parse(universal)?.map(({ truncated }) => truncated);
      assertEquals(at, [false, false]);
      assertEquals(parse(universal.slice(0, 8192 + 130))?.map(({ truncated }) => truncated), [false, true]);
      // The second ends where the table says, not where the file does.
      const view = new DataView(universal.buffer);
      if (bits === 64) view.setBigUint64(8 + 32 + 16, 100n);
      else view.setUint32(8 + 20 + 12, 100);
      assertEquals(parse(universal)?.map(({ truncated }) => truncated), [false, true]);
    }
  });

  test("reads no name out of its command", () => {
    const file = machOFile({ installName: "/lib/x.dylib" });
    const view = new DataView(file.buffer);
    view.setUint32(32 + 8, file.length - 32, true);
    assertEquals(parse(file)?.[0].installName, null);
    view.setUint32(32 + 8, file.length - 32 - 1, true);
    assertEquals(parse(file)?.[0].installName, "");
  });

  test("ends at a command without size", () => {
    const file = machOFile({ installName: "/lib/x.dylib", needed: ["/b"] });
    new DataView(file.buffer).setUint32(36, 0, true);
    assertEquals(parse(file), [{ cpu: x86_64, subtype: 3, type: 6, installName: null, needed: [], truncated: false }]);
  });

  test("is null for a universal file that contains itself", () => {
    const file = universalFile([{}]);
    new DataView(file.buffer).setUint32(16, 0);
    assertEquals(parse(file), null);
  });
});
