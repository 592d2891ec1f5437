import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { hasApiSet, isApiSetName } from "../../src/library/formats/api_set.ts";
import { memorySource } from "../../src/library/formats/byte_source.ts";
import { parsePe } from "../../src/library/formats/pe.ts";
import { apiSetSchema, peFile } from "./samples.ts";

const parse = (bytes: Uint8Array) => parsePe(memorySource(bytes));

describe("parsePe", () => {
  for (const bits of [32, 64] as const) {
    for (const oldDelayed of [false, true]) {
      test(`reads a ${bits}-bit DLL, delay imports ${oldDelayed ? "by address" : "relative"}`, () => {
        const imports = ["KERNEL32.dll", "VCRUNTIME140.dll"];
        assertEquals(parse(peFile({ bits, machine: 0x14c, imports, delayed: ["ole32.dll"], oldDelayed })), {
          machine: 0x14c,
          library: true,
          imports,
          delayedImports: ["ole32.dll"],
          truncated: false,
        });
      });
    }
  }

  test("reads a program without imports", () => {
    assertEquals(parse(peFile({ library: false })), {
      machine: 0x8664,
      library: false,
      imports: [],
      delayedImports: [],
      truncated: false,
    });
  });

  test("is null for other files", () => {
    const dos = new Uint8Array(128);
    dos.set([0x4d, 0x5a]);
    for (const bytes of [new Uint8Array(), new Uint8Array(100), dos]) assertEquals(parse(bytes), null);
  });

  test("is null or says less where it is cut off", () => {
    const file = peFile({ imports: ["a.dll", "b.dll"] });
    const whole = parse(file)?.imports ?? [];
    for (let size = 0; size < file.length; size++) {
      const imports = parse(file.slice(0, size))?.imports ?? [];
      assertEquals(imports, whole.slice(0, imports.length));
    }
  });

  test("says when a section is cut off; padding need not be there", () => {
    const section = { name: ".data", bytes: new Uint8Array(100) };
    const file = peFile({ section });
    const truncated = (bytes: Uint8Array) => parse(bytes)?.truncated;
    assertEquals([truncated(file), truncated(file.slice(0, -1))], [false, true]);
    const memorySize = 64 + 24 + 112 + 16 * 8 + 40 + 8;
    new DataView(file.buffer).setUint32(memorySize, 60, true);
    assertEquals([truncated(file.slice(0, -40)), truncated(file.slice(0, -41))], [false, true]);
  });

  test("ends where a table of imports does not", () => {
    const name = 512 + 20 * 4;
    const file = peFile({ imports: ["a.dll", "b.dll", "c.dll"] });
    const view = new DataView(file.buffer);
    for (let at = 512; at + 16 < file.length; at += 20) view.setUint32(at + 12, 0x1000 + name - 512, true);
    assertEquals((parse(file)?.imports.length ?? 0) < 20, true);
  });
});

describe("hasApiSet", () => {
  const schema = apiSetSchema([
    ["api-ms-win-core-file-l1-2-4", "kernelbase.dll"],
    ["api-ms-win-gone-l1-1-0", ""],
    ["ext-ms-win-gdi-draw-l1-1-3", "gdi32.dll"],
  ]);
  const has = (name: string, bytes = schema) => hasApiSet(memorySource(bytes), name);

  test("finds sets, of every revision", () => {
    assertEquals(has("api-ms-win-core-file-l1-2-4"), true);
    assertEquals(has("API-MS-Win-Core-File-L1-2-0.dll"), true);
    assertEquals(has("ext-ms-win-gdi-draw-l1-1-0"), true);
  });

  test("does not find others", () => {
    assertEquals(has("api-ms-win-core-file-l1-1-0"), false);
    assertEquals(has("api-ms-win-gone-l1-1-0"), false, "it stands for no DLL");
    assertEquals(has("api-ms-win-core-file-l1-2-4", peFile()), false);
    assertEquals(has("api-ms-win-core-file-l1-2-4", new Uint8Array(10)), false);
  });

  test("knows their names", () => {
    assertEquals(isApiSetName("api-ms-win-core-file-l1-2-4"), true);
    assertEquals(isApiSetName("API-MS-WIN-CRT-HEAP-L1-1-0.DLL"), true);
    assertEquals(isApiSetName("api-foo"), false);
    assertEquals(isApiSetName("kernel32"), false);
  });
});
