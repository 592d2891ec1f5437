import { assert, assertEquals, assertFalse, assertMatch, assertThrows } from "@std/assert";
import { test } from "node:test";
import { byref, bytesAt, Pointer, sizeof, Structure } from "../../mod.ts";
import { GUID } from "../../src/windows/com.ts";

const text = "{01234567-89AB-CDEF-0123-456789ABCDEF}";

test("a GUID is parsed into its parts and printed as Windows does", () => {
  const guid = GUID.parse(text);
  assertEquals([guid.Data1, guid.Data2, guid.Data3], [0x01234567, 0x89ab, 0xcdef]);
  assertEquals([...guid.Data4], [0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef]);
  assertEquals([...bytesAt(guid)].slice(0, 8), [0x67, 0x45, 0x23, 0x01, 0xab, 0x89, 0xef, 0xcd]);
  assertEquals(String(guid), text);
  assertEquals(JSON.stringify({ guid }), `{"guid":"${text}"}`);
  assertEquals(String(GUID.parse(text.slice(1, -1).toLowerCase())), text);
  assertEquals(sizeof(GUID), 16);
});

test("GUIDs are compared by value", () => {
  const guid = GUID.parse(text);
  assert(guid.equals(GUID.parse(text)));
  assert(guid.equals(text.toLowerCase()));
  assert(guid.equals(byref(guid)));
  assert(guid.equals(new (Pointer(GUID))(guid)));
  assertFalse(guid.equals(GUID.create()));
  assertFalse(guid.equals(null));
});

test("new GUIDs are random ones", () => {
  assertMatch(String(GUID.create()), /^\{[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}\}$/);
  assertFalse(GUID.create().equals(GUID.create()));
});

test("a GUID is a structure", () => {
  class Both extends Structure({ a: GUID, b: GUID }) {}
  const both = new Both({ b: GUID.parse(text) });
  assertEquals(String(both.a), "{00000000-0000-0000-0000-000000000000}");
  assertEquals(String(both.b), text);
  assertEquals(new GUID({ Data1: 1 }).Data1, 1);
});

test("what is no GUID is a TypeError", () => {
  const bad = ["", "{}", "01234567", text.slice(1), text.slice(0, -1), `${text} `, text.replace("0", "G"), `{${text}}`];
  for (const flawed of [...bad, "a".repeat(1e5), 5, null, undefined, {}]) {
    assertThrows(() => GUID.parse(flawed as string), TypeError, "GUID.parse(): expected a GUID such as");
  }
  assertThrows(() => GUID.create().equals("nonsense"), TypeError, "expected a GUID");
  assertThrows(() => GUID.create().equals(5 as never), TypeError, "expected a GUID");
  assertThrows(() => GUID.create().equals(new Uint8Array(8)), RangeError);
});
