import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import {
  addressof,
  ArrayOf,
  byref,
  c_char,
  c_char_p,
  c_int,
  c_ubyte,
  c_void_p,
  c_wchar,
  c_wchar_p,
  CFunction,
  createStringBuffer,
  createUnicodeBuffer,
  dlopen,
  Pointer,
  pointer,
  sizeof,
  Structure,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";

const { symbols: c } = dlopen(fixture("values"), {
  char_at: CFunction([c_void_p, c_int], c_int),
  wide_at: CFunction([c_void_p, c_int], c_int),
});
/** What C finds at an address, byte by byte. */
const bytesInC = (address: bigint, count: number) => Array.from({ length: count }, (_, i) => c.char_at(address, i));
const held = (cell: unknown) => c_void_p.fromBuffer(cell as never).value!;

describe("c_char_p", () => {
  test("is a copy of the string with NUL behind it, in UTF-8", () => {
    for (const text of ["", "plain", "grüß dich 🌍", "\u{10ffff}\uffff\u0001", "x".repeat(5000)]) {
      const cell = new c_char_p(text);
      assertStrictEquals(cell.value, text);
      const encoded = [...new TextEncoder().encode(text), 0];
      assertEquals(bytesInC(held(cell), encoded.length), encoded);
    }
  });
  test("is null for NULL", () => {
    assertStrictEquals(new c_char_p().value, null);
    assertStrictEquals(new c_char_p(null).value, null);
    const cell = new c_char_p("x");
    cell.value = null;
    assertStrictEquals(cell.value, null);
    assertEquals([...new Uint8Array(8)], [...new Uint8Array(memory(cell))]);
  });
  test("takes bytes and what points to bytes, and shares them", () => {
    const buffer = createStringBuffer("shared");
    const bytes = new Uint8Array([104, 105, 0]);
    for (
      const [given, text] of [
        [buffer, "shared"],
        [bytes, "hi"],
        [bytes.buffer, "hi"],
        [new DataView(bytes.buffer), "hi"],
        [new Int8Array(bytes.buffer), "hi"],
        [new Uint8Array(bytes.buffer, 1), "i"],
        [byref(buffer), "shared"],
        [byref(buffer, 2), "ared"],
        [pointer(new c_char("A")), "A"],
        [new (Pointer(c_ubyte))(bytes), "hi"],
        [new c_char_p(bytes), "hi"],
        [new c_void_p(bytes), "hi"],
      ] as const
    ) assertStrictEquals(new c_char_p(given as never).value, text);
    const cell = new c_char_p(buffer);
    buffer[0] = 83;
    assertStrictEquals(cell.value, "Shared");
  });
  test("refuses everything else", () => {
    const wide = new Int32Array(2);
    const values = [
      1,
      1n,
      true,
      {},
      [],
      Symbol("s"),
      new c_int(1),
      wide,
      new (ArrayOf(c_int, 2))(),
      pointer(new c_int()),
    ];
    const cell = new c_char_p("kept");
    for (const value of [...values, undefined, () => 1, createUnicodeBuffer("x"), new c_wchar_p("x")]) {
      assertThrows(() => cell.value = value as never, TypeError, "to c_char_p: expected a string, bytes");
    }
    assertStrictEquals(cell.value, "kept");
  });
  test("refuses strings that C cannot hold", () => {
    const cell = new c_char_p();
    assertThrows(() => cell.value = "a\0b", TypeError, "expected a string without NUL characters");
    assertThrows(() => cell.value = "\0", TypeError, "without NUL");
    for (const lone of ["\ud800", "a\udc00b", "\udc00\ud800", "🌍".slice(0, 1)]) {
      assertThrows(() => cell.value = lone, TypeError, "expected a string without lone surrogates");
    }
  });
  test("reads ill-formed text with U+FFFD", () => {
    assertStrictEquals(new c_char_p(new Uint8Array([97, 0xff, 0xc3, 40, 98, 0])).value, "a\ufffd\ufffd(b");
    assertStrictEquals(new c_char_p(new Uint8Array([0xe9, 0])).value, "\ufffd");
    assertStrictEquals(new c_char_p(new Uint8Array([0xef, 0xbb, 0xbf, 65, 0])).value, "\ufeffA");
  });
  test("of memory without NUL ends where the memory ends", () => {
    assertStrictEquals(new c_char_p(new Uint8Array([65, 66, 67])).value, "ABC");
  });
});

describe("c_wchar_p", () => {
  test("is a copy of the string in wchar_t", () => {
    for (const text of ["", "plain", "grüß dich 🌍", "\u{10ffff}"]) {
      const cell = new c_wchar_p(text);
      assertStrictEquals(cell.value, text);
      const units = c_wchar.size === 4
        ? Array.from(text, (character) => character.codePointAt(0)!)
        : Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
      assertEquals([...units, 0].map((_, i) => c.wide_at(held(cell), i)), [...units, 0]);
    }
  });
  test("takes wide buffers and null", () => {
    const buffer = createUnicodeBuffer("wide 🌍");
    const Units = c_wchar.size === 4 ? Uint32Array : Uint16Array;
    assertStrictEquals(new c_wchar_p(buffer).value, "wide 🌍");
    assertStrictEquals(new c_wchar_p(byref(buffer, c_wchar.size)).value, "ide 🌍");
    assertStrictEquals(new c_wchar_p(new Units([104, 105, 0])).value, "hi");
    assertStrictEquals(new c_wchar_p(pointer(new c_wchar("A"))).value, "A");
    assertStrictEquals(new c_wchar_p(new c_wchar_p("again")).value, "again");
    assertStrictEquals(new c_wchar_p().value, null);
    assertStrictEquals(new c_wchar_p(null).value, null);
  });
  test("refuses everything else", () => {
    for (
      const value of [
        1,
        1n,
        true,
        {},
        [],
        createStringBuffer("x"),
        new Uint8Array(4),
        new c_char_p("x"),
        "\0",
        "\ud800",
      ]
    ) {
      assertThrows(() => new c_wchar_p(value as never), TypeError, "to c_wchar_p: expected");
    }
  });
});

describe("c_void_p", () => {
  test("reads as a bigint, as null for NULL", () => {
    for (
      const [given, read] of [
        [1n, 1n],
        [0n, null],
        [null, null],
        [-1n, 2n ** 64n - 1n],
        [2n ** 64n - 1n, 2n ** 64n - 1n],
        [2n ** 63n, 2n ** 63n],
        [-(2n ** 63n), 2n ** 63n],
      ] as const
    ) assertStrictEquals(new c_void_p(given).value, read);
    assertStrictEquals(new c_void_p().value, null);
  });
  test("takes the own memory of what holds no address", () => {
    class Point extends Structure({ x: c_int }) {}
    const cells = [
      new c_int(1),
      new Point(),
      new (ArrayOf(c_int, 3))(),
      new (ArrayOf(c_char_p, 2))(),
      new Uint8Array(3),
    ];
    for (const cell of cells) {
      assertStrictEquals(new c_void_p(cell).value, addressof(cell));
      assertStrictEquals(new c_void_p(byref(cell, 1)).value, addressof(cell) + 1n);
    }
    const view = new Float64Array(new ArrayBuffer(64), 16, 2);
    assertStrictEquals(new c_void_p(view).value, addressof(view.buffer) + 16n);
  });
  test("takes the address that an instance holds", () => {
    const x = new c_int(1);
    const p = pointer(x);
    assertStrictEquals(new c_void_p(p).value, addressof(x));
    assertStrictEquals(new c_void_p(byref(p)).value, addressof(p));
    assertStrictEquals(new c_void_p(new c_void_p(5n)).value, 5n);
    const text = new c_char_p("text");
    assertStrictEquals(new c_void_p(text).value, held(text));
    const callback = new (CFunction([c_int], c_int))((v) => v);
    assert(new c_void_p(callback).value! > 0n);
  });
  test("refuses everything else", () => {
    const cell = new c_void_p();
    for (const value of [1, 0, "x", true, undefined, {}, [], Symbol("s"), () => 1]) {
      assertThrows(() => cell.value = value as never, TypeError, "to c_void_p: expected");
    }
    for (const value of [2n ** 64n, -(2n ** 63n) - 1n]) {
      assertThrows(() => cell.value = value, RangeError, "expected an address of 64 bits");
    }
  });
});

function memory(cell: unknown): ArrayBuffer {
  const Bytes = ArrayOf(c_ubyte, sizeof(cell as never));
  return new Uint8Array(Bytes.fromBuffer(cell as never)).buffer;
}
