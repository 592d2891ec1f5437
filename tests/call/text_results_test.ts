import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { describe, test } from "node:test";
import {
  c_char,
  c_char_p,
  c_int,
  c_size_t,
  c_ubyte,
  c_wchar,
  c_wchar_p,
  CFunction,
  createStringBuffer,
  dlopen,
  Pointer,
  stringAt,
  Structure,
  wstringAt,
} from "../../mod.ts";
import { collectThoroughly } from "../collect.ts";
import { fixture } from "../native/mod.ts";

class Part extends Structure({ start: c_char_p, end: Pointer(c_ubyte), length: c_size_t }) {}

const Found = Pointer(c_char);

const { symbols: c } = dlopen(fixture("text_results"), {
  find: CFunction([c_char_p, c_int], Pointer(c_char), { name: "find_in_text" }),
  find_later: CFunction([c_char_p, c_int], Pointer(c_char), { name: "find_in_text", nonblocking: true }),
  find_checked: CFunction([c_char_p, c_int], Pointer(c_char), {
    name: "find_in_text",
    errcheck: (result: typeof Found.prototype | null) => result,
  }),
  find_text: CFunction([c_char_p, c_int], c_char_p, { name: "find_in_text" }),
  find_wide: CFunction([c_wchar_p, c_wchar], Pointer(c_wchar), { name: "find_in_wide" }),
  greater: CFunction([c_char_p, c_char_p], Pointer(c_char), { name: "greater_text" }),
  split: CFunction([c_char_p, c_int], Part, { name: "split_text" }),
});
const at = "=".charCodeAt(0);

/** Uses all the memory that strings are copied to again. */
async function disturb(length: number): Promise<void> {
  for (let i = 0; i < 200; i++) c.find_text("x".repeat(length), at);
  await collectThoroughly();
  for (let i = 0; i < 200; i++) c.find_text("y".repeat(length), at);
}

describe("a result that points into a string argument keeps the string's memory", () => {
  const many = Array.from({ length: 100 }, (_, i) => i);
  for (const length of [5, 300, 1500, 70_000]) {
    const key = (i: number) => `${i}`.padEnd(length, "k");
    test(`of ${length} characters`, async () => {
      const found = many.map((i) => c.find(`${key(i)}=${i}`, at)!);
      await disturb(length);
      assertEquals(found.map((p) => stringAt(p)), many.map((i) => `=${i}`));
      assertStrictEquals(found[0].at(-1), "k".charCodeAt(0));
    });
    test(`of ${length} characters, in a structure`, async () => {
      const found = many.map((i) => c.split(`${key(i)}=${i}`, at));
      await disturb(length);
      assertEquals(found.map((part) => stringAt(part.end)), many.map(String));
      const right = found.filter((part, i) => part.start === `${key(i)}=${i}` && part.length === BigInt(length));
      assertStrictEquals(right.length, many.length);
    });
  }
  test("although it was hot before", async () => {
    for (let i = 0; i < 60_000; i++) c.find("nothing", at);
    const found = many.map((i) => c.find(`key=${i}`, at)!);
    for (let i = 0; i < 60_000; i++) c.find("a=b", at);
    await disturb(5);
    assertEquals(found.map((p) => stringAt(p)), many.map((i) => `=${i}`));
  });
  test("of wide characters", async () => {
    const found = many.map((i) => c.find_wide(`wide=${i}`, "=")!);
    for (let i = 0; i < 200; i++) c.find_wide("overwritten", "=");
    await disturb(5);
    assertEquals(found.map((p) => wstringAt(p)), many.map((i) => `=${i}`));
  });
  test("of several arguments", async () => {
    const found = many.map((i) => i % 2 ? c.greater(`b${i}`, "a")! : c.greater("a", `b${i}`)!);
    await disturb(5);
    assertEquals(found.map((p) => stringAt(p)), many.map((i) => `b${i}`));
  });
  test("with errcheck, and of a nonblocking call", async () => {
    const found = many.map((i) => c.find_checked(`key=${i}`, at)!);
    const later = await Promise.all(many.map((i) => c.find_later(`key=${i}`, at)));
    await disturb(5);
    assertEquals(found.map((p) => stringAt(p)), many.map((i) => `=${i}`));
    assertEquals(later.map((p) => stringAt(p!)), many.map((i) => `=${i}`));
  });
  test("or of the buffer that was given", async () => {
    const found = many.map((i) => c.find(createStringBuffer(`key=${i}`), at)!);
    await disturb(5);
    assertEquals(found.map((p) => stringAt(p)), many.map((i) => `=${i}`));
  });
  test("and what is found in it leads on", async () => {
    const second = many.map((i) => c.find(c.find(`a=b=${i}`, at)!, at)!);
    await disturb(5);
    assertEquals(second.map((p) => stringAt(p)), many.map((i) => `=b=${i}`));
    assert(second.every((p) => p.at(2) === at));
  });
});
