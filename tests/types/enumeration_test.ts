import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import {
  ArrayOf,
  BigEndianStructure,
  bits,
  byref,
  bytesAt,
  c_bool,
  c_byte,
  c_char,
  c_double,
  c_int,
  c_int64,
  c_long,
  c_uint,
  c_uint64,
  c_ushort,
  c_void_p,
  cast,
  CFunction,
  dlopen,
  Enum,
  Flags,
  Pointer,
  pointer,
  sizeof,
  Structure,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";

const Color = Enum(c_int, { RED: 0, GREEN: 1, CRIMSON: 0, LAST: -7 });
const Wide = Enum(c_int64, { SMALL: 1, HUGE: 2n ** 62n });
const Mode = Flags(c_uint, { NONE: 0, READ: 4, WRITE: 2, EXECUTE: 1, ALL: 7 });

const { symbols: c } = dlopen(fixture("basic"), {
  same: CFunction([Color], Color, { name: "same_int" }),
  same_wide: CFunction([Wide], Wide, { name: "same_int64" }),
  same_mode: CFunction([Mode], Mode, { name: "same_uint" }),
  read: CFunction([Pointer(Color)], Color, { name: "read_int" }),
  read_int: CFunction([Pointer(c_int)], c_int),
});

const { symbols: callers } = dlopen(fixture("nonblocking"), {
  apply: CFunction([CFunction([Color], Color), Color], Color),
});

describe("Enum", () => {
  test("has its members as properties, and tells their names", () => {
    assertEquals([Color.RED, Color.GREEN, Color.LAST], [0, 1, -7]);
    assertEquals([Color.nameOf(0), Color.nameOf(1), Color.nameOf(-7), Color.nameOf(2)], [
      "RED",
      "GREEN",
      "LAST",
      undefined,
    ]);
    assertEquals([1.5, NaN, "RED", null, undefined].map((it) => Color.nameOf(it as never)), Array(5).fill(undefined));
    assertEquals([sizeof(Color), Object.keys(Color)], [4, ["RED", "GREEN", "CRIMSON", "LAST"]]);
  });
  test("takes and gives any integer that fits, as C does", () => {
    assertEquals([c.same(Color.GREEN), c.same(5 as 0), c.same(Color.LAST), c.same(0xffffffff as 0)], [1, 5, -7, -1]);
    assertStrictEquals(callers.apply((color) => color === Color.GREEN ? Color.LAST : Color.RED, Color.GREEN), -7);
    assertThrows(() => c.same(2 ** 40 as 0), RangeError, "RED, GREEN, LAST, or an integer from");
    assertThrows(
      () => c.same("RED" as never),
      TypeError,
      'cannot convert "RED" to parameter 1 (Enum(c_int)) of same_int()',
    );
  });
  test("of 64 bits has bigints", () => {
    assertEquals([Wide.SMALL, Wide.HUGE], [1n, 2n ** 62n]);
    assertEquals([Wide.nameOf(1n), Wide.nameOf(1), Wide.nameOf(2n ** 62n), Wide.nameOf(3n)], [
      "SMALL",
      "SMALL",
      "HUGE",
      undefined,
    ]);
    assertStrictEquals(c.same_wide(Wide.HUGE), 2n ** 62n);
    const Unsigned = Enum(c_uint64, { ALL: 2n ** 64n - 1n });
    assertEquals([Unsigned.ALL, Unsigned.nameOf(2n ** 64n - 1n)], [2n ** 64n - 1n, "ALL"]);
    const Long = Enum(c_long, { ONE: 1 });
    assertEquals([Long.ONE, Long.nameOf(1n)], [1n, "ONE"]);
  });
  test("has values as reading gives them", () => {
    assertStrictEquals<unknown>(Enum(c_uint, { ALL: -1 }).ALL, 0xffffffff);
    assertStrictEquals<unknown>(Enum(c_int, { ALL: 0xffffffff }).ALL, -1);
    assertStrictEquals<unknown>(Enum(c_byte, { ALL: 255 }).nameOf(-1), "ALL");
  });
  test("is a field, an element, a bit field and what pointers point to", () => {
    class Pixel extends Structure({ color: Color, small: bits(Color, 3), many: ArrayOf(Color, 2) }) {}
    const pixel = new Pixel({ color: Color.GREEN, small: Color.GREEN, many: [Color.LAST, Color.RED] });
    assertEquals([pixel.color, pixel.small, [...pixel.many]], [1, 1, [-7, 0]]);
    assert(pixel.many instanceof Int32Array);
    assertThrows(() => pixel.color = "x" as never, TypeError, "field color (Enum(c_int)) of Pixel");
    const one = new Color(Color.GREEN);
    assertEquals([one.value, c.read(byref(one)), c.read(one), pointer(one).at(0)], [1, 1, 1, 1]);
  });
  test("points where its integer type does, both ways", () => {
    assertStrictEquals(c.read(byref(new c_int(5)) as never), 5);
    assertStrictEquals(c.read_int(byref(new Color(Color.GREEN)) as never), 1);
    assertStrictEquals(c.read(new Int32Array([7])), 7);
    assertThrows(() => c.read(byref(new c_uint(5)) as never), TypeError);
    assertStrictEquals(cast(new c_int(1), Pointer(Color)).at(0), Color.GREEN);
  });
  test("keeps its names in the other byte order", () => {
    class Header extends BigEndianStructure({ kind: Enum(c_ushort, { DATA: 1 }) }) {}
    const header = new Header({ kind: 1 });
    assertEquals([...bytesAt(header)], [0, 1]);
    assertStrictEquals(Header.fields.kind.type.size, 2);
    assertStrictEquals(inspect(header), "Header { kind: DATA (1) }");
  });
  test("is shown by name", () => {
    class Pixel extends Structure({ color: Color, other: Color }) {}
    assertStrictEquals(
      inspect(new Pixel({ color: Color.GREEN, other: 5 as 0 })),
      "Pixel { color: GREEN (1), other: 5 }",
    );
    assertStrictEquals(inspect(new Color()), "Enum(c_int)(RED (0))");
    class File extends Structure({ mode: Mode }) {}
    assertStrictEquals(inspect(new File({ mode: 6 })), "File { mode: READ | WRITE (6) }");
  });
});

describe("Flags", () => {
  test("names bits, members of several first, and what has no name", () => {
    const names = [0, 1, 5, 7, 8, 15, 0xffffffff].map((value) => Mode.nameOf(value));
    assertEquals(names, ["NONE", "EXECUTE", "READ | EXECUTE", "ALL", "0x8", "ALL | 0x8", "ALL | 0xfffffff8"]);
    assertStrictEquals(Flags(c_uint, { A: 1 }).nameOf(0), "0");
    assertStrictEquals(Flags(c_int, { A: 1, SIGN: -(2 ** 31) }).nameOf(-(2 ** 31) + 1), "A | SIGN");
    const Wide = Flags(c_uint64, { LOW: 1, HIGH: 2n ** 63n });
    assertEquals([Wide.nameOf(2n ** 63n + 1n), Wide.nameOf(1), Wide.HIGH], ["LOW | HIGH", "LOW", 2n ** 63n]);
  });
  test("go to C and come back", () => {
    assertStrictEquals(c.same_mode(Mode.READ | Mode.WRITE), 6);
  });
});

describe("a definition is refused", () => {
  test("of what is no integer type", () => {
    for (
      const type of [c_double, c_bool, c_char, c_void_p, Pointer(c_int), Structure({ x: c_int }), Color, "c_int", null]
    ) {
      assertThrows(() => Enum(type as never, {}), TypeError, "Enum(): expected a");
      assertThrows(() => Flags(type as never, {}), TypeError, "Flags(): expected a");
    }
  });
  test("with values that do not fit", () => {
    assertThrows(() => Enum(c_byte, { BIG: 256 }), RangeError, "cannot convert 256 to member BIG (c_byte) of Enum()");
    assertThrows(() => Enum(c_int, { HALF: 0.5 }), RangeError, "member HALF");
    assertThrows(() => Flags(c_int, { TEXT: "1" as never }), TypeError, "member TEXT (c_int) of Flags()");
  });
  test("with members that hide what the type has", () => {
    for (
      const name of ["size", "alignment", "name", "prototype", "length", "fromBuffer", "nameOf", "call", "constructor"]
    ) {
      assertThrows(() => Enum(c_int, { [name]: 1 }), TypeError, `a member cannot be called "${name}"`);
    }
  });
  test("with what are no members", () => {
    for (const members of [null, undefined, 5, "RED", ["RED"]]) {
      assertThrows(() => Enum(c_int, members as never), TypeError, "Enum(): expected an object of members");
    }
  });
});
