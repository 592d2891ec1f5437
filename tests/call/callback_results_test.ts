import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { c_char_p, c_int, c_size_t, CFunction, dlopen, Pointer, Structure } from "../../mod.ts";
import { collect, collectThoroughly, overwrite, survivors } from "../collect.ts";
import { fixture } from "../native/mod.ts";

class Span extends Structure({ start: Pointer(c_int), length: c_int }) {}
const TextFunction = CFunction([c_int], c_char_p);
const ArrayFunction = CFunction([c_int], Pointer(c_int));

const { symbols: c } = dlopen(fixture("callbacks"), {
  right_texts: CFunction([TextFunction, c_int], c_int),
  right_arrays: CFunction([ArrayFunction, c_int, c_int], c_int),
  right_spans: CFunction([CFunction([c_int], Span), c_int], c_int),
  last_but: CFunction([ArrayFunction, c_int, c_int], Pointer(c_int)),
  longest_text: CFunction([TextFunction, c_int], c_char_p),
  store_texts: CFunction([TextFunction, c_int]),
  stored_length: CFunction([c_int], c_size_t),
});

const letters = (i: number, length: number) => String.fromCharCode(97 + i % 26).repeat(length);
const disturb = (i: number) => {
  if (i % 8 !== 7) return;
  collect();
  overwrite();
};

describe("C reads all that a callback returned once it has the last, although garbage is collected meanwhile", () => {
  const many = 64, long = 20_000;
  test("texts", () => {
    for (const length of [5, 300, 100_000]) {
      assertStrictEquals(c.right_texts((i) => (disturb(i), letters(i, length)), many), many);
    }
  });
  test("texts, where another callback's calls come between", () => {
    const inner = () => c.right_texts((i) => letters(i, 400), 3);
    const texts = (i: number) => (assertStrictEquals(inner(), 3), disturb(i), letters(i, 5000));
    assertStrictEquals(c.right_texts(texts, many), many);
  });
  test("arrays", () => {
    const right = c.right_arrays((i) => (disturb(i), new Int32Array(long).fill(i)), many, long);
    assertStrictEquals(right, many);
  });
  test("instances by reference", () => {
    const right = c.right_arrays((i) => (disturb(i), new c_int(i)), many, 1);
    assertStrictEquals(right, many);
  });
  test("structures that point to others", () => {
    const spans = (i: number) => (disturb(i), { start: new Int32Array(long).fill(i), length: long });
    assertStrictEquals(c.right_spans(spans, many), many);
  });
  test("of a callback that closes itself", () => {
    const callback: InstanceType<typeof TextFunction> = new TextFunction((i) => {
      if (i === many - 1) callback.close();
      disturb(i);
      return letters(i, 5000);
    });
    assertStrictEquals(c.right_texts(callback, many), many);
  });
  test("without forced collection, in many calls", () => {
    const junk: Uint8Array[] = [];
    for (let round = 0; round < 30; round++) {
      const right = c.right_arrays(
        (i) => {
          for (let j = 0; j < 50; j++) junk[j % 10] = new Uint8Array(20_000).fill(0x11);
          return new Int32Array(5000).fill(i);
        },
        many,
        5000,
      );
      assertStrictEquals(right, many);
    }
  });
  test("and what C returns of it is read in time", () => {
    for (let round = 0; round < 3; round++) {
      const longest = c.longest_text((i) => (disturb(i), letters(i, 50_000 - i)), many);
      assert(longest === letters(0, 50_000), "another text");
    }
  });
});

test("and a pointer to any of it that C returns keeps it", async () => {
  const found = Array.from({ length: 100 }, (_, i) => {
    const arrays = (j: number) => (disturb(j), new Int32Array(1000).fill(i + j));
    if (i % 2) return c.last_but(arrays, 5, i % 5)!;
    // In a call that a callback makes, too.
    let inner: ReturnType<typeof c.last_but> = null;
    c.right_arrays((j) => (inner ??= c.last_but(arrays, 5, i % 5), new Int32Array(1).fill(j)), 1, 1);
    return inner!;
  });
  for (let i = 0; i < 5; i++) assertStrictEquals(c.right_arrays((i) => new Int32Array(20_000).fill(i), 64, 20_000), 64);
  await collectThoroughly();
  found.forEach((p, i) => {
    assertEquals([p.at(0), p.at(999)], [i + 4 - i % 5, i + 4 - i % 5]);
    assertThrows(() => p.at(1000), RangeError);
  });
});

test("what was returned last lives on: C may have stored it", async () => {
  const texts = new TextFunction((i) => letters(i, 5000));
  c.store_texts(texts, 1);
  await collectThoroughly();
  assertStrictEquals(c.stored_length(0), 5000n);
  texts.close();
});

test("what was returned before is let go when the call has ended", async () => {
  let arrays: WeakRef<Int32Array>[] = [];
  const callback = new ArrayFunction((i) => {
    const array = new Int32Array(10).fill(i);
    arrays.push(new WeakRef(array));
    return array;
  });
  for (let round = 0; round < 100; round++) assertStrictEquals(c.right_arrays(callback, 50, 10), 50);
  // Within the same job, too: what the last two calls got is the most that may be there, and what a WeakRef looked at.
  const alive = await survivors(arrays);
  assert(alive <= 1, `${alive} are there`);
  arrays = [];
  assertEquals(c.right_arrays(callback, 1, 10), 1);
});
