import { assertEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import {
  addressof,
  ArrayOf,
  byref,
  c_int,
  c_void_p,
  cast,
  createStringBuffer,
  memoryAt,
  pointer,
  resize,
  Structure,
} from "../../mod.ts";

function transfer(view: ArrayBufferView<ArrayBuffer>): void {
  structuredClone(view.buffer, { transfer: [view.buffer] });
}

class Named extends Structure({ id: c_int, marks: ArrayOf(c_int, 3) }) {}

describe("a program that transfers a buffer away", () => {
  test("takes the memory of what was on it, which says so", () => {
    const named = new Named({ id: 5 });
    addressof(named);
    transfer(named.marks);
    for (
      const use of [
        () => named.id,
        () => named.id = 1,
        () => named.marks,
        () => addressof(named),
        () => pointer(named),
        () => cast(named, c_void_p),
        () => cast(byref(named), c_void_p),
        () => new c_void_p(named),
        () => memoryAt(named),
        () => new Named(named),
        () => resize(named, 100),
      ]
    ) assertThrows(use, TypeError);
  });

  test("leaves what is made later alone", () => {
    transfer(createStringBuffer("text"));
    assertEquals(createStringBuffer("more").value, "more");
    transfer(new Named({ id: 1 }).marks);
    const later = new Named({ id: 2, marks: [1, 2] });
    assertEquals([later.id, ...later.marks], [2, 1, 2, 0]);
    assertEquals(new c_int(7).value, 7);
  });

  test("leaves instances alone that hand out no typed arrays", () => {
    const x = new c_int(3);
    transfer(createStringBuffer(8));
    transfer(new Named().marks);
    assertEquals(x.value, 3);
  });
});
