import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import {
  ArrayOf,
  c_byte,
  c_int,
  c_int16,
  c_int32,
  c_int64,
  c_int8,
  c_long,
  c_longlong,
  c_short,
  c_size_t,
  c_ssize_t,
  c_time_t,
  c_ubyte,
  c_uint,
  c_uint16,
  c_uint32,
  c_uint64,
  c_uint8,
  c_ulong,
  c_ulonglong,
  c_ushort,
  Pointer,
  pointer,
  Structure,
} from "../../mod.ts";
import { assertTable } from "./value_table.ts";

/** Name, type, whether it is signed; the width comes from C (tests/types/sizes_test.ts compares them). */
const small = [
  ["c_byte", c_byte, 8, true],
  ["c_ubyte", c_ubyte, 8, false],
  ["c_short", c_short, 16, true],
  ["c_ushort", c_ushort, 16, false],
  ["c_int", c_int, 32, true],
  ["c_uint", c_uint, 32, false],
] as const;
const longBits = c_long.size * 8;
const big = [
  ["c_long", c_long, longBits, true],
  ["c_ulong", c_ulong, longBits, false],
  ["c_longlong", c_longlong, 64, true],
  ["c_ulonglong", c_ulonglong, 64, false],
  ["c_size_t", c_size_t, 64, false],
  ["c_ssize_t", c_ssize_t, 64, true],
  ["c_time_t", c_time_t, 64, true],
] as const;

describe("integers up to 32 bits", () => {
  for (const [name, type, bits, signed] of small) {
    const low = -(2 ** (bits - 1)), high = 2 ** bits - 1;
    const wrap = (value: number) =>
      Number(signed ? BigInt.asIntN(bits, BigInt(value)) : BigInt.asUintN(bits, BigInt(value)));
    test(name, () => {
      const good = [0, 1, -1, 2, 100, -100, low, low + 1, high, high - 1, 2 ** (bits - 1), 2 ** (bits - 1) - 1];
      assertTable(type, name, {
        good: [...good.map((value): [unknown, unknown] => [value, wrap(value)]), [-0, 0]],
        bytes: (value) => littleEndian(BigInt(value as number), bits / 8),
        range: [low - 1, high + 1, 0.5, -0.5, 2 ** 31 + 0.5, NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 64), 1e300],
        kind: ["1", "", "a", true, false, null, {}, [], [1], 1n, 0n, Symbol("s"), () => 1, new Date(0), new type(1)],
        expected: `expected an integer from ${low} to ${high}`,
      });
    });
  }
});

describe("integers that are bigints", () => {
  for (const [name, type, bits, signed] of big) {
    const low = -(2n ** BigInt(bits - 1)), high = 2n ** BigInt(bits) - 1n;
    const wrap = (value: bigint) => signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
    test(name, () => {
      const numbers = [0, -0, 1, -1, 2 ** 31 - 1, -(2 ** 31)];
      if (bits === 64) numbers.push(2 ** 32, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER);
      const bigints = [0n, 1n, -1n, low, low + 1n, high, high - 1n, high >> 1n, (high >> 1n) + 1n];
      assertTable(type, name, {
        good: [...numbers, ...bigints].map((value): [unknown, unknown] => [value, wrap(BigInt(value))]),
        bytes: (value) => littleEndian(BigInt(value as bigint), bits / 8),
        range: [low - 1n, high + 1n, 2n ** 200n, -(2n ** 200n), 0.5, NaN, Infinity, 2 ** 53, -(2 ** 53), 2 ** 64],
        kind: ["1", "1n", true, null, {}, [], [1n], Symbol("s"), () => 1n, new type(1n)],
        expected: `expected a bigint or a safe integer from ${low} to ${high}`,
      });
    });
  }
});

test("the names of the fixed widths are the same types", () => {
  assertStrictEquals<unknown>(c_int8, c_byte);
  assertStrictEquals<unknown>(c_uint8, c_ubyte);
  assertStrictEquals<unknown>(c_int16, c_short);
  assertStrictEquals<unknown>(c_uint16, c_ushort);
  assertStrictEquals<unknown>(c_int32, c_int);
  assertStrictEquals<unknown>(c_uint32, c_uint);
  assertStrictEquals<unknown>(c_int64, c_longlong);
  assertStrictEquals<unknown>(c_uint64, c_ulonglong);
});

describe("messages name the place", () => {
  class Point extends Structure({ x: c_int, wide: c_longlong, few: ArrayOf(c_long, 2) }) {}

  test("a field and its structure", () => {
    const point = new Point();
    const wrong = (field: string, value: unknown) => () => {
      (point as unknown as Record<string, unknown>)[field] = value;
    };
    assertThrows(wrong("x", "abc"), TypeError, 'cannot convert "abc" to field x (c_int) of Point');
    assertThrows(wrong("x", 2 ** 32), RangeError, "cannot convert 4294967296 to field x (c_int) of Point");
    assertThrows(wrong("x", 5n), TypeError, "cannot convert 5n to field x (c_int) of Point");
    assertThrows(wrong("wide", 2n ** 64n), RangeError, "18446744073709551616n to field wide (c_longlong) of Point");
    assertThrows(wrong("few", [1, "x"]), TypeError, 'cannot convert "x" to element 1 of field few (c_long) of Point');
    assertEquals(point.x, 0);
  });
  test("a field in a constructor", () => {
    assertThrows(
      () => new Point({ x: "abc" as never }),
      TypeError,
      'cannot convert "abc" to field x (c_int) of Point',
    );
  });
  test("an element of an array or pointer", () => {
    const cells = new (ArrayOf(c_long, 2))();
    assertThrows(() => cells.set(1, "x" as never), TypeError, 'cannot convert "x" to element 1 (c_long)');
    const behind = pointer(new c_int());
    assertThrows(() => behind.set(0, 0.5), RangeError, "cannot convert 0.5 to element 0 (c_int) of Pointer(c_int)");
    assertStrictEquals(behind instanceof Pointer(c_int), true);
  });
});

function littleEndian(value: bigint, size: number): number[] {
  return Array.from({ length: size }, (_, i) => Number(BigInt.asUintN(8, value >> BigInt(8 * i))));
}
