/** Alignment is of addresses, not of offsets in a buffer. */
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import {
  addressof,
  alignment,
  ArrayOf,
  byref,
  c_char,
  c_char_p,
  c_double,
  c_float,
  c_int,
  c_int64,
  c_longdouble,
  c_void_p,
  CFunction,
  dlopen,
  memoryAt,
  Pointer,
  pointer,
  resize,
  sizeof,
  Structure,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";

class Wide extends Structure({ v: ArrayOf(c_float, 8) }, { align: 32 }) {}
class Page extends Structure({ number: c_int }, { align: 4096 }) {}
class Outer extends Structure({ tag: c_char, wide: Wide }) {}
class Text extends Structure({ text: c_char_p }, { align: 64 }) {}
class Long extends Structure({ tag: c_char, value: c_longdouble }) {}

const { symbols: c } = dlopen(fixture("memory"), {
  misplaced: CFunction([Pointer(Wide)], c_int),
  wide_of: CFunction([c_float], Wide),
  memory_of_c: CFunction([c_int64], c_void_p),
});

type Made = [instance: object, to: number];

const makers: Record<string, (i: number) => Made> = {
  "a structure": () => [new Wide(), 32],
  "a structure with values": () => [new Wide({ v: [1, 2] }), 32],
  "a field": () => [new Outer().wide, 32],
  "an array": (i) => [new (ArrayOf(Wide, 1 + i % 5))(), 32],
  "an element": (i) => [new (ArrayOf(Wide, 5))().at(i % 5), 32],
  "an element of an array of arrays": (i) => [new (ArrayOf(ArrayOf(Outer, 2), 2))().at(i % 2).at(1).wide, 32],
  "a page": () => [new Page({ number: 1 }), 4096],
  "one with pointers": (i) => [new Text({ text: "x".repeat(i) }), 64],
  "a copy": () => [Wide.fromBufferCopy(new Uint8Array(40), 3), 32],
  "a copy by the constructor": () => [new Wide(new Wide()), 32],
  "what a call returned by value": () => [c.wide_of(1.5), 32],
  "a long double": () => [new c_longdouble(1), alignment(c_longdouble)],
  "a structure with a long double": () => [new Long({ value: 1 }), alignment(Long)],
  "one that was made larger": (i) => {
    const text = new Text({ text: "abc" });
    resize(text, sizeof(Text) + 8 * i);
    return [text, 64];
  },
  "an array that was made larger": (i) => {
    const all = new (ArrayOf(Wide, 2))();
    resize(all, 100 + i);
    return [all, 32];
  },
  "one whose bytes were looked at": (i) => {
    const made = i % 2 ? new Wide() : new Page();
    memoryAt(made as Wide);
    return [made, i % 2 ? 32 : 4096];
  },
};

describe("is aligned:", () => {
  for (const [name, make] of Object.entries(makers)) {
    test(name, () => {
      for (let i = 0; i < 300; i++) {
        const [made, to] = make(i);
        assertStrictEquals(addressof(made as Wide) % BigInt(to), 0n);
      }
    });
  }
  test("what C gets", () => {
    for (let i = 0; i < 100; i++) {
      const outer = new Outer();
      for (const wide of [new Wide(), outer.wide, byref(outer.wide), pointer(new Wide())]) {
        assertStrictEquals(c.misplaced(wide as Wide), 0);
      }
    }
  });
});

describe("fromBuffer", () => {
  /** Buffers at addresses that are and are not multiples of so many bytes, as the runtime gives them. */
  const buffers = (size: number) => Array.from({ length: 64 }, (_, i) => new ArrayBuffer(size + 16 * i));

  test("takes what is aligned and refuses what is not, whatever the offset is", () => {
    let refused = 0, taken = 0;
    for (const buffer of buffers(sizeof(Wide) + 48)) {
      const base = addressof(buffer);
      for (let offset = 0; offset <= 48; offset += 8) {
        if ((base + BigInt(offset)) % 32n === 0n) {
          const wide = Wide.fromBuffer(buffer, offset);
          assertEquals([addressof(wide), c.misplaced(wide)], [base + BigInt(offset), 0]);
          taken++;
        } else {
          assertThrows(() => Wide.fromBuffer(buffer, offset), RangeError, "is not aligned to 32 bytes");
          refused++;
        }
      }
    }
    assertEquals([taken > 0, refused > 0], [true, true]);
  });
  test("takes an instance that is aligned", () => {
    for (let i = 0; i < 100; i++) {
      assertStrictEquals(c.misplaced(Wide.fromBuffer(new Wide())), 0);
      assertStrictEquals(Wide.fromBuffer(new Outer().wide).v.length, 8);
      assertStrictEquals(Page.fromBuffer(new Page({ number: i })).number, i);
    }
  });
  test("refuses memory of C that is not aligned, however it came to be a buffer", () => {
    const memory = c.memory_of_c(64)!;
    for (const by of [1n, 2n, 4n]) {
      const bytes = memoryAt(memory + by, 32);
      assertThrows(() => c_double.fromBuffer(bytes), RangeError, "is not aligned to 8 bytes");
      assertThrows(() => ArrayOf(c_double, 2).fromBuffer(bytes), RangeError, "is not aligned");
    }
    assertStrictEquals(c_double.fromBuffer(memoryAt(memory + 8n, 8)).value, 0);
    assertStrictEquals(c_double.fromBuffer(memoryAt(memory + 1n, 32), 7).value, 0);
  });
  test("still counts the offset where the address is not needed", () => {
    assertThrows(() => c_int.fromBuffer(new ArrayBuffer(8), 2), RangeError, "is not aligned to 4 bytes");
    assertStrictEquals(c_int.fromBuffer(new ArrayBuffer(8), 4).value, 0);
  });
});
