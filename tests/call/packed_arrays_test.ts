import { assertEquals, assertStrictEquals } from "@std/assert";
import { describe, test } from "node:test";
import { ArrayOf, c_double, c_float, c_int, c_uint8, CFunction, dlopen, Structure, Union } from "../../mod.ts";
import { fixture } from "../native/mod.ts";

class Item extends Structure({ f: c_float, b: c_uint8 }, { pack: 1 }) {}
class Items extends Structure({ a: ArrayOf(Item, 3) }) {}
class Grid extends Structure({ a: ArrayOf(ArrayOf(Item, 1), 2) }) {}
class Mixed extends Structure({ first: c_float, a: ArrayOf(Item, 2) }) {}
class Either extends Union({ a: ArrayOf(Item, 2), f: c_float }) {}
class Inner extends Structure({ n: c_uint8, items: ArrayOf(Item, 2) }, { pack: 1 }) {}

const { symbols: c } = dlopen(fixture("packed_arrays"), {
  sum_items: CFunction([Items, c_double], c_double),
  scale_items: CFunction([c_int, Items], Items),
  call_items: CFunction([CFunction([Items, c_double], Items), Items], Items),
  sum_grid: CFunction([Grid], c_double),
  sum_mixed: CFunction([Mixed, c_int], c_double),
  sum_either: CFunction([Either], c_double),
  sum_inner: CFunction([Inner], c_double),
});
const list = (...pairs: [number, number][]) => pairs.map(([f, b]) => ({ f, b }));
const items = list([1.5, 2], [-2.5, 4], [8, 255]);
const listOf = ({ a }: Items) => Array.from(a, ({ f, b }) => ({ f, b }));

describe("arrays of packed structures go by value", () => {
  test("as arguments", () => {
    assertStrictEquals(c.sum_items({ a: items }, 0.25), 2033.25);
    assertStrictEquals(c.sum_grid({ a: [[items[0]], [items[1]]] }), -7);
    assertStrictEquals(c.sum_mixed({ first: 100, a: items.slice(0, 2) }, 2), 86);
    assertStrictEquals(c.sum_either({ a: items.slice(0, 2) }), -7);
    assertStrictEquals(c.sum_inner({ n: 7, items: items.slice(1) }), 2037);
  });
  test("as results", () => {
    assertEquals(listOf(c.scale_items(2, { a: items })), list([3, 4], [-5, 6], [16, 1]));
  });
  test("to callbacks and back, when hot, too", () => {
    const f = (s: Items, more: number) => ({ a: listOf(s).map(({ f, b }) => ({ f: f + more, b: b + 1 & 255 })) });
    for (let i = 0; i < 20_000; i++) {
      const seen = c.call_items(f, { a: items });
      if (i % 1000 === 0) assertEquals(listOf(seen), list([4, 4], [0, 6], [10.5, 1]));
    }
  });
});
