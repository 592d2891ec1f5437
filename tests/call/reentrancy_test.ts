import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { c_char_p, c_int, c_longlong, c_size_t, CFunction, dlopen, Pointer, Structure } from "../../mod.ts";
import { collect } from "../collect.ts";
import { fixture } from "../native/mod.ts";

const IntFunction = CFunction([c_int], c_int);
class Point extends Structure({ x: c_int, y: c_int }) {}

const symbols = {
  call_times: CFunction([c_int, IntFunction], c_longlong),
  text_length: CFunction([c_char_p], c_size_t),
};
const { symbols: c } = dlopen(fixture("basic"), symbols);

describe("getters of an object that is given for a structure", () => {
  test("do not harm texts", () => {
    using lengths = new (CFunction([c_char_p, Point, c_char_p], c_int))((a, p, b) =>
      100 * a!.length + 10 * p.x + b!.length
    );
    const point = {
      get x() {
        for (let i = 0; i < 100; i++) c.text_length("overwritten");
        for (let i = 0; i < 10; i++) c.text_length("overwritten".repeat(200));
        return 1;
      },
    };
    assertStrictEquals(lengths("hello", point, "abc"), 513);
    assertStrictEquals(lengths("x".repeat(1000), point, "abc"), 100013);
  });
  test("cannot take memory away that is about to be passed", () => {
    using first = new (CFunction([Pointer(c_int), Point], c_int))((p) => p!.at(0));
    const numbers = new Int32Array([5, 6]);
    assertStrictEquals(first(numbers, { x: 1 }), 5);
    const thief = {
      get x() {
        numbers.buffer.transfer();
        return 1;
      },
    };
    assertThrows(() => first(numbers, thief), TypeError, "detached");
  });
});

describe("what a callback throws", () => {
  test("is not thrown by a call that a later callback makes", () => {
    const lengths: unknown[] = [];
    const thrown = new Error("the first");
    assertThrows(
      () =>
        c.call_times(3, (i) => {
          if (i === 0) throw thrown;
          lengths.push(c.text_length("text"));
          return 1;
        }),
      Error,
      "the first",
    );
    assertEquals(lengths, [4n, 4n]);
    assertStrictEquals(c.text_length("after"), 5n);
  });
  test("is what an endless recursion throws", () => {
    let depth = 0;
    const again = (): number => {
      depth++;
      return Number(c.call_times(1, again));
    };
    assertThrows(again, RangeError, "call stack");
    assertStrictEquals(depth > 50, true);
    assertStrictEquals(c.call_times(2, () => 1), 2n);
  });
});

describe("what is closed while it is in use", () => {
  test("a callback that closes itself and many others", () => {
    const callback: InstanceType<typeof IntFunction> = new IntFunction((i) => {
      callback.close();
      const others = Array.from({ length: 4200 }, () => new IntFunction((i) => i));
      for (const other of others) other.close();
      collect();
      return i + 5;
    });
    assertStrictEquals(c.call_times(1, callback), 5n);
  });
  test("a library that another thread is in", async () => {
    if (!("Deno" in globalThis)) return;
    const folder = mkdtempSync(join(tmpdir(), "ctypes-"));
    const copy = join(folder, "copy.so");
    copyFileSync(fixture("basic"), copy);
    const library = dlopen(copy, {
      call_times: CFunction([c_int, IntFunction], c_longlong, { nonblocking: true }),
    });
    const sum = library.symbols.call_times(3, (i) => i);
    library.close();
    assertStrictEquals(await sum, 3n);
    try {
      rmSync(folder, { recursive: true });
    } catch {
      // Windows keeps files that are mapped.
    }
  });
});
