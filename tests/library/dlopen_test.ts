import { assert, assertEquals, assertMatch, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { resolve } from "node:path";
import process, { platform } from "node:process";
import { pathToFileURL } from "node:url";
import {
  c_char_p,
  c_int,
  c_longlong,
  c_size_t,
  c_void_p,
  CFunction,
  dlopen,
  RTLD_GLOBAL,
  RTLD_LAZY,
  RTLD_LOCAL,
  RTLD_NODELETE,
  RTLD_NOLOAD,
  RTLD_NOW,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";

const path = fixture("basic");
const Int = CFunction([c_int], c_int);
const same_int = Int;

describe("a library", () => {
  test("is opened by a path or a URL, and says which", () => {
    using byPath = dlopen(path, { same_int });
    using byUrl = dlopen(pathToFileURL(path), { same_int });
    assertEquals([byPath.symbols.same_int(1), byUrl.symbols.same_int(2)], [1, 2]);
    assertEquals([byPath.path, byUrl.path], [path, resolve(path)]);
  });
  test("has its symbols and nothing else, which cannot be changed", () => {
    using library = dlopen(path, { same_int, touch: CFunction([]) });
    assertEquals(Object.keys(library.symbols), ["same_int", "touch"]);
    assert(Object.isFrozen(library.symbols));
  });
  test("may be opened with no symbols", () => {
    assertEquals(Object.keys(dlopen(path, {}).symbols), []);
  });
  test("may be opened again and again; each is its own", () => {
    const first = dlopen(path, { same_int }), second = dlopen(path, { same_int });
    first.close();
    assertStrictEquals(second.symbols.same_int(5), 5);
    second.close();
    assertThrows(() => second.symbols.same_int(5), Error, "closed");
  });
});

describe("a library of many functions", () => {
  const Named = CFunction([c_int], c_int, { name: "same_int" });
  const names = Array.from({ length: 100 }, (_, i) => `f${i}`);
  const open = () => dlopen(path, Object.fromEntries(names.map((name) => [name, Named])));
  test("has each of them once, which cannot be changed", () => {
    using library = open();
    const { symbols } = library;
    assertEquals(Object.keys(symbols), names);
    const change = () => Object.assign(symbols, { f0: null });
    assertThrows(change, TypeError);
    assertEquals([symbols.f0(5), symbols.f0 === symbols.f0, symbols.f0 !== symbols.f1], [5, true, true]);
    assertThrows(change, TypeError);
    assertEquals(Object.values(symbols).map((f, i) => f(i)), names.map((_, i) => i));
  });
  test("may be frozen", () => {
    using library = open();
    const symbols = Object.freeze(library.symbols);
    assertEquals([symbols.f1(4), symbols.f1 === symbols.f1], [4, true]);
  });
  test("closed before a function was looked at, is closed for it, too", () => {
    const library = open();
    library.close();
    assertThrows(() => library.symbols.f1(1), Error, "closed");
  });
  test("lacks a symbol: that is told when it is opened", () => {
    const missing = CFunction([], c_int, { name: "no_such_function" });
    assertThrows(
      () => dlopen(path, Object.fromEntries([...names.map((name) => [name, Named]), ["x", missing]])),
      Error,
      'no symbol "no_such_function"',
    );
  });
});

describe("what is loaded in one go", () => {
  for (const count of [3, 40, 300]) {
    test(`is the same one by one: ${count} symbols, of which some are missing or have a name twice`, () => {
      const more = Object.fromEntries(
        Array.from(
          { length: count },
          (_, i) => [`f${i}`, CFunction([c_int], c_int, { name: i % 2 ? "same_int" : "negate_int" })],
        ),
      );
      using library = dlopen(path, {
        ...more,
        ["__proto__"]: CFunction([], c_int, { optional: true }),
        no_such: CFunction([c_int], c_int, { optional: true }),
        data_int: c_int,
        same: CFunction([c_longlong], c_longlong, { name: "same_longlong" }),
        no_such_either: CFunction([c_int], c_int, { optional: true, name: "no_such" }),
        text_length: CFunction([c_char_p], c_size_t),
      });
      const { symbols } = library;
      assertEquals([symbols.no_such, symbols.no_such_either, symbols.data_int.value], [null, null, 42]);
      assertEquals([symbols.same(5n), symbols.text_length("four")], [5n, 4n]);
      const functions = symbols as unknown as Record<string, (value: number) => number>;
      for (let i = 0; i < count; i++) assertStrictEquals(functions[`f${i}`](5), i % 2 ? 5 : -5);
    });
  }
  test("lacks many: all are named", () => {
    const missing = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`none${i}`, Int]));
    const error = assertThrows(() => dlopen(path, { same_int, ...missing }), Error, 'has no symbols "none0", "none1"');
    assert(error.message.includes('"none299"') && !error.message.includes("same_int"));
  });
});

describe("close", () => {
  test("of one function ends it, and leaves the others", () => {
    using library = dlopen(path, {
      same: CFunction([c_int], c_int, { name: "same_int" }),
      same_int: CFunction([c_int], c_int),
    });
    library.symbols.same.close();
    assertThrows(() => library.symbols.same(5), Error, "same_int() is closed");
    assertStrictEquals(library.symbols.same_int(5), 5);
  });
  test("makes every call an Error that names the function and the library", () => {
    const library = dlopen(path, { same_int, text_length: CFunction([c_char_p], c_size_t) });
    const { same_int: called, text_length: never } = library.symbols;
    assertStrictEquals(called(5), 5);
    library.close();
    library.close();
    for (const call of [() => called(5), () => never("x"), () => library.symbols.same_int(5)]) {
      const error = assertThrows(call, Error);
      assertMatch(error.message, /^(same_int|text_length): the library .*basic\S* is closed$/);
    }
    assertThrows(() => called("x" as never), Error);
  });
  test("comes with using, also when something throws", () => {
    let kept: ((v: number) => number) | undefined;
    assertThrows(
      () => {
        using library = dlopen(path, { same_int });
        kept = library.symbols.same_int;
        assertStrictEquals(kept(1), 1);
        throw new Error("out");
      },
      Error,
      "out",
    );
    assertThrows(() => kept!(1), Error, "is closed");
  });
  test("within a callback of the library waits until C has returned", async () => {
    const library = dlopen(path, { call_binary: CFunction([CFunction([c_int, c_int], c_int), c_int, c_int], c_int) });
    const result = library.symbols.call_binary((a, b) => (library.close(), a + b), 1, 2);
    assertStrictEquals(result, 3);
    assertThrows(() => library.symbols.call_binary(() => 0, 1, 2), Error, "closed");
    await new Promise((resolve) => setTimeout(resolve, 5));
  });
});

describe("what is missing is an Error that names it", () => {
  test("one symbol, or all of them", () => {
    assertThrows(() => dlopen(path, { no_such: Int }), Error, `${path} has no symbol "no_such"`);
    const both = () => dlopen(path, { no_such: Int, same_int, other: CFunction([], c_int, { name: "named_so" }) });
    assertThrows(both, Error, 'has no symbols "no_such", "named_so"');
    assertThrows(both, Error, "needs the option optional");
  });
  test("the program itself", () => {
    assertThrows(
      () => dlopen(null, { no_such_symbol_at_all: Int }),
      Error,
      'the program has no symbol "no_such_symbol_at_all"',
    );
  });
  test("a library: by name, by path, by URL", () => {
    assertThrows(() => dlopen("libnosuchthing.so.7", {}), Error, 'Cannot open library "libnosuchthing.so.7"');
    assertThrows(() => dlopen("/no/such/folder/libx.so", {}), Error, "/no/such/folder/libx.so");
    assertThrows(() => dlopen(new URL("file:///no/such/libx.so"), {}), Error, "libx.so");
    const error = assertThrows(() => dlopen("/no/such/folder/libx.so", {}), Error);
    assert(error.cause instanceof Error);
  });
});

describe("is refused", () => {
  test("what is no path", () => {
    for (const value of [5, undefined, true, {}, [], 5n, Symbol("s")]) {
      assertThrows(() => dlopen(value as never, {}), TypeError, "dlopen(): expected a path or null");
    }
    for (const value of ["", "a\0b"]) assertThrows(() => dlopen(value, {}), TypeError, "is no path");
    assertThrows(() => dlopen(new URL("https://example.com/libx.so"), {}), TypeError, "expected a file: URL");
  });
  test("what is no name of a symbol: C would take it up to its NUL", () => {
    for (const name of ["same_int\0", "same_int\0x", "\0", "", "a\ud800"]) {
      for (const more of [{}, { optional: true }]) {
        const Named = CFunction([c_int], c_int, { name, ...more });
        assertThrows(() => dlopen(path, { same_int: Named }), TypeError, 'dlopen() symbol "same_int": "');
        assertThrows(
          () => dlopen(path, { [name]: CFunction([c_int], c_int, more) }),
          TypeError,
          "is no name of a symbol",
        );
      }
      assertThrows(() => dlopen(path, { [name]: c_int }), TypeError, "is no name of a symbol");
      assertThrows(() => dlopen(null, { [name]: c_int }), TypeError, "is no name of a symbol");
    }
  });
  test("what are no symbols or flags", () => {
    for (const symbols of [null, undefined, 5, "strlen"]) {
      assertThrows(() => dlopen(path, symbols as never), TypeError, "dlopen(): expected an object of symbols");
    }
    assertThrows(() => dlopen(path, {}, null as never), TypeError, "dlopen(): expected options, not null");
    for (const type of [null, undefined, 5, "int", {}, Number, () => 1]) {
      assertThrows(
        () => dlopen(path, { same_int: type as never }),
        TypeError,
        'dlopen() symbol "same_int": expected a C type',
      );
    }
    for (const flags of ["1", null, 0.5, NaN, {}]) {
      assertThrows(
        () => dlopen(path, {}, { flags: flags as never }),
        TypeError,
        "dlopen(): expected flags as an integer",
      );
    }
  });
});

if (platform === "win32") {
  test("there are no flags on Windows", () => {
    assertThrows(() => dlopen(path, {}, { flags: RTLD_NOW }), Error, "Windows has no flags");
  });
} else {
  describe("the program itself", () => {
    test("has the C library's functions and variables", () => {
      using program = dlopen(null, {
        strlen: CFunction([c_char_p], c_size_t),
        getpid: CFunction([], c_int),
        environ: c_void_p,
      });
      assertStrictEquals(program.path, null);
      assertEquals([program.symbols.strlen("hello"), program.symbols.getpid()], [5n, process.pid]);
      assert(program.symbols.environ.value !== null);
    });
  });
  describe("flags", () => {
    test("are the C library's", () => {
      for (const flags of [RTLD_NOW, RTLD_LAZY, RTLD_LOCAL, RTLD_NOW | RTLD_NODELETE, 0]) {
        using library = dlopen(path, { same_int }, { flags });
        assertStrictEquals(library.symbols.same_int(flags), flags);
      }
    });
    test("RTLD_NOLOAD opens nothing that is not there yet", () => {
      const other = fixture("linked_list");
      assertThrows(() => dlopen(other.replace("linked_list", "no_such"), {}, { flags: RTLD_NOLOAD }), Error, "no_such");
    });
    test("RTLD_GLOBAL lets the program find the symbols", () => {
      const unique = { list_reverse: CFunction([c_void_p], c_void_p) };
      assertThrows(() => dlopen(null, unique), Error, 'has no symbol "list_reverse"');
      using _library = dlopen(fixture("values"), {}, { flags: RTLD_GLOBAL | RTLD_NOW });
      using program = dlopen(null, unique);
      assertStrictEquals(program.symbols.list_reverse(null), null);
    });
  });
}
