import { assertEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { namesIn, quote } from "../../src/bindgen/emit/expression.ts";
import { parseExpression } from "../../src/bindgen/emit/parse_expression.ts";
import { flat } from "../../src/bindgen/emit/print.ts";
import { flatType, typeOf } from "../../src/bindgen/emit/type_of.ts";

describe("type expressions", () => {
  const sources = [
    "c_int",
    'Owned(c_char_p, "sqlite3_free")',
    "NonNull(Pointer(sqlite3))",
    "CFunction([c_int, Pointer(c_char)], c_void, { variadic: true })",
    "Enum(c_int, { RED: 0, GREEN: -1 })",
    "ArrayOf(c_ubyte, 0x10)",
    "[]",
    "{}",
  ];
  for (const source of sources) {
    test(`${source} stays as it is`, () => assertEquals(flat(parseExpression(source)), source));
  }
  test("white space, quotes and trailing commas do not matter", () => {
    assertEquals(flat(parseExpression(" Owned ( c_char_p ,\n 'it' , ) ")), 'Owned(c_char_p, "it")');
  });
  for (const source of ["", "c_int c_int", "Pointer(", "Pointer(c_int", "a + b", "() => 1", "a.b", "`x`", "f(,)"]) {
    test(`${source || "nothing"} is none`, () => {
      assertThrows(() => parseExpression(source), SyntaxError, "is no type expression");
    });
  }
  test("know their names", () => {
    assertEquals(namesIn(parseExpression('Owned(Pointer(a), "b")')), ["Owned", "Pointer", "a"]);
  });
  test("have types", () => {
    const type = (source: string) => flatType(typeOf(parseExpression(source)));
    assertEquals(type("Pointer(a)"), "PointerType<typeof a>");
    assertEquals(type("ArrayOf(c_int, 3)"), "ArrayType<typeof c_int>");
    assertEquals(type("CFunction([a])"), "FunctionType<[typeof a], typeof c_void>");
    assertEquals(
      type("Structure({ a: bits(c_int, 3) }, { pack: 1 })"),
      'RecordType<{ readonly a: BitField<typeof c_int> }, "structure">',
    );
    assertThrows(() => type("mine(a)"), TypeError, "the type of mine(…) cannot be written out");
  });
});

test("texts are in the quotes that need fewer escapes", () => {
  assertEquals(quote("a"), '"a"');
  assertEquals(quote('"'), `'"'`);
  assertEquals(quote(`"'`), `"\\"'"`);
  assertEquals(quote(`""'`), `'""\\''`);
  assertEquals(quote("\u2028\u00a0\\\n"), '"\\u2028\\u00a0\\\\\\n"');
});
