import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { platform } from "node:process";
import { describe, test } from "node:test";
import { Worker } from "node:worker_threads";
import { c_char_p, c_int, CFunction, dlopen, getErrno, setErrno } from "../../mod.ts";
import { fixture } from "../native/mod.ts";

const { symbols: c } = dlopen(fixture("basic"), {
  fail_with: CFunction([c_int], c_int, { useErrno: true }),
  plain_fail: CFunction([c_int], c_int, { name: "fail_with" }),
  current_errno: CFunction([], c_int, { useErrno: true }),
  exchange_errno: CFunction([c_int], c_int, { useErrno: true }),
  call_binary: CFunction([CFunction([c_int, c_int], c_int), c_int, c_int], c_int, { useErrno: true }),
});

describe("errno", () => {
  test("is what the last call with useErrno left", () => {
    assertStrictEquals(c.fail_with(33), -1);
    assertStrictEquals(getErrno(), 33);
    c.fail_with(-5);
    assertStrictEquals(getErrno(), -5);
  });
  test("is swapped in before, and out after", () => {
    setErrno(11);
    assertStrictEquals(c.exchange_errno(12), 11);
    assertStrictEquals(getErrno(), 12);
    assertStrictEquals(c.current_errno(), 12);
  });
  test("is not touched by other calls", () => {
    c.fail_with(40);
    c.plain_fail(50);
    new Uint8Array(10_000_000);
    assertStrictEquals(getErrno(), 40);
    assertStrictEquals(c.current_errno(), 40);
  });
  test("setErrno gives the previous value", () => {
    setErrno(1);
    assertEquals([setErrno(2), setErrno(0), getErrno()], [1, 2, 0]);
  });
  test("setErrno checks its value", () => {
    setErrno(3);
    for (const value of ["1", null, undefined, 1n, {}, true]) {
      assertThrows(() => setErrno(value as never), TypeError, "setErrno(): expected a number");
    }
    for (const value of [0.5, NaN, Infinity, 2 ** 32, -(2 ** 31) - 1]) {
      assertThrows(() => setErrno(value), RangeError, "setErrno(): expected a 32-bit integer");
    }
    assertStrictEquals(getErrno(), 3);
  });
  test("of a call in a callback, and of the call around it", () => {
    let inner = 0;
    c.fail_with(1);
    c.call_binary(
      () => {
        c.fail_with(77);
        inner = getErrno();
        return 0;
      },
      1,
      2,
    );
    assertStrictEquals(inner, 77);
  });
  test("is right in a hundred thousand alternating calls under allocation", () => {
    let wrong = 0;
    const garbage: unknown[] = [];
    for (let i = 1; i <= 100_000; i++) {
      c.fail_with(i);
      garbage[i & 63] = new Uint8Array(i & 1023);
      if (getErrno() !== i) wrong++;
      if (c.exchange_errno(i + 1) !== i || getErrno() !== i + 1) wrong++;
    }
    assertStrictEquals(wrong, 0);
  });
  test("each Worker has its own", async () => {
    c.fail_with(5);
    const wrong = await Promise.all([1, 2, 3].map((number) => inWorker(number)));
    assertEquals(wrong, [0, 0, 0]);
    assertStrictEquals(getErrno(), 5);
  });
});

if (platform !== "win32") {
  test("the C library's own failures", () => {
    const { symbols } = dlopen(null, {
      rmdir: CFunction([c_char_p], c_int, { useErrno: true }),
      open: CFunction([c_char_p, c_int], c_int, { useErrno: true }),
      chdir: CFunction([c_char_p], c_int, { useErrno: true }),
    });
    const ENOENT = 2, ENOTDIR = 20;
    setErrno(0);
    assertEquals([symbols.rmdir("/does/not/exist"), getErrno()], [-1, ENOENT]);
    assertEquals([symbols.chdir("/dev/null"), getErrno()], [-1, ENOTDIR]);
    assertEquals([symbols.open("/does/not/exist", 0), getErrno()], [-1, ENOENT]);
  });
}

function inWorker(number: number): Promise<number> {
  const worker = new Worker(new URL("./errno_worker.ts", import.meta.url), { workerData: { number } });
  return new Promise<number>((resolve, reject) => {
    worker.on("message", resolve);
    worker.on("error", reject);
    worker.on("exit", () => reject(new Error("the Worker ended without an answer")));
  }).finally(() => worker.terminate());
}
