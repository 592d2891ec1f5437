/** What `close()` does to what a library gave. What would crash without it is in tests/misuse/closed.ts. */
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { platform } from "node:process";
import { describe, test } from "node:test";
import {
  ArrayOf,
  c_char_p,
  c_int,
  c_size_t,
  c_void_p,
  CFunction,
  createStringBuffer,
  dlopen,
  Pointer,
  Structure,
} from "../../mod.ts";
import { survivors } from "../collect.ts";
import { fixture } from "../native/mod.ts";

const path = fixture("closing");
const onWindows = platform === "win32";
/** Bun never unloads a library on Windows: what came from it goes on working. */
const skip = onWindows && !("Deno" in globalThis) ? "Bun does not unload libraries on Windows" : false;
const Unary = CFunction([c_int], c_int);
class Config extends Structure({ count: c_int, label: c_void_p, items: ArrayOf(c_int, 2) }) {}

const open = () =>
  dlopen(path, {
    get_twice: CFunction([], Unary),
    get_malloc: CFunction([], CFunction([c_size_t], c_void_p)),
    with_twice: CFunction([CFunction([Unary])]),
    tell_unloaded: CFunction([Pointer(c_int)]),
    closing_name: c_char_p,
    closing_numbers: ArrayOf(c_int, 4),
    closing_record: Config,
  });

/** Lets the library write 1 when it is unloaded. */
function watch(library: ReturnType<typeof open>): Int32Array {
  const told = new Int32Array(new ArrayBuffer(4));
  library.symbols.tell_unloaded(told);
  return told;
}

describe("close", () => {
  test("unloads the library with its last handle", { skip }, () => {
    const first = open(), second = open();
    const told = watch(first);
    first.close();
    assertStrictEquals(told[0], 0);
    second.close();
    assertStrictEquals(told[0], 1);
  });
  test("leaves its function pointers alone while another handle keeps the library", { skip }, () => {
    const first = open(), second = open();
    const twice = first.symbols.get_twice()!;
    assertStrictEquals(twice(4), 8);
    first.close();
    assertStrictEquals(twice(5), 10);
    second.close();
    assertThrows(() => twice(6), Error, "the library that it is in was closed");
  });
  // On Windows the address of another library's function is that of a jump to it, which is in the library itself.
  const jumps = onWindows ? "Windows gives the address of a jump in the library" : false;
  test("leaves function pointers into other libraries alone", { skip: jumps }, () => {
    const library = open();
    const malloc = library.symbols.get_malloc()!;
    library.close();
    assertStrictEquals(malloc(8n) === null, false);
  });
  test("ends no function of the library when it is opened again", () => {
    for (let i = 0; i < 5; i++) {
      using library = open();
      assertStrictEquals(library.symbols.get_twice()!(i), 2 * i);
    }
  });
  test("within a callback lets function pointers work until C has returned", { skip }, async () => {
    const library = open();
    const told = watch(library);
    let twice: (x: number) => number = () => 0;
    library.symbols.with_twice((f) => {
      twice = f!;
      library.close();
      assertStrictEquals(twice(2), 4);
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    assertStrictEquals(told[0], 1);
    assertThrows(() => twice(2), Error, "the library that it is in was closed");
  });
  test("takes variables away", () => {
    const library = open();
    const { closing_numbers: numbers, closing_record: record } = library.symbols;
    const items = record.items;
    assertEquals([...numbers, ...items], [1, 2, 3, 4, 5, 6]);
    library.close();
    assertEquals([numbers.length, items.length], [0, 0]);
    assertThrows(() => record.count, TypeError);
    for (const name of ["closing_numbers", "closing_record"] as const) {
      assertThrows(() => library.symbols[name], Error, `${name}: the library ${path} is closed`);
    }
  });
  test("lets go of what was assigned to variables", { skip }, async () => {
    const assign = () => {
      using library = open();
      const buffer = createStringBuffer("A".repeat(5000));
      library.symbols.closing_name.value = buffer;
      return new WeakRef(buffer);
    };
    // One may still lie on the stack; the next library is mostly loaded where the last one was.
    let gone = 0;
    for (let i = 0; i < 5; i++) gone += 1 - await survivors([assign()]);
    assert(gone > 0);
  });
  test("keeps the library loaded if a variable's memory was transferred away", () => {
    const library = open();
    const told = watch(library);
    library.symbols.closing_name.value = "kept by address"; // the last of all such names is for good
    const numbers = library.symbols.closing_numbers;
    const moved = structuredClone(numbers, { transfer: [numbers.buffer as ArrayBuffer] });
    library.close();
    library.close();
    assertThrows(() => library.symbols.get_twice(), Error, "is closed");
    assertThrows(() => library.symbols.closing_record, Error, "is closed");
    assertEquals([[...moved], told[0]], [[1, 2, 3, 4], 0]);
  });
});
