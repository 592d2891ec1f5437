import { assert, assertEquals, assertFalse, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import {
  addressof,
  ArrayOf,
  byref,
  c_double,
  c_int,
  c_short,
  c_void_p,
  CFunction,
  dlopen,
  Pointer,
  pointer,
  sizeof,
  Structure,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";
import { Everything, Node, Num, Point } from "./everything.ts";

const { symbols: c } = dlopen(fixture("values"), {
  everything_size: CFunction([], c_int),
  everything_sum: CFunction([Pointer(Everything)], c_double),
  everything_fill: CFunction([Pointer(Everything)]),
  call_function: CFunction([Pointer(Everything), c_int], c_int),
  list_sum: CFunction([Pointer(Node)], c_int),
  list_reverse: CFunction([Pointer(Node)], Pointer(Node)),
  list_new: CFunction([c_int], Pointer(Node)),
  list_free: CFunction([Pointer(Node)]),
});

describe("a structure with a field of every kind", () => {
  test("has C's size", () => {
    assertStrictEquals(Everything.size, c.everything_size());
  });
  test("C reads what JavaScript wrote, one field after the other", () => {
    const e = new Everything();
    let sum = 0;
    const grows = (by: number) => assertStrictEquals(c.everything_sum(e), sum += by);
    grows(0);
    e.tag = 5;
    grows(5);
    e.point.x = 7;
    e.point.y = 0.5;
    grows(7.5);
    e.few[2] = -3;
    grows(-3);
    e.points.at(1).y = 100;
    grows(100);
    e.number.i = 11;
    grows(11);
    e.yes = true;
    grows(1);
    e.text = "four";
    grows(4);
    e.wide = "wid€";
    grows(4);
    e.numbers = new Int32Array([20, 30]) as never;
    grows(50);
    e.behind = pointer(new Point({ x: 1, y: 0.25 }));
    grows(1.25);
    e.function = ((v: number) => v * 100) as never;
    grows(500);
    e.names.set(1, "seven77");
    grows(7);
  });
  test("JavaScript reads what C wrote", () => {
    const e = new Everything();
    c.everything_fill(byref(e));
    assertEquals([e.tag, e.point.x, e.point.y, [...e.few]], [116, 1, 1.5, [2, 3, 4]]);
    assertEquals([...e.points].map((p) => [p.x, p.y]), [[5, 5.5], [6, 6.5]]);
    assertEquals([e.number.i, [...e.number.b], e.yes], [0x41424344, [0x44, 0x43, 0x42, 0x41], true]);
    assertEquals([e.text, e.wide, [...e.names]], ["text", "wide", ["one", null, "three"]]);
    assertEquals([e.numbers?.at(0), e.numbers?.at(1)], [7, 8]);
    assertEquals([e.behind?.contents.total(), e.behind?.at(0).x], [18.5, 9]);
    assertEquals([e.function?.(21), c.call_function(e, 4), e.any], [42, 8, e.behind?.address]);
  });
  test("an initialiser may give some fields; the rest is zero", () => {
    const e = new Everything({
      point: { y: 2 },
      few: [1, 2],
      points: [{ x: 3 }],
      number: { f: 1 },
      text: "x",
      behind: new Point({ x: 5 }),
      names: ["ab", null],
    });
    assertEquals([e.tag, e.point.x, e.point.y, [...e.few], e.points.at(0).x], [0, 0, 2, [1, 2, 0], 3]);
    assertEquals([e.number.i, e.text, e.wide, e.behind?.at(0).x], [0x3f800000, "x", null, 5]);
    assertEquals([[...e.names], e.function, e.any, e.yes], [["ab", null, null], null, null, false]);
  });
});

describe("nested fields", () => {
  test("are views: writing to them writes to the structure", () => {
    const e = new Everything();
    const point = e.point, few = e.few;
    point.x = 5;
    few[0] = 6;
    assertEquals([e.point.x, e.few[0]], [5, 6]);
    e.point = { x: 7 } as never;
    e.few = [8] as never;
    assertEquals([point.x, point.y, [...few]], [7, 0, [8, 0, 0]]);
    assert(e.point instanceof Point && e.number instanceof Num && e.few instanceof Int16Array);
    assertStrictEquals(addressof(e.point), addressof(e) + BigInt(Everything.fields.point.offset));
  });
  test("assigning an instance copies it", () => {
    const e = new Everything();
    const source = new Point({ x: 1, y: 2 });
    e.point = source;
    source.x = 50;
    assertStrictEquals(e.point.x, 1);
    e.point.x = 60;
    assertStrictEquals(source.x, 50);
    e.points.set(1, e.point);
    e.point = e.points.at(1);
    assertStrictEquals(e.point.x, 60);
  });
  test("an object that assigns nothing wrong leaves everything as it was", () => {
    const e = new Everything({ point: { x: 1, y: 2 } });
    assertThrows(() => e.point = { x: 3, y: "bad" } as never, TypeError);
    assertEquals([e.point.x, e.point.y], [1, 2]);
    for (const wrong of [5, "x", null, undefined, true, 5n, new Num(), new c_int(1), () => 1]) {
      assertThrows(() => e.point = wrong as never, TypeError, "to field point (Point) of Everything");
    }
    assertThrows(() => e.point = { z: 1 } as never, TypeError, 'Point has no field "z"');
  });
});

describe("a copy", () => {
  test("is made by the constructor from an instance", () => {
    const first = new Everything({ text: "kept", point: { x: 4 } });
    const second = new Everything(first);
    first.point.x = 5;
    first.text = "changed";
    assertEquals([second.point.x, second.text], [4, "kept"]);
  });
});

describe("a recursive structure", () => {
  test("lists that C walks and turns round", () => {
    let head: Node | null = null;
    for (let value = 5; value > 0; value--) head = new Node({ value, next: head });
    assertStrictEquals(c.list_sum(head), 15);
    const values: number[] = [];
    for (let at = c.list_reverse(head); at; at = at.contents.next) values.push(at.contents.value);
    assertEquals(values, [5, 4, 3, 2, 1]);
    assertStrictEquals(head!.next, null);
  });
  test("lists that C made", () => {
    const first = c.list_new(1000)!;
    let sum = 0;
    for (let node: Node | undefined = first.contents; node; node = node.next?.contents) sum += node.value;
    assertEquals([sum, c.list_sum(first)], [500500, 500500]);
    c.list_free(first);
  });
  test("a ring", () => {
    const node = new Node({ value: 1 });
    node.next = pointer(node);
    assertStrictEquals(node.next!.contents.next!.contents.next!.at(0).value, 1);
  });
  test("two that know each other, and arrays of itself behind a pointer", () => {
    class Tree extends Structure({
      value: c_int,
      get children() {
        return Pointer(Tree);
      },
      get forest() {
        return Pointer(Forest);
      },
    }) {}
    class Forest extends Structure({
      count: c_int,
      get trees() {
        return ArrayOf(Tree, 2);
      },
    }) {}
    const forest = new Forest({ count: 2, trees: [{ value: 1 }, { value: 2 }] });
    forest.trees.at(0).forest = pointer(forest);
    assertStrictEquals(forest.trees.at(0).forest!.contents.trees.at(1).value, 2);
    assertEquals([sizeof(Tree), sizeof(Forest), Tree.fields.forest.offset], [24, 56, 16]);
  });
});

describe("classes", () => {
  test("have methods, further members and constructors of their own", () => {
    class Circle extends Structure({ radius: c_double }) {
      static unit = new Circle({ radius: 1 });
      #calls = 0;
      label = "circle";
      constructor(init?: { radius?: number }) {
        super(init);
        this.label += "!";
      }
      get area() {
        this.#calls++;
        return Math.PI * this.radius ** 2;
      }
      get calls() {
        return this.#calls;
      }
    }
    const circle = new Circle({ radius: 2 });
    assertEquals([circle.area, circle.area, circle.calls, circle.label], [4 * Math.PI, 4 * Math.PI, 2, "circle!"]);
    assertStrictEquals(Circle.unit.radius, 1);
    const view = Circle.fromBuffer(new Float64Array([3]));
    assertStrictEquals(view.radius, 3);
    assert(view instanceof Circle);
  });
  test("of a view do not run", () => {
    let made = 0;
    class Counted extends Structure({ x: c_int }) {
      constructor(init?: { x?: number }) {
        super(init);
        made++;
      }
    }
    class Outer extends Structure({ inner: Counted, list: ArrayOf(Counted, 2) }) {}
    const outer = new Outer({ inner: { x: 1 } });
    void [outer.inner.x, outer.list.at(0).x, pointer(outer).contents.inner.x, Counted.fromBuffer(new Int32Array(1)).x];
    assertStrictEquals(made, 0);
    new Counted();
    assertStrictEquals(made, 1);
  });
  test("that extend classes take the place of their parents", () => {
    class Named extends Point {
      name() {
        return `(${this.x}, ${this.y})`;
      }
    }
    const named = new Named({ x: 1, y: 2 });
    assertStrictEquals(named.name(), "(1, 2)");
    const e = new Everything({ point: named });
    assertEquals([e.point.x, sizeof(Named)], [1, 16]);
    const list = new (ArrayOf(Named, 2))([named]);
    assertStrictEquals(list.at(0).name(), "(1, 2)");
  });
});

test("field names are free", () => {
  const names = "name length size type value fields prototype at set view offset memory toString hasOwnProperty";
  const fields = Object.fromEntries(names.split(" ").map((name) => [name, c_short]));
  class Odd extends Structure({ ...fields, "with space": c_int, "ünï": c_int, "a\"b'c`${d}\\": c_int, $: c_int }) {}
  const odd = new Odd() as unknown as Record<string, number>;
  Object.keys(Odd.fields).forEach((name, i) => odd[name] = i + 1);
  assertEquals(Object.keys(Odd.fields).map((name) => odd[name]), Object.keys(Odd.fields).map((_, i) => i + 1));
  assertStrictEquals(Object.getOwnPropertyNames(odd).length, 0);
});

test("__proto__ is a name like any other", () => {
  const made = Structure({ ["__proto__"]: c_int, x: c_int });
  const one = made.fromBuffer(new Int32Array([5, 6])) as unknown as { x: number; ["__proto__"]: number };
  assertEquals([one["__proto__"], one.x, Object.keys(made.fields)], [5, 6, ["__proto__", "x"]]);
});

test("fields tell where everything is, and have no prototype", () => {
  assertStrictEquals(Object.getPrototypeOf(Everything.fields), null);
  assertEquals({ ...Point.fields.y }, { type: c_double, offset: 8, size: 8 } as never);
  assertEquals(Object.keys(Point.fields), ["x", "y"]);
  assertStrictEquals<unknown>(Everything.fields.point.type, Point);
  assertEquals([Everything.fields.few.size, Everything.fields.any.type as unknown], [6, c_void_p]);
  assertFalse("toString" in Point.fields);
  assertThrows(() => (Point.fields as unknown as Record<string, unknown>).x = 1, TypeError);
});

test("names of fields may be inherited, and are checked all the same", () => {
  assertEquals(new Point(Object.create({ x: 1 })).x, 1);
  assertEquals(new Point(Object.assign(Object.create(null), { x: 1, y: 2 })).y, 2);
  assertEquals(new Point({ x: undefined, y: 2 } as never).y, 2);
  for (
    const init of [{ z: 1 }, Object.create({ z: 1 }), Object.assign(Object.create({ x: 1 }), { z: 2 }), {
      x: undefined,
      z: 1,
    }]
  ) {
    assertThrows(() => new Point(init as never), TypeError, 'Point has no field "z"');
  }
});
