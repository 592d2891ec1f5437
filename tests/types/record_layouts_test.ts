import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { platform } from "node:process";
import { describe, test } from "node:test";
import {
  addressof,
  anonymous,
  ArrayOf,
  BigEndianStructure,
  BigEndianUnion,
  bits,
  byref,
  bytesAt,
  c_bool,
  c_char,
  c_char_p,
  c_double,
  c_float,
  c_int,
  c_longlong,
  c_short,
  c_ubyte,
  c_uint,
  c_ulonglong,
  c_ushort,
  CFunction,
  dlopen,
  LittleEndianStructure,
  LittleEndianUnion,
  Pointer,
  sizeof,
  Structure,
  Union,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";
import { Point } from "./everything.ts";

const hex = (value: unknown) => bytesAt(value as never).toHex();

class Packed extends Structure({
  a: c_char,
  b: c_int,
  c: c_double,
  d: ArrayOf(c_short, 3),
  e: c_longlong,
}, { pack: 1 }) {}
class Event extends Structure({
  kind: c_int,
  u: anonymous(Union({ key: c_int, at: Point, s: anonymous(Structure({ low: c_short, high: c_short })) })),
  last: c_int,
}) {}

class Flags extends Structure({
  mode: bits(c_uint, 3),
  on: bits(c_uint, 1),
  level: bits(c_int, 5),
  wide: bits(c_longlong, 40),
  rest: bits(c_ulonglong, 24),
  ok: bits(c_bool, 1),
}) {}

const { symbols: c } = dlopen(fixture("values"), {
  packed_size: CFunction([], c_int),
  packed_fill: CFunction([Pointer(Packed)]),
  packed_sum: CFunction([Pointer(Packed)], c_double),
  event_size: CFunction([], c_int),
  event_fill: CFunction([Pointer(Event)]),
  event_y: CFunction([Pointer(Event)], c_double),
  flags_size: CFunction([], c_int),
  flags_get: CFunction([Pointer(Flags), c_int], c_longlong),
  flags_set: CFunction([Pointer(Flags), c_int, c_longlong]),
});

describe("a packed structure", () => {
  test("is C's, and its misaligned arrays are live", () => {
    const packed = new Packed();
    assertEquals([sizeof(packed), Packed.alignment], [c.packed_size(), 1]);
    c.packed_fill(byref(packed));
    assertEquals([packed.a, packed.b, packed.c, [...packed.d], packed.e], [1, -2, 3.5, [4, -5, 6], -7000000000n]);
    const d = packed.d as unknown as { at(i: number): number; set(i: number, v: number): void; length: number };
    d.set(1, 100);
    assertEquals([[...packed.d], d.at(1), d.length], [[4, 100, 6], 100, 3]);
    packed.d = [1, 2, 3] as never;
    assertEquals([d.at(2), c.packed_sum(packed)], [3, 1 - 2 + 3.5 + 6 - 7e9]);
    assertThrows(() => d.at(3), RangeError);
  });
  test("misaligns arrays of the structures in it, too", () => {
    class Inner extends Structure({ numbers: ArrayOf(c_int, 2) }) {}
    class Outer extends Structure({ tag: c_char, inner: Inner }, { pack: 1 }) {}
    const outers = new (ArrayOf(Outer, 2))([{}, { inner: { numbers: [3, 4] } }]);
    assertEquals(Array.from(outers, ({ inner }) => [...inner.numbers]), [[0, 0], [3, 4]]);
    const { numbers } = ArrayOf(Outer, 2).fromBuffer(outers).at(0).inner;
    outers.at(0).inner.numbers = [1, 2] as never;
    assertEquals([...numbers], [1, 2]);
  });
  test("align raises the whole", () => {
    class Aligned extends Structure({ x: c_char }, { align: 32 }) {}
    assertEquals([Aligned.size, Aligned.alignment], [32, 32]);
    for (let i = 0; i < 50; i++) assertStrictEquals(addressof(new Aligned()) % 32n, 0n);
    const list = new (ArrayOf(Aligned, 3))();
    assertEquals([sizeof(list), addressof(list) % 32n], [96, 0n]);
  });
});

test("a large array as a field takes no longer than a small one", () => {
  class Large extends Structure({ bytes: ArrayOf(c_ubyte, 2 ** 30), last: c_int }) {}
  assertEquals([Large.size, Large.fields.last.offset], [2 ** 30 + 4, 2 ** 30]);
});

describe("anonymous members", () => {
  test("have their fields in the structure, where C has them", () => {
    assertStrictEquals(Event.size, c.event_size());
    const event = new Event();
    c.event_fill(event);
    assertEquals([event.kind, event.key, event.low, event.high, event.last], [1, 0x30002, 2, 3, 4]);
    event.at.y = 0.5;
    assertStrictEquals(c.event_y(event), 0.5);
    event.u.key = 7;
    assertStrictEquals(event.key, 7);
    assertEquals([Event.fields.u.offset, (Event.fields as unknown as Record<string, { offset: number }>).high.offset], [
      8,
      10,
    ]);
  });
  test("are initialised by their fields' names", () => {
    const event = new Event({ kind: 1, low: 2, high: 3 });
    assertStrictEquals(event.key, 0x30002);
    assertStrictEquals(new Event({ u: { key: 9 } }).low, 9);
  });
  test("may have the names of what they are in, which hides theirs", () => {
    const Deep = Structure({ x: c_double, i: c_int });
    const Inner = Structure({ x: c_short, y: c_short, u: anonymous(Deep) });
    class Outer extends Structure({ x: c_int, u: anonymous(Inner) }) {}
    const outer = new Outer({ x: 1, y: 2, i: 3 });
    assertEquals([outer.x, outer.y, outer.i, outer.u.x, outer.u.y, outer.u.u.x, outer.u.i], [1, 2, 3, 0, 2, 0, 3]);
    outer.u.x = 7;
    outer.u.u.x = 0.5;
    assertEquals([outer.x, outer.u.x, outer.u.u.x], [1, 7, 0.5]);
    assertEquals(Object.entries(Outer.fields).map(([name, { offset }]) => [name, offset]), [
      ["x", 0],
      ["u", 8],
      ["y", 10],
      ["i", 24],
    ]);
  });
  test("are hidden by what is nearer, also where that comes later", () => {
    const Inner = Structure({ x: c_short, y: c_short });
    class Outer extends Structure({ u: anonymous(Inner), x: c_double }) {}
    assertStrictEquals(Outer.fields.x.offset, 8);
    class Levels extends Structure({ a: anonymous(Structure({ b: anonymous(Inner) })), c: anonymous(Inner) }) {}
    assertStrictEquals((Levels.fields as unknown as typeof Inner.fields).x.offset, 4);
  });
  test("have no names in C, so two of one name do not clash", () => {
    const nested = (name: string) => Structure({ u: anonymous(Structure({ [name]: c_int })) });
    const Both = Structure({ a: anonymous(nested("x")), b: anonymous(nested("y")) });
    // deno-lint-ignore no-explicit-any
    const both = new Both({ x: 1, y: 2 } as any) as any;
    assertEquals([both.x, both.y, both.a.u.x, both.b.u.y], [1, 2, 1, 2]);
    class Field extends Structure({ a: anonymous(nested("x")), b: anonymous(Structure({ u: c_double })) }) {}
    assertStrictEquals((Field.fields as unknown as Record<string, { offset: number }>).u.offset, 8);
  });
  test("must not clash on one level", () => {
    const Inner = Structure({ x: c_int });
    assertThrows(
      () => Structure({ a: anonymous(Inner), b: anonymous(Inner) }),
      TypeError,
      'field "x" is defined twice',
    );
    for (const type of [c_int, Pointer(Inner), ArrayOf(Inner, 2)]) {
      assertThrows(() => anonymous(type as never), TypeError, "anonymous(): expected a structure or union");
    }
  });
});

describe("bit fields", () => {
  const names = ["mode", "on", "level", "wide", "rest", "ok"] as const;
  const values: Record<string, [unknown, unknown][]> = {
    mode: [[7, 7], [0, 0], [-1, 7], [-4, 4], [5, 5]],
    on: [[1, 1], [0, 0], [-1, 1]],
    level: [[15, 15], [-16, -16], [31, -1], [-1, -1], [0, 0]],
    wide: [[2n ** 39n - 1n, 2n ** 39n - 1n], [-(2n ** 39n), -(2n ** 39n)], [2 ** 40 - 1, -1n], [-5, -5n]],
    rest: [[2n ** 24n - 1n, 2n ** 24n - 1n], [-1, 2n ** 24n - 1n], [0, 0n]],
    ok: [[true, true], [false, false]],
  };
  test("read and write as C does, and leave their neighbours alone", () => {
    assertStrictEquals(Flags.size, c.flags_size());
    for (const background of [0, -1]) {
      for (const [which, name] of names.entries()) {
        for (const [given, read] of values[name]) {
          const flags = new Flags() as unknown as Flags & Record<string, unknown>;
          names.forEach((_, i) => c.flags_set(flags, i, background));
          flags[name] = given as never;
          assertStrictEquals<unknown>(flags[name], read, `${name} = ${given}`);
          assertStrictEquals(c.flags_get(flags, which), BigInt(read as number), `${name} = ${given}`);
          names.forEach((other, i) => {
            if (other !== name) assertStrictEquals(c.flags_get(flags, i), BigInt(flags[other] as number), other);
          });
          const theirs = new Flags();
          names.forEach((_, i) => c.flags_set(theirs, i, background));
          c.flags_set(theirs, which, BigInt(read as number));
          assertStrictEquals(hex(flags), hex(theirs), name);
        }
      }
    }
  });
  test("take what an integer of their width takes", () => {
    const flags = new Flags() as unknown as Record<string, unknown>;
    const bad: Record<string, unknown[]> = {
      mode: [8, -5, 0.5, NaN],
      on: [2, -2],
      level: [32, -17],
      wide: [2n ** 40n, -(2n ** 39n) - 1n, 0.5],
      rest: [2 ** 24],
    };
    for (const [name, all] of Object.entries(bad)) {
      for (const value of all) {
        assertThrows(() => flags[name] = value, RangeError, `to field ${name} (c_`);
      }
      for (const value of ["1", null, undefined, {}, true, []]) {
        assertThrows(() => flags[name] = value, TypeError, name);
      }
    }
    class Letters extends Structure({ c: bits(c_char, 7), few: bits(c_char, 3) }) {}
    const letters = new Letters({ c: "A" });
    assertThrows(() => letters.few = "A" as never, RangeError, 'cannot convert "A" to field few (c_char:3) of Letters');
    assertEquals([letters.c, letters.few], [65, 0]);
    for (const value of [0, 1, "true", null]) assertThrows(() => flags.ok = value, TypeError, "field ok (c_bool)");
    assertStrictEquals(hex(flags), "00".repeat(Flags.size));
  });
  test("are described", () => {
    const { offset, bitOffset, bitWidth, size } = Flags.fields.level;
    assertEquals([bitWidth, size], [5, 4]);
    assertStrictEquals(offset * 8 + bitOffset!, 4);
    assertStrictEquals(Flags.fields.mode.bitWidth, 3);
    assert(!("bitWidth" in Point.fields.x));
  });
  test("refuse other types and widths", () => {
    for (const type of [c_double, c_float, c_char_p, Point, Pointer(c_int), ArrayOf(c_int, 1)]) {
      assertThrows(() => bits(type, 1), TypeError, "bits(): expected an integer type");
    }
    for (const width of [0, -1, 33, 0.5, NaN, Infinity]) {
      assertThrows(() => bits(c_int, width), RangeError, "bits(): expected 1 to 32 bits of c_int");
    }
    assertThrows(() => bits(c_bool, 2), RangeError, "expected 1 to 1 bits of c_bool");
    assertThrows(() => bits(c_int, "3" as never), TypeError, "bits(): expected a number of bits");
    assertThrows(() => bits(Number as never, 3), TypeError, "bits(): expected a C type");
  });
});

describe("unions", () => {
  class U extends Union({ i: c_uint, f: c_float, b: ArrayOf(c_ubyte, 6), p: Point }) {}
  test("have all fields at the beginning, and the size of the largest", () => {
    assertEquals([U.size, U.alignment, ...Object.values(U.fields).map((field) => field.offset)], [16, 8, 0, 0, 0, 0]);
    const u = new U({ f: 1 });
    assertStrictEquals(u.i, 0x3f800000);
    u.b[3] = 0;
    assertStrictEquals(u.i, 0x800000);
    u.p = { y: 2 } as never;
    assertEquals([u.i, u.p.y], [0, 2]);
  });
});

// What GCC makes of the same definitions with scalar_storage_order("big-endian"), and by MSVC's rules for bit fields.
describe("the other byte order", () => {
  class Big extends BigEndianStructure({
    a: c_ubyte,
    b: c_ushort,
    c: c_int,
    d: c_double,
    e: c_longlong,
    f: c_float,
    g: ArrayOf(c_short, 3),
    m: bits(c_uint, 5),
    n: bits(c_uint, 11),
    o: bits(c_uint, 16),
  }) {}
  const gcc = "01000203fffffffe3ff8000000000000fffffffffffffffb3f0000000001fffe0003abe8fde80000";
  const msvc = "01000203fffffffe3ff8000000000000fffffffffffffffb3f0000000001fffe00030000abe8fde8";
  const expected = platform === "win32" ? msvc : gcc;
  const values = { a: 1, b: 0x0203, c: -2, d: 1.5, e: -5n, f: 0.5, g: [1, -2, 3], m: 21, n: 1000, o: 65000 };

  test("is written", () => {
    assertStrictEquals(hex(new Big(values as never)), expected);
  });
  test("is read", () => {
    const big = Big.fromBuffer(Uint8Array.fromHex(expected));
    assertEquals({ ...values, g: [...big.g] }, {
      ...Object.fromEntries(
        Object.keys(Big.fields).map((name) => [name, (big as unknown as Record<string, unknown>)[name]]),
      ),
      g: [1, -2, 3],
    } as never);
  });
  test("packed", () => {
    class P extends BigEndianStructure({ a: c_ubyte, b: c_uint, c: c_ulonglong }, { pack: 1 }) {}
    assertStrictEquals(hex(new P({ a: 1, b: 2, c: 3 })), "01000000020000000000000003");
  });
  test("of a union", () => {
    class U extends BigEndianUnion({ i: c_uint, s: c_ushort, b: ArrayOf(c_ubyte, 4) }) {}
    const u = new U({ i: 0x01020304 });
    assertEquals([u.s, hex(u), U.size], [0x102, "01020304", 4]);
  });
  test("little-endian is the machine's", () => {
    // Windows's compiler does not put a bit field beside a member of another size.
    class L extends LittleEndianStructure({ a: c_ushort, b: bits(c_ushort, 4) }) {}
    assertStrictEquals(hex(new L({ a: 1, b: 9 })), "01000900");
    assertStrictEquals(new (LittleEndianUnion({ a: c_uint, b: c_ushort }))({ a: 0x10002 }).b, 2);
  });
  test("values are checked as ever", () => {
    const big = new Big();
    assertThrows(() => big.b = 65536, RangeError, "field b (c_ushort) of Big");
    assertThrows(() => big.c = "x" as never, TypeError, "field c (c_int) of Big");
  });
  test("is not for addresses", () => {
    for (const type of [Pointer(c_int), c_char_p, CFunction([])]) {
      assertThrows(() => BigEndianStructure({ p: type }), TypeError, "has no other byte order");
    }
  });
});
