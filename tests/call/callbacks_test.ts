import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import {
  byref,
  c_bool,
  c_char_p,
  c_double,
  c_float,
  c_int,
  c_int16,
  c_int64,
  c_int8,
  c_longlong,
  c_size_t,
  c_uint16,
  c_uint32,
  c_uint64,
  c_uint8,
  c_void_p,
  c_wchar_p,
  CFunction,
  createStringBuffer,
  dlopen,
  Pointer,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";

const IntFunction = CFunction([c_int], c_int);
const Binary = CFunction([c_int, c_int], c_int);

const { symbols: c } = dlopen(fixture("basic"), {
  call_times: CFunction([c_int, IntFunction], c_longlong),
  call_void: CFunction([CFunction([])]),
  call_pointer: CFunction([CFunction([c_void_p], c_void_p), c_void_p], c_void_p),
  call_ints: CFunction([CFunction([Pointer(c_int)], Pointer(c_int)), Pointer(c_int)], Pointer(c_int), {
    name: "call_pointer",
  }),
  call_texts: CFunction([CFunction([c_char_p], c_char_p), c_char_p], c_char_p, { name: "call_pointer" }),
  call_text: CFunction([CFunction([c_char_p, c_wchar_p], c_int), c_char_p, c_wchar_p], c_int),
  call_mixed: CFunction([
    CFunction(Array.from({ length: 12 }, (_, i) => i % 2 ? c_double : c_int), c_double),
  ], c_double),
  call_binary: CFunction([Binary, c_int, c_int], c_int),
  call_nested: CFunction([CFunction([c_int, IntFunction], c_int), IntFunction, c_int], c_int),
  each_int: CFunction([Pointer(c_int), c_int, CFunction([c_void_p, c_int], c_bool), c_void_p], c_int),
  sort_ints: CFunction([Pointer(c_int), c_size_t, CFunction([Pointer(c_int), Pointer(c_int)], c_int)]),
  binary_named: CFunction([c_int8], Binary),
  text_length: CFunction([c_char_p], c_size_t),
  text_same: CFunction([c_char_p], c_char_p),
  text_copy: CFunction([c_char_p, c_size_t, c_char_p], c_size_t),
});

describe("scalars go in and come back", () => {
  const kinds = [
    ["call_bool", c_bool, [true, false]],
    ["call_int8", c_int8, [-128, -1, 0, 127]],
    ["call_uint8", c_uint8, [0, 1, 128, 255]],
    ["call_int16", c_int16, [-32768, -1, 32767]],
    ["call_uint16", c_uint16, [0, 32768, 65535]],
    ["call_uint32", c_uint32, [0, 2 ** 31, 2 ** 32 - 1]],
    ["call_int64", c_int64, [-(2n ** 63n), -1n, 2n ** 63n - 1n]],
    ["call_uint64", c_uint64, [0n, 2n ** 63n, 2n ** 64n - 1n]],
    ["call_float", c_float, [0.5, -0, NaN, Infinity]],
    ["call_double", c_double, [0.1, -0, NaN, -Infinity, 5e-324]],
  ] as const;
  for (const [name, type, values] of kinds) {
    test(type.name, () => {
      // deno-lint-ignore no-explicit-any
      const { symbols } = dlopen(fixture("basic"), {
        call: CFunction([CFunction([type], type), type], type, { name }),
      }) as any;
      for (const value of values) {
        const seen: unknown[] = [];
        assertStrictEquals(symbols.call((v: unknown) => (seen.push(v), v), value), value);
        assertEquals(seen, [value]);
      }
      if (type === c_int8 || type === c_int16) assertStrictEquals(symbols.call(() => 2 ** (8 * type.size) - 1, 0), -1);
      if (type === c_uint8 || type === c_uint32) {
        assertStrictEquals(symbols.call(() => -1, 0), 2 ** (8 * type.size) - 1);
      }
    });
  }
  test("twelve of them", () => {
    const seen: unknown[] = [];
    assertStrictEquals(c.call_mixed((...values) => (seen.push(...values), 0.25)), 0.25);
    assertEquals(seen, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });
  test("none", () => {
    let calls = 0;
    c.call_void((...values) => void (calls += 1 + values.length));
    assertStrictEquals(calls, 1);
  });
});

describe("pointers and text", () => {
  test("void *", () => {
    const seen: unknown[] = [];
    const same = (value: bigint | null) => (seen.push(value), value);
    assertEquals([c.call_pointer(same, 5n), c.call_pointer(same, null)], [5n, null]);
    const highest = 2n ** 64n - 1n;
    assertStrictEquals(c.call_pointer(same, highest), highest);
    assertEquals(seen, [5n, null, highest]);
  });
  test("pointers to something", () => {
    const numbers = new Int32Array([1, 2, 3]);
    const back = c.call_ints((p) => {
      assert(p instanceof Pointer(c_int));
      p.set(1, 20);
      return p;
    }, numbers);
    assertEquals([numbers[1], back!.at(1)], [20, 20]);
    assertStrictEquals(c.call_ints((p) => p, null), null);
    const own = new c_int(9);
    assertStrictEquals(c.call_ints(() => own, null)!.at(0), 9);
  });
  test("text", () => {
    assertStrictEquals(c.call_text((a, b) => a!.length * 100 + b!.length, "grüß", "中文🌍"), 404);
    assertStrictEquals(c.call_text((a, b) => a === null && b === null ? 1 : 0, null, null), 1);
    assertStrictEquals(c.call_texts((text) => `${text}!`, "hey"), "hey!");
    assertStrictEquals(c.call_texts(() => null, "hey"), null);
    assertStrictEquals(c.call_texts((text) => text!.repeat(1000), "é"), "é".repeat(1000));
  });
  test("a value of the user's that C hands back", () => {
    const user = new c_int(5);
    const seen: number[] = [];
    const count = c.each_int(new Int32Array([1, 2, 3, 4]), 4, (data, item) => {
      seen.push(item * c_int.fromAddress(data!).value);
      return item < 3;
    }, byref(user));
    assertEquals([count, seen], [3, [5, 10, 15]]);
  });
});

test("a comparator sorts", () => {
  const numbers = Int32Array.from({ length: 300 }, (_, i) => (i * 7919) % 301 - 150);
  const sorted = [...numbers].sort((a, b) => a - b);
  c.sort_ints(numbers, numbers.length, (a, b) => a!.contents.value - b!.at(0));
  assertEquals([...numbers], sorted);
});

describe("calls inside callbacks", () => {
  test("with text do not disturb the outer call's text", () => {
    const outer = "outer ".repeat(20);
    const buffer = createStringBuffer(200);
    const result = c.call_text(
      (a, b) => {
        for (let i = 0; i < 200; i++) assertStrictEquals(c.text_same(`inner ${i}`), `inner ${i}`);
        c.text_copy(buffer, 200, `from ${a}`);
        return a!.length + b!.length;
      },
      outer,
      outer,
    );
    assertEquals([result, buffer.value], [240, `from ${outer}`]);
  });
  test("nest deeply", () => {
    const down = (depth: number): number =>
      depth === 0 ? 0 : 1 + c.call_binary(
        (a, b) => {
          const text = "x".repeat(depth);
          assertStrictEquals(c.text_length(text), BigInt(depth));
          return down(a) + b;
        },
        depth - 1,
        0,
      );
    assertStrictEquals(down(100), 100);
  });
  test("call the function that C gave", () => {
    const result = c.call_nested((value, g) => g!(value) + g!(value + 1), (v) => v * 10, 4);
    assertStrictEquals(result, 90);
  });
  test("get a C function to call", () => {
    const add = c.binary_named("+".charCodeAt(0))!;
    assertEquals([add(40, 2), c.call_binary(add, 20, 22), c.binary_named(0)], [42, 42, null]);
    assert(add instanceof Binary);
  });
});

describe("a callback object", () => {
  const difference = (a: number, b: number) => a - b;
  test("is a function with the name and parameters of what it was made from", () => {
    using callback = new Binary(difference);
    assertEquals([callback.name, callback.length, typeof callback], ["difference", 2, "function"]);
    assert(
      (callback as unknown) instanceof Function && callback instanceof Binary && !(callback instanceof IntFunction),
    );
    assertEquals(Object.keys(callback), []);
    using other = new (CFunction([], c_int, { name: "other" }))(() => 1);
    assertEquals([other.name, other.length], ["other", 0]);
  });
  test("bound or behind a Proxy is a function like others", () => {
    const callback = new Binary(difference);
    for (const like of [callback.bind(null), new Proxy(callback, {})]) {
      assertStrictEquals(c.call_binary(like as typeof difference, 5, 3), 2);
      assert(!((like as unknown) instanceof Binary));
    }
  });
  test("can be called, wherever it is called from", () => {
    using callback = new Binary(difference);
    assertEquals([callback(5, 3), callback.apply(null, [7, 2]), Reflect.apply(callback, {}, [1, 2])], [2, 5, -1]);
    assertThrows(() => (callback as (...args: number[]) => number)(1, 2, 3), TypeError, "takes 2 arguments");
    assertThrows(() => callback("1" as unknown as number, 2), TypeError, "parameter 1");
  });
  test("is closed once and for all", () => {
    const callback = new Binary(difference);
    assertEquals(c.call_binary(callback, 9, 4), 5);
    callback.close();
    callback.close();
    assertThrows(() => callback(1, 2), Error, "is closed");
    assertThrows(() => c.call_binary(callback, 1, 2), Error, "is closed");
  });
});
