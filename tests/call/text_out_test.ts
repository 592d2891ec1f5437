import { assertEquals } from "@std/assert";
import { test } from "node:test";
import { byref, c_char_p, c_int, c_long, CFunction, dlopen, findLibrary, Pointer } from "../../mod.ts";
import { collect } from "../collect.ts";

const libc = dlopen(findLibrary("c"), {
  strtol: CFunction([c_char_p, Pointer(c_char_p), c_int], c_long),
});

test("a pointer that C stored into a string argument keeps the string's memory", async () => {
  const ends = Array.from({ length: 2000 }, (_, i) => {
    const end = new c_char_p();
    assertEquals(libc.symbols.strtol(`${i} apples ${i}`, byref(end), 10), BigInt(i));
    return end;
  });
  await collect();
  for (let i = 0; i < 5000; i++) libc.symbols.strtol(`${i} pears ${i}`, byref(new c_char_p()), 10);
  ends.forEach((end, i) => assertEquals(end.value, ` apples ${i}`));
});
