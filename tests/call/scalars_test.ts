import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import * as ctypes from "../../mod.ts";
import {
  byref,
  c_bool,
  c_char,
  c_double,
  c_float,
  c_int,
  c_int16,
  c_int32,
  c_int64,
  c_int8,
  c_long,
  c_longdouble,
  c_uint16,
  c_uint32,
  c_uint8,
  c_wchar,
  CFunction,
  dlopen,
  Pointer,
  type SizedType,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

/** The five functions of tests/native/basic.c for a type. */
function functionsOf(name: string, type: SizedType) {
  return dlopen(fixture("basic"), {
    same: CFunction([type], type, { name: `same_${name}` }),
    add: CFunction([type, type], type, { name: `add_${name}` }),
    negate: CFunction([type], type, { name: `negate_${name}` }),
    read: CFunction([Pointer(type)], type, { name: `read_${name}` }),
    write: CFunction([Pointer(type), type], undefined, { name: `write_${name}` }),
  }).symbols as Any as Record<"same" | "add" | "negate" | "read" | "write", (...args: unknown[]) => unknown>;
}

const longBits = 8 * c_long.size, wideBits = 8 * c_wchar.size;
const integers: [string, string, number, boolean][] = [
  ["c_byte", "byte", 8, true],
  ["c_ubyte", "ubyte", 8, false],
  ["c_short", "short", 16, true],
  ["c_ushort", "ushort", 16, false],
  ["c_int", "int", 32, true],
  ["c_uint", "uint", 32, false],
  ["c_char", "char", 8, false],
  ["c_wchar", "wchar", wideBits, false],
  ["c_int8", "int8", 8, true],
  ["c_int16", "int16", 16, true],
  ["c_int32", "int32", 32, true],
  ["c_uint8", "uint8", 8, false],
  ["c_uint16", "uint16", 16, false],
  ["c_uint32", "uint32", 32, false],
  ["c_long", "long", longBits, true],
  ["c_ulong", "ulong", longBits, false],
  ["c_longlong", "longlong", 64, true],
  ["c_ulonglong", "ulonglong", 64, false],
  ["c_int64", "int64", 64, true],
  ["c_uint64", "uint64", 64, false],
  ["c_size_t", "size_t", 64, false],
  ["c_ssize_t", "ssize_t", 64, true],
  ["c_time_t", "time_t", 64, true],
];

describe("integers go in and out", () => {
  for (const [typeName, name, bits, signed] of integers) {
    test(typeName, () => {
      const type = (ctypes as Any)[typeName];
      const big = typeof new type().value === "bigint";
      const c = functionsOf(name, type);
      const shown = (value: bigint) => {
        const wrapped = signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
        return big ? wrapped : Number(wrapped);
      };
      const low = -(2n ** BigInt(bits - 1)), high = 2n ** BigInt(bits) - 1n, middle = 2n ** BigInt(bits - 1);
      for (const value of [0n, 1n, -1n, 2n, low, low + 1n, middle - 1n, middle, high - 1n, high]) {
        const given = big ? value : Number(value);
        const what = `${typeName} ${value}`;
        assertStrictEquals(c.same(given), shown(value), what);
        assertStrictEquals(c.negate(given), shown(-value), what);
        assertStrictEquals(c.add(given, given), shown(2n * value), what);
        const cell = new type();
        c.write(byref(cell), given);
        assertStrictEquals(cell.value, shown(value), what);
        assertStrictEquals(c.read(cell), shown(value), what);
        if (big && value > -(2n ** 53n) && value < 2n ** 53n) assertStrictEquals(c.same(Number(value)), shown(value));
      }
      const outside = [low - 1n, high + 1n].map((value) => big ? value : Number(value));
      for (const value of [...outside, 0.5, NaN, Infinity, ...(big ? [2 ** 53] : [])]) {
        assertThrows(() => c.same(value), RangeError, `parameter 1 (${type.name}) of same_${name}()`);
        assertThrows(() => c.add(1, value), RangeError, `parameter 2 (${type.name}) of add_${name}()`);
      }
      for (const value of ["1x", null, undefined, true, {}, [], ...(big ? [] : [1n]), Symbol("s"), new type(1)]) {
        assertThrows(() => c.same(value), TypeError, `parameter 1 (${type.name}) of same_${name}()`);
      }
    });
  }
});

describe("numbers with a fraction go in and out", () => {
  const values = [0, -0, 1, -1.5, 0.1, 1e-45, 5e-324, 3.4e38, 1e39, 1.7976931348623157e308, NaN, Infinity, -Infinity];
  test("c_double", () => {
    const c = functionsOf("double", c_double);
    for (const value of values) {
      assertStrictEquals(c.same(value), value);
      assertStrictEquals(c.negate(value), 0 - value);
      assertStrictEquals(c.add(value, 0.25), value + 0.25);
      const cell = new c_double();
      c.write(cell, value);
      assertEquals([cell.value, c.read(byref(cell))], [value, value]);
    }
  });
  test("c_float, rounded as C rounds", () => {
    const c = functionsOf("float", c_float);
    for (const value of values) {
      assertStrictEquals(c.same(value), Math.fround(value));
      assertStrictEquals(c.negate(value), Math.fround(0 - Math.fround(value)));
      assertStrictEquals(c.add(value, 1), Math.fround(Math.fround(value) + 1));
    }
  });
  test("c_longdouble", () => {
    const c = functionsOf("longdouble", c_longdouble);
    for (const value of values) {
      assertStrictEquals(c.same(value), value);
      assertStrictEquals(c.add(value, value), value + value);
      const cell = new c_longdouble();
      c.write(cell, value);
      assertEquals([cell.value, c.read(cell)], [value, value]);
    }
  });
  test("and nothing but numbers", () => {
    for (const [type, name] of [[c_double, "double"], [c_float, "float"], [c_longdouble, "longdouble"]] as const) {
      const c = functionsOf(name, type);
      for (const value of ["1", null, undefined, true, 1n, {}, [], Symbol("s"), new c_double(1)]) {
        assertThrows(() => c.same(value), TypeError, `parameter 1 (${type.name}) of same_${name}()`);
      }
    }
  });
});

test("booleans, and nothing but booleans", () => {
  const { symbols: c } = dlopen(fixture("basic"), {
    same_bool: CFunction([c_bool], c_bool),
    not_bool: CFunction([c_bool], c_bool),
    bool_byte: CFunction([c_bool], c_int),
    read_bool: CFunction([Pointer(c_bool)], c_bool),
    write_bool: CFunction([Pointer(c_bool), c_bool]),
  });
  for (const value of [true, false]) {
    assertStrictEquals(c.same_bool(value), value);
    assertStrictEquals(c.not_bool(value), !value);
    assertStrictEquals(c.bool_byte(value), value ? 2 : 1);
    const cell = new c_bool(!value);
    c.write_bool(byref(cell), value);
    assertEquals([cell.value, c.read_bool(cell)], [value, value]);
  }
  for (const value of [0, 1, "true", null, undefined, 1n, {}, new c_bool(true)]) {
    assertThrows(
      () => c.same_bool(value as never),
      TypeError,
      "parameter 1 (c_bool) of same_bool(): expected a boolean",
    );
  }
});

test("characters are given as text of one character too", () => {
  const narrow = functionsOf("char", c_char), wide = functionsOf("wchar", c_wchar);
  assertEquals([narrow.same("A"), narrow.same("\0"), wide.same("é"), wide.same("中")], [65, 0, 0xe9, 0x4e2d]);
  if (wideBits === 32) assertStrictEquals(wide.same("🌍"), 0x1f30d);
  for (const text of ["", "AB"]) {
    assertThrows(() => narrow.same(text), TypeError, "parameter 1 (c_char) of same_char()");
    assertThrows(() => wide.same(text), TypeError, "parameter 1 (c_wchar) of same_wchar()");
  }
  assertThrows(() => narrow.same("é"), RangeError, "parameter 1 (c_char) of same_char()");
});

describe("many parameters", () => {
  for (let count = 0; count <= 20; count++) {
    test(`${count}`, () => {
      const types = Array.from({ length: count }, (_, i) => i % 2 ? c_double : c_int);
      const { symbols } = dlopen(fixture("basic"), { mixed: CFunction(types, c_double, { name: `mixed_${count}` }) });
      const mixed = symbols.mixed as Any;
      const values = types.map((type, i) => type === c_int ? -(i + 1) * 1000 : i + 0.5);
      const wanted = values.reduce((sum, value, i) => sum + (i + 1) * value, 0);
      assertStrictEquals(mixed(...values), wanted);
      assertStrictEquals(mixed.length, count);
      if (count > 0) assertThrows(() => mixed(...values.slice(0, -1)), TypeError, `mixed_${count}()`);
      const expected = `mixed_${count}() takes ${count} argument${count === 1 ? "" : "s"}`;
      assertThrows(() => mixed(...values, 1), TypeError, expected);
      assertThrows(() => mixed(...values, null, 2), TypeError, expected);
    });
  }
  test("narrow ones in registers and on the stack", () => {
    const types = [
      ...[c_int8, c_uint8, c_int16, c_uint16, c_bool, c_int8, c_int8, c_uint8, c_int16, c_uint16, c_bool],
      ...[c_float, c_int32, c_uint32],
    ];
    const { symbols } = dlopen(fixture("basic"), { narrow_14: CFunction(types, c_double) }) as Any;
    const low = [-128, 0, -32768, 0, true, -1, -128, 0, -1, 0, true, 0.5, -(2 ** 31), 0];
    const high = [127, 255, 32767, 65535, true, 127, 127, 255, 32767, 65535, false, -0.5, 2 ** 31 - 1, 2 ** 32 - 1];
    for (const values of [low, high]) {
      const wanted = values.reduce<number>((sum, value, i) => sum + (i + 1) * Number(value), 0);
      assertStrictEquals(symbols.narrow_14(...values), wanted);
    }
    // The other sign of the same bits.
    const other = [255, -1, 65535, -1, true, 255, 128, -1, 65535, -1, true, 0.5, 2 ** 31, -1];
    const wrapped = [-1, 255, -1, 65535, 1, -1, -128, 255, -1, 65535, 1, 0.5, -(2 ** 31), 2 ** 32 - 1];
    assertStrictEquals(
      symbols.narrow_14(...other),
      wrapped.reduce((sum, value, i) => sum + (i + 1) * value, 0),
    );
  });
  test("wide ones, more than registers hold", () => {
    const { symbols } = dlopen(fixture("basic"), {
      wide_10: CFunction(Array(10).fill(c_int64), c_int64),
      floats_10: CFunction(Array(10).fill(c_float), c_float),
    }) as Any;
    const values = Array.from({ length: 10 }, (_, i) => -(2n ** 57n) + BigInt(i));
    assertStrictEquals(
      symbols.wide_10(...values),
      BigInt.asIntN(64, values.reduce((sum, value, i) => sum + BigInt(i + 1) * value, 0n)),
    );
    assertStrictEquals(symbols.floats_10(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 385);
  });
});

test("nothing in, nothing out", () => {
  const { symbols: c } = dlopen(fixture("basic"), { touch: CFunction([]), touches: CFunction([], c_int) });
  const before = c.touches();
  assertStrictEquals(c.touch() as unknown, undefined);
  assertStrictEquals(c.touches(), before + 1);
  assertThrows(() => (c.touch as Any)(null), TypeError, "touch() takes 0 arguments");
  assert(c.touches() === before + 1);
});
