import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import {
  addressof,
  ArrayOf,
  byref,
  c_char_p,
  c_int,
  c_longlong,
  c_size_t,
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
  read_int: CFunction([Pointer(c_int)], c_int),
  write_int: CFunction([Pointer(c_int), c_int]),
  same_pointer: CFunction([c_void_p], c_void_p),
  sum_bytes: CFunction([Pointer(c_ubyte), c_size_t], c_uint),
  sum_ints: CFunction([Pointer(c_int), c_size_t], c_longlong),
  text_length: CFunction([c_char_p], c_size_t),
  swap_pointers: CFunction([Pointer(Pointer(c_int)), Pointer(Pointer(c_int))]),
});

test("passes the address of an instance", () => {
  const x = new c_int(5);
  assertStrictEquals(c.read_int(byref(x)), 5);
  c.write_int(byref(x), -6);
  assertStrictEquals(x.value, -6);
  assertStrictEquals(c.same_pointer(byref(x)), addressof(x));
});

test("an offset moves it, within the object and to its end", () => {
  const numbers = new (ArrayOf(c_int, 3))([1, 2, 3]);
  assertEquals([0, 4, 8].map((offset) => c.read_int(byref(numbers, offset))), [1, 2, 3]);
  assertStrictEquals(c.same_pointer(byref(numbers, 12)), addressof(numbers) + 12n);
  const point = new Point({ x: 1, y: 2 });
  assertStrictEquals(c.same_pointer(byref(point, 4)), addressof(point) + 4n);
  const plain = new Int32Array([7, 8]);
  assertStrictEquals(c.read_int(byref(plain, 4)), 8);
});

test("of a pointer is its own address, not what it holds", () => {
  const [x, y] = [new c_int(1), new c_int(2)];
  const [p, q] = [pointer(x), pointer(y)];
  assertStrictEquals(c.same_pointer(byref(p)), addressof(p));
  c.swap_pointers(byref(p), byref(q));
  assertEquals([p.at(0), q.at(0)], [2, 1]);
});

describe("of another type than the parameter's", () => {
  const wanted = "parameter 1 (Pointer(c_int)) of read_int()";
  test("is a TypeError", () => {
    for (
      const other of [new c_uint(), new Point(), new Uint32Array(1), new (ArrayOf(c_uint, 2))(), pointer(new c_int())]
    ) {
      assertThrows(() => c.read_int(byref(other) as never), TypeError, wanted);
    }
  });
  test("passes as untyped memory or bytes", () => {
    const point = new Point({ x: 1 });
    assertStrictEquals(c.same_pointer(byref(point)), addressof(point));
    assertStrictEquals(c.sum_bytes(byref(point) as never, 8), 1);
    const text = createStringBuffer("text");
    assertStrictEquals(c.text_length(byref(text)), 4n);
    assertStrictEquals(c.read_int(byref(new Uint8Array([5, 0, 0, 0])) as never), 5);
    assertStrictEquals(c.read_int(byref(new c_void_p(9n)) as never), 9);
  });
});

test("refuses what has no memory", () => {
  for (const value of [5, "x", 5n, null, undefined, {}, [], () => 1, c_int, Point]) {
    assertThrows(() => byref(value as never), TypeError, "byref(): expected an instance of a C type or a buffer");
  }
});

test("refuses offsets outside the object", () => {
  const x = new c_int();
  for (const offset of [-1, 5, 1e9]) assertThrows(() => byref(x, offset), RangeError, "is outside 0 … 4");
  for (const offset of [0.5, NaN, Infinity, "1", null, 1n, {}]) {
    assertThrows(() => byref(x, offset as never), TypeError, "byref(): expected an integer offset");
  }
});

test("refuses memory that may move or is gone when it is passed", () => {
  const shared = new Uint8Array(new SharedArrayBuffer(4)),
    resizable = new Uint8Array(new ArrayBuffer(4, { maxByteLength: 8 }));
  const detached = new Uint8Array(4);
  detached.buffer.transfer();
  for (const bytes of [shared, resizable, detached]) {
    assertThrows(() => c.sum_bytes(byref(bytes as never) as never, 4), TypeError, "Cannot take the address of a");
    assertThrows(() => c.same_pointer(byref(bytes as never)), TypeError, "Cannot take the address of a");
    assertThrows(() => c.same_pointer(bytes as never), TypeError, "Cannot take the address of a");
  }
});
