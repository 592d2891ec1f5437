import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import {
  c_bool,
  c_char_p,
  c_double,
  c_int,
  c_longlong,
  c_void_p,
  CFunction,
  dlopen,
  Pointer,
  Structure,
} from "../../mod.ts";
import { collect, overwrite } from "../collect.ts";
import { fixture } from "../native/mod.ts";
import { type Case, type Cases, error, rangeError, typeError } from "./case.ts";

const IntFunction = CFunction([c_int], c_int);
class Pair extends Structure({ a: c_int, b: c_double }) {}

const { symbols: c } = dlopen(fixture("callbacks"), {
  call_int: CFunction([IntFunction, c_int], c_int),
  add: CFunction([c_int, c_int], c_int),
});
const { symbols: b } = dlopen(fixture("basic"), {
  call_times: CFunction([c_int, IntFunction], c_longlong),
  call_bool: CFunction([CFunction([c_bool], c_bool), c_bool], c_bool),
  call_double: CFunction([CFunction([c_double], c_double), c_double], c_double),
  call_void: CFunction([CFunction([])]),
  call_pointer: CFunction([CFunction([c_void_p], c_void_p), c_void_p], c_void_p),
  call_ints: CFunction([CFunction([c_void_p], Pointer(c_int)), c_void_p], c_void_p, { name: "call_pointer" }),
  call_texts: CFunction([CFunction([c_void_p], c_char_p), c_void_p], c_void_p, { name: "call_pointer" }),
  call_functions: CFunction([CFunction([c_void_p], IntFunction), c_void_p], c_void_p, { name: "call_pointer" }),
});
const { symbols: p } = dlopen(fixture("callback_pairs"), {
  call_pair: CFunction([CFunction([Pair], Pair), Pair], Pair),
});
// deno-lint-ignore no-explicit-any
const any = (value: unknown): any => value;
const { Error: PlainError } = globalThis;

/** What must go well, and say so. */
const fine = (run: () => unknown): Case =>
  error("all is well", async () => {
    await run();
    throw new Error("all is well");
  });

/** After which calls and callbacks must be as they were. */
function unharmed(): void {
  assertStrictEquals(c.add(20, 22), 42);
  assertStrictEquals(b.call_times(4, (i) => i), 6n);
}

const oddValues: Record<string, unknown> = {
  "undefined": undefined,
  "null": null,
  "text": "12",
  "a bigint": 5n,
  "a symbol": Symbol("odd"),
  "a promise": Promise.resolve(1),
  "an object that converts itself": { valueOf: () => 1, [Symbol.toPrimitive]: () => 1 },
  "a Proxy whose traps throw": new Proxy({}, {
    getPrototypeOf() {
      throw new Error("a trap");
    },
    ownKeys() {
      throw new TypeError("a trap of a Pair");
    },
  }),
  "a revoked Proxy": (() => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  })(),
};

/** Each level throws on, 50 deep. */
function deep(rounds: number): void {
  let calls = 0;
  const down = (depth: number): number => {
    calls++;
    if (depth === 0) throw new PlainError("the bottom");
    try {
      return c.call_int(down, depth - 1);
    } catch (thrown) {
      if (calls % 512 === 0) collect();
      throw new PlainError(`level ${depth}`, { cause: thrown });
    }
  };
  for (let round = 0; round < rounds; round++) {
    let thrown = assertThrows(() => down(50), PlainError, "level 50") as Error;
    for (let depth = 49; depth > 0; depth--) {
      thrown = thrown.cause as Error;
      assertStrictEquals(thrown.message, `level ${depth}`);
    }
    assertStrictEquals((thrown.cause as Error).message, "the bottom");
  }
  unharmed();
}

export const cases: Cases = {
  ...Object.fromEntries(
    Object.entries(oddValues).flatMap(([name, value]) => [
      [`returns ${name} for an int`, typeError("to result (c_int)", () => c.call_int(() => any(value), 1))],
      [`returns ${name} for a boolean`, typeError("to result (c_bool)", () => b.call_bool(() => any(value), true))],
      // What a Proxy's trap throws, it throws here, too.
      [
        `returns ${name} for a structure`,
        name.includes("Proxy")
          ? fine(() => assertThrows(() => p.call_pair(() => any(value), {})))
          : typeError(/Pair/, () => p.call_pair(() => any(value), {})),
      ],
    ]),
  ),
  "returns a number too large": rangeError("to result (c_int)", () => c.call_int(() => 2 ** 40, 1)),
  "returns NaN for an int": rangeError("to result (c_int)", () => c.call_int(() => NaN, 1)),
  "returns an int for a pointer": typeError("to result (Pointer(c_int))", () => b.call_ints(() => any(5), null)),
  "returns another type's pointer": typeError(
    "to result (Pointer(c_int))",
    () => b.call_ints(() => any(new (Pointer(c_double))()), null),
  ),
  "returns a lone surrogate": typeError("to result (c_char_p)", () => b.call_texts(() => "\ud800", null)),
  "returns a class for a function": typeError(
    "result",
    () => c.call_int(() => any(b.call_functions(() => any(new (class A {})()), null)), 1),
  ),
  "is an async function, for an int": typeError("to result (c_int)", () => c.call_int(any(async () => await 1), 1)),
  "is an async function, for nothing": fine(async () => {
    let seen = 0;
    b.call_void(any(async () => {
      seen++;
      await null;
      seen += b.call_times(3, (i) => i) === 3n ? 10 : 0;
    }));
    assertStrictEquals(seen, 1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    assertStrictEquals(seen, 11);
  }),
  "is a generator function": typeError("to result (c_int)", () =>
    c.call_int(
      any(function* () {
        yield 1;
      }),
      1,
    )),
  "is a class": typeError("", () => c.call_int(any(class A {}), 1)),
  "is a Proxy whose trap throws": error("the trap", () =>
    c.call_int(
      new Proxy((v: number) => v, {
        apply() {
          throw new Error("the trap");
        },
      }),
      1,
    )),
  "is a Proxy that was revoked": typeError("", () => {
    const { proxy, revoke } = Proxy.revocable((v: number) => v, {});
    assertStrictEquals(c.call_int(proxy, 3), 3);
    revoke();
    c.call_int(proxy, 1);
  }),
  "throws what is no error": fine(() => {
    for (const thrown of [undefined, null, 0, "", NaN, Symbol("s"), 1n, () => {}, Object.create(null)]) {
      let caught: unknown = "nothing";
      try {
        c.call_int(() => {
          throw thrown;
        }, 1);
      } catch (error) {
        caught = error;
      }
      assert(Object.is(caught, thrown));
    }
    unharmed();
  }),
  "throws at each of 50 levels": fine(() => deep(3)),
  "throws at each of 50 levels, when hot": fine(() => deep(2000)),
  "calls itself until the stack is used up, and throws on the way back": rangeError("call stack", () => {
    const again = (): number => {
      try {
        return c.call_int(again, 1);
      } finally {
        unharmed();
      }
    };
    again();
  }),
  "collects garbage at each of 50 levels": fine(() => {
    const down = (depth: number): number => {
      const numbers = new Int32Array(5000).fill(depth);
      if (depth % 10 === 0) {
        collect();
        overwrite();
      }
      const below = depth === 0 ? 0 : c.call_int((d) => down(d), depth - 1);
      return numbers.every((it) => it === depth) ? below + 1 : NaN;
    };
    assertStrictEquals(down(50), 51);
  }),
  "returns a structure whose getter calls back and throws": error("from a getter", () =>
    p.call_pair(
      () => ({
        get a(): number {
          unharmed();
          assertThrows(() => c.call_int(() => any("x"), 1), TypeError);
          throw new Error("from a getter");
        },
        b: 1,
      }),
      {},
    )),
  "throws away what it was given": fine(() => {
    const seen = p.call_pair((pair) => {
      pair.a += 1;
      collect();
      return pair;
    }, { a: 1, b: 2.5 });
    assertEquals([seen.a, seen.b], [2, 2.5]);
  }),
  "changes how errors are made": fine(() => {
    const traces = Error as unknown as Record<string, unknown>;
    const { prepareStackTrace, stackTraceLimit } = traces;
    for (const value of [undefined, null, 5, () => any(null).x]) {
      assertThrows(() =>
        c.call_int(() => {
          Object.assign(traces, { prepareStackTrace: value, stackTraceLimit: value });
          throw new TypeError("mine");
        }, 1), TypeError);
      Object.assign(traces, { prepareStackTrace, stackTraceLimit });
    }
    unharmed();
  }),
  "takes away what a program may replace": fine(() => {
    const global = any(globalThis);
    const names = ["queueMicrotask", "setTimeout", "reportError", "Error", "WeakRef", "Set", "Map"];
    const kept = names.map((name) => global[name]);
    const take = (v: number): number => {
      for (const name of names) global[name] = undefined;
      if (v === 1) throw new PlainError("thrown without anything");
      return v;
    };
    const give = () => names.forEach((name, i) => global[name] = kept[i]);
    const message = (run: () => unknown) => {
      try {
        return String(run());
      } catch (error) {
        return (error as Error).message;
      } finally {
        give();
      }
    };
    assertEquals(message(() => c.call_int(take, 1)), "thrown without anything");
    assertEquals(message(() => c.call_int(take, 2)), "2");
    assertEquals(message(() => b.call_texts(() => (take(3), "text"), null) !== null), "true");
    unharmed();
  }),
};
