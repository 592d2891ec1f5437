import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import {
  addressof,
  ArrayOf,
  byref,
  bytesAt,
  c_char_p,
  c_int,
  c_size_t,
  c_ubyte,
  c_uint,
  c_void_p,
  c_wchar,
  CFunction,
  createStringBuffer,
  createUnicodeBuffer,
  dlopen,
  memmove,
  memoryAt,
  memset,
  Pointer,
  pointer,
  stringAt,
  Structure,
  wstringAt,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";

class Point extends Structure({ x: c_int, y: c_int }) {}

const { symbols: c } = dlopen(fixture("basic"), {
  new_memory: CFunction([c_size_t], c_void_p),
  free_memory: CFunction([c_void_p]),
  fill: CFunction([c_void_p, c_int, c_size_t]),
  sum_bytes: CFunction([c_void_p, c_size_t], c_uint),
  text_greeting: CFunction([], c_void_p),
  wide_greeting: CFunction([], c_void_p),
});

/** Memory that C owns. */
function withMemory(size: number, use: (address: bigint) => void): void {
  const address = c.new_memory(size)!;
  try {
    use(address);
  } finally {
    c.free_memory(address);
  }
}

describe("memmove", () => {
  test("copies between instances, buffers, pointers and addresses", () => {
    withMemory(16, (address) => {
      assertStrictEquals(memmove(address, new Uint8Array([1, 2, 3, 4]), 4), address);
      assertStrictEquals(c.sum_bytes(address, 16), 10);
      const x = new c_uint();
      memmove(x, address, 4);
      assertStrictEquals(x.value, 0x04030201);
      memmove(byref(x, 2), new Uint8Array([9]), 1);
      assertStrictEquals(x.value, 0x04090201);
      const p = pointer(new c_uint());
      memmove(p, x, 4);
      assertStrictEquals(p.at(0), x.value);
    });
  });
  test("copies what overlaps in either direction", () => {
    const bytes = new (ArrayOf(c_ubyte, 8))([1, 2, 3, 4, 5, 6, 7, 8]);
    memmove(byref(bytes, 2), bytes, 6);
    assertEquals([...bytes], [1, 2, 1, 2, 3, 4, 5, 6]);
    memmove(bytes, byref(bytes, 2), 6);
    assertEquals([...bytes], [1, 2, 3, 4, 5, 6, 5, 6]);
    withMemory(8, (address) => {
      memmove(address, new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]), 8);
      memmove(address + 2n, address, 6);
      assertEquals([...bytesAt(address, 8)], [1, 2, 1, 2, 3, 4, 5, 6]);
    });
  });
  test("of nothing does nothing, anywhere", () => {
    assertStrictEquals(memmove(new Uint8Array(), new Uint8Array(), 0), memmove(new Uint8Array(), 5n, 0));
  });
  test("keeps within objects of known size", () => {
    const x = new c_int();
    assertThrows(() => memmove(x, new Uint8Array(8), 8), RangeError, "Cannot access 8 bytes");
    assertThrows(() => memmove(new Uint8Array(8), x, 8), RangeError, "Cannot access 8 bytes");
    assertThrows(() => memmove(byref(x, 1), new Uint8Array(8), 4), RangeError);
    assertThrows(() => memmove(pointer(x), new Uint8Array(8), 5), RangeError);
  });
});

test("memset fills", () => {
  const bytes = new (ArrayOf(c_ubyte, 4))();
  assertStrictEquals(memset(bytes, -1, 2), addressof(bytes));
  assertEquals([...bytes], [255, 255, 0, 0]);
  withMemory(8, (address) => {
    memset(address + 1n, 7, 3);
    assertStrictEquals(c.sum_bytes(address, 8), 21);
  });
  for (const value of [256, -129, 0.5, NaN]) assertThrows(() => memset(bytes, value, 1), RangeError, "expected a byte");
  for (const value of ["a", null, undefined, 1n]) {
    assertThrows(() => memset(bytes, value as never, 1), TypeError, "expected a byte");
  }
  assertThrows(() => memset(bytes, 0, 5), RangeError);
});

describe("text at a place", () => {
  test("up to NUL, or so many bytes", () => {
    assertStrictEquals(stringAt(c.text_greeting()!), "héllo, 🌍");
    assertStrictEquals(stringAt(c.text_greeting()!, 6), "héllo");
    assertStrictEquals(wstringAt(c.wide_greeting()!), "héllo, 🌍");
    assertStrictEquals(wstringAt(c.wide_greeting()!, 5), "héllo");
    assertStrictEquals(stringAt(createStringBuffer("a\u{1f30d}b")), "a🌍b");
    assertStrictEquals(stringAt(new Uint8Array([65, 0, 66]), 3), "A\0B");
    assertStrictEquals(stringAt(new Uint8Array([65, 0, 66])), "A");
    assertStrictEquals(stringAt(new c_char_p("held")), "held");
    assertStrictEquals(stringAt(new Uint8Array([65, 66])), "AB");
    assertStrictEquals(stringAt(new Uint8Array([0x61, 0xff, 0])), "a\ufffd");
    assertStrictEquals(wstringAt(createUnicodeBuffer("wide 🌍")), "wide 🌍");
    assertStrictEquals(wstringAt(byref(createUnicodeBuffer("wide"), c_wchar.size)), "ide");
    assertStrictEquals(stringAt(c.text_greeting()!, 0), "");
  });
  test("long text of C's", () => {
    withMemory(100_001, (address) => {
      memset(address, 120, 100_000);
      assertStrictEquals(stringAt(address), "x".repeat(100_000));
    });
  });
});

describe("bytes at a place", () => {
  test("bytesAt copies, memoryAt shares", () => {
    const x = new c_uint(0x04030201);
    const copy = bytesAt(x), shared = memoryAt(x);
    assertEquals([...copy], [1, 2, 3, 4]);
    shared[3] = 0;
    copy[0] = 9;
    assertStrictEquals(x.value, 0x030201);
    assertEquals([shared.length, bytesAt(x, 2).length, [...bytesAt(byref(x, 1), 2)]], [4, 2, [2, 3]]);
    assertEquals([...bytesAt(new Point({ x: 1, y: 2 }))], [1, 0, 0, 0, 2, 0, 0, 0]);
  });
  test("of C's memory", () => {
    withMemory(8, (address) => {
      const shared = memoryAt(address, 8);
      c.fill(address, 3, 4);
      assertEquals([...shared], [3, 3, 3, 3, 0, 0, 0, 0]);
      shared[7] = 100;
      assertStrictEquals(c.sum_bytes(address, 8), 112);
    });
  });
  test("a size is needed where none is known", () => {
    for (const place of [5n, null, new c_void_p(4096n), new (Pointer(c_int))()]) {
      assertThrows(() => memoryAt(place as never), TypeError, "memoryAt(): expected a size");
    }
  });
});

describe("all of them refuse", () => {
  const uses: [string, (place: never, size: never) => unknown][] = [
    ["memmove", (place, size) => memmove(place, new Uint8Array(64), size)],
    ["memmove", (place, size) => memmove(new Uint8Array(64), place, size)],
    ["memset", (place, size) => memset(place, 0, size)],
    ["stringAt", (place, size) => stringAt(place, size)],
    ["wstringAt", (place, size) => wstringAt(place, size)],
    ["bytesAt", (place, size) => bytesAt(place, size)],
    ["memoryAt", (place, size) => memoryAt(place, size)],
  ];
  for (const [i, [name, use]] of uses.entries()) {
    test(`${name} (${i})`, () => {
      for (const null_ of [null, 0n, new c_void_p(), new (Pointer(c_int))(), new c_char_p()]) {
        assertThrows(() => use(null_ as never, 4 as never), Error, `Cannot dereference NULL in ${name}()`);
      }
      for (const place of [5, "text", true, undefined, {}, [], () => 1]) {
        assertThrows(() => use(place as never, 4 as never), TypeError, `${name}(): expected an address`);
      }
      for (const size of [-1, 0.5, NaN, Infinity, 2 ** 53]) {
        assertThrows(() => use(new Uint8Array(8) as never, size as never), RangeError, `${name}(): expected a size`);
      }
      for (const size of ["4", null, {}, true]) {
        if (size === null && name.endsWith("At")) continue;
        assertThrows(() => use(new Uint8Array(8) as never, size as never), TypeError, `${name}(): expected a size`);
      }
      assertThrows(() => use(new Uint8Array(8) as never, 9 as never), RangeError, "Cannot access");
      assertThrows(() => use(2n ** 63n as never, 4 as never), RangeError, "it is no address");
      assertThrows(() => use(-1n as never, 4 as never), RangeError, "it is no address");
    });
  }
});

test("text without a size of NULL is an Error too", () => {
  for (const read of [stringAt, wstringAt]) {
    assertThrows(() => read(null), Error, "Cannot dereference NULL");
    assertThrows(() => read(0n), Error, "Cannot dereference NULL");
  }
  assert(memoryAt(new Uint8Array(3)).length === 3);
});
