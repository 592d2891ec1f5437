import {
  ArrayOf,
  c_bool,
  c_byte,
  c_char_p,
  c_double,
  c_float,
  c_int,
  c_short,
  c_ubyte,
  c_void_p,
  c_wchar_p,
  CFunction,
  Pointer,
  Structure,
  Union,
} from "../../mod.ts";

// The structures of tests/native/values.c.

export class Point extends Structure({ x: c_int, y: c_double }) {
  total(): number {
    return this.x + this.y;
  }
}

export class Num extends Union({ i: c_int, f: c_float, b: ArrayOf(c_ubyte, 4) }) {}

export class Everything extends Structure({
  tag: c_byte,
  point: Point,
  few: ArrayOf(c_short, 3),
  points: ArrayOf(Point, 2),
  number: Num,
  yes: c_bool,
  text: c_char_p,
  wide: c_wchar_p,
  numbers: Pointer(c_int),
  behind: Pointer(Point),
  function: CFunction([c_int], c_int),
  any: c_void_p,
  names: ArrayOf(c_char_p, 3),
}) {}

export class Node extends Structure({
  value: c_int,
  get next() {
    return Pointer(Node);
  },
}) {}
