import { assertStrictEquals, assertThrows } from "@std/assert";
import { test } from "node:test";
import process from "node:process";
import { ArrayOf, c_byte, c_char_p, c_double, c_int, CFunction, Structure } from "../../mod.ts";

test(
  "functions and callbacks of many parameters",
  { skip: process.platform === "win32" && "Bun" in globalThis },
  () => {
    for (const count of [32, 33, 100, 1000]) {
      const types = Array.from({ length: count }, (_, i) => i % 3 === 1 ? c_double : c_int);
      using sum = new (CFunction(types, c_double))((...values) => values.reduce((sum, value, i) => sum + i * value, 0));
      const values = types.map((_, i) => i + 1);
      assertStrictEquals(sum(...values), values.reduce((sum, value, i) => sum + i * value, 0));
      assertThrows(() => sum(...values, 1), TypeError, `${count} arguments`);
    }
  },
);

test("text among many parameters", { skip: process.platform === "win32" && "Bun" in globalThis }, () => {
  const types = Array.from({ length: 40 }, () => c_char_p);
  using join = new (CFunction(types, c_char_p))((...texts) => texts.join(""));
  assertStrictEquals(join(...types.map((_, i) => `é${i}`)), types.map((_, i) => `é${i}`).join(""));
});

test("arguments that would overrun the stack are refused", () => {
  class Huge extends Structure({ bytes: ArrayOf(c_byte, 1 << 24) }) {}
  assertThrows(
    () => {
      using take = new (CFunction([Huge], c_int))(() => 1);
      take(new Huge());
    },
    RangeError,
    "pass a pointer",
  );
});
