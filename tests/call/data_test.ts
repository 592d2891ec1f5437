import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { test } from "node:test";
import {
  addressof,
  ArrayOf,
  byref,
  c_bool,
  c_char,
  c_char_p,
  c_double,
  c_int,
  c_longlong,
  c_void,
  c_void_p,
  CFunction,
  dlopen,
  Pointer,
  pointer,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";
import { Point } from "../types/everything.ts";

const Binary = CFunction([c_int, c_int], c_int);
const open = () =>
  dlopen(fixture("basic"), {
    data_int: c_int,
    data_longlong: c_longlong,
    data_double: c_double,
    data_bool: c_bool,
    data_char: c_char,
    data_constant: c_int,
    data_array: ArrayOf(c_int, 4),
    data_buffer: ArrayOf(c_char, 16),
    data_text: c_char_p,
    data_texts: ArrayOf(c_char_p, 3),
    data_pointer: Pointer(c_int),
    data_null: c_void_p,
    data_point: Point,
    data_point_pointer: Pointer(Point),
    data_int_now: CFunction([], c_int),
    data_text_now: CFunction([], c_char_p),
    data_point_sum: CFunction([], c_double),
    data_function_now: CFunction([c_int, c_int], c_int),
  });

test("variables are read and written where C has them", () => {
  using library = open();
  const s = library.symbols;
  assertEquals([s.data_longlong.value, s.data_double.value, s.data_bool.value], [-5000000000n, 2.5, true]);
  assertEquals([s.data_char.value, s.data_constant.value, s.data_null.value], [99, 7, null]);
  assertEquals([[...s.data_array], s.data_buffer.value], [[10, 20, 30, 40], "buffer"]);
  assertEquals([...s.data_texts], ["one", "two", null]);
  assertEquals([s.data_pointer.at(0), s.data_pointer.at(-1), s.data_pointer.address], [
    20,
    10,
    addressof(s.data_array) + 4n,
  ]);

  s.data_int.value = 43;
  assertEquals([s.data_int_now(), s.data_int.value], [43, 43]);
  s.data_int.value = 42;
  s.data_text.value = "näu";
  assertStrictEquals(s.data_text_now(), "näu");
  s.data_text.value = "text";
  s.data_array[0] = 11;
  assertStrictEquals(s.data_pointer.at(-1), 11);
  s.data_array[0] = 10;
});

test("structures and pointers to them", () => {
  using library = open();
  const s = library.symbols;
  assertEquals([s.data_point.x, s.data_point.y, s.data_point_sum()], [3, 4.5, 7.5]);
  s.data_point.x = 10;
  assertEquals([s.data_point_sum(), s.data_point_pointer.contents.x], [14.5, 10]);
  s.data_point.x = 3;
  const own = new Point({ x: 1, y: 1 });
  const before = s.data_point_pointer.contents;
  s.data_point_pointer.contents = own;
  assertStrictEquals(s.data_point_sum(), 2);
  s.data_point_pointer.contents = before;
  assertStrictEquals(s.data_point_sum(), 7.5);
});

test("variables have an address, and can be passed", () => {
  using library = dlopen(fixture("basic"), {
    data_int: c_int,
    read_int: CFunction([Pointer(c_int)], c_int),
    write_int: CFunction([Pointer(c_int), c_int]),
  });
  const { data_int, read_int, write_int } = library.symbols;
  assertEquals([read_int(byref(data_int)), read_int(data_int), pointer(data_int).at(0)], [42, 42, 42]);
  write_int(data_int, 5);
  assertStrictEquals(data_int.value, 5);
  data_int.value = 42;
});

test("a pointer to a function is a variable of a pointer's type", () => {
  using library = dlopen(fixture("basic"), {
    data_function: c_void_p,
    data_function_now: Binary,
    binary_named: CFunction([c_char], c_void_p),
  });
  const { data_function, data_function_now, binary_named } = library.symbols;
  const add = data_function.value;
  assertStrictEquals(data_function_now(5, 3), 8);
  data_function.value = binary_named("-");
  assertStrictEquals(data_function_now(5, 3), 2);
  const mine = new Binary((a, b) => a * b);
  data_function.value = mine;
  assertStrictEquals(data_function_now(5, 3), 15);
  data_function.value = add;
  mine.close();
});

test("after close() reading is an Error, also through instances from before", () => {
  const library = open();
  const { data_int, data_array, data_point, data_text } = library.symbols;
  library.close();
  for (const name of ["data_int", "data_array", "data_point"] as const) {
    assertThrows(() => library.symbols[name], Error, `${name}: the library`);
  }
  assertThrows(() => data_int.value);
  assertThrows(() => data_int.value = 1);
  assertThrows(() => data_point.x);
  assertThrows(() => data_text.value);
  assertEquals([data_array[0], data_array.length], [undefined, 0] as never);
});

test("what is no variable is refused", () => {
  const path = fixture("basic");
  assertThrows(
    () => dlopen(path, { data_int: c_void }),
    TypeError,
    'symbol "data_int": c_void is no type of a variable',
  );
  for (const type of [Number, "c_int", null, undefined, {}, 5]) {
    assertThrows(
      () => dlopen(path, { data_int: type as never }),
      TypeError,
      'dlopen() symbol "data_int": expected a C type',
    );
  }
  assertThrows(() => dlopen(path, { data_missing: c_int }), Error, 'has no symbol "data_missing"');
});

test("an array of unknown length can be one of none", () => {
  using library = dlopen(fixture("basic"), { data_array: ArrayOf(c_int, 0) });
  assertEquals([...library.symbols.data_array], []);
});
