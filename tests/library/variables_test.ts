/** What a library's variables refer to lives as long as the library is loaded, whoever assigned it. */
import { assertStrictEquals } from "@std/assert";
import { describe, test } from "node:test";
import { c_char_p, c_int, c_longlong, CFunction, createStringBuffer, dlopen, Structure } from "../../mod.ts";
import { collectThoroughly } from "../collect.ts";
import { fixture } from "../native/mod.ts";

const Unary = CFunction([c_int], c_int);
class Holder extends Structure({ held: Unary }) {}
class Labelled extends Structure({ count: c_int, label: c_char_p }) {}

const open = () =>
  dlopen(fixture("variables"), {
    variable_name: c_char_p,
    variable_name_length: CFunction([], c_longlong),
    variable_record: Labelled,
    variable_label_is: CFunction([c_char_p], c_int),
    variable_function: Holder,
    variable_call: Unary,
  });
const SIZE = 300_000;

/** Assigns what nobody else holds to the variables of another handle of the library, which is closed or dropped. */
function assign(close: boolean): void {
  const library = open();
  library.symbols.variable_name.value = createStringBuffer("A".repeat(SIZE));
  library.symbols.variable_record.label = "label".repeat(1000);
  Object.assign(library.symbols.variable_function, { held: (x: number) => x + 100 });
  if (close) library.close();
}

describe("what was assigned to variables lives on", () => {
  for (const close of [false, true]) {
    test(`when the handle is ${close ? "closed" : "dropped"} and another keeps the library`, async () => {
      const library = open();
      const { variable_name_length, variable_label_is, variable_call } = library.symbols;
      for (let i = 0; i < 10; i++) assign(close);
      await collectThoroughly(6);
      assertStrictEquals(variable_name_length(), BigInt(SIZE));
      assertStrictEquals(variable_label_is("label".repeat(1000)), 1);
      assertStrictEquals(variable_call(1), 101);
      assertStrictEquals(library.symbols.variable_name.value, "A".repeat(SIZE));
    });
  }
});
