import { assert, assertEquals, assertNotStrictEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import {
  addressof,
  alignment,
  anonymous,
  ArrayOf,
  bits,
  byref,
  c_int,
  c_void_p,
  cast,
  CFunction,
  dlopen,
  memset,
  Opaque,
  Pointer,
  pointer,
  sizeof,
  Structure,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";

const Database = Opaque("database");
const Statement = Opaque("statement");

/** One declaration per type: the C function is the same. */
const library = dlopen(fixture("basic"), {
  same_database: CFunction([Pointer(Database)], Pointer(Database), { name: "same_pointer" }),
  same_statement: CFunction([Pointer(Statement)], Pointer(Statement), { name: "same_pointer" }),
  same_void: CFunction([c_void_p], c_void_p, { name: "same_pointer" }),
});
const { same_database, same_statement, same_void } = library.symbols;

describe("an opaque type", () => {
  test("is the same for the same name, and another for another", () => {
    assertStrictEquals(Opaque("database"), Database);
    assertNotStrictEquals<unknown>(Opaque("statement"), Database);
    assertStrictEquals(Database.name, "database");
  });
  test("has handles that go to C and come back", () => {
    const handle = cast(0x1234n, Pointer(Database))!;
    const back = same_database(handle)!;
    assertStrictEquals(back.address, 0x1234n);
    assert(back instanceof Pointer(Database));
    assertStrictEquals(same_database(null), null);
    assertStrictEquals(same_void(handle), 0x1234n);
    assertStrictEquals(inspect(back), "Pointer(database)(0x1234)");
  });
  test("is told apart from another at run time", () => {
    const handle = cast(0x1234n, Pointer(Statement))!;
    assertStrictEquals(same_statement(handle)!.address, 0x1234n);
    assertThrows(
      () => same_database(handle as never),
      TypeError,
      "cannot convert an instance of Pointer(statement) to parameter 1 (Pointer(database)) of same_pointer()",
    );
    for (
      const wrong of [
        new c_int(1),
        new Uint8Array(8),
        byref(new c_int(1)),
        "text",
        5,
        5n,
        {},
        new (Structure({ x: c_int }))(),
      ]
    ) {
      assertThrows(() => same_database(wrong as never), TypeError, "parameter 1 (Pointer(database)) of same_pointer()");
    }
  });
  test("fills a cell by reference", () => {
    const cell = new (Pointer(Database))();
    assertStrictEquals(cell.address, 0n);
    const Fill = CFunction([Pointer(Pointer(Database))], c_int);
    using fill = new Fill((out) => {
      out!.set(0, cast(0x77n, Pointer(Database)));
      return 0;
    });
    assertStrictEquals(fill(byref(cell)), 0);
    assertStrictEquals(cell.address, 0x77n);
    assertThrows(() => fill(byref(new (Pointer(Statement))()) as never), TypeError);
  });
  test("is a field and an element as a pointer", () => {
    class Holder extends Structure({ database: Pointer(Database), more: ArrayOf(Pointer(Statement), 2) }) {}
    const holder = new Holder({ database: cast(8n, Pointer(Database)), more: [cast(16n, Pointer(Statement)), null] });
    assertEquals([holder.database!.address, holder.more.at(0)!.address, holder.more.at(1)], [8n, 16n, null]);
    assertThrows(() => holder.database = cast(8n, Pointer(Statement)) as never, TypeError, "field database");
  });
  test("that a class extends is a type of its own, which goes where the other does", () => {
    class Mine extends Opaque("database") {}
    const handle = cast(0x20n, Pointer(Mine))!;
    assertStrictEquals(same_database(handle)!.address, 0x20n);
    const only = new (CFunction([Pointer(Mine)], c_int))(() => 1);
    assertThrows(() => only(cast(0x20n, Pointer(Database)) as never), TypeError, "Pointer(Mine)");
    only.close();
  });
});

const incomplete = "database is an incomplete type";
const uses: Record<string, () => unknown> = {
  "its size": () => sizeof(Database as never),
  "its alignment": () => alignment(Database as never),
  "an instance": () => new (Database as never as new () => unknown)(),
  "a bit field": () => bits(Database as never, 3),
  "an anonymous member": () => anonymous(Database as never),
  "what a handle points to": () => cast(8n, Pointer(Database))!.contents,
  "a value that a handle points to": () => cast(8n, Pointer(Database))!.at(0),
  "writing to where a handle points": () => cast(8n, Pointer(Database))!.set(0, 5 as never),
};
const refusals: Record<string, () => unknown> = {
  "a field": () => Structure({ x: Database as never }),
  "an element": () => ArrayOf(Database as never, 2),
  "a parameter": () => CFunction([Database as never], c_int),
  "a result": () => CFunction([], Database as never),
  "a variable": () => dlopen(fixture("basic"), { data_int: Database as never }),
  "the type of a cast": () => cast(8n, Database as never),
};
describe("an opaque type is refused as", () => {
  for (const [what, use] of Object.entries(uses)) {
    test(what, () => {
      assertThrows(use, TypeError, what.startsWith("a bit") || what.startsWith("an anon") ? "database" : incomplete);
    });
  }
  for (const [what, use] of Object.entries(refusals)) test(what, () => void assertThrows(use, TypeError, "database"));
  test("something with memory", () => {
    assertThrows(() => addressof(Database as never), TypeError);
    assertThrows(() => pointer(Database as never), TypeError);
    assertThrows(() => memset(cast(8n, Pointer(Database))!, 0, "x" as never), TypeError);
  });
  test("what has no name", () => {
    assertThrows(() => Opaque(""), TypeError, "Opaque(): expected a name, not an empty one");
    for (const wrong of [5, null, undefined, Symbol("x"), {}]) {
      assertThrows(() => Opaque(wrong as never), TypeError, "Opaque(): expected a name, not ");
    }
  });
});
