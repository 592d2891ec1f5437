import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { test } from "node:test";
import {
  addressof,
  anonymous,
  ArrayOf,
  bits,
  c_bool,
  c_char,
  c_char_p,
  c_double,
  c_int,
  c_int64,
  c_long,
  c_ubyte,
  c_uint,
  c_void_p,
  c_wchar_p,
  CFunction,
  Enum,
  Pointer,
  pointer,
  Structure,
  toObject,
  Union,
} from "../../mod.ts";

class Point extends Structure({ x: c_int, y: c_double }) {
  norm(): number {
    return Math.hypot(this.x, this.y);
  }
}

test("fields become plain values, deeply, without the methods of the class", () => {
  class Shape extends Structure({
    name: c_char_p,
    wide: c_wchar_p,
    center: Point,
    corners: ArrayOf(Point, 2),
    codes: ArrayOf(c_char, 3),
    big: ArrayOf(c_int64, 2),
    long: ArrayOf(c_long, 1),
    grid: ArrayOf(ArrayOf(c_int, 2), 2),
    on: c_bool,
    color: Enum(c_int, { RED: 0, GREEN: 1 }),
  }) {}
  const shape = new Shape({
    name: "é",
    center: { x: 1, y: 0.5 },
    corners: [{ x: 2 }, { y: 3 }],
    codes: [65, 0, 255],
    big: [2n ** 60n, -1n],
    long: [7],
    grid: [[1, 2], [3, 4]],
    on: true,
    color: 1,
  });
  const plain = toObject(shape);
  assertEquals<unknown>(plain, {
    name: "é",
    wide: null,
    center: { x: 1, y: 0.5 },
    corners: [{ x: 2, y: 0 }, { x: 0, y: 3 }],
    codes: [65, 0, 255],
    big: [2n ** 60n, -1n],
    long: [7n],
    grid: [[1, 2], [3, 4]],
    on: true,
    color: 1,
  });
  assertStrictEquals(Object.getPrototypeOf(plain.center), Object.prototype);
  assertStrictEquals(Object.getPrototypeOf(plain.codes), Array.prototype);
  shape.center.x = 9;
  shape.grid.at(0)[0] = 9;
  assertEquals([plain.center.x, plain.grid[0][0]], [1, 1]);
});

test("pointers and functions become their addresses, NULL is null", () => {
  const Binary = CFunction([c_int, c_int], c_int);
  class Holder extends Structure({
    point: Pointer(Point),
    none: Pointer(Point),
    any: c_void_p,
    nothing: c_void_p,
    call: Binary,
    no_call: Binary,
    list: ArrayOf(Pointer(c_int), 2),
    calls: ArrayOf(Binary, 1),
  }) {}
  const point = new Point(), number = new c_int(1);
  using add = new Binary((a, b) => a + b);
  const holder = new Holder({ point, any: point, call: add, list: [number, null], calls: [add] });
  const plain = toObject(holder);
  const code = plain.call;
  assertEquals<unknown>(plain, {
    point: addressof(point),
    none: null,
    any: addressof(point),
    nothing: null,
    call: code,
    no_call: null,
    list: [addressof(number), null],
    calls: [code],
  });
  assertStrictEquals(typeof code, "bigint");
});

test("a list that is a circle ends", () => {
  class Node extends Structure({
    value: c_int,
    get next() {
      return Pointer(Node);
    },
  }) {}
  const node = new Node({ value: 1 });
  node.next = pointer(node);
  assertEquals<unknown>(toObject(node), { value: 1, next: addressof(node) });
});

test("bit fields are numbers, anonymous members appear by their fields, unions by all of theirs", () => {
  class Event extends Structure({
    kind: bits(c_uint, 3),
    flag: bits(c_bool, 1),
    u: anonymous(Union({ key: c_int, at: anonymous(Structure({ low: c_ubyte, high: c_ubyte })) })),
  }) {}
  assertEquals<unknown>(toObject(new Event({ kind: 5, flag: true, key: 0x201 })), {
    kind: 5,
    flag: true,
    key: 0x201,
    low: 1,
    high: 2,
  });
});

test("a field may have any name", () => {
  class Odd extends Structure({ ["__proto__"]: c_int, toString: c_int }) {}
  const plain = toObject(new Odd({ toString: 2 }));
  assertEquals(Object.keys(plain), ["__proto__", "toString"]);
});

test("what is no structure is refused", () => {
  for (const wrong of [null, undefined, 5, "x", {}, new c_int(1), new Uint8Array(4), pointer(new Point()), Point]) {
    assertThrows(
      () => toObject(wrong as never),
      TypeError,
      "toObject(): expected an instance of a structure or union, not ",
    );
  }
});
