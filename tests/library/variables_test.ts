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
  dlopen(fixture("closing"), {
    closing_name: c_char_p,
    closing_name_length: CFunction([], c_longlong),
    closing_record: Labelled,
    closing_label_is: CFunction([c_char_p], c_int),
    closing_function: Holder,
    closing_call: Unary,
  });
const SIZE = 300_000;

/** Assigns what nobody else holds to the variables of another handle of the library, which is closed or dropped. */
function assign(close: boolean): void {
  const library = open();
  library.symbols.closing_name.value = createStringBuffer("A".repeat(SIZE));
  library.symbols.closing_record.label = "label".repeat(1000);
  Object.assign(library.symbols.closing_function, { held: (x: number) => x + 100 });
  if (close) library.close();
}

describe("what was assigned to variables lives on", () => {
  for (const close of [false, true]) {
    test(`when the handle is ${close ? "closed" : "dropped"} and another keeps the library`, async () => {
      const library = open();
      const { closing_name_length, closing_label_is, closing_call } = library.symbols;
      for (let i = 0; i < 10; i++) assign(close);
      await collectThoroughly(6);
      assertStrictEquals(closing_name_length(), BigInt(SIZE));
      assertStrictEquals(closing_label_is("label".repeat(1000)), 1);
      assertStrictEquals(closing_call(1), 101);
      assertStrictEquals(library.symbols.closing_name.value, "A".repeat(SIZE));
    });
  }
});
