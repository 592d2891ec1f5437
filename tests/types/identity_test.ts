// Types are told by identity: whatever a structure, a pointer class or an interface is called, it is that and no other.
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import * as ctypes from "../../mod.ts";
import {
  ArrayOf,
  BigEndianStructure,
  bits,
  byref,
  c_bool,
  c_byte,
  c_char,
  c_char_p,
  c_double,
  c_int,
  c_longdouble,
  c_ubyte,
  c_void,
  c_void_p,
  c_wchar,
  c_wchar_p,
  cast,
  CFunction,
  createStringBuffer,
  HRESULT,
  Pointer,
  pointer,
  Structure,
} from "../../mod.ts";
import { Interface } from "../../src/windows/com.ts";
import { VARIANT_BOOL } from "../../src/windows/wintypes.ts";

const scalars = [
  ...Object.entries(ctypes).filter(([name]) => /^c_[a-z0-9_]+$/.test(name) && name !== "c_void").map(([, type]) =>
    type
  ),
  HRESULT,
  VARIANT_BOOL,
] as (typeof c_int)[];
const names = [...new Set([...scalars.map(({ name }) => name), "c_void", "Pointer(c_int)", "ArrayOf(c_char, 4)"])];

// deno-lint-ignore no-explicit-any
type Any = any;

/** What takes values of a type: a name and what happens to a value. */
const sinks: [string, (value: Any) => unknown][] = [
  ...[...scalars, c_void].map((type): [string, (value: Any) => unknown] => [
    `Pointer(${type.name})`,
    (value) => new (Pointer(type as typeof c_int))(value),
  ]),
  ...scalars.map((type): [string, (value: Any) => unknown] => [type.name, (value) => new type(value)]),
  ["Pointer(Pointer(c_int))", (value) => new (Pointer(Pointer(c_int)))(value)],
  ["Pointer(c_char_p)", (value) => new (Pointer(c_char_p))(value)],
  ["ArrayOf(c_char, 4)", (value) => new (ArrayOf(c_char, 4))(value)],
  ["ArrayOf(c_wchar, 4)", (value) => new (ArrayOf(c_wchar, 4))(value)],
  ["IShape", (value) => new (ArrayOf(IShape, 1))([value])],
];

class IShape extends Interface("{5B2E1F60-8C1D-4A57-9A3E-1D2C3B4A5F60}", {}) {}

/** What happens. */
function outcome(run: () => unknown): string {
  try {
    run();
    return "taken";
  } catch (error) {
    return (error as Error).name;
  }
}

/** All that can be passed of a type. */
const values = (type: Any) => ({
  instance: new type(),
  pointer: pointer(new type()),
  reference: byref(new type()),
  array: new (ArrayOf(type, 2))(),
  "reference to an array": byref(new (ArrayOf(type, 2))()),
  "pointer to a pointer": pointer(pointer(new type())),
});

describe("a structure is told from a type of the same name", () => {
  for (const name of names) {
    test(name, () => {
      const other = values(Structure({ x: c_int }, { name: "Other" }));
      const named = values(Structure({ x: c_int }, { name }));
      const { [name]: Class } = { [name]: class extends Structure({ x: c_int }) {} };
      const classed = values(Class);
      assertStrictEquals(Class.name, name);
      for (const [sink, take] of sinks) {
        for (const key of Object.keys(other) as (keyof typeof other)[]) {
          const expected = [sink, key, outcome(() => take(other[key]))];
          assertEquals([sink, key, outcome(() => take(named[key]))], expected);
          assertEquals([sink, key, outcome(() => take(classed[key]))], expected);
        }
      }
    });
    test(`${name} as a type of fields, elements, parameters and results`, () => {
      for (
        const type of [Structure({ x: c_int }, { name }), { [name]: class extends Structure({ x: c_int }) {} }[name]]
      ) {
        assertThrows(() => bits(type, 3), TypeError, "expected an integer type");
        const texts = new (ArrayOf(type, 3) as Any)();
        assertThrows(() => new (Structure({ texts: ArrayOf(type, 3) }))({ texts: "abc" as never }), TypeError);
        assertStrictEquals(texts.value, undefined);
        assertThrows(() => new (CFunction([type], c_int))(1n)("text" as never), TypeError);
        const twice = new (CFunction([type], type))((given: Any) => ({ x: 2 * given.x }) as never);
        assertEquals((twice({ x: 4 } as never) as Any).x, 8);
      }
    });
  }
});

test("a pointer class is told from a type of the same name", () => {
  for (const name of names) {
    const { [name]: Class } = { [name]: class extends Pointer(c_int) {} };
    const number = new c_int(7);
    const give = new (CFunction([], Class))(() => pointer(number) as never);
    const result = give() as unknown as InstanceType<typeof Class>;
    assertStrictEquals(result instanceof Class, true);
    assertStrictEquals(result.contents.value, 7);
    const take = new (CFunction([Class], c_int))((given) => (given as Any).at(0));
    assertStrictEquals(take(number as never), 7);
    assertThrows(() => take("text" as never), TypeError);
    assertThrows(() => take(new Uint8Array(4) as never), TypeError);
    assertThrows(() => new c_char_p(pointer(number) as never), TypeError);
    assertThrows(() => new (Pointer(c_double))(new Class() as never), TypeError);
  }
});

test("an interface called c_void_p is an interface", () => {
  const { c_void_p: Named } = {
    c_void_p: class extends Interface("{5B2E1F60-8C1D-4A57-9A3E-1D2C3B4A5F61}", {}) {},
  };
  assertThrows(() => new (ArrayOf(IShape, 1))([new Named() as never]), TypeError);
  assertThrows(() => new (Pointer(c_int))(new Named() as never), TypeError);
  new (ArrayOf(IShape, 1))([new c_void_p() as never]);
});

describe("what the types themselves are taken for", () => {
  test("bytes and void * are text, other types are not", () => {
    for (const type of scalars) {
      const bytes = [c_char, c_byte, c_ubyte, c_char_p, c_void_p].includes(type as never);
      assertStrictEquals(outcome(() => new c_char_p(new type() as never)), bytes ? "taken" : "TypeError", type.name);
      const wide = [c_wchar, c_wchar_p, c_void_p].includes(type as never);
      assertStrictEquals(outcome(() => new c_wchar_p(new type() as never)), wide ? "taken" : "TypeError", type.name);
    }
  });
  test("only integers are bit fields", () => {
    for (const type of [c_double, c_longdouble, VARIANT_BOOL, c_char_p, c_void_p]) {
      assertThrows(() => bits(type, 3), TypeError, `bits(): expected an integer type, not ${type.name}`);
    }
    for (const type of [c_char, c_wchar, c_ubyte, HRESULT]) bits(type, 3);
    assertThrows(() => bits(c_bool, 2), RangeError);
  });
  test("bytes have no byte order: arrays of them are the same in the other one", () => {
    class Big extends BigEndianStructure({ text: ArrayOf(c_char, 4), bytes: ArrayOf(c_ubyte, 2), wide: c_wchar }) {}
    const big = new Big({ text: "ab", bytes: [1, 2], wide: "A" });
    assertEquals([big.text.value, [...big.bytes], big.wide], ["ab", [1, 2], 65]);
    assertStrictEquals(big.bytes instanceof Uint8Array, true);
    big.text = createStringBuffer("xyz") as never;
    assertStrictEquals(big.text.value, "xyz");
    assertThrows(() => cast(5 as never, Big as never), TypeError);
  });
});
