// Arguments by value of more than 256 KB would not fit on the stack: the call that passes them is an Error, and no other.
import { assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { ArrayOf, c_int, c_ubyte, c_void_p, cast, CFunction, dlopen, Structure } from "../../mod.ts";
import { fixture } from "../native/mod.ts";

class Huge extends Structure({ bytes: ArrayOf(c_ubyte, (1 << 18) + 1) }) {}
class Half extends Structure({ bytes: ArrayOf(c_ubyte, 1 << 17) }) {}
const message = "takes 262145 bytes of arguments, at most 262144 are possible: pass a pointer";

describe("a function with arguments of more than 256 KB", () => {
  const open = () =>
    dlopen(fixture("basic"), {
      same_int: CFunction([c_int], c_int),
      huge: CFunction([Huge], c_int, { name: "add_int" }),
      checked: CFunction([Huge], c_int, { name: "add_int", errcheck: () => 5 }),
      halves: CFunction([Half, Half, c_int], c_int, { name: "touches" }),
      large: CFunction([Half], c_int, { name: "touches" }),
    });
  test("leaves the rest of the library usable, and throws whenever it is called", () => {
    using library = open();
    const { same_int, huge, checked, halves, large } = library.symbols;
    for (let i = 0; i < 3; i++) {
      assertThrows(() => huge({}), RangeError, `add_int() ${message}`);
      assertThrows(() => checked({}), RangeError, `add_int() ${message}`);
      assertThrows(() => halves({}, {}, 1), RangeError, "touches() takes 262152 bytes");
    }
    assertStrictEquals(same_int(7), 7);
    assertStrictEquals(typeof large({}), "number");
  });
  test("tells the other mistakes first", () => {
    using library = open();
    assertThrows(() => library.symbols.huge(5 as never), TypeError, "parameter 1 (Huge) of add_int()");
    library.close();
    assertThrows(() => library.symbols.huge({}), Error, "closed");
  });
  test("by its address", () => {
    using library = open();
    const huge = cast(library.symbols.same_int, CFunction([Huge], c_int));
    assertThrows(() => huge({}), RangeError, message);
    assertThrows(() => huge({}), RangeError, message);
    assertThrows(() => new (CFunction([Huge], c_int))(() => 1), RangeError, message);
    assertStrictEquals(typeof cast(library.symbols.same_int, c_void_p).value, "bigint");
  });
  test("with extra arguments", () => {
    using library = dlopen(fixture("basic"), { format_text: CFunction([c_void_p], c_int, { variadic: true }) });
    for (let i = 0; i < 2; i++) {
      assertThrows(() => library.symbols.format_text(null, new Huge()), RangeError, "bytes of");
    }
  });
});
