import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import {
  addressof,
  ArrayOf,
  byref,
  c_bool,
  c_double,
  c_int,
  c_longlong,
  c_size_t,
  c_ssize_t,
  c_ubyte,
  c_uint,
  c_void_p,
  CFunction,
  createStringBuffer,
  dlopen,
  Pointer,
  pointer,
  Structure,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";

class Point extends Structure({ x: c_int, y: c_int }) {}

const { symbols: c } = dlopen(fixture("basic"), {
  fill: CFunction([c_void_p, c_int, c_size_t]),
  sum_bytes: CFunction([Pointer(c_ubyte), c_size_t], c_uint),
  sum_ints: CFunction([Pointer(c_int), c_size_t], c_longlong),
  sum_doubles: CFunction([Pointer(c_double), c_size_t], c_double),
  count_up: CFunction([Pointer(c_int), c_size_t]),
  same_pointer: CFunction([c_void_p], c_void_p),
  same_ints: CFunction([Pointer(c_int)], Pointer(c_int), { name: "same_pointer" }),
  null_ints: CFunction([], Pointer(c_int), { name: "null_pointer" }),
  null_pointer: CFunction([], c_void_p),
  is_null: CFunction([c_void_p], c_bool),
  ints_are_null: CFunction([Pointer(c_int)], c_bool, { name: "is_null" }),
  offset_pointer: CFunction([c_void_p, c_ssize_t], c_void_p),
  highest_pointer: CFunction([], c_void_p),
  divide: CFunction([c_int, c_int, Pointer(c_int), Pointer(c_int)], c_bool),
  int_in_rows: CFunction([Pointer(Pointer(c_int)), c_int, c_int], c_int),
});

test("void * takes everything that has an address", () => {
  const x = new c_int(5);
  const given: [unknown, bigint | null][] = [
    [x, addressof(x)],
    [pointer(x), addressof(x)],
    [byref(x, 2), addressof(x) + 2n],
    [new c_void_p(77n), 77n],
    [null, null],
    [0n, null],
    [1n, 1n],
    [2n ** 53n, 2n ** 53n],
    [2n ** 53n + 1n, 2n ** 53n + 1n],
    [2n ** 63n, 2n ** 63n],
    [2n ** 64n - 1n, 2n ** 64n - 1n],
    [-1n, 2n ** 64n - 1n],
    [new (Pointer(c_int))(), null],
  ];
  for (const buffer of [new Uint8Array(3), new Float64Array(3), createStringBuffer(3), new Uint8Array(9).subarray(5)]) {
    given.push([buffer, addressof(buffer)], [new DataView(buffer.buffer), addressof(buffer.buffer)]);
    given.push([buffer.buffer, addressof(buffer.buffer)]);
  }
  const point = new Point(), array = new (ArrayOf(Point, 3))(), text = new (ArrayOf(c_void_p, 2))();
  for (const placed of [point, array, array.at(2), text]) given.push([placed, addressof(placed)]);
  for (const [value, address] of given) assertStrictEquals(c.same_pointer(value as never), address);
  assertEquals([c.null_pointer(), c.highest_pointer(), c.is_null(null), c.is_null(x)], [
    null,
    2n ** 64n - 1n,
    true,
    false,
  ]);
  assertStrictEquals(c.offset_pointer(2n ** 60n, -1), 2n ** 60n - 1n);
});

test("an empty buffer is an address or NULL, not a crash", () => {
  for (const empty of [new Uint8Array(), new ArrayBuffer(0), createStringBuffer(0), new (ArrayOf(Point, 0))()]) {
    for (let i = 0; i < 2; i++) {
      assertStrictEquals(c.sum_bytes(byref(empty) as never, 0), 0);
      c.fill(empty, 1, 0);
    }
  }
});

test("T * takes arrays, typed arrays, instances, pointers, references and null", () => {
  const cases: [unknown, number, bigint][] = [
    [new (ArrayOf(c_int, 3))([1, 2, 3]), 3, 6n],
    [new Int32Array([1, 2, 3]), 3, 6n],
    [new Int32Array([1, 2, 3]).subarray(1), 2, 5n],
    [new c_int(7), 1, 7n],
    [pointer(new c_int(7)), 1, 7n],
    [new (Pointer(c_int))(new Int32Array([1, 2])), 2, 3n],
    [byref(new Int32Array([1, 2]), 4), 1, 2n],
    [null, 0, 0n],
  ];
  for (const [given, count, sum] of cases) assertStrictEquals(c.sum_ints(given as never, count), sum);
  assertStrictEquals(c.sum_doubles(new Float64Array([0.5, 0.25]), 2), 0.75);
  assertStrictEquals(c.sum_bytes(new Uint8Array(1000).fill(2), 1000), 2000);
  assertEquals([c.ints_are_null(null), c.ints_are_null(new (Pointer(c_int))()), c.ints_are_null(new c_int())], [
    true,
    true,
    false,
  ]);
});

test("C writes where it is told to", () => {
  const own = new Int32Array(5), array = new (ArrayOf(c_int, 5))();
  c.count_up(own, 5);
  c.count_up(array, 5);
  assertEquals([[...own], [...array]], [[0, 1, 2, 3, 4], [0, 1, 2, 3, 4]]);
  const point = new Point();
  c.fill(point, -1, 4);
  assertEquals([point.x, point.y], [-1, 0]);
  const small = new Uint8Array(16);
  c.fill(small.subarray(4, 8), 7, 4);
  assertEquals([...small], [0, 0, 0, 0, 7, 7, 7, 7, 0, 0, 0, 0, 0, 0, 0, 0]);
});

describe("out-parameters", () => {
  test("by reference, by instance, by array, or left out", () => {
    const [quotient, remainder] = [new c_int(), new c_int()];
    assertStrictEquals(c.divide(17, 5, byref(quotient), byref(remainder)), true);
    assertEquals([quotient.value, remainder.value], [3, 2]);
    c.divide(-17, 5, quotient, null);
    assertEquals([quotient.value, remainder.value], [-3, 2]);
    const both = new Int32Array(2);
    c.divide(9, 4, both, byref(both, 4) as never);
    assertEquals([...both], [2, 1]);
    assertStrictEquals(c.divide(1, 0, quotient, remainder), false);
  });
  test("in a structure", () => {
    const point = new Point();
    c.divide(17, 5, c_int.fromBuffer(point), byref(c_int.fromBuffer(point, 4)));
    assertEquals([point.x, point.y], [3, 2]);
  });
});

test("rows of rows", () => {
  const rows = new (ArrayOf(Pointer(c_int), 3))([new Int32Array([1, 2]), new Int32Array([3, 4]), null]);
  assertEquals([c.int_in_rows(rows, 0, 1), c.int_in_rows(rows, 1, 0)], [2, 3]);
  assertStrictEquals(c.int_in_rows(pointer(pointer(new c_int(9))), 0, 0), 9);
});

test("results are pointers, or null", () => {
  const x = new c_int(5);
  const same = c.same_ints(x)!;
  assert(same instanceof Pointer(c_int));
  assertEquals([same.address, same.at(0)], [addressof(x), 5]);
  same.contents.value = 6;
  assertStrictEquals(x.value, 6);
  assertEquals([c.null_ints(), c.same_ints(null)], [null, null]);
});

test("other values are TypeErrors that name the parameter", () => {
  const untyped = [5, "text", true, undefined, {}, [], Symbol("s"), () => 1, Point, new Date(0)];
  for (const value of untyped) {
    assertThrows(() => c.fill(value as never, 0, 0), TypeError, "parameter 1 (c_void_p) of fill()");
  }
  const typed = [
    5n,
    new c_uint(),
    pointer(new c_uint()),
    new Float32Array(1),
    new Uint32Array(1),
    new Point(),
    new ArrayBuffer(4),
  ];
  for (const value of [...untyped, ...typed]) {
    assertThrows(() => c.sum_ints(value as never, 0), TypeError, "parameter 1 (Pointer(c_int)) of sum_ints()");
  }
  assertThrows(() => c.fill(2n ** 64n, 0, 0), RangeError, "parameter 1 (c_void_p) of fill()");
});

test("buffers that may move are refused, at every call", () => {
  const resizable = new ArrayBuffer(8, { maxByteLength: 16 });
  const shared = new SharedArrayBuffer(8);
  for (let i = 0; i < 3; i++) {
    for (
      const buffer of [resizable, shared, new Uint8Array(resizable), new Uint8Array(shared), new DataView(resizable)]
    ) {
      assertThrows(() => c.fill(buffer as never, 0, 0), TypeError, "Cannot take the address of a");
      if (!ArrayBuffer.isView(buffer) || buffer instanceof Uint8Array) {
        assertThrows(() => c.sum_bytes(buffer as never, 0), TypeError, "Cannot take the address of a");
      }
    }
  }
  const bytes = new Uint8Array([1, 2]);
  assertStrictEquals(c.sum_bytes(bytes, 2), 3);
  bytes.buffer.transfer();
  assertThrows(() => c.sum_bytes(bytes, 2), TypeError, "detached");
  assertThrows(() => c.fill(bytes, 0, 0), TypeError, "detached");
  const placed = Point.fromBuffer(new ArrayBuffer(8));
  assertStrictEquals(c.same_pointer(placed), addressof(placed));
});

test("a pointer among several is refused, too, once what it refers to is gone", () => {
  class Two extends Structure({ a: Pointer(c_int), b: Pointer(c_int) }) {}
  const gone = () => {
    const ints = new Int32Array([1, 2]);
    return { ints, transfer: () => void ints.buffer.transfer() };
  };
  const refused = (p: unknown) => assertThrows(() => c.sum_ints(p as never, 2), TypeError, "detached");
  {
    const { ints, transfer } = gone();
    const two = new Two({ a: ints, b: new c_int(3) });
    const copy = new Two(two), pointers = new (ArrayOf(Pointer(c_int), 2))([ints, null]);
    assertEquals([two.a, copy.a, pointers.at(0)].map((p) => c.sum_ints(p, 2)), [3n, 3n, 3n]);
    transfer();
    for (const p of [two.a, copy.a, pointers.at(0)]) refused(p);
    assertEquals([two.b, copy.b].map((p) => c.sum_ints(p, 1)), [3n, 3n]);
    two.a = new Int32Array([4, 5]) as never;
    assertStrictEquals(c.sum_ints(two.a, 2), 9n);
  }
  {
    const { ints, transfer } = gone();
    const two = new Two(), p = two.a ?? new (Pointer(c_int))();
    c.same_pointer(byref(p));
    p.contents = new c_int(1);
    two.a = ints as never;
    c.same_pointer(byref(two));
    const later = two.a;
    transfer();
    refused(later);
  }
});

test("passing a view leaves nothing on it that a program could see", () => {
  const bytes = new Uint8Array([1, 2]), sealed = Object.preventExtensions(new Uint8Array([3, 4]));
  const own = Reflect.ownKeys(bytes);
  for (let i = 0; i < 3; i++) {
    assertStrictEquals(c.sum_bytes(bytes, 2), 3);
    assertStrictEquals(c.sum_bytes(sealed, 2), 7);
  }
  assertEquals(Reflect.ownKeys(bytes), own);
  assertEquals(bytes, new Uint8Array([1, 2]));
  assertEquals(structuredClone(bytes), bytes);
});
