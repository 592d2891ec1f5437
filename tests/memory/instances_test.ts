/** What JavaScript lets programs do with any object, done with instances. */
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import {
  addressof,
  ArrayOf,
  byref,
  bytesAt,
  c_char_p,
  c_int,
  c_int64,
  c_void_p,
  cast,
  CFunction,
  dlopen,
  memmove,
  memoryAt,
  memset,
  Pointer,
  pointer,
  resize,
  sizeof,
  Structure,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";

class Point extends Structure({ x: c_int, y: c_int }) {}
class Line extends Structure({ a: Point, b: Point }) {}
class Named extends Structure({ name: c_char_p, number: c_int64 }) {}

const { symbols: c } = dlopen(fixture("memory"), {
  sum_of: CFunction([c_void_p, c_int64], c_int64),
  point_sum: CFunction([Pointer(Point), c_int64], c_int64, { name: "sum_of" }),
  name_length: CFunction([Pointer(Named)], c_int64),
  name_length_by_value: CFunction([Named], c_int64),
});

// deno-lint-ignore no-explicit-any
const spread = (instance: object): any => ({ ...instance });

describe("what { ...x } makes of an instance is no instance", () => {
  const point = new Point({ x: 1, y: 2 });
  const array = new (ArrayOf(Point, 2))();
  // Once with a remembered address, which fast code looks for.
  for (let i = 0; i < 60_000; i++) c.sum_of(point, 8);
  const uses: Record<string, () => unknown> = {
    memset: () => memset(spread(point), 0x41, 256),
    "memmove to it": () => memmove(spread(point), new Uint8Array(256), 256),
    "memmove from it": () => memmove(new Uint8Array(256), spread(point), 256),
    bytesAt: () => bytesAt(spread(point), 256),
    memoryAt: () => memoryAt(spread(point), 256),
    cast: () => cast(spread(point), Pointer(c_int)),
    pointer: () => pointer(spread(point)),
    byref: () => byref(spread(point)),
    addressof: () => addressof(spread(point)),
    sizeof: () => sizeof(spread(point)),
    resize: () => resize(spread(point), 100),
    "a void * argument": () => c.sum_of(spread(point), 8),
    "a pointer argument": () => c.point_sum(spread(point), 8),
    "a structure by value": () => c.name_length_by_value(spread(new Named({ name: "abc" }))),
    "a void * field": () => new c_void_p(spread(point)),
    "a pointer field": () => new (Pointer(Point))(spread(point)),
    "contents": () => pointer(point).contents = spread(point),
    fromBuffer: () => Point.fromBuffer(spread(point)),
    fromBufferCopy: () => Point.fromBufferCopy(spread(point)),
    "an argument of what is no structure": () => new c_int(spread(point)),
    "a copy by Object.assign": () => c.sum_of(Object.assign({}, point) as never, 8),
  };
  for (const [name, use] of Object.entries(uses)) {
    test(`for ${name}`, () => {
      for (let i = 0; i < 3; i++) assertThrows(use, TypeError);
      assertEquals([point.x, point.y], [1, 2]);
    });
  }
  const assignments: Record<string, () => unknown> = {
    "a field": () => new Line().b = spread(point),
    "an element": () => array.set(0, spread(point)),
    "elements": () => new (ArrayOf(Point, 2))([point, spread(point)]),
    "an initialiser": () => new Point(spread(point)),
    "a field's initialiser": () => new Line({ a: spread(point) }),
    "an initialiser with something else": () => new Point({ ...spread(point), y: 5 }),
    "a field's initialiser with something else": () => new Line({ a: { ...spread(point), y: 5 } }),
    "an argument by value": () => c.name_length_by_value(spread(new Named({ name: "abc" }))),
  };
  for (const [name, assign] of Object.entries(assignments)) {
    test(`for ${name}, and the message says what to do`, () => {
      assertThrows(assign, TypeError, "give the instance itself");
    });
  }
  test("though instances are", () => {
    const line = new Line({ a: point });
    line.b = line.a;
    assertEquals([line.b.x, line.b.y], [1, 2]);
    assertEquals(Object.keys(spread(point)), []);
  });
});

describe("an instance that is", () => {
  const ways: Record<string, <T>(instance: T) => T> = {
    frozen: Object.freeze,
    sealed: Object.seal,
    "not extensible": Object.preventExtensions,
  };
  for (const [name, close] of Object.entries(ways)) {
    test(`${name} is passed like any other, before and after its address was asked for`, () => {
      for (const warm of [false, true]) {
        const point = new Point({ x: 1, y: 2 });
        const named = new Named({ name: "abc" });
        const line = new Line({ a: { x: 3, y: 4 }, b: { x: 5, y: 6 } });
        if (warm) { for (const [of, size] of [[point, 8], [named, 16], [line.b, 8]] as const) c.sum_of(of, size); }
        const { a, b } = line;
        for (const instance of [point, named, line, a, b]) close(instance);
        for (let i = 0; i < 60_000; i++) {
          if (c.sum_of(point, 8) !== 3n || c.point_sum(point, 8) !== 3n || c.name_length(named) !== 3n) throw i;
          if (c.sum_of(b, 8) !== 11n || c.point_sum(byref(a), 8) !== 7n || c.point_sum(pointer(b), 8) !== 11n) throw i;
        }
        assertStrictEquals(c.name_length_by_value(named), 3n);
        assertEquals([pointer(point).contents.x, bytesAt(point)[4], memoryAt(point)[0]], [1, 2, 1]);
        assertStrictEquals(addressof(memoryAt(point)), addressof(point));
        assertEquals(new Point(point).y, 2);
        // Freezing keeps properties as they are, not memory.
        point.x = 9;
        named.name = "defg";
        assertEquals([c.sum_of(point, 8), c.name_length(named)], [11n, 4n]);
      }
    });
    test(`${name} cannot be made larger, and says so`, () => {
      assertThrows(() => resize(close(new Point()), 100), TypeError, "frozen");
    });
    test(`${name}, a pointer or a cell, works as before`, () => {
      const p = close(pointer(new c_int(5)));
      assertEquals([p.contents.value, c.sum_of(p, 4), cast(p, Pointer(Point)).address], [5, 5n, p.address]);
      p.contents = new c_int(7) as never;
      assertEquals([p.at(0), c.sum_of(p, 4), c.sum_of(byref(p), 0)], [7, 7n, 0n]);
    });
  }
});

describe("an enumerable property of Object.prototype", () => {
  const polluted = Object.prototype as unknown as Record<string, unknown>;
  const withProperty = (name: string, value: unknown, run: () => void) => {
    polluted[name] = value;
    try {
      run();
    } finally {
      delete polluted[name];
    }
  };

  test("is no field of an initialiser", () => {
    withProperty("helper", () => 1, () => {
      for (let i = 0; i < 100; i++) assertEquals(bytesAt(new Point({ x: 1, y: 2 }))[4], 2);
      assertEquals(new Line({ a: { x: 1 } }).a.x, 1);
      assertStrictEquals(new Point({}).x, 0);
      assertThrows(() => new Point({ x: 1, z: 2 } as never), TypeError, 'no field "z"');
    });
    assertThrows(() => new Point({ helper: 1 } as never), TypeError, 'no field "helper"');
  });
  test("that is called like a field is not given by every object", () => {
    withProperty("y", 7, () => {
      class Later extends Structure({ x: c_int, y: c_int }) {}
      assertEquals([new Later({ x: 1 }).y, new Later({ y: 2 }).y], [0, 2]);
    });
  });
});

test("a structure of 20,000 fields", () => {
  const fields = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`f${i}`, i % 3 ? c_int : c_char_p]));
  const Large = Structure(fields);
  const large = new Large({ f1: 5, f19999: 7, f3: "text" }) as unknown as Record<string, unknown>;
  assertEquals([large.f1, large.f19999, large.f3, large.f0, large.f2], [5, 7, "text", null, 0]);
  assertThrows(() => new Large({ f20000: 1 } as never), TypeError, 'no field "f20000"');
  assert(Object.keys(Large.fields).length === 20_000);
});
