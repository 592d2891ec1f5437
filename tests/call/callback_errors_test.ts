import { assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { c_int, c_void, CFunction, dlopen, Pointer, Structure } from "../../mod.ts";
import { runFile } from "../child.ts";
import { fixture } from "../native/mod.ts";

const IntFunction = CFunction([c_int], c_int);
const Notify = CFunction([c_int], c_void, { anyThread: true });
class Table extends Structure({ n: c_int, f: Notify }) {}

const { symbols: c } = dlopen(fixture("callbacks"), {
  add: CFunction([c_int, c_int], c_int),
  call_int: CFunction([IntFunction, c_int], c_int),
  call_both: CFunction([IntFunction, IntFunction, c_int], c_int),
  keep_function: CFunction([Notify]),
});

const throwing = (what: string) => (): number => {
  throw new Error(what);
};

describe("what a callback throws is thrown by the call that it runs under", () => {
  test("the innermost one, however deep", () => {
    const seen: string[] = [];
    const down = (depth: number): number => {
      if (depth === 0) throw new Error("at the bottom");
      try {
        return c.call_int(down, depth - 1);
      } catch (error) {
        seen.push((error as Error).message);
        throw new Error(`at ${depth}`);
      }
    };
    assertThrows(() => c.call_int(down, 50), Error, "at 50");
    assertEquals([seen[0], seen[1], seen[49], seen.length], ["at the bottom", "at 1", "at 49", 50]);
  });
  test("and no other, although one callback failed already", () => {
    const second = (v: number) => {
      assertThrows(() => c.call_int(throwing("inner"), v), Error, "inner");
      return c.add(v, 1);
    };
    assertThrows(() => c.call_both(throwing("first"), second, 1), Error, "first");
    assertThrows(() => c.call_both(throwing("first"), throwing("second"), 1), Error, "first");
    assertStrictEquals(c.add(1, 2), 3);
  });
  test("when hot, too", () => {
    let thrown = 0;
    for (let i = 0; i < 60_000; i++) {
      try {
        c.call_int((v) => {
          if (v % 3 === 0) throw i;
          return v;
        }, i);
      } catch (error) {
        assertStrictEquals(error, i);
        thrown++;
      }
    }
    assertStrictEquals(thrown, 20_000);
  });
  test("whatever the program does to stack traces", () => {
    const { stackTraceLimit, prepareStackTrace } = Error as unknown as Record<string, unknown>;
    const mine = () => "mine";
    Object.assign(Error, { stackTraceLimit: 0, prepareStackTrace: mine });
    try {
      assertThrows(() => c.call_int(throwing("without a trace"), 1), Error, "without a trace");
      const after = Error as unknown as Record<string, unknown>;
      assertEquals([after.stackTraceLimit, after.prepareStackTrace === mine], [0, true]);
    } finally {
      Object.assign(Error, { stackTraceLimit, prepareStackTrace });
    }
  });
});

describe("what a callback throws that runs for a nonblocking call rejects that call", () => {
  const option = { nonblocking: true } as const;
  const { symbols: n } = dlopen(fixture("callbacks"), {
    notify_slowly: CFunction([c_int, c_int, Notify], c_int, option),
    notify_table_slowly: CFunction([Pointer(Table), c_int], c_int, option),
    notify_kept_slowly: CFunction([c_int, c_int], c_int, option),
    wait_ms: CFunction([c_int], c_int, option),
  });
  const outcomes = async (...calls: Promise<unknown>[]) =>
    (await Promise.allSettled(calls)).map((it) => it.status === "rejected" ? it.reason.message : it.value);

  test("not another that ends before", async () => {
    const a = n.notify_slowly(10, 2, throwing("from a"));
    const b = n.wait_ms(1);
    assertEquals(await outcomes(a, b), ["from a", 1]);
  });
  test("each its own", async () => {
    const one = new Notify(throwing("one"));
    const calls = [
      n.notify_slowly(4, 1, throwing("two")),
      n.notify_slowly(4, 2, one),
      n.notify_slowly(4, 1, () => {}),
      n.wait_ms(2),
    ];
    assertEquals(await outcomes(...calls), ["two", "one", 4, 2]);
    one.close();
  });
  test("also when it was given the callback in a structure", async () => {
    const table = new Table({ n: 3, f: throwing("in a table") });
    const calls = [
      n.wait_ms(100),
      n.notify_table_slowly(table, 2),
      n.notify_table_slowly(new Table({ n: 3, f: () => {} }), 3),
      n.wait_ms(1),
    ];
    assertEquals(await outcomes(...calls), [100, "in a table", 3, 1]);
  });
  test("also when C kept the callback from before, if it is the only call", async () => {
    const kept = new Notify(throwing("kept"));
    c.keep_function(kept);
    assertEquals(await outcomes(n.notify_kept_slowly(3, 1)), ["kept"]);
    c.keep_function(null);
    kept.close();
  });
  test("not a synchronous call meanwhile", async () => {
    const slow = n.notify_slowly(20, 1, throwing("slow"));
    let ended = false;
    slow.catch(() => {}).then(() => ended = true);
    let calls = 0;
    while (!ended) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      for (let i = 0; i < 100; i++) assertStrictEquals(c.add(i, 1), i + 1);
      assertThrows(() => c.call_int(throwing("own"), 1), Error, "own");
      calls++;
    }
    await assertRejects(() => slow, Error, "slow");
    assertStrictEquals(calls > 2, true);
  });
  test("and a call that the callback makes throws what its own callbacks throw", async () => {
    const seen: unknown[] = [];
    const outer = (v: number) => {
      try {
        c.call_int(throwing(`inner ${v}`), v);
      } catch (error) {
        seen.push((error as Error).message, c.add(v, 10));
      }
    };
    assertEquals(await outcomes(n.notify_slowly(3, 1, outer), n.wait_ms(1)), [3, 1]);
    assertEquals(seen, ["inner 0", 10, "inner 1", 11, "inner 2", 12]);
  });
});

describe("what a callback throws that no call of ours made is reported as uncaught, and no call throws it", () => {
  const run = (how: string) => runFile("tests/call/uncaught_program.ts", { args: [how] });
  test("when C called it on a thread of its own", () => {
    const { code, stdout, stderr } = run("thread");
    assertEquals([stdout, code], ["reported: nobody called\n0 other calls threw\n", 0], stderr);
  });
  test("when the runtime's own FFI called it", () => {
    const { code, stdout, stderr } = run("raw");
    assertEquals([stdout, code], [`C got 0\nreported: nobody called\n`, 0], stderr);
  });
  test("which fails a program that does not listen", () => {
    const { code, stdout, stderr } = run("deaf");
    assertEquals([code, stdout, stderr.includes("nobody called")], [1, `C got 0\n`, true], stderr);
  });
});
