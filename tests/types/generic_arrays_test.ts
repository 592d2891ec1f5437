import { assert, assertEquals, assertFalse, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import {
  addressof,
  ArrayOf,
  c_bool,
  c_char_p,
  c_int,
  c_long,
  c_longdouble,
  c_size_t,
  c_ulong,
  c_void_p,
  c_wchar,
  c_wchar_p,
  CFunction,
  dlopen,
  Pointer,
  pointer,
  type SizedType,
  sizeof,
  Structure,
  Union,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";

class Point extends Structure({ x: c_int, y: c_int }) {}
class Either extends Union({ i: c_int, p: c_char_p }) {}

/** Element types whose arrays are no typed arrays: an input, and what is read. */
const kinds = [
  [c_bool, true, true],
  [c_long, 5, 5n],
  [c_ulong, 5n, 5n],
  [c_wchar, "A", 65],
  [c_longdouble, 0.1, 0.1],
  [c_char_p, "text", "text"],
  [c_wchar_p, "text", "text"],
  [c_void_p, 7n, 7n],
] as const;

describe("an array of what no typed array holds", () => {
  for (const [type, given, read] of kinds) {
    test(`of ${type.name}`, () => {
      const Three = ArrayOf<SizedType>(type, 3);
      const array = new Three([given as never]);
      assertFalse(ArrayBuffer.isView(array));
      assert(array instanceof Three);
      assertStrictEquals(array.at(0), read as never);
      array.set(2, given as never);
      assertStrictEquals(array.at(2), read as never);
      const zero = new Three().at(1);
      assert(!zero);
      assertEquals([...array], [read, zero, read] as never[]);
      assertEquals([array.length, sizeof(array), Three.size], [3, 3 * type.size, 3 * type.size]);
      assertEquals(Number(addressof(array) % BigInt(type.alignment)), 0);
    });
  }
});

test("an index out of range is a RangeError, anything else a TypeError", () => {
  const array = new (ArrayOf(c_long, 3))();
  for (const index of [-1, 3, 0.5, NaN, Infinity, -Infinity, 2 ** 32, 2 ** 53]) {
    assertThrows(() => array.at(index), RangeError, `ArrayOf(c_long, 3): index ${index} is outside 0 … 2`);
    assertThrows(() => array.set(index, 1n), RangeError, "is outside 0 … 2");
  }
  for (const index of ["1", null, undefined, 1n, {}, [1], Symbol("s")]) {
    assertThrows(() => array.at(index as never), TypeError, "expected an index");
    assertThrows(() => array.set(index as never, 1n), TypeError, "expected an index");
  }
  assertThrows(() => new (ArrayOf(c_long, 0))().at(0), RangeError);
});

test("structures and unions as elements are views", () => {
  const points = new (ArrayOf(Point, 3))([{ x: 1 }, new Point({ x: 2, y: 3 })]);
  assertEquals([...points].map((p) => [p.x, p.y]), [[1, 0], [2, 3], [0, 0]]);
  points.at(2).y = 9;
  assertStrictEquals(points.at(2).y, 9);
  const source = new Point({ x: 4, y: 5 });
  points.set(0, source);
  source.x = 100;
  assertEquals([points.at(0).x, points.at(0).y], [4, 5]);
  points.set(0, { y: 6 });
  assertEquals([points.at(0).x, points.at(0).y], [0, 6]);
  assertThrows(() => points.set(0, 5 as never), TypeError, "cannot convert 5 to element 0 (Point)");
  assertThrows(() => points.set(0, { z: 1 } as never), TypeError, 'Point has no field "z"');
  assert(points.at(0) instanceof Point);
  const either = new (ArrayOf(Either, 2))([{ i: 3 }, { p: "x" }]);
  assertEquals([either.at(0).i, either.at(1).p], [3, "x"]);
});

test("arrays of arrays", () => {
  const Grid = ArrayOf(ArrayOf(c_int, 3), 2);
  const grid = new Grid([[1, 2, 3], new Set([4, 5])]);
  assertEquals(grid.at(0).length, 3);
  assertEquals([...grid].map((row) => [...row]), [[1, 2, 3], [4, 5, 0]]);
  grid.at(1)[2] = 6;
  assertEquals([...ArrayOf(c_int, 6).fromBuffer(grid)], [1, 2, 3, 4, 5, 6]);
  assertThrows(() => new Grid([[1, 2, 3, 4]]), RangeError, "expected at most 3 values");
  assertThrows(() => new Grid([["x" as never]]), TypeError, 'cannot convert "x" to element 0 of element 0');
});

test("arrays of pointers and functions", () => {
  const [x, y] = [new c_int(1), new c_int(2)];
  const array = new (ArrayOf(Pointer(c_int), 3))([x, pointer(y), null]);
  assertEquals([...array].map((p) => p?.at(0)), [1, 2, undefined]);
  array.at(0)!.contents.value = 10;
  assertStrictEquals(x.value, 10);
  const functions = new (ArrayOf(CFunction([c_int], c_int), 2))([(v: number) => v * 2]);
  assertStrictEquals(functions.at(0)!(21), 42);
  assertStrictEquals(functions.at(1), null);
});

test("C sees them", () => {
  using library = dlopen(fixture("basic"), {
    texts_length: CFunction([Pointer(c_char_p)], c_size_t),
    int_in_rows: CFunction([Pointer(Pointer(c_int)), c_int, c_int], c_int),
  });
  const { texts_length, int_in_rows } = library.symbols;
  assertStrictEquals(texts_length(new (ArrayOf(c_char_p, 4))(["one", "grüß", null, "x"])), 9n);
  const rows = new (ArrayOf(Pointer(c_int), 2))([new Int32Array([1, 2]), new (ArrayOf(c_int, 2))([3, 4])]);
  assertEquals([int_in_rows(rows, 0, 1), int_in_rows(rows, 1, 0)], [2, 3]);
});

test("a copy of an array holds its own elements", () => {
  const Two = ArrayOf(c_char_p, 2);
  const first = new Two(["a", "b"]);
  const second = new Two(first);
  first.set(0, "changed");
  assertEquals([...second], ["a", "b"]);
});

test("the same arguments give the same class", () => {
  assertStrictEquals(ArrayOf(Point, 2), ArrayOf(Point, 2));
  assertStrictEquals(ArrayOf(Pointer(c_int), 2), ArrayOf(Pointer(c_int), 2));
  assertFalse(ArrayOf(Point, 2) as unknown === ArrayOf(Point, 3));
});

test("iterators have the helpers of all iterators", () => {
  const points = new (ArrayOf(Point, 3))([{ x: 1 }, { x: 2 }, { x: 3 }]);
  const iterator = points[Symbol.iterator]() as IteratorObject<{ x: number }>;
  assertEquals(iterator.map(({ x }) => x * 2).toArray(), [2, 4, 6]);
  assertStrictEquals(iterator[Symbol.iterator](), iterator);
});

test("iterators begin at the first element, give results of their own and stay at the end", () => {
  const array = new (ArrayOf(c_bool, 2))([true]) as Iterable<boolean>;
  const iterator = array[Symbol.iterator](), other = array[Symbol.iterator]();
  const results = [iterator.next(), iterator.next(), iterator.next(), iterator.next(), other.next()];
  const end = { value: undefined, done: true } as const;
  assertEquals(results, [{ value: true, done: false }, { value: false, done: false }, end, end, {
    value: true,
    done: false,
  }]);
  assertEquals([...array, ...(iterator as IterableIterator<boolean>)], [true, false]);
});
