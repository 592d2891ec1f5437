import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { describe, test } from "node:test";
import {
  byref,
  c_bool,
  c_char,
  c_double,
  c_float,
  c_int,
  c_longdouble,
  c_wchar,
  CFunction,
  dlopen,
  Pointer,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";
import { assertTable } from "./value_table.ts";

const wrong = ["1", true, null, {}, [], 1n, Symbol("s"), () => 1];
const specials = [0, -0, 1, -1, 0.5, 1e300, -1e-300, 5e-324, NaN, Infinity, -Infinity, Number.MAX_VALUE, 2 ** 53 + 2];

const floatBytes = (value: unknown) => [...new Uint8Array(new Float32Array([value as number]).buffer)];
const doubleBytes = (value: unknown) => [...new Uint8Array(new Float64Array([value as number]).buffer)];

test("c_float rounds as C does", () => {
  const good = [...specials, 0.1, 16777217, 1e39, 1e-46, 3.4028235e38];
  assertTable(c_float, "c_float", {
    good: good.map((value) => [value, Math.fround(value)]),
    bytes: floatBytes,
    range: [],
    kind: [...wrong, new c_float(1)],
    expected: "expected a number",
  });
});

test("c_double", () => {
  assertTable(c_double, "c_double", {
    good: [...specials, 0.1].map((value) => [value, value]),
    bytes: doubleBytes,
    range: [],
    kind: [...wrong, new c_double(1)],
    expected: "expected a number",
  });
});

test("c_bool is a boolean and nothing else", () => {
  assertTable(c_bool, "c_bool", {
    good: [[true, true], [false, false]],
    bytes: (value) => [value ? 1 : 0],
    range: [],
    kind: ["true", 0, 1, -1, NaN, 1n, null, {}, [], Symbol("s"), () => true, new c_bool(true)],
    expected: "expected a boolean",
  });
  assertStrictEquals(c_bool.fromBuffer(new Uint8Array([7])).value, true);
});

test("c_char reads as 0 to 255, and takes either sign and ASCII", () => {
  assertTable(c_char, "c_char", {
    good: [[0, 0], [255, 255], [-1, 255], [-128, 128], [127, 127], ["A", 65], ["\0", 0], ["\x7f", 127]],
    bytes: (value) => [value as number],
    range: [-129, 256, 0.5, NaN, "é", "\x80", "🌍"],
    kind: ["", "ab", "\ud800", 65n, true, null, {}, [65], new c_char("A")],
    expected: "an integer from -128 to 255",
  });
});

test("c_wchar takes one character of its width", () => {
  const wide = c_wchar.size === 4;
  const high = 2 ** (8 * c_wchar.size) - 1, low = -(2 ** (8 * c_wchar.size - 1));
  assertTable(c_wchar, "c_wchar", {
    good: [[0, 0], [high, high], [-1, high], [low, high - -low + 1], ["A", 65], ["é", 0xe9], ["中", 0x4e2d], [
      "\uffff",
      0xffff,
    ]],
    bytes: (value) => Array.from({ length: c_wchar.size }, (_, i) => (value as number) >>> 8 * i & 255),
    range: wide ? [low - 1, high + 1, 0.5, NaN] : [low - 1, high + 1, 0.5, NaN, "🌍"],
    kind: ["", "ab", "e\u0301", "\ud800", "\udc00", 65n, true, null, {}, new c_wchar("A")],
    expected: `an integer from ${low} to ${high}`,
  });
  if (wide) assertStrictEquals(new c_wchar("🌍").value, 0x1f30d);
});

describe("c_longdouble", () => {
  const { symbols: c } = dlopen(fixture("values"), {
    longdouble_from: CFunction([Pointer(c_longdouble), c_double]),
    longdouble_to: CFunction([Pointer(c_longdouble)], c_double),
    longdouble_is: CFunction([Pointer(c_longdouble), c_double], c_bool),
    longdouble_sum: CFunction([Pointer(c_longdouble), c_double, c_double, c_int]),
  });
  const doubles = [...specials, 0.1, Math.PI, 2 ** -1022, 2 ** -1074 * 3, 1.7976931348623157e308, 123456789.125];

  test("is written as C writes it", () => {
    const significant = c_longdouble.size === 16 && c_isX87() ? 10 : c_longdouble.size;
    for (const value of doubles) {
      const ours = new Uint8Array(16), theirs = new Uint8Array(16);
      c_longdouble.fromBuffer(ours).value = value;
      c.longdouble_from(byref(c_longdouble.fromBuffer(theirs)), value);
      if (Number.isNaN(value)) assert(Number.isNaN(c.longdouble_to(byref(c_longdouble.fromBuffer(ours)))));
      else assertEquals([...ours.slice(0, significant)], [...theirs.slice(0, significant)], String(value));
    }
  });
  test("is read as C converts it to double", () => {
    const cell = new c_longdouble();
    for (const value of doubles) {
      c.longdouble_from(byref(cell), value);
      assertStrictEquals(cell.value, value);
      assert(Number.isNaN(value) || c.longdouble_is(byref(cell), cell.value));
    }
  });
  test("rounds what a double cannot hold as C does", () => {
    const cell = new c_longdouble();
    for (const a of [1, -1, 3, 2 ** 52, 2 ** -1022, 2 ** -1030, 0]) {
      for (const b of [1, -1, 3, 2 ** -1000]) {
        for (const k of [1, 2, 50, 53, 54, 55, 56, 63, 64, 80, 1074, 1075, 1080]) {
          c.longdouble_sum(byref(cell), a, b, k);
          assertStrictEquals(cell.value, c.longdouble_to(byref(cell)), `${a} + ${b} / 2 ** ${k}`);
        }
      }
    }
  });
  test("takes numbers only", () => {
    for (const value of wrong) {
      let thrown: unknown;
      try {
        new c_longdouble(value as never);
      } catch (error) {
        thrown = error;
      }
      assert(thrown instanceof TypeError && thrown.message.includes("c_longdouble: expected a number"));
    }
  });

  function c_isX87(): boolean {
    const one = new Uint8Array(16);
    c.longdouble_from(byref(c_longdouble.fromBuffer(one)), 1);
    return one[7] === 0x80 && one[9] === 0x3f;
  }
});
