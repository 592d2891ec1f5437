// Pointers to function pointers, and structures whose functions take the structure itself.
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import {
  alignment,
  ArrayOf,
  c_double,
  c_int,
  c_void_p,
  cast,
  CFunction,
  Pointer,
  sizeof,
  Structure,
} from "../../mod.ts";

describe("pointers to functions", () => {
  const Unary = CFunction([c_int], c_int);
  const one = new Unary((x) => x + 1), two = new Unary((x) => x + 2);
  test("contents is the function", () => {
    const cells = new (ArrayOf(Unary, 2))([one, two]);
    const p = cast(cells, Pointer(Unary));
    assertEquals([p.contents(1), p.at(0)!(1), p.at(1)!(1)], [2, 2, 3]);
    assert(p.contents instanceof Unary);
    p.set(0, two);
    assertEquals([p.contents(1), cells.at(0)!(1)], [3, 3]);
    p.set(0, null);
    assertStrictEquals(p.at(0), null);
    assertThrows(() => p.contents, Error, "it is NULL");
    assertThrows(() => new (Pointer(Unary))().contents, Error, "Cannot dereference NULL");
  });
  test("assigning contents makes it point to a cell with the function", () => {
    const cells = new (ArrayOf(Unary, 1))([one]);
    const p = cast(cells, Pointer(Unary));
    p.contents = two;
    assertEquals([p.contents(1), cells.at(0)!(1)], [3, 2]);
    for (const wrong of [null, 5, () => 1, new c_int(), new (CFunction([c_double], c_int))(() => 1)]) {
      assertThrows(() => p.contents = wrong as never, TypeError, "an instance of CFunction");
    }
  });
  test("take a function by reference", () => {
    const p = new (Pointer(Unary))(one);
    assertStrictEquals(p.contents(1), 2);
    assertStrictEquals(cast(p, Pointer(c_void_p)).at(0), cast(one, c_void_p).value);
    const call = new (CFunction([Pointer(Unary), c_int], c_int))((fn, x) => fn!.contents(x));
    for (let i = 0; i < 1000; i++) assertStrictEquals(call(i % 2 ? one : two, i), i + (i % 2 ? 1 : 2));
    assertThrows(() => call(new (CFunction([], c_int))(() => 1) as never, 1), TypeError);
    assertThrows(() => call((() => 1) as never, 1), TypeError);
  });
  test("are pointers to structures' fields, too", () => {
    class Table extends Structure({ first: Unary, second: Unary }) {}
    const table = new Table({ first: one, second: (x) => 2 * x });
    const p = cast(table, Pointer(Unary));
    assertEquals([p.contents(5), p.at(1)!(5)], [6, 10]);
  });
  test("a function has the size of a pointer", () => {
    const closed = new Unary((x) => x);
    closed.close();
    for (const fn of [one, closed, cast(cast(one, c_void_p), Unary)]) {
      assertEquals([sizeof(fn), alignment(fn)], [8, 8]);
    }
    assertThrows(() => sizeof((() => 1) as never), TypeError, "sizeof()");
    assertThrows(() => sizeof(one.bind(null) as never), TypeError, "sizeof()");
  });
});

test("a field may be a function that takes or gives the structure by value", () => {
  class Operation extends Structure({
    x: c_int,
    get run() {
      return CFunction([Operation], c_int);
    },
    get make() {
      return CFunction([c_int], Operation);
    },
    get table() {
      return Pointer(CFunction([Operation, Pointer(Operation)], Operation));
    },
  }) {}
  const operation = new Operation({ x: 5, run: (given) => 2 * given.x, make: (x) => new Operation({ x }) });
  assertEquals([Operation.size, operation.run!(operation), operation.run!({ x: 7 })], [32, 10, 14]);
  const made = operation.make!(9);
  assert(made instanceof Operation);
  assertEquals([made.x, made.run], [9, null]);
  class Left extends Structure({
    get call() {
      return CFunction([Right], Left);
    },
  }) {}
  class Right extends Structure({
    x: c_int,
    get left() {
      return Left;
    },
  }) {}
  const right = new Right({ x: 3, left: { call: (given: Right) => given.left } });
  assert(right.left.call!(right).call !== null);
});
