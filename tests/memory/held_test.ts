/**
 * A call holds the memory and the targets that its arguments had when they were converted. Engines keep less alive in hot
 * code: everything is called often before. The callback of the same call puts something else in place of what C uses,
 * and collects; C looks at the memory before, between and after two such callbacks.
 */
import { assertEquals, assertStrictEquals } from "@std/assert";
import { describe, test } from "node:test";
import {
  ArrayOf,
  byref,
  c_char_p,
  c_int,
  c_int64,
  c_ubyte,
  c_void_p,
  cast,
  CFunction,
  createStringBuffer,
  dlopen,
  memmove,
  Pointer,
  pointer,
  resize,
  sizeof,
  Structure,
} from "../../mod.ts";
import { collect, overwrite, survivors } from "../collect.ts";
import { fixture } from "../native/mod.ts";

class Named extends Structure({ name: c_char_p, number: c_int64 }) {}
class Holder extends Structure({ named: Named }) {}
/** Large, without an array that hands out its memory. */
class Large extends Structure({ longs: ArrayOf(ArrayOf(c_void_p, 1), 8192) }) {}

const LENGTH = 100_000;
const TEXT = "A".repeat(LENGTH);
const Callback = CFunction([]);
const path = fixture("memory");
const { symbols: c } = dlopen(path, {
  untyped: CFunction([c_void_p, c_int64, Callback], c_int64, { name: "sum_changes" }),
  typed: CFunction([Pointer(c_ubyte), c_int64, Callback], c_int64, { name: "sum_changes" }),
  text: CFunction([c_char_p, Callback], c_int64, { name: "text_changes" }),
  by_reference: CFunction([Pointer(Named), Callback], c_int64, { name: "name_changes" }),
  by_value: CFunction([Named, Callback], c_int64, { name: "name_changes_by_value" }),
  sum_of: CFunction([c_void_p, c_int64], c_int64),
});

const full = (size = LENGTH) => new (ArrayOf(c_ubyte, size))().fill(1);
const bytePointer = (size?: number) => new (Pointer(c_ubyte))(full(size));

/** A kind of argument: how it is passed, and what replaces what C uses of it. */
interface Case<T> {
  make(small: boolean): T;
  call(argument: T, callback: () => void, small: boolean): bigint;
  replace(argument: T, turn: number): void;
}
const untyped = (argument: unknown, callback: () => void, small: boolean) =>
  c.untyped(argument as never, small ? 1 : LENGTH, callback);
const kind = <T>(make: Case<T>["make"], call: Case<T>["call"], replace: Case<T>["replace"]): Case<unknown> =>
  ({ make, call, replace }) as Case<unknown>;

const cases: Record<string, Case<unknown>> = {
  "a pointer that is pointed elsewhere": kind(
    (small) => bytePointer(small ? 1 : LENGTH),
    (p, callback, small) => c.typed(p, small ? 1 : LENGTH, callback),
    (p, turn) => p.contents = new c_ubyte(turn) as never,
  ),
  "a pointer as void *": kind(
    (small) => bytePointer(small ? 1 : LENGTH),
    untyped,
    (p: ReturnType<typeof bytePointer>, turn) => p.contents = new c_ubyte(turn) as never,
  ),
  "a pointer by way of byref, whose cell is moved over": kind(
    (small) => new Named({ name: small ? "a" : TEXT }),
    (n, callback) => c.by_reference(byref(n), callback),
    (n) => memmove(n, new Named(), sizeof(Named)),
  ),
  "an address that becomes NULL": kind(
    (small) => new c_void_p(full(small ? 1 : LENGTH)),
    untyped,
    (cell: InstanceType<typeof c_void_p>) => cell.value = null,
  ),
  "a text that becomes another": kind(
    (small) => new c_char_p(small ? "a" : TEXT),
    (cell, callback) => c.text(cell, callback),
    (cell, turn) => cell.value = `b${turn}`,
  ),
  "a text field that becomes another": kind(
    (small) => new Named({ name: small ? "a" : TEXT }),
    (named, callback) => c.by_reference(named, callback),
    (named, turn) => named.name = `b${turn}`,
  ),
  "a text field of a structure by value": kind(
    (small) => new Named({ name: small ? "a" : TEXT }),
    (named, callback) => c.by_value(named, callback),
    (named, turn) => named.name = `b${turn}`,
  ),
  "a structure that is assigned whole": kind(
    (small) => new Holder({ named: { name: small ? "a" : TEXT } }),
    ({ named }, callback) => c.by_reference(named, callback),
    (holder) => holder.named = new Named() as never,
  ),
  "a pointer to a pointer, the inner one replaced": kind(
    (small) => pointer(bytePointer(small ? 1 : LENGTH)),
    (p, callback, small) => c.untyped(p.contents as never, small ? 1 : LENGTH, callback),
    (p) => p.contents = bytePointer(1) as never,
  ),
  "a field of memory of C": kind(
    (small) => inC(new Named({ name: small ? "a" : TEXT })),
    (named, callback) => c.by_reference(named, callback),
    (named) => named.name = null,
  ),
  "a structure that is made larger": kind(
    () => filled(new Large()),
    (large, callback, small) => c.untyped(large, small ? 1 : sizeof(Large), callback),
    (large, turn) => resize(large, 2 * sizeof(Large) + turn),
  ),
  "a buffer by way of a cast": kind(
    (small) => cast(full(small ? 1 : LENGTH), Pointer(c_ubyte)),
    (p, callback, small) => c.typed(p, small ? 1 : LENGTH, callback),
    (p, turn) => p.contents = new c_ubyte(turn) as never,
  ),
  "a temporary": kind(
    () => null,
    (_, callback, small) => c.typed(cast(full(small ? 1 : LENGTH), Pointer(c_ubyte)), small ? 1 : LENGTH, callback),
    () => {},
  ),
  "a temporary by reference": kind(
    () => null,
    (_, callback, small) => c.by_reference(byref(new Named({ name: small ? "a" : TEXT })), callback),
    () => {},
  ),
};

function filled(large: Large): Large {
  memmove(large, full(sizeof(Large)), sizeof(Large));
  return large;
}

const { symbols: { memory_of_c } } = dlopen(path, { memory_of_c: CFunction([c_int64], c_void_p) });
function inC(named: Named): Named {
  const address = memory_of_c(sizeof(Named))!;
  memmove(address, named, sizeof(Named));
  return Named.fromAddress(address);
}

const stomp = () => {
  collect();
  overwrite();
};

describe("a call goes on using what it was given", () => {
  for (const [name, { make, call, replace }] of Object.entries(cases)) {
    test(name, () => {
      const nothing = () => {};
      const small = make(true);
      for (let i = 0; i < 60_000; i++) call(small, nothing, true);
      for (let round = 0; round < 3; round++) {
        const argument = make(false);
        let turn = 0;
        assertStrictEquals(call(argument, () => (replace(argument, ++turn), stomp()), false), 0n);
        assertStrictEquals(turn, 2);
      }
    });
  }
});

test("what was replaced during a call is let go of after it", async () => {
  const cell = new c_void_p();
  const targets: WeakRef<object>[] = [];
  for (let i = 0; i < 100; i++) {
    const target = full(5000);
    targets.push(new WeakRef(target));
    cell.value = target as never;
    c.untyped(cell, 5000, () => cell.value = null);
  }
  const alive = await survivors(targets);
  assertEquals(alive < 20, true, `${alive} of 100 are still there`);
});

test("a callback that throws ends what it began", async () => {
  const cell = new c_void_p();
  const targets: WeakRef<object>[] = [];
  for (let i = 0; i < 100; i++) {
    const target = full(5000);
    targets.push(new WeakRef(target));
    cell.value = target as never;
    try {
      c.untyped(cell, 5000, () => {
        cell.value = null;
        throw new Error("from the callback");
      });
    } catch {
      // expected
    }
  }
  assertEquals(await survivors(targets) < 20, true);
});

const { symbols: slow } = dlopen(path, {
  slow_sum: CFunction([c_void_p, c_int64, c_int], c_int64, { nonblocking: true }),
  slow_typed_sum: CFunction([Pointer(c_ubyte), c_int64, c_int], c_int64, { nonblocking: true, name: "slow_sum" }),
  slow_fill: CFunction([c_void_p, c_int, c_int64, c_int], undefined, { nonblocking: true }),
  slow_name_length: CFunction([Pointer(Named), Pointer(c_int), c_int], c_int64, { nonblocking: true }),
});
const BYTES = BigInt(LENGTH);
const calls: Record<string, () => Promise<[unknown, unknown]>> = {
  "an address": async () => {
    const cell = new c_void_p(full());
    const job = slow.slow_sum(cell, LENGTH, 50);
    cell.value = null;
    stomp();
    return [await job, BYTES];
  },
  "a pointer": async () => {
    const p = bytePointer();
    const job = slow.slow_typed_sum(p, LENGTH, 50);
    p.contents = new c_ubyte() as never;
    stomp();
    return [await job, BYTES];
  },
  "a text field": async () => {
    const named = new Named({ name: TEXT });
    const begun = new c_int();
    const job = slow.slow_name_length(named, byref(begun), 50);
    while (begun.value === 0) await new Promise((resolve) => setTimeout(resolve, 1)); // the thread has read the pointer
    named.name = "b";
    stomp();
    return [await job, BYTES];
  },
  "a structure that is made larger": async () => {
    const large = new Large(), size = sizeof(Large);
    const job = slow.slow_fill(byref(large), 1, size, 50);
    resize(large, 2 * size);
    stomp();
    const strangers = Array.from({ length: 50 }, () => new Uint8Array(new ArrayBuffer(size)));
    await job;
    return [strangers.every((bytes) => bytes.every((byte) => byte === 0)), true];
  },
  "one after the other, without a pause": async () => {
    const cell = new c_void_p();
    const jobs = [];
    for (let i = 0; i < 6; i++) {
      cell.value = full() as never;
      jobs.push(slow.slow_sum(cell, LENGTH, 20 + 8 * i));
      stomp();
    }
    return [await Promise.all(jobs), jobs.map(() => BYTES)];
  },
};
describe("a nonblocking call goes on using what it was given,", () => {
  for (const [name, run] of Object.entries(calls)) {
    test(name, async () => {
      for (let i = 0; i < 3; i++) assertEquals(...await run());
    });
  }
  test("and what was replaced is let go of, though there is always one under way", async () => {
    const cell = new c_void_p();
    const targets: WeakRef<object>[] = [];
    let last = slow.slow_sum(createStringBuffer(1), 1, 1);
    for (let i = 0; i < 200; i++) {
      const target = full(5000);
      targets.push(new WeakRef(target));
      cell.value = target as never;
      const next = slow.slow_sum(cell, 5000, 2);
      cell.value = null;
      await last;
      last = next;
    }
    const still = slow.slow_sum(createStringBuffer(1), 1, 300);
    const alive = await survivors(targets);
    assertEquals(alive < 50, true, `${alive} of 200 are still there`);
    await last;
    await still;
  });
});
