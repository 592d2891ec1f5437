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
  Structure,
} from "../../mod.ts";

function transfer(view: ArrayBufferView<ArrayBuffer>): void {
  structuredClone(view.buffer, { transfer: [view.buffer] });
}

class Named extends Structure({ id: c_int, marks: ArrayOf(c_int, 3) }) {}

describe("a program that transfers a buffer away", () => {
  test("takes the memory of what was on it, which says so", () => {
    const x = new c_int(5);
    addressof(x);
    transfer(memoryAt(x));
    for (
      const use of [
        () => x.value,
        () => x.value = 1,
        () => addressof(x),
        () => pointer(x),
        () => cast(x, c_void_p),
        () => cast(byref(x), c_void_p),
        () => new c_void_p(x),
        () => memoryAt(x),
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
