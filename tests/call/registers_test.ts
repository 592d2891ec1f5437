import { assertEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { c_double, c_float, c_int, c_ubyte, CFunction, dlopen, Pointer, Structure } from "../../mod.ts";
import { fixture } from "../native/mod.ts";

class Point extends Structure({ x: c_double, y: c_double }) {}
class Spot extends Structure({ x: c_float, y: c_float }) {}
class Color extends Structure({ r: c_ubyte, g: c_ubyte, b: c_ubyte, a: c_ubyte }) {}
class Solid extends Structure({ x: c_float, y: c_float, z: c_float }) {}

const open = () =>
  dlopen(fixture("dynamic"), {
    paint: CFunction([Pointer(c_ubyte), Spot, c_float, Color, Point, Solid, c_int], c_int),
    add_many: CFunction([Point, Point, Point, Point, Point], c_double),
  });
const { symbols: c } = open();

/** A structure on bytes of its own. */
function made<T>(type: { fromBufferCopy(bytes: Uint8Array): T; size: number }, byte: (i: number) => number): T {
  return type.fromBufferCopy(Uint8Array.from({ length: type.size }, (_, i) => byte(i)));
}

describe("small structures by value", () => {
  const to = new Uint8Array(40);
  const paint = (byte: (i: number) => number, radius = 0.25, last = 3) => {
    const [spot, color, point, solid] = [made(Spot, byte), made(Color, byte), made(Point, byte), made(Solid, byte)];
    assertEquals(c.paint(to, spot, radius, color, point, solid, last), radius * 100 + last);
    const wanted = [8, 4, 16, 12].flatMap((size) => Array.from({ length: size }, (_, i) => byte(i) & 255));
    assertEquals([...to], wanted);
  };
  test("arrive bit by bit beside other arguments", () => {
    for (let i = 0; i < 2000; i++) paint((at) => at * 7 + i & 63, i / 4, i - 1000);
  });
  test("keep the bits of what is not a number", () => {
    for (const high of [0x7f, 0xff]) {
      for (const mantissa of [0xf0, 0xf8, 0xff, 0x80]) {
        for (let i = 0; i < 300; i++) paint((at) => [i, at, mantissa, high][at & 3]);
        for (let i = 0; i < 300; i++) paint((at) => [1, i, 2, 3, 4, 5, mantissa, high][at & 7]);
      }
    }
  });
  test("arrive where there are more than registers", () => {
    const points = Array.from({ length: 5 }, (_, i) => new Point({ x: i + 1, y: (i + 1) * 100 }));
    for (let i = 0; i < 100; i++) {
      assertEquals(c.add_many(points[0], points[1], points[2], points[3], points[4]), 15 + 15000);
    }
  });
  test("can be plain objects", () => {
    const at = (x: number) => ({ x, y: 0 });
    assertEquals(c.add_many(at(1), at(2), at(3), at(4), at(5)), 15);
    assertThrows(() => c.add_many(at(1), at(2), at(3), at(4), 5 as never), TypeError);
  });
  test("cannot be passed once the library is closed", () => {
    const lib = open();
    const point = new Point();
    assertEquals(lib.symbols.add_many(point, point, point, point, point), 0);
    lib.close();
    assertThrows(() => lib.symbols.add_many(point, point, point, point, point), Error, "closed");
  });
});
