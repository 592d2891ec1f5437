import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import * as ctypes from "../../mod.ts";
import {
  addressof,
  alignment,
  ArrayOf,
  c_char_p,
  c_int,
  c_long,
  c_longdouble,
  c_short,
  c_ubyte,
  c_void,
  CFunction,
  dlopen,
  Pointer,
  pointer,
  resize,
  sizeof,
  Structure,
  Union,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";

const scalars = "c_bool c_char c_wchar c_byte c_ubyte c_short c_ushort c_int c_uint c_long c_ulong c_longlong " +
  "c_ulonglong c_size_t c_ssize_t c_time_t c_float c_double c_char_p c_wchar_p c_void_p";

describe("size and alignment are C's", () => {
  for (const name of scalars.split(" ")) {
    test(name, () => {
      const type = (ctypes as unknown as Record<string, typeof c_int>)[name];
      using c = dlopen(fixture("values"), { layout: CFunction([], c_int, { name: `layout_${name}` }) });
      const layout = c.symbols.layout();
      assertStrictEquals(type.size * 100 + type.alignment, layout);
      assertStrictEquals(sizeof(type) * 100 + alignment(type), layout);
      assertStrictEquals(sizeof(new type()) * 100 + alignment(new type()), layout);
      assertStrictEquals(Number(addressof(new type())) % type.alignment, 0);
    });
  }
  test("c_longdouble", () => {
    using c = dlopen(fixture("values"), {
      longdouble_size: CFunction([], c_int),
      longdouble_alignment: CFunction([], c_int),
    });
    assertEquals([c_longdouble.size, c_longdouble.alignment], [
      c.symbols.longdouble_size(),
      c.symbols.longdouble_alignment(),
    ]);
    for (let i = 0; i < 100; i++) {
      assertStrictEquals(addressof(new c_longdouble()) % BigInt(c_longdouble.alignment), 0n);
    }
  });
});

test("sizeof and alignment refuse what is no C type", () => {
  for (const value of [5, "c_int", null, undefined, {}, [], new Uint8Array(4), new ArrayBuffer(4), Number, class {}]) {
    assertThrows(() => sizeof(value as never), TypeError, "sizeof(): expected a C type or an instance of one");
    assertThrows(() => alignment(value as never), TypeError, "alignment(): expected a C type or an instance of one");
  }
  assertStrictEquals(sizeof(c_void), 0);
});

test("addressof is the object's own memory, and stays the same", () => {
  const x = new c_int(0x01020304);
  assertStrictEquals(c_int.fromAddress(addressof(x)).value, 0x01020304);
  const many = Array.from({ length: 1000 }, () => new c_int());
  assertStrictEquals(new Set(many.map(addressof)).size, 1000);
  const array = new (ArrayOf(c_int, 3))();
  assertStrictEquals(addressof(array.subarray(1)), addressof(array) + 4n);
  const p = pointer(x);
  assert(addressof(p) !== addressof(x));
  for (const value of [5, "x", null, undefined, {}, c_int, 5n]) {
    assertThrows(() => addressof(value as never), TypeError, "addressof(): expected an instance");
  }
});

describe("resize", () => {
  class Header extends Structure({ count: c_int, first: c_short }) {}

  test("keeps the bytes, and gives zeros behind them", () => {
    const header = new Header({ count: 2, first: 7 });
    resize(header, 64);
    assertEquals([sizeof(header), header.count, header.first, sizeof(Header)], [64, 2, 7, 8]);
    const items = ArrayOf(c_short, 28).fromBuffer(header, 8);
    assert(items.every((item) => item === 0));
    items[27] = 5;
    resize(header, 100);
    assertEquals([ArrayOf(c_short, 28).fromBuffer(header, 8)[27], header.count], [5, 2]);
    resize(header, 8);
    assertStrictEquals(sizeof(header), 8);
  });
  test("pointers and views made before keep the old memory", () => {
    const header = new Header({ count: 1 });
    const p = pointer(header);
    resize(header, 32);
    header.count = 2;
    assertEquals([p.contents.count, pointer(header).contents.count], [1, 2]);
  });
  test("keeps what pointers in it refer to", () => {
    class Texts extends Structure({ text: c_char_p }) {}
    const texts = new Texts({ text: "kept" });
    resize(texts, 64);
    assertStrictEquals(texts.text, "kept");
  });
  test("works for scalars, pointers, unions and arrays that are no typed arrays", () => {
    class U extends Union({ a: c_int }) {}
    for (const object of [new c_int(1), pointer(new c_int()), new U(), new (ArrayOf(c_long, 2))()]) {
      resize(object as never, 256);
      assertStrictEquals(sizeof(object), 256);
    }
  });
  test("refuses less than the type, and other objects", () => {
    const header = new Header();
    for (const size of [7, 0, -1, 8.5, NaN, Infinity, 2 ** 53]) {
      assertThrows(() => resize(header, size), RangeError, "resize(): expected a size of at least 8 (Header)");
    }
    for (const size of ["8", null, undefined, 8n]) {
      assertThrows(() => resize(header, size as never), TypeError, "resize(): expected a size");
    }
    for (const object of [new (ArrayOf(c_int, 2))(), new Uint8Array(4), {}, null, 5, Header]) {
      assertThrows(() => resize(object as never, 64), TypeError, "resize(): expected an instance");
    }
    assertStrictEquals(sizeof(header), 8);
  });
});

test("fromBuffer, fromBufferCopy and fromAddress check where the instance would be", () => {
  const bytes = new Uint8Array(16);
  for (const from of [c_int.fromBuffer.bind(c_int), c_int.fromBufferCopy.bind(c_int)]) {
    for (const offset of [13, 16, -1, 0.5, NaN, 2 ** 40]) {
      assertThrows(() => from(bytes, offset), RangeError, "do not fit in 16 bytes");
    }
    for (const offset of ["0", null, 0n, {}]) {
      assertThrows(() => from(bytes, offset as never), TypeError, "expected an offset");
    }
    for (const buffer of [5, "x", null, {}, [1, 2, 3, 4], c_int]) {
      assertThrows(() => from(buffer as never), TypeError, "expected a buffer");
    }
    assertThrows(() => from(new ArrayBuffer(4, { maxByteLength: 8 })), TypeError, "resizable");
    assertThrows(() => from(new SharedArrayBuffer(4) as never), TypeError, "SharedArrayBuffer");
  }
  assertThrows(() => c_int.fromBuffer(bytes, 2), RangeError, "offset 2 is not aligned to 4 bytes");
  assertStrictEquals(c_int.fromBufferCopy(bytes, 2).value, 0);
  for (const address of [0n, -1n, 2n ** 53n, 2n ** 64n]) {
    assertThrows(() => c_int.fromAddress(address), RangeError, "is no address");
  }
  for (const address of [0, 4096, "1", null, undefined]) {
    assertThrows(() => c_int.fromAddress(address as never), TypeError, "expected a bigint");
  }
  assertStrictEquals(c_ubyte.fromBuffer(new Uint8Array([7])).value, 7);
  assertStrictEquals(Pointer(c_int).fromBuffer(new Uint8Array(8)).address, 0n);
});
