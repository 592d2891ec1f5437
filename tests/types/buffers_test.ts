import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { describe, test } from "node:test";
import {
  ArrayOf,
  c_char,
  c_char_p,
  c_size_t,
  c_void_p,
  c_wchar,
  c_wchar_p,
  CFunction,
  createStringBuffer,
  createUnicodeBuffer,
  dlopen,
  sizeof,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";

const wide = c_wchar.size === 4;

describe("createStringBuffer", () => {
  test("has the lengths of Python's create_string_buffer", () => {
    const lengths = [
      [createStringBuffer(3), 3],
      [createStringBuffer(0), 0],
      [createStringBuffer("Hello"), 6],
      [createStringBuffer(""), 1],
      [createStringBuffer("Hello", 10), 10],
      [createStringBuffer("Hello", 5), 5],
      [createStringBuffer("grüß"), 7],
      [createStringBuffer(new Uint8Array([1, 2, 3])), 4],
      [createStringBuffer(new Uint8Array([1, 2, 3]), 3), 3],
      [createStringBuffer(new Uint8Array()), 1],
    ] as const;
    for (const [buffer, length] of lengths) assertEquals([buffer.length, sizeof(buffer)], [length, length]);
  });
  test("holds the text, NUL and zeros", () => {
    assertEquals([...createStringBuffer("Hi", 5)], [72, 105, 0, 0, 0]);
    assertEquals([...createStringBuffer("é")], [0xc3, 0xa9, 0]);
    assertEquals([...createStringBuffer(3)], [0, 0, 0]);
    assertEquals([...createStringBuffer(new Uint8Array([0, 255, 0, 1]))], [0, 255, 0, 1, 0]);
  });
  test("holds text of any length and alphabet", () => {
    for (const length of [0, 1, 24, 127, 128, 129, 300, 5000]) {
      for (const letter of ["a", "é", "€", "😀", "\x7f", "\x80"]) {
        const text = "x".repeat(length) + letter;
        const buffer = createStringBuffer(text), wideBuffer = createUnicodeBuffer(text);
        assertEquals([...buffer], [...new TextEncoder().encode(text), 0]);
        assertStrictEquals(buffer.value, text);
        assertStrictEquals(wideBuffer.value, text);
        assertStrictEquals(wideBuffer.length, (wide ? [...text].length : text.length) + 1);
        assertStrictEquals(wideBuffer.at(length), wide ? letter.codePointAt(0) : letter.charCodeAt(0));
      }
    }
  });
  test("is a Uint8Array and an array of c_char", () => {
    const buffer = createStringBuffer("Hello");
    assert(buffer instanceof Uint8Array && buffer instanceof ArrayOf(c_char, 6));
    assertStrictEquals(new TextDecoder().decode(buffer.subarray(0, 5)), "Hello");
  });
  test("refuses other sizes and contents", () => {
    for (const size of [-1, 0.5, NaN, Infinity, 2 ** 53, -(2 ** 40)]) {
      assertThrows(() => createStringBuffer(size), RangeError, "createStringBuffer(): expected a length of 0 or more");
      assertThrows(() => createStringBuffer("x", size), RangeError, "createStringBuffer(): expected a length");
    }
    for (const init of [null, undefined, {}, [1, 2], 5n, true, new Uint16Array(2), new ArrayBuffer(2), Symbol("s")]) {
      assertThrows(() => createStringBuffer(init as never), TypeError, "createStringBuffer(): expected a size");
    }
    for (const size of ["3", null, 3n, {}]) {
      assertThrows(() => createStringBuffer("x", size as never), TypeError, "createStringBuffer(): expected a length");
    }
    assertThrows(() => createStringBuffer("Hello", 4), RangeError, "5 units do not fit in a size of 4");
    assertThrows(() => createStringBuffer(new Uint8Array(5), 4), RangeError, "do not fit in a size of 4");
    assertThrows(() => createStringBuffer(3, 5), TypeError, "a size is given twice");
    assertThrows(() => createStringBuffer("\ud800"), TypeError, "lone surrogates");
    assertThrows(() => createStringBuffer(2 ** 52), RangeError);
  });
});

describe("value and raw of bytes", () => {
  test("value ends at the first NUL, or at the end", () => {
    assertStrictEquals(createStringBuffer(new Uint8Array([65, 0, 66])).value, "A");
    assertStrictEquals(createStringBuffer("ABC", 3).value, "ABC");
    assertStrictEquals(createStringBuffer(0).value, "");
    assertStrictEquals(createStringBuffer(new Uint8Array([65, 0xff])).value, "A\ufffd");
  });
  test("assigning value writes the text and a NUL, and leaves the rest", () => {
    const buffer = createStringBuffer("abcdef", 6);
    buffer.value = "XY";
    assertEquals([...buffer.raw], [88, 89, 0, 100, 101, 102]);
    buffer.value = "123456";
    assertStrictEquals(buffer.value, "123456");
    assertThrows(() => buffer.value = "1234567", RangeError, "expected at most 6 units, not 7");
    assertThrows(() => buffer.value = "üüüü", RangeError, "at most 6 units, not 8");
    assertThrows(() => buffer.value = 5 as never, TypeError, "expected a string");
    assertThrows(() => buffer.value = "\udc00", TypeError, "lone surrogates");
    assertStrictEquals(buffer.value, "123456");
  });
  test("raw is a copy; assigning it writes the beginning", () => {
    const buffer = createStringBuffer("abc");
    const raw = buffer.raw;
    raw[0] = 0;
    assertEquals([...buffer], [97, 98, 99, 0]);
    buffer.raw = new Uint8Array([1, 2]);
    assertEquals([...buffer], [1, 2, 99, 0]);
    assertThrows(() => buffer.raw = new Uint8Array(5), RangeError, "expected at most 4 bytes, not 5");
    assertThrows(() => buffer.raw = "x" as never, TypeError, "expected a Uint8Array");
  });
});

describe("createUnicodeBuffer", () => {
  test("counts wchar_t and NUL", () => {
    for (const [text, units] of [["", 0], ["Hello", 5], ["grüß", 4], ["🌍", wide ? 1 : 2]] as const) {
      const buffer = createUnicodeBuffer(text);
      assertEquals([buffer.length, sizeof(buffer), buffer.value], [units + 1, (units + 1) * c_wchar.size, text]);
    }
    assertEquals([createUnicodeBuffer(3).length, createUnicodeBuffer("ab", 8).length], [3, 8]);
    assertEquals([...createUnicodeBuffer("Aé", 4)], [65, 0xe9, 0, 0]);
    assertEquals([...createUnicodeBuffer("ab", 2)], [97, 98]);
  });
  test("value can be set", () => {
    const buffer = createUnicodeBuffer("abcdef", 6);
    buffer.value = "XY";
    assertEquals([buffer.value, buffer.at(3)], ["XY", 100]);
    assertThrows(() => buffer.value = "1234567", RangeError, "at most 6 units, not 7");
    assertThrows(() => buffer.value = 5 as never, TypeError, "expected a string");
    assertStrictEquals(buffer.value, "XY");
  });
  test("refuses other sizes and contents", () => {
    for (const size of [-1, 0.5, NaN, 2 ** 53]) {
      assertThrows(() => createUnicodeBuffer(size), RangeError, "createUnicodeBuffer(): expected a length");
    }
    for (const init of [null, {}, new Uint8Array(2), 5n]) {
      assertThrows(() => createUnicodeBuffer(init as never), TypeError, "createUnicodeBuffer(): expected a size");
    }
    assertThrows(() => createUnicodeBuffer("Hello", 4), RangeError, "do not fit in a size of 4");
    assertThrows(() => createUnicodeBuffer("\ud800"), TypeError, "lone surrogates");
    assertThrows(() => createUnicodeBuffer(3, 5), TypeError, "a size is given twice");
  });
});

test("C writes into both", () => {
  using library = dlopen(fixture("values"), {
    put_text: CFunction([c_char_p, c_size_t]),
    put_wide: CFunction([c_wchar_p]),
    char_at: CFunction([c_void_p, c_size_t], c_size_t),
  });
  const bytes = createStringBuffer(40), units = createUnicodeBuffer(20);
  library.symbols.put_text(bytes, 0);
  assertStrictEquals(bytes.value, "plain");
  library.symbols.put_text(bytes, 1);
  assertStrictEquals(bytes.value, "grüß dich 🌍");
  library.symbols.put_wide(units);
  assertStrictEquals(units.value, "grüß dich 🌍");
});

test("NUL is content like any other", () => {
  assertEquals([...createStringBuffer(new Uint8Array([97, 0, 98]))], [97, 0, 98, 0]);
  assertEquals([...createStringBuffer("a\0b")], [97, 0, 98, 0]);
  assertEquals([...createStringBuffer("\0")], [0, 0]);
  assertEquals([...createStringBuffer("é\0€", 6)], [0xc3, 0xa9, 0, 0xe2, 0x82, 0xac]);
  assertEquals([...createStringBuffer("a\0b", 5)], [97, 0, 98, 0, 0]);
  assertEquals([...createUnicodeBuffer("a\0b")], [97, 0, 98, 0]);
  assertEquals([...createUnicodeBuffer("\0b", 2)], [0, 98]);
  assertStrictEquals(createStringBuffer("a\0b").value, "a");
  assertStrictEquals(createUnicodeBuffer("a\0b").value, "a");
  assertThrows(() => createStringBuffer("a\0b", 2), RangeError, "3 units do not fit in a size of 2");
  for (const text of ["\0\ud800", "\udc00\0"]) {
    assertThrows(() => createStringBuffer(text), TypeError, "without lone surrogates");
    assertThrows(() => createUnicodeBuffer(text), TypeError, "without lone surrogates");
  }
});

test("subscribers of the diagnostics channels are told what and how many items", () => {
  const seen: unknown[] = [];
  const listen = (message: unknown, name: string | symbol) => void seen.push([name, message]);
  const channels = ["ctypes.create_string_buffer", "ctypes.create_unicode_buffer", "ctypes.dlopen", "ctypes.dlsym"];
  for (const channel of channels) subscribe(channel, listen);
  createStringBuffer("x", 3);
  createStringBuffer(7);
  createStringBuffer("a\0b");
  createStringBuffer("é");
  const bytes = new Uint8Array(5);
  createStringBuffer(bytes);
  createUnicodeBuffer("y");
  createUnicodeBuffer("🌍", 9);
  createUnicodeBuffer(4);
  const path = fixture("basic");
  dlopen(path, { touch: CFunction([]) }).close();
  for (const channel of channels) unsubscribe(channel, listen);
  createStringBuffer(1);
  assertEquals(seen, [
    ["ctypes.create_string_buffer", { init: "x", size: 3 }],
    ["ctypes.create_string_buffer", { init: 7, size: null }],
    ["ctypes.create_string_buffer", { init: "a\0b", size: 4 }],
    ["ctypes.create_string_buffer", { init: "é", size: 3 }],
    ["ctypes.create_string_buffer", { init: bytes, size: 6 }],
    ["ctypes.create_unicode_buffer", { init: "y", size: 2 }],
    ["ctypes.create_unicode_buffer", { init: "🌍", size: 9 }],
    ["ctypes.create_unicode_buffer", { init: 4, size: null }],
    ["ctypes.dlopen", { name: path }],
    ["ctypes.dlsym", { library: path, name: "touch" }],
  ]);
});
