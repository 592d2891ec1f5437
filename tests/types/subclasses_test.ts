import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { describe, test } from "node:test";
import {
  ArrayOf,
  byref,
  c_char,
  c_char_p,
  c_int,
  c_longlong,
  c_size_t,
  c_wchar,
  CFunction,
  dlopen,
  Pointer,
  pointer,
  sizeof,
  Structure,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";
import { Point } from "./everything.ts";

class Celsius extends c_int {
  text() {
    return `${this.value} °C`;
  }
}
class Cursor extends Pointer(c_int) {
  first() {
    return this.at(0);
  }
}
class Shifted extends Pointer(c_int) {
  override at(index: number) {
    return super.at(index + 1);
  }
}
class Words extends ArrayOf(c_char_p, 2) {
  join() {
    return [...this].join(" ");
  }
}

const { symbols: c } = dlopen(fixture("basic"), {
  sum_ints: CFunction([Pointer(c_int), c_size_t], c_longlong),
  write_int: CFunction([Pointer(c_int), c_int]),
});

describe("a class that extends", () => {
  test("a number stands for the same type", () => {
    const warm = new Celsius(21);
    assertEquals([warm.text(), sizeof(warm), sizeof(Celsius)], ["21 °C", 4, 4]);
    c.write_int(byref(warm), 22);
    assertEquals([warm.text(), c.sum_ints(warm, 1), pointer(warm).at(0)], ["22 °C", 22n, 22]);
    class Room extends Structure({ warm: Celsius }) {}
    assertStrictEquals(new Room({ warm: 19 }).warm, 19);
    assertEquals([...new (ArrayOf(Celsius, 2))([1, 2])], [1, 2]);
    assertStrictEquals(c.sum_ints(new (ArrayOf(Celsius, 2))([1, 2]), 2), 3n);
  });
  test("a pointer keeps its methods in fields and elements", () => {
    const cursor = new Cursor(new c_int(5));
    assertEquals([cursor.first(), sizeof(cursor), c.sum_ints(cursor, 1)], [5, 8, 5n]);
    class Reader extends Structure({ at: Cursor }) {}
    const reader = new Reader({ at: new c_int(6) });
    assert(reader.at instanceof Cursor);
    assertEquals([reader.at.first(), new Reader().at], [6, null]);
    assert(new (ArrayOf(Cursor, 1))([cursor]).at(0) instanceof Cursor);
  });
  test("a pointer can have methods in place of the pointer's", () => {
    class Reader extends Structure({ at: Shifted }) {}
    const { at } = new Reader({ at: new (ArrayOf(c_int, 3))([1, 2, 3]) });
    assertEquals([at!.at(0), at!.at(0), at!.at(1)], [2, 2, 3]);
  });
  test("an array keeps its methods in fields", () => {
    class Pair extends Structure({ words: Words }) {}
    const { words } = new Pair({ words: ["two", "words"] });
    assert(words instanceof Words);
    assertStrictEquals(words.join(), "two words");
    class Numbers extends ArrayOf(c_int, 3) {
      total() {
        return this.reduce((a, b) => a + b, 0);
      }
    }
    class Holder extends Structure({ n: Numbers }) {}
    const { n } = new Holder({ n: [1, 2, 3] });
    assert(n instanceof Numbers);
    assertStrictEquals(n.total(), 6);
  });
  test("a class that extends a structure", () => {
    class Named extends Point {
      name = "unset";
    }
    class Deep extends Named {
      twice() {
        return this.total() * 2;
      }
    }
    assertEquals([new Deep({ x: 1, y: 2 }).twice(), new Deep().name, sizeof(Deep)], [6, "unset", 16]);
    assertStrictEquals(pointer(new Deep({ x: 2 })).contents.twice(), 4);
  });
});

test("arrays of characters in structures take text", () => {
  class Entry extends Structure({ name: ArrayOf(c_char, 8), title: ArrayOf(c_wchar, 4) }) {}
  const entry = new Entry({ name: "näme", title: "abc" });
  assertEquals([entry.name.value, (entry.title as unknown as { value: string }).value], ["näme", "abc"]);
  entry.name.value = "x";
  assertEquals([...entry.name], [120, 0, 164, 109, 101, 0, 0, 0]);
  entry.name = "y" as never;
  assertEquals([...entry.name], [121, 0, 0, 0, 0, 0, 0, 0]);
});
