import { assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execPath, platform } from "node:process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import {
  ArrayOf,
  c_bool,
  c_char_p,
  c_double,
  c_int,
  c_longlong,
  c_size_t,
  c_ubyte,
  c_void,
  c_void_p,
  CFunction,
  createStringBuffer,
  dlopen,
  Pointer,
} from "../../mod.ts";
import { emulated, runSource } from "../child.ts";
import { fixture } from "../native/mod.ts";

const basic = fixture("basic");
const native = fixture("nonblocking");
const option = { nonblocking: true } as const;
const SlowInt = CFunction([c_int, c_int], c_int, { ...option, name: "slow_int" });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("JavaScript goes on meanwhile", async () => {
  using library = dlopen(basic, { slow: SlowInt });
  const order: string[] = [];
  const call = library.symbols.slow(300, 7).then((value) => (order.push("call"), value));
  await pause(1);
  order.push("timer");
  assertEquals([await call, order], [7, ["timer", "call"]]);
});

test("calls run beside each other, and their results do not mix", async () => {
  using library = dlopen(basic, { slow: SlowInt });
  const results = await Promise.all(Array.from({ length: 300 }, (_, i) => library.symbols.slow(1, i)));
  assertEquals(results, Array.from({ length: 300 }, (_, i) => i));
});

test("eight run at once: each waits in C for the others", async () => {
  using library = dlopen(native, { meet: CFunction([c_int], c_int, option) });
  assertEquals(await Promise.all(Array.from({ length: 8 }, () => library.symbols.meet(8))), Array(8).fill(8));
});

test("values of every kind go and come back", async () => {
  using library = dlopen(basic, {
    add_int: CFunction([c_int, c_int], c_int, option),
    text_same: CFunction([c_char_p], c_char_p, option),
    add_double: CFunction([c_double, c_double], c_double, option),
    not_bool: CFunction([c_bool], c_bool, option),
    add_longlong: CFunction([c_longlong, c_longlong], c_longlong, option),
    same_pointer: CFunction([c_void_p], c_void_p, option),
    touch: CFunction([], c_void, option),
  });
  const { add_int, text_same, add_double, not_bool, add_longlong, same_pointer, touch } = library.symbols;
  assertEquals(await Promise.all([add_int(-1, 3), add_double(0.5, -2), not_bool(true)]), [2, -1.5, false]);
  assertEquals(await Promise.all([text_same("é"), text_same(""), text_same(null)]), ["é", "", null]);
  assertEquals(await Promise.all([same_pointer(2n ** 64n - 1n), same_pointer(null)]), [2n ** 64n - 1n, null]);
  assertStrictEquals(await add_longlong(2n ** 62n, -1n), 2n ** 62n - 1n);
  assertStrictEquals(await touch(), undefined);
});

test("a function at an address is called so, too", async () => {
  using library = dlopen(native, { triple_address: CFunction([], c_void_p) });
  const triple = new (CFunction([c_int], c_int, option))(library.symbols.triple_address()!);
  assertStrictEquals(await triple(14), 42);
});

test("keeps its arguments alive, and text out of reused memory", async () => {
  using library = dlopen(basic, {
    length: CFunction([c_char_p], c_size_t, { ...option, name: "text_length" }),
    same: CFunction([c_char_p], c_char_p, { ...option, name: "text_same" }),
    sum: CFunction([Pointer(c_double), c_size_t], c_double, { ...option, name: "sum_doubles" }),
    now: CFunction([c_char_p], c_size_t, { name: "text_length" }),
  });
  const { length, same, sum, now } = library.symbols;
  const lengths = Array.from({ length: 200 }, (_, i) => length("x".repeat(i)));
  const texts = Array.from({ length: 200 }, (_, i) => same(`text ${i}`));
  const sums = Array.from({ length: 50 }, (_, i) => sum(new (ArrayOf(c_double, 1000))().fill(i), 1000));
  for (let i = 0; i < 200; i++) now(`overwrites ${i}`);
  for (let i = 0; i < 50; i++) new Uint8Array(new ArrayBuffer(8000)).fill(1);
  assertEquals(await Promise.all(lengths), Array.from({ length: 200 }, (_, i) => BigInt(i)));
  assertEquals(await Promise.all(texts), Array.from({ length: 200 }, (_, i) => `text ${i}`));
  assertEquals(await Promise.all(sums), Array.from({ length: 50 }, (_, i) => i * 1000));
});

test("C reads and writes buffers of every kind", async () => {
  using library = dlopen(native, {
    sum: CFunction([Pointer(c_ubyte), c_longlong, c_int], c_longlong, { ...option, name: "sum_bytes" }),
    fill: CFunction([c_void_p, c_int, c_longlong, c_int], c_void, { ...option, name: "fill_bytes" }),
  });
  const { sum, fill } = library.symbols;
  for (const size of [1, 8, 64, 65, 4096]) {
    const plain = new Uint8Array(size), own = createStringBuffer(size), whole = new ArrayBuffer(size);
    await Promise.all([fill(plain, 1, size, 5), fill(own, 2, size, 5), fill(whole, 3, size, 5)]);
    const sums = await Promise.all([sum(plain, size, 5), sum(own, size, 1), sum(new Uint8Array(whole), size, 1)]);
    assertEquals(sums, [1, 2, 3].map((factor) => BigInt(factor * size)));
  }
});

test("checks its arguments at once, and errcheck when the result is there", async () => {
  using library = dlopen(basic, {
    slow: SlowInt,
    checked: CFunction([c_int, c_int], c_int, {
      ...option,
      name: "slow_int",
      errcheck(result) {
        if (result < 0) throw new RangeError("negative");
        return String(result);
      },
    }),
  });
  assertThrows(() => library.symbols.slow("x" as never, 1), TypeError, "parameter 1 (c_int) of slow_int()");
  const text: string = await library.symbols.checked(1, 5);
  assertStrictEquals(text, "5");
  await assertRejects(() => library.symbols.checked(1, -5), RangeError, "negative");
});

test("a library that is closed meanwhile stays until the call has ended", async () => {
  const library = dlopen(basic, { slow: SlowInt });
  const { slow } = library.symbols;
  const calls = [slow(50, 1), slow(60, 2)];
  library.close();
  assertEquals(await Promise.all(calls), [1, 2]);
  assertThrows(() => slow(1, 1), Error, "closed");
});

test("a function of C's own may be called back from there", async () => {
  using library = dlopen(native, {
    triple_address: CFunction([], CFunction([c_int], c_int)),
    apply: CFunction([CFunction([c_int], c_int), c_int], c_int, option),
  });
  assertStrictEquals(await library.symbols.apply(library.symbols.triple_address(), 5), 15);
});

describe("a callback that is given to such a call", () => {
  const Notify = CFunction([c_int], c_void, { anyThread: true });
  test("runs, if it is for any thread", async () => {
    using library = dlopen(native, { notify: CFunction([Notify, c_int], c_void, option) });
    const seen: number[] = [];
    const callback = new Notify((value) => void seen.push(value));
    await library.symbols.notify(callback, 5);
    await library.symbols.notify((value) => void seen.push(value), 6);
    for (let i = 0; i < 2000 && seen.length < 2; i++) await pause(1);
    assertEquals(seen, [5, 6]);
    callback.close();
  });
  if ("Deno" in globalThis) {
    test("runs, and what it throws rejects", async () => {
      using library = dlopen(native, { ask: CFunction([CFunction([c_int], c_int), c_int], c_int, option) });
      assertStrictEquals(await library.symbols.ask((v) => 2 * v, 21), 42);
      const fail = () => {
        throw new Error("from a callback");
      };
      await assertRejects(() => library.symbols.ask(fail, 1), Error, "from a callback");
    });
  } else {
    test("is refused on Bun, if it is not for any thread", () => {
      using library = dlopen(native, { ask: CFunction([CFunction([c_int], c_int), c_int], c_int, option) });
      assertThrows(
        () => library.symbols.ask((v) => 2 * v, 21),
        TypeError,
        "parameter 1 of ask(): a nonblocking call runs on another thread, and on bun only callbacks of a type with the option " +
          "anyThread may be called there",
      );
    });
  }
});

// A compiled program holds Bun itself, which under an emulator is none that this machine can start.
if (!("Deno" in globalThis) && !emulated && platform !== "win32") {
  describe("calls work", () => {
    const program = `
      import { c_int, CFunction, dlopen } from ${
      JSON.stringify(fileURLToPath(new URL("../../mod.ts", import.meta.url)))
    };
      const { slow } = dlopen(${JSON.stringify(basic)}, {
        slow: CFunction([c_int, c_int], c_int, { name: "slow_int", nonblocking: true }),
      }).symbols;
      console.log(await Promise.all([slow(5, 1), slow(5, 2)]));
    `;
    for (const [kind, options] of [["in a bundle", []], ["in a compiled program", ["--compile"]]] as const) {
      test(kind, () => {
        const folder = mkdtempSync(join(tmpdir(), "ctypes-"));
        try {
          const source = join(folder, "program.ts"), made = join(folder, "made.js");
          writeFileSync(source, program);
          const build = ["build", "--target=bun", ...options, `--outfile=${made}`, source];
          const built = spawnSync(execPath, build, { encoding: "utf8" });
          assertStrictEquals(built.status, 0, built.stderr);
          const command = options.length > 0 ? [made] : [execPath, "run", made];
          const { stdout, stderr } = spawnSync(command[0], command.slice(1), { encoding: "utf8", cwd: folder });
          assertStrictEquals(stdout.trim(), "[ 1, 2 ]", stderr);
        } finally {
          rmSync(folder, { recursive: true });
        }
      });
    }
  });
}

test("a program ends when its calls have, and not before", () => {
  const { stdout, stderr } = runSource(`
    const { c_int, CFunction, dlopen } = await import("./mod.ts");
    const { slow } = dlopen(${JSON.stringify(basic)}, {
      slow: CFunction([c_int, c_int], c_int, { name: "slow_int", nonblocking: true }),
    }).symbols;
    slow(300, 1).then((value) => console.log("ended", value));
    console.log("started");
  `);
  assertEquals(stdout.trim().split("\n"), ["started", "ended 1"], stderr);
});
