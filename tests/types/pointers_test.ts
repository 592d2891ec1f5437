import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import {
  addressof,
  ArrayOf,
  byref,
  c_char_p,
  c_double,
  c_int,
  c_size_t,
  c_uint,
  c_void,
  c_void_p,
  CFunction,
  dlopen,
  Pointer,
  pointer,
  sizeof,
  Structure,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";

class Point extends Structure({ x: c_int, y: c_int }) {}
class Point3 extends Point {
  sum() {
    return this.x + this.y;
  }
}

test("the same target gives the same class", () => {
  assertStrictEquals(Pointer(c_int), Pointer(c_int));
  assertStrictEquals(Pointer(Pointer(Point)), Pointer(Pointer(Point)));
  assert(Pointer(c_int) as unknown !== Pointer(c_uint));
  assert(pointer(new c_int()) instanceof Pointer(c_int));
  assertStrictEquals(Pointer(Pointer(c_int)).name, "Pointer(Pointer(c_int))");
  assertEquals([sizeof(Pointer(c_int)), Pointer(Point).alignment, sizeof(pointer(new Point()))], [8, 8, 8]);
});

describe("a pointer to an instance", () => {
  test("shares its memory", () => {
    const x = new c_int(5);
    const p = pointer(x);
    assertEquals([p.contents.value, p.at(0), p.address], [5, 5, addressof(x)]);
    p.contents.value = 6;
    assertStrictEquals(x.value, 6);
    p.set(0, 7);
    assertStrictEquals(x.value, 7);
    x.value = 8;
    assertStrictEquals(p.at(0), 8);
  });
  test("gives instances of its type and views of structures", () => {
    const point = new Point({ x: 1, y: 2 });
    const p = pointer(point);
    assert(p.contents instanceof Point && p.at(0) instanceof Point);
    p.at(0).y = 3;
    assertStrictEquals(point.y, 3);
    p.set(0, { x: 9 });
    assertEquals([point.x, point.y], [9, 0]);
  });
  test("of a class of the user's gives such instances", () => {
    const p = pointer(new Point3({ x: 1, y: 2 }));
    assertStrictEquals(p.contents.sum(), 3);
    const base: unknown = new (Pointer(Point))(new Point3({ x: 3 }));
    assertStrictEquals((base as { at(i: number): Point }).at(0).x, 3);
  });
});

describe("assigning contents", () => {
  test("points elsewhere and copies nothing", () => {
    const [x, y] = [new c_int(1), new c_int(2)];
    const p = pointer(x);
    p.contents = y;
    assertEquals([p.address, p.at(0), x.value], [addressof(y), 2, 1]);
  });
  test("takes an instance of the target only", () => {
    const p = pointer(new c_int(1));
    const address = p.address;
    for (const wrong of [5, null, new c_uint(1), pointer(new c_int()), {}, new Int32Array(1), byref(new c_int())]) {
      assertThrows(() => p.contents = wrong as never, TypeError, "expected an instance of c_int");
    }
    assertStrictEquals(p.address, address);
  });
});

describe("bounds", () => {
  test("of an array", () => {
    const p = new (Pointer(c_int))(new (ArrayOf(c_int, 3))([1, 2, 3]));
    assertEquals([p.at(0), p.at(2)], [1, 3]);
    p.set(2, 30);
    assertStrictEquals(p.at(2), 30);
    for (const index of [3, -1, 1000, -1000, 2 ** 40]) {
      assertThrows(() => p.at(index), RangeError, "Cannot access 4 bytes");
      assertThrows(() => p.set(index, 0), RangeError, "Cannot access 4 bytes");
    }
  });
  test("of one instance, and of a reference into the middle", () => {
    assertThrows(() => pointer(new c_int()).at(1), RangeError);
    const numbers = new (ArrayOf(c_int, 4))([1, 2, 3, 4]);
    const p = new (Pointer(c_int))(byref(numbers, 8));
    assertEquals([p.at(-2), p.at(0), p.at(1)], [1, 3, 4]);
    assertThrows(() => p.at(2), RangeError);
    assertThrows(() => p.at(-3), RangeError);
  });
  test("of a typed array's part", () => {
    const p = new (Pointer(c_int))(new Int32Array(new ArrayBuffer(40), 8, 2));
    p.set(1, 5);
    assertThrows(() => p.at(2), RangeError);
    assertThrows(() => p.at(-1), RangeError);
  });
  test("an index is an integer", () => {
    const p = pointer(new c_int());
    for (const index of ["0", null, undefined, 0.5, NaN, Infinity, 0n, {}, 2 ** 53]) {
      assertThrows(() => p.at(index as never), TypeError, "expected an integer");
      assertThrows(() => p.set(index as never, 1), TypeError, "expected an integer");
    }
  });
});

describe("NULL", () => {
  test("is an Error to dereference", () => {
    const p = new (Pointer(c_int))();
    assertStrictEquals(p.address, 0n);
    assertThrows(() => p.contents, Error, "Cannot dereference NULL in contents of Pointer(c_int)");
    assertThrows(() => p.at(0), Error, "Cannot dereference NULL in at() of Pointer(c_int)");
    assertThrows(() => p.at(3), Error, "Cannot dereference NULL");
    assertThrows(() => p.set(0, 1), Error, "Cannot dereference NULL in set() of Pointer(c_int)");
    assertThrows(() => new (Pointer(Point))(null).contents, Error, "Cannot dereference NULL");
    p.contents = new c_int(4);
    assertStrictEquals(p.at(0), 4);
  });
  test("is null in a field, an element and behind a pointer", () => {
    class Holder extends Structure({ p: Pointer(c_int) }) {}
    assertStrictEquals(new Holder().p, null);
    assertStrictEquals(new (ArrayOf(Pointer(c_int), 1))().at(0), null);
    assertStrictEquals(pointer(new (Pointer(c_int))()).at(0), null);
    assertStrictEquals(pointer(new (Pointer(c_int))()).contents.address, 0n);
  });
});

test("what T * takes, and what it does not", () => {
  const P = Pointer(c_int);
  const x = new c_int(3);
  const array = new (ArrayOf(c_int, 2))([3, 4]);
  for (
    const good of [
      x,
      pointer(x),
      byref(x),
      array,
      new Int32Array([3]),
      byref(array),
      new c_void_p(x),
      byref(new Int32Array([3])),
    ]
  ) {
    assertStrictEquals(new P(good as never).at(0), 3);
  }
  const wrong = [
    5,
    5n,
    "x",
    true,
    {},
    [3],
    Symbol("s"),
    () => 1,
    new c_uint(),
    pointer(new c_uint()),
    byref(new c_uint()),
  ];
  const others = [
    new Uint32Array(1),
    new Float32Array(1),
    new ArrayBuffer(4),
    new DataView(new ArrayBuffer(4)),
    new Point(),
  ];
  for (const value of [...wrong, ...others, new c_char_p("x"), pointer(array), new (ArrayOf(c_uint, 1))()]) {
    assertThrows(
      () => new P(value as never),
      TypeError,
      "expected a Pointer(c_int), a c_int, an array of them or null",
    );
  }
});

test("Pointer wants a C type", () => {
  for (const type of [Number, {}, null, undefined, "c_int", 5, Int32Array, class {}]) {
    assertThrows(() => Pointer(type as never), TypeError, "Pointer(): expected a C type");
  }
  for (const value of [5, "x", null, {}, new Int32Array(1), c_int]) {
    assertThrows(() => pointer(value as never), TypeError, "pointer(): expected an instance of a C type");
  }
});

test("a pointer to void has an address and no values", () => {
  const p = new (Pointer(c_void))(new c_int(1));
  assert(p.address > 0n);
  assertThrows(() => p.at(0), TypeError, "void has no values, cast it first");
});

test("pointers to pointers, as C sees them", () => {
  using library = dlopen(fixture("basic"), {
    swap_pointers: CFunction([Pointer(Pointer(c_int)), Pointer(Pointer(c_int))]),
    new_int: CFunction([c_int], Pointer(c_int)),
    free_memory: CFunction([c_void_p]),
    sum_doubles: CFunction([Pointer(c_double), c_size_t], c_double),
  });
  const { swap_pointers, new_int, free_memory, sum_doubles } = library.symbols;
  const [x, y] = [new c_int(1), new c_int(2)];
  const [p, q] = [pointer(x), pointer(y)];
  swap_pointers(byref(p), pointer(q));
  assertEquals([p.at(0), q.at(0), p.address], [2, 1, addressof(y)]);
  const made = new_int(5)!;
  assertStrictEquals(made.at(0), 5);
  made.contents.value = 6;
  assertStrictEquals(made.at(0), 6);
  free_memory(made);
  const numbers = new Float64Array([1, 2, 3.5]);
  assertStrictEquals(sum_doubles(new (Pointer(c_double))(numbers), 3), 6.5);
});
