import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { dynamicCallback } from "../../src/call/machine/dynamic_callback.ts";
import type { DynamicSignature } from "../../src/call/abi/plan.ts";
import { bindDynamic, needsDynamic } from "../../src/call/machine/dynamic_call.ts";
import { Block, MEMORY, OFFSET, type Placed } from "../../src/memory/block.ts";
import { type NativeCallback, runtime } from "../../src/runtime/runtime.ts";
import type { Aggregate, Native } from "../../src/types/type_info.ts";
import { runSource } from "../child.ts";
import { fixture } from "../native/mod.ts";

const library = runtime.open(fixture("dynamic"));

function bind(name: string, parameters: readonly Native[], result: Native, fixed?: number) {
  const [address] = library.symbols([name]);
  return bindDynamic(address, { parameters, result, fixed }, name);
}

const struct = (...types: ("i64" | "f64")[]): Aggregate => ({
  size: 8 * types.length,
  alignment: 8,
  members: types.map((native, i) => ({ offset: 8 * i, native })),
});
const point = struct("f64", "f64");
const triple = struct("i64", "i64", "i64");
const integerFirst = struct("i64", "f64");
const doubleFirst = struct("f64", "i64");

/** An instance with the bytes of an array. */
function placed(bytes: Float64Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>): Placed {
  return { [MEMORY]: new Block(new DataView(bytes.buffer)), [OFFSET]: 0 };
}
const doubles = (...values: number[]) => placed(new Float64Array(values));
const integers = (...values: bigint[]) => placed(new BigInt64Array(values));
const double = (place: Placed, index: number) => place[MEMORY].view.getFloat64(place[OFFSET] + 8 * index, true);
const integer = (place: Placed, index: number) => place[MEMORY].view.getBigInt64(place[OFFSET] + 8 * index, true);
function pair(i: bigint, d: number, swap: boolean): Placed {
  const place = doubles(d, d);
  place[MEMORY].view.setBigInt64(swap ? 8 : 0, i, true);
  return place;
}
const codeOf = (callback: NativeCallback) => runtime.address(Number(callback.address));

describe("needsDynamic", () => {
  const cases: [DynamicSignature, boolean][] = [
    [{ parameters: ["i32", "pointer"], result: "void" }, false],
    [{ parameters: ["i32", point], result: "void" }, true],
    [{ parameters: [], result: point }, true],
    [{ parameters: ["longdouble"], result: "void" }, true],
    [{ parameters: [], result: "longdouble" }, true],
    [{ parameters: ["i32"], result: "void", fixed: 1 }, true],
  ];
  cases.forEach(([signature, wanted], i) => {
    test(`says ${wanted} of case ${i}`, () => assertEquals(needsDynamic(signature), wanted));
  });
});

describe("a call by address", () => {
  test("of scalars passes and returns them", () => {
    assertEquals(bind("add", ["i32", "i32"], "i32")(-3, 5), 2);
    bind("nothing", [], "void")();
    assertEquals(bind("negate", ["bool"], "bool")(true), false);
    assertEquals(bind("minus", ["i8"], "i8")(5), -5);
    assertEquals(bind("same_pointer", ["pointer"], "pointer")(runtime.address(0x7fff12345678)), 0x7fff12345678n);
    assertEquals(bind("same_pointer", ["pointer"], "pointer")(runtime.address(0)), 0n);
  });
  test("takes views for pointers", () => {
    const length = bind("length", ["pointer"], "i32");
    for (let i = 0; i < 1000; i++) assertEquals(length(new TextEncoder().encode("x".repeat(i % 50) + "\0")), i % 50);
  });
  test("of structures passes and returns them", () => {
    const out = doubles(0, 0);
    assertEquals(bind("add_points", [point, point], point)(doubles(1, 2), doubles(10, 20), out), undefined);
    assertEquals([double(out, 0), double(out, 1)], [11, 22]);
  });
  test("of long doubles rounds the result to a double", { skip: runtime.platform === "win32" }, () => {
    const half = bind("half", ["longdouble"], "longdouble");
    for (const value of [0, -0, 1, -3.5, 1e300, 5e-324, Infinity, NaN]) assertEquals(half(value), value / 2);
  });
  test("of many functions keeps what each refers to", () => {
    const functions = Array.from({ length: 2000 }, () => bind("add_points", [point, point], point));
    const garbage = Array.from({ length: 200 }, () => new Uint8Array(1 << 16));
    functions.forEach((fn, i) => {
      const out = doubles(0, 0);
      fn(doubles(i, 2), doubles(garbage.length, 20), out);
      assertEquals(double(out, 0), i + 200);
    });
  });
});

describe("structures of an integer and a double", () => {
  const out = new Float64Array(5);
  const longs = (count: number) => Array.from({ length: count }, (_, i) => BigInt(i + 1));
  const types = (count: number): Native[] => Array(count).fill("i64");
  test("in the last but one integer register", () => {
    const fn = bind("integer_first", [...types(4), integerFirst, "f64", "f64", "pointer"], "void");
    fn(...longs(4), pair(6n, 7.5, false), 8.5, 9.5, out);
    assertEquals([...out], [10, 6, 7.5, 8.5, 9.5]);
  });
  test("in the last integer register leave the other doubles alone (libffi #574)", () => {
    const fn = bind("integer_last", [...types(5), integerFirst, "f64", "f64", "pointer"], "void");
    fn(...longs(5), pair(6n, 7.5, false), 8.5, 9.5, out);
    assertEquals([...out], [15, 6, 7.5, 8.5, 9.5]);
  });
  test("in the last integer register, the double first, leave the other doubles alone", () => {
    const fn = bind("double_last", ["f64", ...types(5), doubleFirst, "f64", "pointer"], "void");
    fn(8.5, ...longs(5), pair(6n, 7.5, true), 9.5, out);
    assertEquals([...out], [15, 6, 7.5, 8.5, 9.5]);
  });
  test("in the last integer register reach callbacks", () => {
    const seen: unknown[] = [];
    const signature: DynamicSignature = { parameters: [...types(5), integerFirst, "f64"], result: "void" };
    const callback = dynamicCallback(signature, (...args) => {
      seen.push(...args.slice(0, 5), integer(args[5], 0), double(args[5], 1), args[6]);
    });
    bind("callback_last", ["pointer"], "void")(codeOf(callback));
    callback.close();
    assertEquals(seen, [1n, 2n, 3n, 4n, 5n, 6n, 7.5, 8.5]);
  });
});

describe("variadic calls", () => {
  test("pass integers, doubles, strings and pointers", () => {
    const buffer = new Uint8Array(100);
    const parameters: Native[] = ["pointer", "u64", "pointer", "i32", "f64", "pointer", "i64", "f64"];
    const text = (value: string) => new TextEncoder().encode(`${value}\0`);
    const count = bind("format", parameters, "i32", 3)(
      ...[buffer, 100n, text("%d %.2f %s %lld %g"), -7, 2.5, text("hé"), -(2n ** 40n), 1e10],
    );
    const wanted = "-7 2.50 hé -1099511627776 1e+10";
    assertEquals(new TextDecoder().decode(buffer.subarray(0, count)), wanted);
  });
  for (const count of [0, 1, 7, 8, 9, 20]) {
    test(`pass ${count} doubles`, () => {
      const sum = bind("sum_doubles", ["i32", ...Array(count).fill("f64")], "f64", 1);
      assertEquals(sum(count, ...Array.from({ length: count }, (_, i) => i + 0.5)), count * count / 2);
    });
  }
});

describe("a callback", () => {
  test("gets scalars of every kind", () => {
    const seen: unknown[] = [];
    const parameters: Native[] = ["i8", "u16", "f32", "f64", "bool", "pointer"];
    const callback = dynamicCallback({ parameters, result: "i32" }, (...args) => (seen.push(...args), -9));
    assertEquals(bind("call_scalars", ["pointer"], "i32")(codeOf(callback)), -9);
    callback.close();
    assertEquals(seen, [-1, 65535, 0.5, 0.25, true, 0x123456789abcn]);
  });
  test("gets and returns long doubles", { skip: runtime.platform === "win32" }, () => {
    const callback = dynamicCallback(
      { parameters: ["longdouble", "i32"], result: "longdouble" },
      (v: number, i: number) => v * i,
    );
    assertEquals(bind("call_long_double", ["pointer", "longdouble"], "longdouble")(codeOf(callback), 1.25), 3.75);
    callback.close();
  });
  test("returns narrow integers that C reads rightly", () => {
    const callbacks = (["i8", "i16", "i32", "i64"] as const).map((result) =>
      dynamicCallback({ parameters: [point], result }, () => result === "i64" ? -1n : -1)
    );
    assertEquals(bind("is_minus_one", Array(4).fill("pointer"), "i32")(...callbacks.map(codeOf)), 15);
    for (const callback of callbacks) callback.close();
  });
  test("runs a hundred thousand times", () => {
    const signature: DynamicSignature = { parameters: [point, "i32"], result: point };
    const callback = dynamicCallback(signature, (p: Placed, i: number) => doubles(double(p, 0) + i, double(p, 1) - 1));
    const memory = new Float64Array([0.5, 0]);
    bind("repeat", ["pointer", "pointer", "i32"], "void")(codeOf(callback), memory, 100_000);
    callback.close();
    assertEquals([...memory], [4999950000.5, -100_000]);
  });
  test("may call the function that called it", () => {
    const parameters: Native[] = [triple, "i32", "pointer"];
    const through = bind("through", parameters, triple);
    const call = (start: bigint, depth: number): Placed => {
      const out = integers(0n, 0n, 0n);
      through(integers(start, start + 1n, start + 2n), depth, codeOf(callback), out);
      return out;
    };
    const seen: bigint[] = [];
    const callback = dynamicCallback({ parameters: [triple, "i32"], result: "i64" }, (t: Placed, depth: number) => {
      const mine = [integer(t, 0), integer(t, 1), integer(t, 2)];
      const inner = depth === 0 ? 1n : integer(call(mine[0] * 10n, depth - 1), 0);
      if (depth > 0) call(-1n, 0);
      seen.push(...mine);
      assertEquals([integer(t, 0), integer(t, 1), integer(t, 2)], mine);
      return inner;
    });
    const out = call(1n, 3);
    callback.close();
    assertEquals([integer(out, 0), integer(out, 1), integer(out, 2)], [1112n, 2n, 3n]);
    assertEquals(seen.slice(0, 3), [1000n, 1001n, 1002n]);
  });
  test("can be closed twice and made again many times", () => {
    for (let i = 0; i < 300; i++) {
      const callback = dynamicCallback({ parameters: [point], result: "i8" }, () => -1);
      const codes = Array(4).fill(codeOf(callback));
      if (i % 100 === 0) bind("is_minus_one", Array(4).fill("pointer"), "i32")(...codes);
      callback.close();
    }
  });
});

describe("without", () => {
  const start = (rest: string) => `
    const library = "${fixture("by_value").replaceAll("\\", "\\\\")}";
    const { runtime } = await import("./src/runtime/runtime.ts");
    ${rest}
  `;
  test("libffi the error says what to install", { skip: runtime.platform === "win32" }, () => {
    const { stdout, stderr } = runSource(start(`
      const { bindDynamic } = await import("./src/call/machine/dynamic_call.ts");
      runtime.open = (path) => { throw new Error("no " + path); };
      try {
        bindDynamic(1n, { parameters: ["i32"], result: "void", fixed: 1 }, "printf");
      } catch (error) {
        console.log(error.name, error.message, error.cause?.message);
      }
    `));
    assertStringIncludes(stdout, "Error printf() needs libffi", stderr);
    assertStringIncludes(stdout, "install it");
    assertStringIncludes(stdout, "no ");
  });
});

test("a variadic argument of great alignment is refused where it cannot be passed", {
  skip: runtime.arch !== "x64" || runtime.platform === "win32",
}, () => {
  const wide: Aggregate = { size: 32, alignment: 32, members: [{ offset: 0, native: "f64" }] };
  assertThrows(() => bind("format", ["pointer", "u64", "pointer", wide], "i32", 3), TypeError, "aligned to 32");
});
