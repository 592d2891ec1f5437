import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import {
  ArrayOf,
  byref,
  bytesAt,
  c_char,
  c_char_p,
  c_size_t,
  c_ubyte,
  c_ushort,
  c_void_p,
  cast,
  CFunction,
  createStringBuffer,
  dlopen,
  memmove,
  Pointer,
  pointer,
  stringAt,
  stringsAt,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";

const { symbols: c } = dlopen(fixture("basic"), {
  new_memory: CFunction([c_size_t], c_void_p),
  free_memory: CFunction([c_void_p]),
});

/** Memory that C owns, with these bytes at its beginning and a NUL behind them. */
function withBytes(bytes: Uint8Array, use: (address: bigint) => void): void {
  const address = c.new_memory(bytes.length + 8)!;
  memmove(address, bytes, bytes.length);
  try {
    use(address);
  } finally {
    c.free_memory(address);
  }
}

const utf16 = (text: string) => new Uint8Array(new Uint16Array([...text].map((one) => one.charCodeAt(0))).buffer);

describe("stringAt", () => {
  test("reads any encoding, in memory of either side, up to a NUL as wide as its unit", () => {
    const latin = new Uint8Array([0x47, 0xfc, 0x6e, 0]);
    const wide = utf16("aĀ\u0100b"); // has single zero bytes in the middle
    assertStrictEquals(stringAt(latin, undefined, "latin1"), "Gün");
    assertStrictEquals(stringAt(new Uint8Array([...wide, 0, 0, 1, 1]), undefined, "utf-16le"), "aĀĀb");
    withBytes(latin.subarray(0, 3), (address) => {
      assertStrictEquals(stringAt(address, undefined, "windows-1252"), "Gün");
      assertStrictEquals(stringAt(cast(address, Pointer(c_char))!, undefined, "iso-8859-1"), "Gün");
    });
    withBytes(wide, (address) => assertStrictEquals(stringAt(address, undefined, "utf-16"), "aĀĀb"));
    assertStrictEquals(stringAt(new Uint8Array([0x82, 0xa0, 0]), undefined, "shift_jis"), "あ");
  });
  test("counts bytes in every encoding", () => {
    assertStrictEquals(stringAt(utf16("abc"), 4, "utf-16le"), "ab");
    assertStrictEquals(stringAt(new Uint8Array([0xe9, 0x61, 0x62]), 2, "latin1"), "éa");
    assertStrictEquals(stringAt(createStringBuffer(new Uint8Array([0x61, 0, 0x62])), 3), "a\0b");
  });
  test("ends where an object of known size does, odd bytes included", () => {
    assertStrictEquals(stringAt(utf16("ab"), undefined, "utf-16le"), "ab");
    assertStrictEquals(stringAt(new Uint8Array([0x61, 0x62]), undefined, "ascii"), "ab");
    assertStrictEquals(stringAt(byref(new Uint8Array([1, 0x62]), 1), undefined, "ascii"), "b");
  });
  test("goes on through more memory than it looks at at once", () => {
    const long = new Uint8Array(100_001).fill(0xe9);
    withBytes(long, (address) => {
      assertStrictEquals(stringAt(address, undefined, "latin1"), "é".repeat(100_001));
      assertStrictEquals(bytesAt(address).length, 100_001);
    });
  });
  test("refuses what is no encoding", () => {
    const bytes = new Uint8Array([0x61, 0]);
    assertThrows(
      () => stringAt(bytes, undefined, "klingon"),
      RangeError,
      'stringAt(): TextDecoder knows no encoding "klingon"',
    );
    assertThrows(() => stringAt(bytes, undefined, 5 as never), TypeError, "stringAt(): expected an encoding, not 5");
    assertThrows(() => stringAt(null, undefined, "latin1"), Error, "NULL");
    assertThrows(() => stringAt(bytes, 3, "latin1"), RangeError);
  });
});

describe("stringsAt", () => {
  test("reads a char ** up to its NULL", () => {
    const names = new (ArrayOf(c_char_p, 4))(["one", "zwei", "", null]);
    assertEquals(stringsAt(names), ["one", "zwei", ""]);
    assertEquals(stringsAt(byref(names, 8)), ["zwei", ""]);
    assertEquals(stringsAt(cast(names, Pointer(c_char_p))), ["one", "zwei", ""]);
    assertEquals(stringsAt(new (ArrayOf(c_char_p, 1))()), []);
  });
  test("reads any encoding", () => {
    const text = new (ArrayOf(c_ubyte, 2))([0xe9, 0]);
    const names = new (ArrayOf(c_void_p, 2))([text, null]);
    assertEquals(stringsAt(names, "latin1"), ["é"]);
  });
  test("does not read beyond an object of known size", () => {
    assertThrows(() => stringsAt(new (ArrayOf(c_char_p, 2))(["a", "b"])), RangeError, "stringsAt()");
    assertThrows(() => stringsAt(null), Error, "Cannot dereference NULL in stringsAt()");
    assertThrows(() => stringsAt("abc" as never), TypeError, "stringsAt(): expected an address");
  });
});

describe("bytesAt without a size", () => {
  test("reads memory of C's up to a NUL", () => {
    withBytes(new Uint8Array([1, 2, 3]), (address) => {
      assertEquals([...bytesAt(address)], [1, 2, 3]);
      assertEquals([...bytesAt(cast(address, Pointer(c_char))!)], [1, 2, 3]);
    });
  });
  test("reads all of an instance or buffer", () => {
    assertEquals([...bytesAt(new c_ushort(1))], [1, 0]);
    assertEquals([...bytesAt(new Uint8Array([1, 0, 2]))], [1, 0, 2]);
    assertEquals([...bytesAt(pointer(new c_ushort(1)))], [1, 0]);
  });
  test("of NULL is an error", () => {
    assertThrows(() => bytesAt(null), Error, "Cannot dereference NULL in bytesAt()");
  });
});
