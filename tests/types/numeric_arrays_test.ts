import { assert, assertEquals, assertFalse, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import {
  addressof,
  alignment,
  ArrayOf,
  c_byte,
  c_char,
  c_double,
  c_float,
  c_int,
  c_int8,
  c_longlong,
  c_short,
  c_size_t,
  c_ssize_t,
  c_time_t,
  c_ubyte,
  c_uint,
  c_ulonglong,
  c_ushort,
  CFunction,
  dlopen,
  Pointer,
  type SizedType,
  sizeof,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";

const kinds = [
  [c_char, Uint8Array],
  [c_byte, Int8Array],
  [c_ubyte, Uint8Array],
  [c_short, Int16Array],
  [c_ushort, Uint16Array],
  [c_int, Int32Array],
  [c_uint, Uint32Array],
  [c_longlong, BigInt64Array],
  [c_ulonglong, BigUint64Array],
  [c_size_t, BigUint64Array],
  [c_ssize_t, BigInt64Array],
  [c_time_t, BigInt64Array],
  [c_float, Float32Array],
  [c_double, Float64Array],
] as const;

describe("an array of numbers of fixed width", () => {
  for (const [type, Base] of kinds) {
    test(`of ${type.name} is a ${Base.name}`, () => {
      const big = Base === BigInt64Array || Base === BigUint64Array;
      const [one, two] = big ? [1n, 2n] : [1, 2];
      const Four = ArrayOf<SizedType>(type, 4);
      const array = new Four([one, two] as never) as unknown as Int32Array;
      assert(array instanceof Base && array instanceof (Four as unknown as typeof Int32Array));
      assertEquals([...array], big ? [1n, 2n, 0n, 0n] : [1, 2, 0, 0]);
      assertEquals([array.length, array.byteLength, sizeof(array)], [4, 4 * type.size, 4 * type.size]);
      assertEquals([Four.size, sizeof(Four)], [4 * type.size, 4 * type.size]);
      assertEquals([Four.alignment, alignment(array)], [type.alignment, type.alignment]);
      assertEquals(Number(addressof(array) % BigInt(type.alignment)), 0);
      array[3] = two as never;
      assertEquals(array.at(-1), two as never);
    });
  }
});

test("the same arguments give the same class", () => {
  assertStrictEquals(ArrayOf(c_int, 3), ArrayOf(c_int, 3));
  assertStrictEquals<unknown>(ArrayOf(c_int8, 3), ArrayOf(c_byte, 3));
  assertFalse(ArrayOf(c_int, 3) as unknown === ArrayOf(c_int, 4));
  assertFalse(ArrayOf(c_int, 3) as unknown === ArrayOf(c_uint, 3));
  assertFalse(new (ArrayOf(c_int, 3))() instanceof ArrayOf(c_int, 4));
  assertStrictEquals(ArrayOf(c_int, 3).name, "ArrayOf(c_int, 3)");
});

test("what arrays derive is plain", () => {
  const array = new (ArrayOf(c_int, 3))([3, 1, 2]);
  for (const derived of [array.slice(), array.map((x) => x), array.filter(() => true), array.subarray(1)]) {
    assertStrictEquals(Object.getPrototypeOf(derived), Int32Array.prototype);
  }
  assertEquals([...array.toSorted()], [1, 2, 3]);
  assertStrictEquals(array.subarray(1).buffer, array.buffer);
});

test("any iterable fills it", () => {
  const Three = ArrayOf(c_int, 3);
  function* two() {
    yield 1;
    yield 2;
  }
  for (const values of [[1, 2], new Set([1, 2]), two(), new Uint8Array([1, 2]), new Map([[1, 0], [2, 0]]).keys()]) {
    assertEquals([...new Three(values)], [1, 2, 0]);
  }
  assertEquals([...new Three(new Three([4, 5, 6]))], [4, 5, 6]);
  assertEquals([...new Three([])], [0, 0, 0]);
});

test("initial values are checked as any value", () => {
  const Two = ArrayOf(c_ubyte, 2);
  assertEquals([...new Two([-1, 255])], [255, 255]);
  assertThrows(() => new Two([1, 256]), RangeError, "cannot convert 256 to element 1 of ArrayOf(c_ubyte, 2) (c_ubyte)");
  assertThrows(() => new Two([1, "2" as never]), TypeError, 'cannot convert "2" to element 1');
  assertThrows(() => new Two([1, 2, 3]), RangeError, "expected at most 2 values");
  for (const value of [5, null, {}, true, "ab", Symbol("s")]) {
    assertThrows(() => new Two(value as never), TypeError, "expected an iterable of at most 2 values");
  }
  function* endless() {
    while (true) yield 1;
  }
  assertThrows(() => new Two(endless()), RangeError, "expected at most 2 values");
});

test("lengths are checked", () => {
  for (const length of ["3", null, undefined, {}, 3n, true]) {
    assertThrows(() => ArrayOf(c_int, length as never), TypeError, "ArrayOf(): expected a length");
  }
  for (const length of [-1, 0.5, NaN, Infinity, 2 ** 53, 2 ** 51 + 0.5, Number.MAX_SAFE_INTEGER]) {
    assertThrows(() => ArrayOf(c_int, length), RangeError, "ArrayOf(): expected a length of 0 or more");
  }
  assertThrows(() => new (ArrayOf(c_int, 2 ** 50))(), RangeError);
  for (const type of [Number, {}, null, undefined, "c_int", Int32Array]) {
    assertThrows(() => ArrayOf(type as never, 3), TypeError, "ArrayOf(): expected a C type");
  }
});

test("an array of no elements", () => {
  const none = new (ArrayOf(c_int, 0))();
  assertEquals([none.length, sizeof(none), [...none].length], [0, 0, 0]);
  assertThrows(() => new (ArrayOf(c_int, 0))([1]), RangeError, "at most 0 values");
});

test("arrays do not overlap, however many there are", () => {
  const Few = ArrayOf(c_ubyte, 5);
  const all = Array.from({ length: 20_000 }, (_, i) => new Few().fill(i & 255));
  assert(all.every((few, i) => few.every((byte) => byte === (i & 255))));
});

test("C reads and writes the elements", () => {
  using library = dlopen(fixture("basic"), {
    sum_ints: CFunction([Pointer(c_int), c_size_t], c_longlong),
    count_up: CFunction([Pointer(c_int), c_size_t]),
    sum_doubles: CFunction([Pointer(c_double), c_size_t], c_double),
  });
  const numbers = new (ArrayOf(c_int, 1000))();
  library.symbols.count_up(numbers, 1000);
  assertEquals([numbers[0], numbers[999]], [0, 999]);
  numbers[0] = -1;
  assertStrictEquals(library.symbols.sum_ints(numbers, 1000), 499499n);
  assertStrictEquals(library.symbols.sum_doubles(new (ArrayOf(c_double, 2))([0.5, 0.25]), 2), 0.75);
});

test("a class of the user's own", () => {
  class Vector extends ArrayOf(c_double, 3) {
    norm() {
      return Math.hypot(...this);
    }
  }
  const v = new Vector([2, 3, 6]);
  assertStrictEquals(v.norm(), 7);
  assert(v instanceof Float64Array);
  assertEquals([sizeof(v), sizeof(Vector)], [24, 24]);
});

test("fromBuffer shares, fromBufferCopy copies", () => {
  const bytes = new Uint8Array(16);
  const shared = ArrayOf(c_ushort, 2).fromBuffer(bytes.buffer, 4);
  const copy = ArrayOf(c_ushort, 2).fromBufferCopy(bytes, 4);
  bytes[4] = 7;
  assertEquals([shared[0], copy[0]], [7, 0]);
  shared[1] = 0x0102;
  assertEquals([bytes[6], bytes[7]], [2, 1]);
  assertThrows(() => ArrayOf(c_ushort, 2).fromBuffer(bytes, 3), RangeError, "aligned");
  assertThrows(() => ArrayOf(c_ushort, 2).fromBuffer(bytes, 14), RangeError, "do not fit");
});
