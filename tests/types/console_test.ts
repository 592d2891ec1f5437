import { assertEquals, assertStrictEquals } from "@std/assert";
import { test } from "node:test";
import { runSource } from "../child.ts";

/** Prints a few instances by console.log, one per line. */
const program = `
import { ArrayOf, bits, c_char_p, c_double, c_int, c_long, c_uint, c_void_p, CFunction, Pointer, Structure, Union,
  createStringBuffer } from "./mod.ts";
class Point extends Structure({ x: c_int, y: c_double }) {}
class Line extends Structure({ from: Point, to: Point, label: c_char_p, next: Pointer(Point), any: c_void_p }) {}
class Flags extends Structure({ mode: bits(c_uint, 3), on: bits(c_uint, 1) }) {}
class Either extends Union({ i: c_int, u: c_uint }) {}
console.log(new Point({ x: 3, y: 4.5 }));
console.log(new Line({ to: { x: 1 }, label: "from here" }));
console.log(new Flags({ mode: 5, on: 1 }));
console.log(new Either({ i: -1 }));
console.log(new c_int(5));
console.log(new c_long(5));
console.log(new c_char_p("text"), new c_void_p());
console.log(new (ArrayOf(c_long, 3))([1, 2]));
console.log(new (ArrayOf(Point, 1))([{ x: 1 }]));
console.log(new (Pointer(Point))());
console.log([[new Point()], { p: new Point() }]);
console.log(String(new (Pointer(Point))(new Point())).length > 0);
`;

test("console.log shows what instances hold", () => {
  const { code, stdout, stderr } = runSource(program);
  assertStrictEquals(code, 0, stderr);
  // Runtimes break lines and quote strings in their own ways.
  const lines = stdout.trim().replaceAll("'", '"');
  assertEquals(lines.split("\n").slice(0, 10), [
    "Point { x: 3, y: 4.5 }",
    'Line { from: Point { x: 0, y: 0 }, to: Point { x: 1, y: 0 }, label: "from here", next: null, any: null }',
    "Flags { mode: 5, on: 1 }",
    "Either { i: -1, u: 4294967295 }",
    "c_int(5)",
    "c_long(5n)",
    'c_char_p("text") c_void_p(null)',
    "[ 1n, 2n, 0n ]",
    "[ Point { x: 1, y: 0 } ]",
    "Pointer(Point)(NULL)",
  ]);
  const rest = lines.split("\n").slice(10).join("").replaceAll(/[\s,]+/g, "");
  assertStrictEquals(rest, "[[Point{x:0y:0}]{p:Point{x:0y:0}}]true");
});
