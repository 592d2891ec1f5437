import { assertEquals, assertMatch, assertNotStrictEquals, assertThrows } from "@std/assert";
import { test } from "node:test";
import { Emitter, Scope } from "../../src/emit/emitter.ts";
import { runSource } from "../child.ts";

test("a function is written statement by statement", () => {
  const out = new Emitter();
  const a = out.param("a"), b = out.param("a");
  const sum = out.constant("sum", `${a} + ${b}`);
  const doubled = out.local("doubled");
  out.line(`${doubled} = ${out.use((x: number) => 2 * x, "double")}(${sum});`);
  out.line(`return ${doubled};`);
  assertEquals(out.build<(a: number, b: number) => number>()(3, 4), 14);
});

test("names never collide, and a value has one name", () => {
  const scope = new Scope();
  const object = {};
  assertEquals([scope.use(object, "x"), scope.use(object, "y"), scope.use({}, "x")], ["x", "x", "x_1"]);
  assertEquals(scope.name("x"), "x_2");
  assertNotStrictEquals(scope.name("x_2"), "x_2");
});

test("what has a literal is written as one", () => {
  const scope = new Scope();
  for (const value of [1, -0, 1.5, NaN, -Infinity, 2n ** 70n, 'a"\n\u2028`${', true, null, undefined]) {
    assertEquals(scope.evaluate(scope.use(value)), value);
  }
});

test("functions of one evaluation share a scope", () => {
  const scope = new Scope();
  const counter = { count: 0 };
  const [up, down] = ["++", "--"].map((operator) => {
    const out = new Emitter(scope);
    out.line(`return ${out.use(counter, "counter")}.count${operator};`);
    return out.source();
  });
  const [increment, decrement] = scope.evaluate<(() => number)[]>(`[${up}, ${down}]`);
  increment();
  increment();
  decrement();
  assertEquals(counter.count, 1);
});

test("a fault in the source is not taken for a host that forbids it", () => {
  assertThrows(() => new Scope().evaluate("}"), SyntaxError);
});

test("a host that forbids code from text is told apart by one sentence", () => {
  const { stderr } = runSource(`
    globalThis.Function = function () { throw new EvalError("forbidden"); };
    const { c_int, CFunction } = await import("./mod.ts");
    new (CFunction([c_int], c_int))((x) => x)(1);
  `);
  assertMatch(
    stderr,
    /generated code, which this host forbids: start it without --disallow-code-generation-from-strings/,
  );
});
