import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import {
  addressof,
  ArrayOf,
  byref,
  c_char_p,
  c_double,
  c_int,
  c_ubyte,
  c_uint,
  c_ushort,
  c_void,
  c_void_p,
  c_wchar_p,
  cast,
  CFunction,
  createStringBuffer,
  createUnicodeBuffer,
  dlopen,
  Pointer,
  pointer,
  Structure,
  Union,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";

class Point extends Structure({ x: c_int, y: c_int }) {}

describe("to a pointer", () => {
  test("from an instance, an array, a structure: other types on the same memory", () => {
    const x = new c_uint(0x01020304);
    const bytes = cast(x, Pointer(c_ubyte));
    assert(bytes instanceof Pointer(c_ubyte));
    assertEquals([0, 1, 2, 3].map((i) => bytes.at(i)), [4, 3, 2, 1]);
    bytes.set(3, 0xff);
    assertStrictEquals(x.value, 0xff020304);
    assertThrows(() => bytes.at(4), RangeError);
    assertStrictEquals(cast(new Point({ x: 1, y: 2 }), Pointer(c_int)).at(1), 2);
    assertStrictEquals(cast(new (ArrayOf(c_int, 2))([3, 4]), Pointer(Point)).at(0).y, 4);
    assertStrictEquals(cast(new Uint16Array([1, 2]), Pointer(c_ushort)).at(1), 2);
    assertStrictEquals(cast(new Uint8Array([1, 2, 3, 4]).buffer, Pointer(c_uint)).at(0), 0x04030201);
    assertStrictEquals(cast(new DataView(new Uint8Array([0, 0, 1, 0]).buffer, 2), Pointer(c_ushort)).at(0), 1);
  });
  test("from a pointer: the address that it holds", () => {
    const x = new c_int(-1);
    const p = pointer(x);
    assertEquals([cast(p, Pointer(c_uint)).at(0), cast(p, Pointer(c_uint)).address], [2 ** 32 - 1, addressof(x)]);
    assertStrictEquals(cast(cast(p, c_void_p), Pointer(c_int)).at(0), -1);
    assertStrictEquals(cast(byref(new (ArrayOf(c_int, 2))([1, 2]), 4), Pointer(c_int)).at(0), 2);
    assertStrictEquals(cast(p, Pointer(c_void)).address, addressof(x));
  });
  test("from text", () => {
    assertStrictEquals(cast(new c_char_p("AB"), Pointer(c_ubyte)).at(1), 66);
    assertStrictEquals(cast(createStringBuffer("AB"), Pointer(c_ubyte)).at(0), 65);
  });
  test("from a NULL pointer is a NULL instance, from null is null", () => {
    const made = cast(new (Pointer(c_int))(), Pointer(c_double));
    assertStrictEquals(made.address, 0n);
    assertThrows(() => made.at(0), Error, "Cannot dereference NULL");
    assertStrictEquals(cast(null, Pointer(c_int)), null);
    assertStrictEquals(cast(0n, Pointer(c_int)), null);
  });
  test("from an address", () => {
    const x = new c_int(7);
    assertStrictEquals(cast(addressof(x), Pointer(c_int))!.at(0), 7);
    assertStrictEquals(cast(-1n, Pointer(c_int))!.address, 2n ** 64n - 1n);
    for (const address of [2n ** 64n, -(2n ** 63n) - 1n]) {
      assertThrows(() => cast(address, c_void_p), RangeError, "expected an address of 64 bits");
    }
  });
});

describe("to text and addresses", () => {
  test("c_char_p", () => {
    assertStrictEquals(cast(createStringBuffer("text"), c_char_p).value, "text");
    assertStrictEquals(cast(new Uint8Array([104, 105, 0]), c_char_p).value, "hi");
    assertStrictEquals(cast(pointer(createStringBuffer("text")), c_char_p).value, "text");
    assertStrictEquals(cast(byref(createStringBuffer("text"), 1), c_char_p).value, "ext");
    assertStrictEquals(cast(new Uint32Array([0x00434241]), c_char_p).value, "ABC");
    assertStrictEquals(cast(new (Pointer(c_ubyte))(), c_char_p).value, null);
    assert(cast(createStringBuffer("text"), c_char_p) instanceof c_char_p);
  });
  test("c_wchar_p", () => {
    assertStrictEquals(cast(createUnicodeBuffer("grüß 🌍"), c_wchar_p).value, "grüß 🌍");
  });
  test("c_void_p", () => {
    const x = new c_int();
    assertStrictEquals(cast(x, c_void_p).value, addressof(x));
    assertStrictEquals(cast(pointer(x), c_void_p).value, addressof(x));
    assertStrictEquals(cast(5n, c_void_p)!.value, 5n);
  });
});

describe("to and from functions", () => {
  const library = dlopen(fixture("basic"), {
    binary_named: CFunction([c_int], c_void_p),
    call_binary: CFunction([CFunction([c_int, c_int], c_int), c_int, c_int], c_int),
    same_int: CFunction([c_int], c_int),
  });
  const { binary_named, call_binary, same_int } = library.symbols;
  const Binary = CFunction([c_int, c_int], c_int);

  test("an address becomes callable", () => {
    const add = cast(binary_named(43), Binary);
    assertStrictEquals(add!(20, 22), 42);
    assertStrictEquals(cast(new c_void_p(binary_named(45)), Binary)(20, 22), -2);
    assertStrictEquals(cast(binary_named(0), Binary), null);
    assertStrictEquals(call_binary(add, 1, 2), 3);
  });
  test("a function's address, and back", () => {
    const cell = cast(same_int, c_void_p);
    assert(cell.value! > 0n);
    assertStrictEquals(cast(cell, CFunction([c_int], c_int))(-5), -5);
    const callback = new Binary((a, b) => a * b);
    const again = cast(cast(callback, c_void_p), Binary);
    assertStrictEquals(again(6, 7), 42);
    callback.close();
  });
});

describe("refuses", () => {
  test("what is no pointer type", () => {
    class U extends Union({ a: c_int }) {}
    const types = [c_int, Point, U, ArrayOf(c_int, 2), c_void];
    for (const type of types) {
      assertThrows(() => cast(new c_int(), type), TypeError, "cast(): expected a pointer, string or function type");
    }
    for (const type of [Number, null, undefined, {}, "c_int", 5]) {
      assertThrows(() => cast(new c_int(), type as never), TypeError, "cast(): expected a C type");
    }
  });
  test("what has no address", () => {
    for (const object of [5, "text", true, undefined, {}, [], Symbol("s"), () => 1, Point, c_int]) {
      assertThrows(() => cast(object as never, c_void_p), TypeError, "has no address");
    }
  });
  test("buffers that move", () => {
    assertThrows(() => cast(new ArrayBuffer(8, { maxByteLength: 16 }), c_void_p), TypeError, "resizable");
    assertThrows(() => cast(new SharedArrayBuffer(8) as never, c_void_p), TypeError, "SharedArrayBuffer");
    const gone = new Uint8Array(8);
    gone.buffer.transfer();
    assertThrows(() => cast(gone, c_void_p), TypeError, "detached");
  });
});
