import { assertEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { memberScope, moduleScope, wantedName } from "../../src/bindgen/emit/names.ts";

describe("names", () => {
  test("that JavaScript, TypeScript or the output needs get an underscore", () => {
    const scope = moduleScope();
    for (
      const name of ["class", "await", "string", "any", "undefined", "Pointer", "c_int", "open", "functions", "Error"]
    ) {
      assertEquals(scope.take(name), `${name}_`);
    }
  });
  test("that are taken get as many as it takes", () => {
    const scope = moduleScope();
    assertEquals([scope.take("a"), scope.take("a"), scope.take("a"), scope.take("a_")], ["a", "a_", "a__", "a___"]);
  });
  test("have second choices", () => {
    const scope = moduleScope();
    scope.take("point");
    assertEquals(scope.take("point", "struct_point"), "struct_point");
    assertEquals(scope.take("point", "struct_point"), "struct_point_");
  });
  test("of members do not hide what a class has", () => {
    const scope = memberScope();
    for (
      const name of ["name", "length", "prototype", "size", "call", "nameOf", "fromBuffer", "toString", "__proto__"]
    ) {
      assertEquals(scope.take(name), `${name}_`);
    }
    assertEquals(scope.take("class"), "class");
  });
  test("are renamed, by a table or a function", () => {
    assertEquals(wantedName("a", { rename: { a: "b" } }), "b");
    assertEquals(wantedName("toString", { rename: {} }), "toString");
    assertEquals(wantedName("a", { rename: (name) => name.toUpperCase() }), "A");
    assertThrows(() => wantedName("a", { rename: { a: "b-c" } }), TypeError, 'rename: "b-c" for a is no name');
  });
  test("lose a prefix, if what is left is a name", () => {
    assertEquals(wantedName("git_blob", { stripPrefix: "git_" }), "blob");
    assertEquals(wantedName("git_2d", { stripPrefix: "git_" }), "git_2d");
    assertEquals(wantedName("git_", { stripPrefix: "git_" }), "git_");
    assertEquals(wantedName("GIT_OK", { stripPrefix: ["git_", "GIT_"] }), "OK");
    assertEquals(wantedName("git_a", { stripPrefix: "git_", rename: { git_a: "b" } }), "b");
  });
});
