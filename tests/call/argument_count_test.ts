// A wrong number of arguments is a TypeError, also where the extra ones begin with undefined, and also in hot code.
import { assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import {
  c_char_p,
  c_double,
  c_float,
  c_int,
  c_long,
  c_size_t,
  c_void_p,
  CFunction,
  dlopen,
  HRESULT,
  Pointer,
  Structure,
} from "../../mod.ts";
import { implement, Interface } from "../../src/windows/com.ts";
import { fixture } from "../native/mod.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

class Pair extends Structure({ a: c_int, b: c_int }) {}

const { symbols: c } = dlopen(fixture("basic"), {
  same_int: CFunction([c_int], c_int),
  same_double: CFunction([c_double], c_double),
  same_float: CFunction([c_float], c_float),
  same_long: CFunction([c_long], c_long),
  touch: CFunction([]),
  read_int: CFunction([Pointer(c_int)], c_int),
  text_length: CFunction([c_char_p], c_size_t),
  checked: CFunction([c_int], c_int, { name: "same_int", errcheck: (result) => result }),
  counted: CFunction([c_int], c_int, { name: "same_int", useErrno: true }),
  pair: CFunction([Pair], c_int, { name: "same_int" }),
}) as Any;
const address = new (CFunction([c_int], c_int))((value) => value);

interface Case {
  readonly call: (...args: Any[]) => unknown;
  readonly args: Any[];
}
const cases: Record<string, Case> = {
  "an integer": { call: c.same_int, args: [1] },
  "a double": { call: c.same_double, args: [0.5] },
  "a float": { call: c.same_float, args: [0.5] },
  "a bigint": { call: c.same_long, args: [5n] },
  "no parameter": { call: c.touch, args: [] },
  "a pointer": { call: c.read_int, args: [new c_int(7)] },
  "a text": { call: c.text_length, args: ["text"] },
  "errcheck": { call: c.checked, args: [1] },
  "useErrno": { call: c.counted, args: [1] },
  "a structure by value": { call: c.pair, args: [new Pair({ a: 1 })] },
  "a callback": { call: address, args: [1] },
};

describe("extra arguments are refused, whatever they are", () => {
  for (const [name, { call, args }] of Object.entries(cases)) {
    test(name, () => {
      const hot = () => call(...args);
      for (let i = 0; i < 60_000; i++) hot();
      for (const extra of [[7], [undefined, 7], [null], [undefined, null], [undefined, undefined, undefined, 7]]) {
        // With a float, V8 would box it to count arguments: only two places behind the last one are looked at.
        if (name.match(/double|float/) && extra.length > 2) continue;
        assertThrows(() => call(...args, ...extra), TypeError, `takes ${args.length} argument`);
      }
      if (args.length > 0) assertThrows(() => call(), TypeError);
      assertStrictEquals(typeof hot(), typeof call(...args));
    });
  }
});

test("missing arguments are counted", () => {
  assertThrows(() => c.same_int(), TypeError, "same_int() takes 1 argument");
  assertThrows(() => c.read_int(), TypeError, "read_int() takes 1 argument");
  assertThrows(() => c.same_double(), TypeError, "same_double()");
});

test("behind the fixed arguments of a variadic function undefined has no C type", () => {
  const { symbols } = dlopen(fixture("basic"), {
    format: CFunction([c_void_p, c_size_t, c_char_p], c_int, { name: "format_text", variadic: true }),
  }) as Any;
  const buffer = new Uint8Array(20);
  for (let i = 0; i < 60_000; i++) symbols.format(buffer, 20, "%d", new c_int(5));
  for (const extra of [[undefined], [undefined, 7], [undefined, new c_int(5)], [new c_int(5), undefined]]) {
    assertThrows(() => symbols.format(buffer, 20, "%d", ...extra), TypeError, "a variadic argument needs a C type");
  }
  assertThrows(() => symbols.format(buffer, 20), TypeError, "takes at least 3 arguments");
});

test("methods of COM interfaces", () => {
  class IShape extends Interface("{5B2E1F60-8C1D-4A57-9A3E-1D2C3B4A5F62}", {
    Scale: CFunction([c_int], HRESULT),
    Stretch: CFunction([c_double], HRESULT),
  }) {}
  const shape = implement({ Scale: () => 0, Stretch: () => 0 }, IShape).QueryInterface(IShape) as Any;
  for (const [name, value] of [["Scale", 1], ["Stretch", 0.5]] as const) {
    for (let i = 0; i < 60_000; i++) shape[name](value);
    for (const extra of [[7], [undefined, 7]]) {
      assertThrows(() => shape[name](value, ...extra), TypeError, `${name}() takes 1 argument`);
    }
  }
  assertThrows(() => shape.AddRef(undefined, 5), TypeError, "takes 0 arguments");
  shape.Release();
});
