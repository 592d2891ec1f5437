import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import {
  ArrayOf,
  byref,
  c_bool,
  c_char,
  c_char_p,
  c_int,
  c_size_t,
  c_ubyte,
  c_uint,
  c_void_p,
  c_wchar,
  c_wchar_p,
  cast,
  CFunction,
  createStringBuffer,
  createUnicodeBuffer,
  dlopen,
  Pointer,
  pointer,
  stringAt,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";

const { symbols: c } = dlopen(fixture("basic"), {
  text_length: CFunction([c_char_p], c_size_t),
  text_sum: CFunction([c_char_p], c_uint),
  text_same: CFunction([c_char_p], c_char_p),
  text_is_null: CFunction([c_char_p], c_bool),
  text_copy: CFunction([c_char_p, c_size_t, c_char_p], c_size_t),
  text_upper: CFunction([c_char_p]),
  text_greeting: CFunction([], c_char_p),
  text_null: CFunction([], c_char_p),
  text_ill_formed: CFunction([], c_char_p),
  text_duplicate: CFunction([c_char_p], c_void_p),
  texts_length: CFunction([Pointer(c_char_p)], c_size_t),
  free_memory: CFunction([c_void_p]),
  find_char: CFunction([c_char_p, c_char, Pointer(c_char_p)], c_int),
  wide_length: CFunction([c_wchar_p], c_size_t),
  wide_same: CFunction([c_wchar_p], c_wchar_p),
  wide_greeting: CFunction([], c_wchar_p),
  wide_null: CFunction([], c_wchar_p),
});

const encoded = (text: string) => [...new TextEncoder().encode(text)];
/** What text_sum computes of a string's bytes. */
const sum = (text: string) => encoded(text).reduce((total, byte) => (Math.imul(total, 31) + byte) >>> 0, 0);

describe("text goes in and out", () => {
  const texts = ["", "a", "plain", "\x01\x7f", "grüß dich", "中文", "🌍🌎🌏", "\u{10ffff}\uffff", "é".normalize("NFD")];
  // Around the sizes where the way that text takes changes.
  for (const length of [340, 341, 342, 511, 512, 1022, 1023, 1024, 1025, 2047, 2048, 4096, 100_000]) {
    texts.push("x".repeat(length), "ü".repeat(length), "中".repeat(length), "🌍".repeat(length));
  }
  test("as UTF-8", () => {
    for (const text of texts) {
      const what = `${text.slice(0, 3)} (${text.length})`;
      assertStrictEquals(c.text_length(text), BigInt(encoded(text).length), what);
      assertStrictEquals(c.text_sum(text), sum(text), what);
      assertStrictEquals(c.text_same(text), text, what);
    }
  });
  test("as wchar_t", () => {
    for (const text of texts.filter((text) => text.length < 10_000)) {
      const units = c_wchar.size === 4 ? [...text].length : text.length;
      assertStrictEquals(c.wide_length(text), BigInt(units));
      assertStrictEquals(c.wide_same(text), text);
    }
  });
  test("two in one call, of any lengths", () => {
    const to = createStringBuffer(1000);
    for (const from of ["", "short", "ü".repeat(400), "x".repeat(999)]) {
      assertStrictEquals(c.text_copy(to, 1000, from), BigInt(encoded(from).length));
      assertStrictEquals(to.value, from);
    }
    using library = dlopen(fixture("basic"), {
      swap: CFunction([Pointer(c_char_p), Pointer(c_char_p)], undefined, { name: "swap_pointers" }),
    });
    const [a, b] = [new c_char_p("first"), new c_char_p("second")];
    library.symbols.swap(byref(a), byref(b));
    assertEquals([stringAt(cast(a, c_void_p)), stringAt(cast(b, c_void_p))], ["second", "first"]);
  });
  test("many after each other: the last ones are all there", () => {
    const results = Array.from({ length: 500 }, (_, i) => c.text_same(`text ${i}`));
    assertEquals(results, Array.from({ length: 500 }, (_, i) => `text ${i}`));
  });
  test("of characters that look like their own bytes", () => {
    for (const text of ["Ã", "aÃ", "ÃÃ", "Ãé", "Â", "ÿ"]) assertStrictEquals(c.text_same(text), text);
  });
  test("from C", () => {
    assertStrictEquals(c.text_greeting(), "héllo, 🌍");
    assertStrictEquals(c.wide_greeting(), "héllo, 🌍");
    assertEquals([c.text_null(), c.wide_null(), c.text_same(null), c.wide_same(null)], [null, null, null, null]);
    assertStrictEquals(c.text_is_null(null), true);
    assertStrictEquals(c.text_is_null(""), false);
  });
});

describe("ill-formed text from C has U+FFFD", () => {
  const cases: [number[], string][] = [
    [[0x61, 0xff, 0xc3, 0x28, 0x62], "a\ufffd\ufffd(b"],
    [[0xe9], "\ufffd"],
    [[0x63, 0x61, 0x66, 0xe9], "caf\ufffd"],
    [[0xc3, 0xa9, 0xe9], "é\ufffd"],
    [[0xe4, 0xb8, 0xad, 0xff], "中\ufffd"],
    [[0xf0, 0x9f, 0x8c], "\ufffd"],
    [[0xed, 0xa0, 0x80], "\ufffd\ufffd\ufffd"],
    [[0xc0, 0x80], "\ufffd\ufffd"],
    [[0x80, 0x81], "\ufffd\ufffd"],
    [[0xef, 0xbb, 0xbf, 0x41], "\ufeffA"],
    [[0xc3, 0xa9], "é"],
    [[0xc3, 0xbf, 0xc2, 0x80], "ÿ\x80"],
  ];
  test("in results", () => {
    assertStrictEquals(c.text_ill_formed(), "a\ufffd\ufffd(b");
    for (const [bytes, text] of cases) {
      const source = new Uint8Array([...bytes, 0]);
      assertStrictEquals(c.text_same(source), text, String(bytes));
      assertStrictEquals(text, new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array(bytes)));
    }
  });
  test("in C's memory, in callbacks, and in long text", () => {
    const address = c.text_duplicate(new Uint8Array([0x61, 0xff, 0]));
    assertStrictEquals(stringAt(address), "a\ufffd");
    c.free_memory(address);
    const long = new Uint8Array(3001).fill(0xe9);
    long[3000] = 0;
    assertStrictEquals(c.text_same(long), "\ufffd".repeat(3000));
  });
});

test("a string parameter takes what holds bytes, and C writes there", () => {
  const buffer = createStringBuffer("shout");
  c.text_upper(buffer);
  assertStrictEquals(buffer.value, "SHOUT");
  const bytes = new Uint8Array([97, 98, 0]);
  for (const given of [bytes, bytes.buffer, new DataView(bytes.buffer), byref(buffer), pointer(new c_char("A"))]) {
    c.text_upper(given);
  }
  assertEquals([...bytes], [65, 66, 0]);
  assertStrictEquals(c.text_length(new c_char_p("held")), 4n);
  assertStrictEquals(c.text_length(new (Pointer(c_ubyte))(bytes) as never), 2n);
  assertStrictEquals(c.text_length(byref(bytes, 1)), 1n);
  assertStrictEquals(c.wide_length(createUnicodeBuffer("wide")), 4n);
  const texts = new (ArrayOf(c_char_p, 3))(["one", "three", null]);
  assertStrictEquals(c.texts_length(texts), 8n);
});

test("a pointer into the text comes back", () => {
  const found = new c_char_p();
  const text = createStringBuffer("key=value");
  assertStrictEquals(c.find_char(text, "=", byref(found)), 3);
  assertStrictEquals(found.value, "=value");
  assertStrictEquals(c.find_char(text, "?", byref(found)), -1);
  assertStrictEquals(found.value, null);
});

test("other values are TypeErrors that name the parameter", () => {
  const wrong = [
    5,
    5n,
    true,
    undefined,
    {},
    [],
    Symbol("s"),
    () => 1,
    new c_int(1),
    new Float64Array(3),
    pointer(new c_int()),
  ];
  for (const value of wrong) {
    assertThrows(() => c.text_length(value as never), TypeError, "parameter 1 (c_char_p) of text_length()");
    assertThrows(() => c.wide_length(value as never), TypeError, "parameter 1 (c_wchar_p) of wide_length()");
    assertThrows(() => c.text_copy(null, 0, value as never), TypeError, "parameter 3 (c_char_p) of text_copy()");
  }
  for (const text of ["a\0b", "\0", "x".repeat(2000) + "\0", "ü\0"]) {
    assertThrows(() => c.text_length(text), TypeError, "expected a string without NUL characters");
    assertThrows(() => c.wide_length(text), TypeError, "expected a string without NUL characters");
  }
  for (const text of ["\ud800", "a\udc00", "x".repeat(2000) + "\ud800", "\udc00\ud800"]) {
    assertThrows(() => c.text_length(text), TypeError, "expected a string without lone surrogates");
    assertThrows(() => c.wide_length(text), TypeError, "expected a string without lone surrogates");
  }
  assertStrictEquals(c.text_length("still works"), 11n);
});
