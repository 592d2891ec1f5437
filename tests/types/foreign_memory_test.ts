import { assertEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { c_int, c_int64, c_size_t, c_void_p, cast, CFunction, dlopen, Pointer } from "../../mod.ts";
import { runtime } from "../../src/runtime/runtime.ts";

const GIGABYTES = 2n ** 32n;
const SIZE = 1 << 17;
const READ_WRITE = 3, PRIVATE_ANONYMOUS = 0x22;

/** Pages of zeroes at an address, or null if they cannot be had there. */
function pagesAt(address: bigint): bigint | null {
  if (runtime.platform !== "linux") return null;
  const { symbols } = dlopen(null, {
    mmap: CFunction([c_void_p, c_size_t, c_int, c_int, c_int, c_int64], c_void_p),
  });
  const got = symbols.mmap(address, SIZE, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0);
  return got === address ? got : null;
}

// Memory of C's is seen through windows; the last one is found by the halves of addresses.
describe("memory on both sides of a multiple of 4 GiB", () => {
  const boundary = 0x3bn * GIGABYTES;
  const across = pagesAt(boundary - BigInt(SIZE / 2)), below = pagesAt(boundary - GIGABYTES);

  test("is where its address says", { skip: across === null || below === null }, () => {
    const ints = cast(across!, Pointer(c_int))!;
    const low = cast(below!, Pointer(c_int))!;
    for (let i = 0; i < SIZE / 4; i += 1000) ints.set(i, i);
    low.set(0, -1);
    assertEquals([ints.at(1000), ints.contents.value, low.at(0), low.contents.value], [1000, 0, -1, -1]);
    // What is at the same distance from the next boundary is not `low`.
    cast(boundary, Pointer(c_int))!.set(0, 7);
    assertEquals([ints.at(1000), low.at(0), ints.at(SIZE / 8)], [1000, -1, 7]);
    assertEquals(cast(boundary - 4n, Pointer(c_int))!.at(1), 7);
    assertEquals(cast(boundary, Pointer(c_int))!.at(-1), 0);
    for (let i = 0; i < SIZE / 4; i += 1000) assertEquals(ints.at(i), i);
  });

  test("is not reached from NULL", () => {
    const nothing = new (Pointer(c_int))();
    assertThrows(() => nothing.at(1000), Error, "NULL");
    assertThrows(() => nothing.contents, Error, "NULL");
  });
});
