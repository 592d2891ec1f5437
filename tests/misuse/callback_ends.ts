import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { c_int, c_longlong, c_void, CFunction, dlopen, Pointer, Structure } from "../../mod.ts";
import { collect, collectThoroughly, overwrite } from "../collect.ts";
import { fixture } from "../native/mod.ts";
import { type Case, type Cases, error } from "./case.ts";

const IntFunction = CFunction([c_int], c_int);
const Notify = CFunction([c_int], c_void, { anyThread: true });
type Callback = InstanceType<typeof IntFunction>;

const { symbols: c } = dlopen(fixture("callbacks"), {
  call_int: CFunction([IntFunction, c_int], c_int),
  notify_slowly: CFunction([c_int, c_int, Notify], c_int, { nonblocking: true }),
  add: CFunction([c_int, c_int], c_int),
});
const { symbols: b } = dlopen(fixture("basic"), {
  call_times: CFunction([c_int, IntFunction], c_longlong),
  store_callback: CFunction([IntFunction]),
  call_stored: CFunction([c_int], c_int),
});
const closed = "C called a callback that is closed";

/** What must go well, and say so: when it is done for the first time, and once the calls are hot. */
function fine(run: () => unknown): Record<string, Case> {
  const twice = (rounds: number): Case =>
    error("all is well", async () => {
      const next = (v: number) => v + 1;
      for (let i = 0; i < rounds; i++) b.call_times(1, next);
      for (let i = 0; i < rounds; i++) assertStrictEquals(c.call_int(next, i), i + 1);
      await run();
      await collectThoroughly();
      assertStrictEquals(c.call_int((v) => c.add(v, 1), 41), 42);
      throw new Error("all is well");
    });
  return { "": twice(1), ", when hot": twice(60_000) };
}

/** Makes and closes callbacks of as many types: more than are kept in reserve. */
function churn(count: number, run: (callback: Callback) => void = () => {}): void {
  for (let i = 0; i < count; i++) {
    class Made extends Structure({ value: c_int }) {}
    using callback = new (CFunction([Pointer(Made), c_int], c_int))((_, v) => v);
    run(callback as unknown as Callback);
  }
}

const all: Record<string, () => unknown> = {
  "closes itself": () => {
    const callback: Callback = new IntFunction((v) => (callback.close(), collect(), v + 5));
    assertStrictEquals(c.call_int(callback, 1), 6);
    assertThrows(() => c.call_int(callback, 1), Error, "is closed");
  },
  "closes itself, and C goes on calling it": () => {
    let calls = 0;
    const callback: Callback = new IntFunction((v) => (calls++, callback.close(), v));
    assertThrows(() => b.call_times(5, callback), Error, closed);
    assertStrictEquals(calls, 1);
  },
  "closes itself by using": () => {
    const callback: Callback = new IntFunction((v) => {
      using _ = callback;
      return v + 5;
    });
    assertStrictEquals(c.call_int(callback, 1), 6);
  },
  "closes itself, and others take over what is free": () => {
    let others = 0;
    const callback: Callback = new IntFunction((v) => {
      if (v > 0) return v;
      callback.close();
      for (let i = 0; i < 3000; i++) new IntFunction(() => 1000 + others++).close();
      const made = Array.from({ length: 3000 }, () => new IntFunction(() => 1000 + others++));
      collect();
      overwrite();
      for (const each of made) assert(c.call_int(each, 1) >= 1000);
      for (const each of made) each.close();
      return v;
    });
    assertThrows(() => b.call_times(3, callback), Error, closed);
    assertStrictEquals(others, 3000);
  },
  "closes itself, and thousands of other types come and go": () => {
    const callback: Callback = new IntFunction((v) => {
      callback.close();
      churn(150);
      collect();
      return v + 5;
    });
    assertStrictEquals(c.call_int(callback, 1), 6);
    churn(100);
  },
  "closes itself at every level": () => {
    const down = (depth: number): number => {
      const callback: Callback = new IntFunction((v) => {
        callback.close();
        if (v % 16 === 0) churn(70);
        return v === 0 ? 1 : 1 + down(v - 1);
      });
      return c.call_int(callback, depth);
    };
    assertStrictEquals(down(50), 51);
  },
  "is closed by one that it called": () => {
    const outer: Callback = new IntFunction((v) => {
      const inner: Callback = new IntFunction((w) => (outer.close(), inner.close(), churn(100), collect(), w + 1));
      const result = c.call_int(inner, v);
      assertThrows(() => c.call_int(inner, v), Error, "is closed");
      return result + 10;
    });
    assertStrictEquals(c.call_int(outer, 1), 12);
  },
  "is dropped while it runs": async () => {
    let callback: Callback | null = new IntFunction((v) => {
      callback = null;
      collect();
      overwrite();
      return v + 5;
    });
    assertStrictEquals(c.call_int(callback, 1), 6);
    assertStrictEquals(callback, null);
    await collectThoroughly();
    churn(200);
  },
  "is dropped while C keeps it": async () => {
    const callStored = () => {
      try {
        return b.call_stored(1);
      } catch (error) {
        return (error as Error).message.slice(0, closed.length);
      }
    };
    for (const make of [() => new IntFunction((v) => v), () => (v: number) => v]) {
      (() => b.store_callback(make()))();
      await collectThoroughly(4);
      churn(80);
      // What a function was given last may be held until it is given something else.
      assert([1, closed].includes(callStored()));
      b.store_callback(null);
    }
  },
  "is closed while another thread calls it": async () => {
    let calls = 0;
    const callback: InstanceType<typeof Notify> = new Notify(() => {
      if (++calls === 3) callback.close();
      churn(30);
    });
    const call = c.notify_slowly(6, 2, callback);
    let message = "";
    await call.catch((error) => message = error.message);
    assertEquals([calls, message.startsWith(closed)], [3, true]);
  },
  "is dropped while another thread calls it": async () => {
    let calls = 0;
    const call = c.notify_slowly(6, 2, new Notify(() => (calls++, collect(), churn(20))));
    assertEquals([await call, calls], [6, 6]);
  },
  "closes its library, too": () => {
    const library = dlopen(fixture("callbacks"), {
      call: CFunction([IntFunction, c_int], c_int, { name: "call_int" }),
    });
    const callback: Callback = new IntFunction((v) => {
      library.close();
      callback.close();
      churn(100);
      return v + 5;
    });
    assertStrictEquals(library.symbols.call(callback, 1), 6);
    assertThrows(() => library.symbols.call(callback, 1), Error, "is closed");
  },
  "is closed twice, in its call and after it": () => {
    const callback: Callback = new IntFunction((v) => (callback.close(), callback.close(), v));
    assertStrictEquals(c.call_int(callback, 1), 1);
    callback.close();
    callback[Symbol.dispose]();
    const others = Array.from({ length: 200 }, (_, i) => new IntFunction(() => i));
    others.forEach((other, i) => assertStrictEquals(c.call_int(other, 0), i));
  },
};

export const cases: Cases = Object.fromEntries(
  Object.entries(all).flatMap(([name, run]) =>
    Object.entries(fine(run)).map(([suffix, made]): [string, Case] => [name + suffix, made])
  ),
);
