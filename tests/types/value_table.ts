import { assert, assertEquals, assertIsError, assertStrictEquals, assertThrows } from "@std/assert";
import { ArrayOf, Pointer, Structure } from "../../mod.ts";

/** What a scalar type must do with values. */
export interface ValueTable {
  /** Values that are accepted, each with what is read afterwards. */
  good: readonly (readonly [unknown, unknown])[];
  /** The bytes in memory of a value that is read, as C has them. */
  bytes(value: unknown): number[];
  /** Values of the right kind that do not fit. */
  range: readonly unknown[];
  /** Values of the wrong kind. */
  kind: readonly unknown[];
  /** What the message of either says about what is accepted. */
  expected: string;
}

interface Cell {
  value: unknown;
}

/** Where a value of a type can be written, and read again. */
interface Home {
  name: string;
  /** Memory that the value is in, and where. */
  view: DataView;
  offset: number;
  get(): unknown;
  set(value: unknown): void;
}

// deno-lint-ignore no-explicit-any
type AnyScalar = any;

/** Tries a type's values everywhere a value can be: in an instance, a field, an array, behind a pointer. */
export function assertTable(type: AnyScalar, name: string, table: ValueTable): void {
  assertEquals(type.name, name);
  for (const home of homes(type)) {
    for (const [given, read] of table.good) {
      const what = `${home.name}: ${String(given)}`;
      fill(home.view, 0xa5);
      home.set(given);
      assertStrictEquals(home.get(), read, what);
      const bytes = Array.from({ length: type.size }, (_, i) => home.view.getUint8(home.offset + i));
      assertEquals(bytes, table.bytes(read), what);
      assertEquals(countOthers(home, type.size), 0, `${what} wrote beyond its place`);
    }
    refuses(home, table.range, RangeError, name, table.expected);
    refuses(home, [...table.kind, undefined], TypeError, name, table.expected);
  }
  constructs(type, table);
}

function constructs(type: AnyScalar, table: ValueTable): void {
  const zero = new type() as Cell;
  assert(!(zero.value as number), `a new one is zero, not ${String(zero.value)}`);
  for (const [given, read] of table.good) assertStrictEquals(new type(given).value, read);
  for (const bad of table.range) assertThrows(() => new type(bad), RangeError, "cannot convert");
  for (const bad of table.kind) assertThrows(() => new type(bad), TypeError, "cannot convert");
}

function refuses(
  home: Home,
  values: readonly unknown[],
  kind: typeof TypeError | typeof RangeError,
  name: string,
  expected: string,
): void {
  for (const value of values) {
    const what = `${home.name}: ${String(value?.toString?.() ?? value)}`;
    fill(home.view, 0xa5);
    let thrown: unknown = "nothing";
    try {
      home.set(value);
    } catch (error) {
      thrown = error;
    }
    assertIsError(thrown, kind, undefined, what);
    assertStrictEquals(thrown.constructor, kind, what);
    assert(thrown.message.startsWith("cannot convert "), `${what}: ${thrown.message}`);
    assert(thrown.message.includes(name), `${what}: ${thrown.message}`);
    const plain = typeof value !== "string";
    if (plain) assert(thrown.message.includes(expected), `${what}: ${thrown.message}`);
    assertEquals(home.view.getUint8(home.offset), 0xa5, `${what} changed the memory`);
  }
}

function homes(type: AnyScalar): Home[] {
  const memory = () => new DataView(new ArrayBuffer(96));
  const own = memory(), inField = memory(), inArray = memory(), behind = memory();
  const cell = type.fromBuffer(own.buffer, 16);
  const record = Structure({ before: type, it: type, after: type }).fromBuffer(inField.buffer);
  const array = ArrayOf(Structure({ it: type }), 3).fromBuffer(inArray.buffer);
  const pointed = ArrayOf(type, 4).fromBuffer(behind.buffer);
  const to = new (Pointer(type))(pointed as never) as { at(i: number): unknown; set(i: number, v: unknown): void };
  const fields = record as unknown as { it: unknown };
  const items = array as unknown as { at(i: number): { it: unknown } };
  return [
    { name: "instance", view: own, offset: 16, get: () => cell.value, set: (v) => void (cell.value = v) },
    { name: "field", view: inField, offset: type.size, get: () => fields.it, set: (v) => void (fields.it = v) },
    {
      name: "field of an element",
      view: inArray,
      offset: 2 * type.size,
      get: () => items.at(2).it,
      set: (v) => void (items.at(2).it = v),
    },
    { name: "pointer", view: behind, offset: 3 * type.size, get: () => to.at(3), set: (v) => to.set(3, v) },
  ];
}

function fill(view: DataView, byte: number): void {
  new Uint8Array(view.buffer).fill(byte);
}

function countOthers({ view, offset }: Home, size: number): number {
  const bytes = new Uint8Array(view.buffer);
  return bytes.filter((byte, i) => (i < offset || i >= offset + size) && byte !== 0xa5).length;
}
