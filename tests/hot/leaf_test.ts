import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { c_bool, c_int, c_int64, c_void, CFunction, dlopen, Structure } from "../../mod.ts";
import { runFile } from "../child.ts";
import { fixture } from "../native/mod.ts";

const Callback = CFunction([], c_void);
const IntFunction = CFunction([c_int], c_int);
class Point extends Structure({ x: c_int, y: c_int }) {}

const library = dlopen(fixture("hot"), {
  hot_keep: CFunction([Callback, c_int64, c_bool]),
  hot_nothing: CFunction([], c_void, { leaf: true }),
  hot_int: CFunction([c_int, c_int], c_int, { leaf: true }),
  hot_point: CFunction([Point, c_int], c_int, { leaf: true }),
  hot_make_point: CFunction([c_int, c_int], Point, { leaf: true }),
  hot_apply: CFunction([IntFunction, c_int], c_int, { leaf: true }),
  apply: CFunction([IntFunction, c_int], c_int, { name: "hot_apply" }),
});
const { hot_keep, hot_nothing, hot_int, hot_point, hot_make_point, hot_apply, apply } = library.symbols;

describe("a function that is declared leaf", () => {
  test("is called as any other", () => {
    assertEquals([hot_int(1, 2), hot_point({ x: 1, y: 2 }, 3), hot_nothing()], [3, 6, undefined]);
    assertEquals(hot_make_point(1, 2).y, 2);
  });
  test("throws if C calls a callback that it was given, which is not run", () => {
    let ran = 0;
    assertThrows(
      () => hot_apply(() => ++ran, 1),
      Error,
      "hot_apply() is declared leaf, but C called JavaScript from it",
    );
    assertEquals([ran, apply((v) => v + 1, 1)], [0, 2]);
  });
  test("throws if C calls a callback that it kept", () => {
    let ran = 0;
    const callback = new Callback(() => void ran++);
    for (
      const call of [() => hot_int(1, 2), () => hot_nothing(), () => hot_point({ x: 1 }, 2), () => hot_make_point(1, 2)]
    ) {
      hot_keep(callback, 1, false);
      assertThrows(call, Error, "is declared leaf");
      call();
    }
    assertStrictEquals(ran, 0);
    callback.close();
  });
  test("may be called from a callback, which is none of its own", () => {
    assertStrictEquals(apply((v) => hot_int(v, 1) + apply((w) => hot_int(w, 1), v), 5), 12);
    assertThrows(() => apply((v) => hot_apply((w) => w, v), 5), Error, "hot_apply() is declared leaf");
    assertStrictEquals(apply((v) => v, 5), 5);
  });
  test("cannot be nonblocking", () => {
    assertThrows(() => CFunction([], c_int, { leaf: true, nonblocking: true }), TypeError, "drop the option leaf");
    assertThrows(() => CFunction([], c_int, { leaf: 1 as never }), TypeError, "option leaf: expected a boolean, not 1");
  });
  test("is no callback", () => {
    const Leaf = CFunction([c_int], c_int, { leaf: true });
    assertThrows(() => new Leaf((v) => v), TypeError, "its type is declared leaf, which callbacks are not");
    assertThrows(() => CFunction([], c_int, { leaf: true, anyThread: true }), TypeError, "drop the option leaf");
    class Table extends Structure({ f: Leaf }) {}
    assertThrows(() => new Table({ f: (v) => v }), TypeError, "declared leaf");
    using callback = new IntFunction((v) => v + 1);
    const table = new Table({ f: callback });
    assertThrows(() => table.f!(1), Error, "is declared leaf, but C called JavaScript from it");
  });
  test("may be declared while other calls are under way", () => {
    const late = CFunction([c_int, c_int], c_int, { leaf: true, name: "hot_int" });
    const found: number[] = [];
    const inner = (v: number) => {
      using lib = dlopen(fixture("hot"), { late });
      found.push(lib.symbols.late(v, 1), apply((w) => w * 2, v));
      return v;
    };
    assertStrictEquals(apply(inner, 5) + apply(inner, 6), 11);
    assertEquals(found, [6, 10, 7, 12]);
  });
  test("does not concern callbacks that the event loop runs", async () => {
    const Notify = CFunction([c_int], c_void, { anyThread: true });
    const { symbols: c } = dlopen(fixture("basic"), {
      start_thread: CFunction([Notify, c_int], c_int),
      join_thread: CFunction([], c_int, { nonblocking: true }),
    });
    let seen = 0;
    using callback = new Notify((v) => void (seen = hot_int(v, 1)));
    hot_int(1, 2);
    assertStrictEquals(c.start_thread(callback, 21), 0);
    await c.join_thread();
    for (let i = 0; seen === 0 && i < 1000; i++) await new Promise((resolve) => setTimeout(resolve, 5));
    assertStrictEquals(seen, 22);
  });
  test("does not hinder callbacks after calls that failed", () => {
    const closed = dlopen(fixture("hot"), { hot_int: CFunction([c_int, c_int], c_int) });
    closed.close();
    assertThrows(() => closed.symbols.hot_int(1, 2), Error, "closed");
    assertThrows(() => hot_apply((v) => v, 1), Error, "is declared leaf");
    assertStrictEquals(apply((v) => v + 1, 1), 2);
  });
});

describe("hot leaf calls survive that C calls back", () => {
  for (const flags of [[], ["--gc-interval=500"], ["--turbolev-future", "--always-osr"]]) {
    if (flags.length > 0 && !("Deno" in globalThis)) continue; // V8's
    test(["in every way of calling", ...flags].join(" "), () => {
      const { stdout, stderr, code, signal } = runFile("tests/hot/leaf_program.ts", {
        flags: { deno: [`--v8-flags=--expose-gc${flags.map((flag) => `,${flag}`).join("")}`] },
        timeout: 300_000,
      });
      assertStrictEquals(code, 0, `${signal} ${stderr}`);
      for (const [way, found] of Object.entries(JSON.parse(stdout))) {
        const { ran, wrong, thrown } = found as { ran: number; wrong: number; thrown: string[] };
        assertEquals([ran, wrong, thrown.length], [0, 0, 3], way);
        for (const message of thrown) assertEquals(message.includes("is declared leaf"), true, message);
      }
    });
  }
});
