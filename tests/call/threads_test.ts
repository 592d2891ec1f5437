import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { c_int, c_void, CFunction, dlopen } from "../../mod.ts";
import { fixture } from "../native/mod.ts";

const onDeno = "Deno" in globalThis;
const path = fixture("basic");

/** Lets the event loop run until something is true. */
async function until(done: () => boolean): Promise<void> {
  for (let i = 0; !done() && i < 2000; i++) await new Promise((resolve) => setTimeout(resolve, 5));
}

if (onDeno) {
  describe("C calls a callback on another thread", () => {
    const { symbols: c } = dlopen(path, {
      start_thread: CFunction([CFunction([c_int], c_int), c_int], c_int),
      join_thread: CFunction([], c_int),
      join_later: CFunction([], c_int, { nonblocking: true, name: "join_thread" }),
      call_on_thread: CFunction([CFunction([c_int], c_int), c_int], c_int, { nonblocking: true }),
    });
    test("that thread waits until the event loop runs it, and gets the result", async () => {
      let seen = 0;
      const callback = new (CFunction([c_int], c_int))((v) => (seen = v, v * 2));
      assertStrictEquals(c.start_thread(callback, 21), 0);
      assertStrictEquals(seen, 0);
      await until(() => seen !== 0);
      assertEquals([seen, c.join_thread()], [21, 42]);
      callback.close();
    });
    test("while a nonblocking call waits for it", async () => {
      assertStrictEquals(await c.call_on_thread((v) => v + 1, 5), 6);
    });
  });
} else {
  describe("C calls a callback on another thread", () => {
    test("which runs after C has gone on, if the callback is for any thread", async () => {
      const Notify = CFunction([c_int], c_void, { anyThread: true });
      const { symbols: c } = dlopen(path, {
        start_thread: CFunction([Notify, c_int], c_int),
        join_thread: CFunction([], c_int),
      });
      let seen = 0;
      const callback = new Notify((v) => void (seen = v));
      assertStrictEquals(c.start_thread(callback, 21), 0);
      c.join_thread();
      await until(() => seen !== 0);
      assertStrictEquals(seen, 21);
      callback.close();
    });
    test("but not one with a result", () => {
      const Ask = CFunction([c_int], c_int, { anyThread: true });
      assertThrows(() => new Ask((v) => v), TypeError, "On Bun a callback for any thread cannot have a result");
    });
  });
}
