import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { c_char_p, c_int, c_longlong, c_void_p, CFunction, dlopen, Pointer, Structure } from "../../mod.ts";
import { collect, collectThoroughly } from "../collect.ts";
import { fixture } from "../native/mod.ts";

const IntFunction = CFunction([c_int], c_int);
const Binary = CFunction([c_int, c_int], c_int);

const { symbols: c } = dlopen(fixture("basic"), {
  call_times: CFunction([c_int, IntFunction], c_longlong),
  call_pointer: CFunction([CFunction([c_void_p], c_void_p), c_void_p], c_void_p),
  call_texts: CFunction([CFunction([c_char_p], c_char_p), c_char_p], c_char_p, { name: "call_pointer" }),
  call_binary: CFunction([Binary, c_int, c_int], c_int),
  store_callback: CFunction([IntFunction]),
  call_stored: CFunction([c_int], c_int),
  stored_callback: CFunction([], IntFunction),
});

describe("what a callback throws", () => {
  test("is thrown by the outer call, the same object", () => {
    for (const thrown of [new Error("mine"), new RangeError("range"), "text", null, undefined, 0, { a: 1 }]) {
      let caught: unknown = "nothing";
      try {
        c.call_binary(
          () => {
            throw thrown;
          },
          1,
          2,
        );
      } catch (error) {
        caught = error;
      }
      assertStrictEquals(caught, thrown);
    }
    assertStrictEquals(c.call_binary((a, b) => a + b, 1, 2), 3);
  });
  test("makes C see zero, and the first of several counts", () => {
    let calls = 0;
    const error = assertThrows(() =>
      c.call_times(5, () => {
        throw new Error(`call ${calls++}`);
      }), Error);
    assertEquals([error.message, calls], ["call 0", 5]);
  });
  test("passes through C twice", () => {
    const error = assertThrows(() =>
      c.call_binary(
        () =>
          c.call_binary(
            () => {
              throw new Error("deep");
            },
            1,
            2,
          ) + 1000,
        1,
        2,
      ), Error);
    assertStrictEquals(error.message, "deep");
  });
  test("and what it catches of an inner call is caught", () => {
    const result = c.call_binary(
      (a, b) => {
        try {
          c.call_binary(
            () => {
              throw new Error("caught");
            },
            a,
            b,
          );
        } catch {
          return 7;
        }
        return 8;
      },
      1,
      2,
    );
    assertStrictEquals(result, 7);
  });
  test("is also a result of the wrong kind", () => {
    assertThrows(() => c.call_binary(() => "x" as never, 1, 2), TypeError, 'cannot convert "x" to result (c_int)');
    assertThrows(() => c.call_binary(() => undefined as never, 1, 2), TypeError, "cannot convert undefined to result");
    assertThrows(() => c.call_binary(() => 2 ** 40, 1, 2), RangeError, "to result (c_int)");
    assertThrows(() => c.call_pointer(() => 5 as never, null), TypeError, "to result (c_void_p)");
    assertThrows(() => c.call_texts(() => "a\0b", null), TypeError, "to result (c_char_p)");
  });
});

test("what a returned structure points to lives until C has read it", () => {
  class Holder extends Structure({ p: Pointer(c_int), n: c_int }) {}
  using lib = dlopen(fixture("basic"), {
    read_held: CFunction([CFunction([], Holder), CFunction([])], c_int),
  });
  const make = () => new Holder({ p: new c_int(7), n: 1 });
  const between = () => {
    collect();
    for (let i = 0; i < 20_000; i++) new c_int(-1);
  };
  for (let i = 0; i < 5; i++) assertStrictEquals(lib.symbols.read_held(make, between), 8);
});

describe("a callback that was made", () => {
  test("can be called from both sides, and passed", () => {
    using double = new IntFunction((v) => v * 2);
    assertStrictEquals(double(21), 42);
    assertStrictEquals(c.call_times(4, double), 12n);
    assert(double instanceof IntFunction);
    assertThrows(() => double("1" as never), TypeError);
  });
  test("is stored by C and called later", async () => {
    const seen: number[] = [];
    const keep = new IntFunction((v) => seen.push(v));
    c.store_callback(keep);
    await collectThoroughly();
    assertEquals([c.call_stored(7), c.call_stored(8), seen], [1, 2, [7, 8]]);
    assertStrictEquals(c.stored_callback()!(9), 3);
    c.store_callback(null);
    assertEquals([c.call_stored(7), c.stored_callback()], [-1, null]);
    keep.close();
  });
  test("after close() it is an Error, for C and for JavaScript", () => {
    const fn = new IntFunction((v) => v + 1);
    c.store_callback(fn);
    assertStrictEquals(c.call_stored(1), 2);
    fn.close();
    fn.close();
    assertThrows(() => fn(1), Error, "closed");
    assertThrows(() => c.call_times(1, fn), Error, "closed");
    assertThrows(() => c.call_stored(1), Error, "C called a callback that is closed");
    c.store_callback(null);
  });
  test("in a field is called by C and by JavaScript", () => {
    class Table extends Structure({ first: Binary, second: IntFunction }) {}
    const table = new Table({ first: (a, b) => a - b });
    assertEquals([table.first!(5, 3), table.second], [2, null]);
    table.second = new IntFunction((v) => -v);
    assertStrictEquals(table.second!(5), -5);
    assertStrictEquals(table.first, table.first);
  });
  test("is what the same plain function was before", () => {
    const plain = (v: number) => v;
    c.store_callback(plain);
    const first = c.stored_callback();
    c.store_callback(plain);
    assertStrictEquals(c.stored_callback(), first);
    c.store_callback(null);
  });
});

test("many live callbacks each do their own", () => {
  const all = Array.from({ length: 500 }, (_, i) => new Binary((a, b) => a * i + b));
  all.forEach((fn, i) => assertStrictEquals(c.call_binary(fn, 2, 1), 2 * i + 1));
  all.forEach((fn) => fn.close());
});

test("what is no function is a TypeError", () => {
  for (const value of [5, "x", true, undefined, {}, [], Symbol("s"), new c_int(1), new Uint8Array(8)]) {
    assertThrows(() => c.call_times(1, value as never), TypeError, "parameter 2");
    assertThrows(() => new IntFunction(value as never), TypeError, "expected an address or a function");
  }
  assertThrows(() => c.call_times(1, 5n as never), TypeError, "parameter 2");
  for (const address of [0n, -1n, 2n ** 64n]) assertThrows(() => new IntFunction(address), RangeError, "is no address");
  assertThrows(() => c.call_times(1, new Binary((a) => a) as never), TypeError);
});
