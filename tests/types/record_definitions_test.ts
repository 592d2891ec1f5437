import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import {
  ArrayOf,
  BigEndianStructure,
  BigEndianUnion,
  bits,
  c_char,
  c_int,
  c_longlong,
  c_void,
  LittleEndianStructure,
  LittleEndianUnion,
  Pointer,
  sizeof,
  Structure,
  Union,
} from "../../mod.ts";

const factories = { Structure, Union, BigEndianStructure, LittleEndianStructure, BigEndianUnion, LittleEndianUnion };

describe("a definition is refused when", () => {
  for (const [name, factory] of Object.entries(factories)) {
    test(`a field of a ${name} is no C type`, () => {
      for (const type of [Number, 5, "c_int", null, undefined, {}, [], { type: Number }, Symbol("s"), class {}]) {
        assertThrows(() => factory({ x: type as never }), TypeError, `${name}() field "x": expected a C type`);
      }
      assertThrows(() => factory({ x: c_void }), TypeError, "c_void has no size");
    });
    test(`there are no fields, or no options, in a ${name}`, () => {
      for (const fields of [null, undefined, 5, "x", c_int]) {
        assertThrows(() => factory(fields as never), TypeError, `${name}(): expected an object of fields`);
      }
      for (const options of [null, 5, "x"]) {
        assertThrows(() => factory({ x: c_int }, options as never), TypeError, `${name}(): expected options`);
      }
    });
  }
  test("an option is of the wrong kind", () => {
    for (const options of [null, 5, { pack: "1" }, { pack: null }, { align: "8" }, { align: 8n }, { name: 5 }]) {
      assertThrows(() => Structure({ x: c_int }, options as never), TypeError, "Structure()");
    }
  });
  test("a name cannot be a field's", () => {
    assertThrows(() => Structure({ 0: c_int }), TypeError, 'field "0" is a number');
    assertThrows(() => Structure({ x: c_int, 12: c_int }), TypeError, 'field "12" is a number');
    assertStrictEquals(Structure({ "01": c_int }).size, 4);
  });
  test("an option is not one", () => {
    for (const pack of [0, 3, -1, 0.5, 32, NaN]) {
      assertThrows(() => Structure({ x: c_int }, { pack }), RangeError, "pack");
    }
    for (const align of [0, 3, -1, 0.5, NaN]) {
      assertThrows(() => Structure({ x: c_int }, { align }), RangeError, "align");
    }
  });
  test("it contains itself", () => {
    class Self extends Structure({
      x: c_int,
      get self(): unknown {
        return Self;
      },
    }) {}
    assertThrows(() => new Self(), TypeError, "contains itself: a field needs a pointer to it");
    assertThrows(() => sizeof(Self), TypeError, "contains itself");
    class InArray extends Structure({
      get all(): unknown {
        return ArrayOf(InArray, 2);
      },
    }) {}
    assertThrows(() => new InArray(), TypeError, "contains itself");
    class A extends Structure({
      get b(): unknown {
        return B;
      },
    }) {}
    class B extends Structure({
      get a(): unknown {
        return A;
      },
    }) {}
    assertThrows(() => new A(), TypeError, "contains itself");
    assertThrows(() => new B(), TypeError, "contains itself");
  });
});

describe("an initialiser is refused when", () => {
  class Point extends Structure({ x: c_int, y: c_int }) {}
  test("it is no object with fields", () => {
    for (const init of [5, "x", null, true, 5n, () => 1, Symbol("s"), new c_int(1), new (ArrayOf(c_int, 2))()]) {
      assertThrows(() => new Point(init as never), TypeError, "cannot convert");
    }
  });
  test("it has another field", () => {
    assertThrows(() => new Point({ x: 1, z: 2 } as never), TypeError, 'Point has no field "z"');
    assertThrows(() => new Point({ z: undefined } as never), TypeError, 'Point has no field "z"');
    assertThrows(() => new Point([1, 2] as never), TypeError, 'Point has no field "0"');
    class Given {
      other = 5;
      get x() {
        return 1;
      }
    }
    assertThrows(() => new Point(new Given() as never), TypeError, 'Point has no field "other"');
  });
  test("a value does not fit", () => {
    assertThrows(() => new Point({ x: 2 ** 32 }), RangeError, "cannot convert 4294967296 to field x (c_int) of Point");
    assertThrows(() => new Point({ y: null as never }), TypeError, "cannot convert null to field y (c_int) of Point");
  });
  test("but undefined is a field that is not given", () => {
    const point = new Point({ x: undefined, y: 2 });
    assertEquals([point.x, point.y], [0, 2]);
  });
});

describe("a structure says where it is from", () => {
  test("by its class, or by the option name", () => {
    const Named = Structure({ x: c_int }, { name: "point_t" });
    assertStrictEquals(Named.name, "point_t");
    assertThrows(() => new Named({ x: "1" as never }), TypeError, "field x (c_int) of point_t");
    class Own extends Structure({ x: c_int }, { name: "point_t" }) {}
    assertThrows(() => new Own({ x: "1" as never }), TypeError, "field x (c_int) of Own");
    assertThrows(() => new (Pointer(Own))(5 as never), TypeError, "Pointer(Own)");
  });
});

test("instances on buffers are checked", () => {
  class Wide extends Structure({ a: c_char, b: c_longlong }) {}
  assertThrows(() => Wide.fromBuffer(new Uint8Array(15)), RangeError, "16 bytes at offset 0 do not fit in 15 bytes");
  assertThrows(() => Wide.fromBuffer(new Uint8Array(32), 4), RangeError, "offset 4 is not aligned to 8 bytes");
  assertThrows(() => Wide.fromBuffer(new Uint8Array(32), 20), RangeError, "do not fit");
  assertThrows(() => Wide.fromAddress(0n), RangeError, "Wide: 0n is no address");
  const bytes = new Uint8Array(32);
  const shared = Wide.fromBuffer(bytes, 8), copy = Wide.fromBufferCopy(bytes, 3);
  bytes[8] = 5;
  assertEquals([shared.a, copy.a], [5, 0]);
  shared.b = -1n;
  assertEquals([...bytes.subarray(15, 17)], [0, 255]);
});

test("a bit field is no type of its own", () => {
  assertThrows(() => ArrayOf(bits(c_int, 3) as never, 2), TypeError, "expected a C type");
  assertThrows(() => Pointer(bits(c_int, 3) as never), TypeError, "expected a C type");
});

test("fields with the names of what every object inherits", () => {
  class Odd extends Structure(
    { toString: c_int, valueOf: c_int, hasOwnProperty: c_int, ["__proto__"]: c_int, x: c_int },
  ) {}
  // deno-lint-ignore no-explicit-any
  const odd = new Odd({ x: 3 } as any) as any;
  assertEquals([odd.toString, odd.valueOf, odd.hasOwnProperty, odd["__proto__"], odd.x], [0, 0, 0, 0, 3]);
  // deno-lint-ignore no-explicit-any
  const full = new Odd({ toString: 1, valueOf: 2, ["__proto__"]: 4, x: 5 } as any) as any;
  assertEquals([full.toString, full.valueOf, full.hasOwnProperty, full["__proto__"], full.x], [1, 2, 0, 4, 5]);
});
