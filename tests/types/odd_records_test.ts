// Structures without a size, and with a field called as what every class has.
import { assert, assertEquals, assertNotStrictEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import {
  addressof,
  alignment,
  anonymous,
  ArrayOf,
  BigEndianStructure,
  byref,
  bytesAt,
  c_char,
  c_double,
  c_int,
  c_void_p,
  cast,
  CFunction,
  Pointer,
  pointer,
  sizeof,
  Structure,
  Union,
} from "../../mod.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

describe("a structure without fields", () => {
  class Empty extends Structure({}) {}
  test("has size 0 and alignment 1", () => {
    for (
      const type of [Empty, Structure({}), Union({}), BigEndianStructure({}), Structure({ x: ArrayOf(c_char, 0) })]
    ) {
      assertEquals([sizeof(type), alignment(type), type.size], [0, 1, 0]);
      assertEquals([sizeof(new type()), [...bytesAt(new type())]], [0, []]);
    }
    assertEquals([sizeof(Structure({ x: ArrayOf(c_double, 0) })), alignment(Structure({ x: ArrayOf(c_double, 0) }))], [
      0,
      8,
    ]);
    assertStrictEquals(alignment(Structure({}, { align: 16 })), 16);
  });
  test("has instances, at addresses", () => {
    const empty = new Empty();
    assert(empty instanceof Empty);
    assertStrictEquals(inspect(empty), "Empty {}");
    assertNotStrictEquals(addressof(empty), 0n);
    assertNotStrictEquals(new c_void_p(empty).value, null);
    assert(pointer(empty).contents instanceof Empty);
    assert(Empty.fromBuffer(new Uint8Array(0)) instanceof Empty);
    assert(Empty.fromBufferCopy(new Uint8Array(3), 3) instanceof Empty);
    assert(Empty.fromAddress(addressof(empty)) instanceof Empty);
    assert(new Empty({}) instanceof Empty && new Empty(empty) instanceof Empty);
    assertThrows(() => new Empty({ x: 1 } as never), TypeError, 'Empty has no field "x"');
    assertThrows(() => new Empty(5 as never), TypeError);
    assertThrows(() => Empty.fromBuffer(new Uint8Array(0), 1), RangeError);
  });
  test("takes no place as a field, as GNU C and Python lay it out", () => {
    class Holder extends Structure({ a: c_char, e: Empty, b: c_int, es: ArrayOf(Empty, 2), u: anonymous(Empty) }) {}
    assertEquals(Object.entries(Holder.fields).map(([name, { offset, size }]) => [name, offset, size]), [
      ["a", 0, 1],
      ["e", 1, 0],
      ["b", 4, 4],
      ["es", 8, 0],
      ["u", 8, 0],
    ]);
    const holder = new Holder({ a: 1, e: {}, b: 2, es: [new Empty(), {}] });
    holder.e = new Empty();
    assertEquals([sizeof(Holder), holder.a, holder.b, holder.es.length], [8, 1, 2, 2]);
    assert(holder.e instanceof Empty && holder.es.at(1) instanceof Empty);
  });
  test("arrays of it have a length", () => {
    const Many = ArrayOf(Empty, 3);
    assertEquals([Many.size, new Many().length, [...new Many()].length], [0, 3, 3]);
    assertThrows(() => new Many().at(3), RangeError);
    assertThrows(() => new Many([{}, {}, {}, {}]), RangeError);
    assert(cast(new Many(), Pointer(Empty)).at(2) instanceof Empty);
  });
  test("cannot be passed by value", () => {
    assertThrows(() => CFunction([Empty], c_int), TypeError, "Empty has no size");
    assertThrows(() => CFunction([c_int], Empty), TypeError, "Empty has no size");
    const Late = Structure({
      get nothing() {
        return ArrayOf(c_int, 0);
      },
    });
    const { value } = cast(new (CFunction([], c_int))(() => 1), c_void_p);
    const late = new (CFunction([Late], c_int))(value!);
    assertThrows(() => late({}), TypeError, "has no size");
    const byPointer = new (CFunction([Pointer(Empty)], c_int))((given) => given === null ? 0 : 1);
    assertEquals([byPointer(new Empty()), byPointer(byref(new Empty())), byPointer(null)], [1, 1, 0]);
  });
});

describe("a field called constructor", () => {
  const check = (Class: Any) => {
    const one = new Class({ constructor: 5, y: 6 });
    assertEquals([one.constructor, one.y, one instanceof Class], [5, 6, true]);
    one.constructor = 7;
    assertEquals([one.constructor, new Class(one).constructor], [7, 7]);
    assertThrows(() => one.constructor = "x", TypeError, `field constructor (c_int) of ${Class.name}`);
    assertThrows(() => new Class({ z: 1 }), TypeError, `${Class.name} has no field "z"`);
    assertThrows(() => new c_int(one), TypeError, `an instance of ${Class.name}`);
    assert(inspect(one).startsWith(`${Class.name} { constructor: 7, y: 6`));
    const view = Class.fromBuffer(new Uint8Array(32).fill(1));
    assertEquals([view.constructor, view instanceof Class], [0x01010101, true]);
    const element = new (ArrayOf(Class, 2) as Any)([{ constructor: 8 }]).at(0);
    assertEquals([element.constructor, element instanceof Class], [8, true]);
    assertStrictEquals((pointer(one) as Any).contents.constructor, 7);
    assert((pointer(one) as Any).contents instanceof Class);
    assertStrictEquals(new (Pointer(Class) as Any)(one).contents.constructor, 7);
    const twice = new (CFunction([Class], Class) as Any)((given: Any) => ({ constructor: 2 * given.constructor }));
    const result = twice(one);
    assertEquals([result.constructor, result instanceof Class], [14, true]);
  };
  test("of a structure itself", () => check(Structure({ constructor: c_int, y: c_int })));
  test("of a class that extends it, and one that extends that", () => {
    class Base extends Structure({ constructor: c_int, y: c_int }) {
      sum(): number {
        return (this as Any).constructor + this.y;
      }
    }
    class Further extends Base {}
    check(Further);
    check(Base);
    class Fresh extends Base {
      constructor(init?: Any) {
        super(init);
        this.y = 6;
      }
    }
    check(Fresh);
    assertStrictEquals(new Further({ constructor: 1, y: 2 } as Any).sum(), 3);
    assertStrictEquals(Further.fields.constructor.offset, 0);
  });
  test("of a class whose first instance is a view", () => {
    class Viewed extends Structure({ constructor: c_int, y: c_int }) {}
    assertStrictEquals((Viewed.fromBuffer(new Uint8Array(8).fill(2)) as Any).constructor, 0x02020202);
  });
  test("of a structure that refers to itself", () => {
    class Node extends Structure({
      constructor: c_int,
      y: c_int,
      get next() {
        return Pointer(Node);
      },
    }) {}
    class Leaf extends Node {}
    const node = new Node({ constructor: 5 } as Any) as Any;
    node.next = node;
    assertEquals([node.next.contents.constructor, node.next.contents instanceof Node], [5, true]);
    check(Leaf);
    check(Node);
  });
  test("of an anonymous member", () => {
    class Outer extends Structure({ u: anonymous(Structure({ constructor: c_int })) }) {}
    const outer = new Outer({ constructor: 4 } as Any) as Any;
    assertEquals([outer.constructor, outer.u.constructor], [4, 4]);
  });
  test("in the other byte order, as bits, in a union", () => {
    class Big extends BigEndianStructure({ constructor: c_int }) {}
    assertEquals([...bytesAt(new Big({ constructor: 1 } as Any))], [0, 0, 0, 1]);
    class Same extends Union({ constructor: c_int, y: c_int }) {}
    assertStrictEquals((new Same({ y: 3 } as Any) as Any).constructor, 3);
  });
});
