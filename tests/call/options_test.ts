import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { ArrayOf, c_char_p, c_int, c_size_t, c_void, c_void_p, CFunction, dlopen, Pointer } from "../../mod.ts";
import { fixture } from "../native/mod.ts";

const path = fixture("basic");

describe("name", () => {
  test("is the symbol's; the property is free", () => {
    using library = dlopen(path, { plus: CFunction([c_int, c_int], c_int, { name: "add_int" }) });
    assertStrictEquals(library.symbols.plus(1, 2), 3);
    assertStrictEquals(library.symbols.plus.name, "add_int");
    assertThrows(() => library.symbols.plus(1, "2" as never), TypeError, "parameter 2 (c_int) of add_int()");
  });
  test("several properties may name one symbol", () => {
    using library = dlopen(path, {
      address: CFunction([c_void_p], c_void_p, { name: "same_pointer" }),
      text: CFunction([c_char_p], c_char_p, { name: "same_pointer" }),
    });
    assertEquals([library.symbols.address(5n), library.symbols.text("x")], [5n, "x"]);
  });
});

describe("optional", () => {
  test("makes a missing symbol null", () => {
    using library = dlopen(path, {
      there: CFunction([c_int], c_int, { name: "same_int", optional: true }),
      missing: CFunction([c_int], c_int, { optional: true }),
    });
    assertEquals([library.symbols.there!(5), library.symbols.missing], [5, null]);
  });
});

describe("errcheck", () => {
  test("gives the result, and sees what the caller would", () => {
    const seen: unknown[] = [];
    using library = dlopen(path, {
      add_int: CFunction([c_int, c_int], c_int, {
        errcheck(result, fn, args) {
          seen.push(result, fn, [...args]);
          return `${result}!`;
        },
      }),
    });
    const { add_int } = library.symbols;
    const text: string = add_int(1, 2);
    assertStrictEquals(text, "3!");
    assertEquals([seen[0], seen[1] === add_int, seen[2]], [3, true, [1, 2]]);
  });
  test("sees the arguments as they were given", () => {
    const errcheck = (_result: bigint, _fn: unknown, args: readonly unknown[]) => [...args];
    using library = dlopen(path, { length: CFunction([c_char_p], c_size_t, { name: "text_length", errcheck }) });
    assertEquals(library.symbols.length("text"), ["text"]);
    using libc = dlopen(path, {
      memory: CFunction([c_size_t], c_void_p, { name: "new_memory", errcheck: (_result, _fn, args) => [...args] }),
    });
    assertEquals(libc.symbols.memory(16), [16]);
  });
  test("may throw", () => {
    using library = dlopen(path, {
      fail_with: CFunction([c_int], c_int, {
        errcheck(result) {
          if (result < 0) throw new RangeError(`failed: ${result}`);
          return result;
        },
      }),
    });
    assertThrows(() => library.symbols.fail_with(3), RangeError, "failed: -1");
  });
  test("sees converted results: text, pointers, null", () => {
    const seen: unknown[] = [];
    const errcheck = (result: unknown) => void seen.push(result);
    using library = dlopen(path, {
      text_greeting: CFunction([], c_char_p, { errcheck }),
      text_null: CFunction([], c_char_p, { errcheck }),
      same_pointer: CFunction([Pointer(c_int)], Pointer(c_int), { errcheck }),
      touch: CFunction([], c_void, { errcheck }),
    });
    const { text_greeting, text_null, same_pointer, touch } = library.symbols;
    text_greeting();
    text_null();
    same_pointer(new c_int(5));
    touch();
    assertEquals(seen.slice(0, 2), ["héllo, 🌍", null]);
    assertStrictEquals((seen[2] as { at(i: number): number }).at(0), 5);
    assertStrictEquals(seen[3], undefined);
  });
});

describe("a definition is refused when", () => {
  test("parameters are no C types", () => {
    for (const parameters of [null, undefined, {}, "c_int", c_int]) {
      assertThrows(() => CFunction(parameters as never), TypeError, "CFunction(): expected an array of types");
    }
    for (const type of [Number, null, undefined, "c_int", {}, 5]) {
      assertThrows(() => CFunction([c_int, type as never]), TypeError, "CFunction() parameter 2: expected a C type");
      assertThrows(() => CFunction(new Array(2)), TypeError, "CFunction() parameter 1: expected a C type");
      if (type !== undefined && type !== null) {
        assertThrows(() => CFunction([], type as never), TypeError, "CFunction() result: expected a C type");
      }
    }
    assertThrows(() => CFunction([c_void]), TypeError, "c_void is no type of a parameter");
  });
  test("C could not write it", () => {
    assertThrows(() => CFunction([ArrayOf(c_int, 3)]), TypeError, "C has no array parameters; use Pointer(c_int)");
    assertThrows(() => CFunction([], ArrayOf(c_int, 3)), TypeError, "C functions cannot return arrays");
  });
  test("an option is not one", () => {
    for (const flag of ["optional", "variadic", "nonblocking", "useErrno", "useLastError"]) {
      for (const value of [1, "yes", null, {}]) {
        assertThrows(
          () => CFunction([], c_int, { [flag]: value }),
          TypeError,
          `CFunction() option ${flag}: expected a boolean`,
        );
      }
    }
    assertThrows(() => CFunction([], c_int, { name: 5 as never }), TypeError, "option name: expected a string");
    assertThrows(
      () => CFunction([], c_int, { errcheck: 5 as never }),
      TypeError,
      "option errcheck: expected a function",
    );
    assertThrows(() => CFunction([], c_int, 5 as never), TypeError, "expected options");
    assertThrows(() => CFunction([], c_int, { nonblocking: true, useErrno: true }), TypeError, "another thread");
  });
  test("it is called without new", () => {
    assertThrows(() => (CFunction([], c_int) as never as () => void)(), TypeError, "needs new");
  });
});

test("functions tell their name and length, and are closed by themselves", () => {
  using library = dlopen(path, { add_int: CFunction([c_int, c_int], c_int) });
  const { add_int } = library.symbols;
  assertEquals([add_int.name, add_int.length, typeof add_int], ["add_int", 2, "function"]);
  assert(add_int instanceof CFunction([c_int, c_int], c_int));
  assert(!(add_int instanceof CFunction([c_int], c_int)));
});
