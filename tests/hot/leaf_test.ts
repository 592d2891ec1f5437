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
});

test("hot calls survive that C calls back, in every way of calling", () => {
  const { stdout, stderr, code } = runFile("tests/hot/leaf_program.ts");
  assertStrictEquals(code, 0, stderr);
  for (const [way, found] of Object.entries(JSON.parse(stdout))) {
    const { ran, wrong, thrown } = found as { ran: number; wrong: number; thrown: string[] };
    assertEquals([ran, wrong, thrown.length], [0, 0, 3], way);
    for (const message of thrown) assertEquals(message.includes("is declared leaf"), true, message);
  }
});
