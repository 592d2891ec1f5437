import { assertEquals } from "@std/assert";
import { test } from "node:test";
import {
  byref,
  c_char_p,
  c_int,
  c_long,
  CFunction,
  dlopen,
  findLibrary,
  type InstanceOf,
  Pointer,
  pointer,
} from "../../mod.ts";
import { collectThoroughly } from "../collect.ts";

const libc = dlopen(findLibrary("c"), {
  strtol: CFunction([c_char_p, Pointer(c_char_p), c_int], c_long),
});

const ways: ((end: InstanceOf<typeof c_char_p>) => Parameters<typeof libc.symbols.strtol>[1])[] = [
  byref,
  pointer,
  (end) => end,
];

for (const [kind, tail] of [["short", ""], ["long", "s".repeat(5000)]]) {
  test(`a pointer that C stored into a ${kind} string argument keeps the string's memory`, async () => {
    const ends = Array.from({ length: 500 }, (_, i) => {
      const end = new c_char_p();
      assertEquals(libc.symbols.strtol(`${i} apples ${i}${tail}`, ways[i % 3](end), 10), BigInt(i));
      return end;
    });
    await collectThoroughly();
    for (let i = 0; i < 1000; i++) libc.symbols.strtol(`${i} pears ${i}${tail}`, byref(new c_char_p()), 10);
    const wrong = ends.filter((end, i) => end.value !== ` apples ${i}${tail}`);
    assertEquals(wrong.length, 0);
  });
}
