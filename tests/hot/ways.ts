/**
 * The ways in which a program can call C, each with what it must give.
 *
 * @module
 */
import {
  addressof,
  ArrayOf,
  byref,
  c_bool,
  c_char_p,
  c_double,
  c_float,
  c_int,
  c_int64,
  c_longdouble,
  c_uint,
  c_uint8,
  c_void,
  c_void_p,
  c_wchar_p,
  CFunction,
  createStringBuffer,
  dlopen,
  getErrno,
  HRESULT,
  type Library,
  Pointer,
  Structure,
} from "../../mod.ts";
import { implement, Interface } from "../../src/windows/com.ts";
import { fixture } from "../native/mod.ts";

/** One way to call. */
export interface Way {
  /** Makes the `i`th call. */
  call(i: number): unknown;
  /** What it gives. */
  wanted(i: number): unknown;
}

class Point extends Structure({ x: c_int, y: c_int }) {}
class Pair extends Structure({ a: c_double, b: c_double }) {}
class Large extends Structure({ values: ArrayOf(c_int64, 5) }) {}
class Table extends Structure({
  add: CFunction([c_int, c_int], c_int),
  plus: CFunction([c_double, c_double], c_double),
}) {}
class IThing extends Interface("{0A1B2C3D-0000-4C5D-9E8F-0A1B2C3D4E5F}", {
  Add: CFunction([c_int, Pointer(c_int)], HRESULT),
  Plus: CFunction([c_double, c_double], c_double),
}) {}

export const Callback = CFunction([], c_void);
const IntFunction = CFunction([c_int], c_int);

const symbols = {
  hot_keep: CFunction([Callback, c_int64, c_bool]),
  hot_nothing: CFunction([]),
  hot_count: CFunction([], c_int),
  hot_int: CFunction([c_int, c_int], c_int),
  hot_unsigned: CFunction([c_uint], c_uint),
  hot_many: CFunction([c_int, c_int, c_int, c_int, c_int, c_int, c_int, c_int], c_int),
  hot_bool: CFunction([c_bool], c_bool),
  hot_byte: CFunction([c_uint8], c_uint8),
  hot_float: CFunction([c_float], c_float),
  hot_double: CFunction([c_double, c_double], c_double),
  hot_long: CFunction([c_int64], c_int64),
  hot_pointer: CFunction([c_void_p], c_void_p),
  hot_cell: CFunction([Pointer(c_int)], Pointer(c_int)),
  hot_bytes: CFunction([c_void_p, c_int], c_int),
  hot_length: CFunction([c_char_p], c_int),
  hot_text: CFunction([], c_char_p),
  hot_wide: CFunction([], c_wchar_p),
  hot_errno: CFunction([c_int], c_int, { useErrno: true }),
  hot_errno_double: CFunction([c_double], c_double, { useErrno: true }),
  hot_errno_long: CFunction([c_int64], c_int64, { useErrno: true }),
  hot_result: CFunction([c_int], HRESULT),
  checked: CFunction([c_int, c_int], c_int, {
    name: "hot_int",
    errcheck: (result: number, _fn: unknown, args: readonly unknown[]) => result + args.length,
  }),
  hot_point: CFunction([Point, c_int], c_int),
  hot_pair: CFunction([Pair], c_double),
  hot_large: CFunction([Large], c_int64),
  hot_make_point: CFunction([c_int, c_int], Point),
  hot_make_large: CFunction([c_int64], Large),
  hot_long_double: CFunction([c_longdouble], c_longdouble),
  hot_sum: CFunction([c_int], c_int, { variadic: true }),
  hot_sum_doubles: CFunction([c_int], c_double, { variadic: true }),
  hot_apply: CFunction([IntFunction, c_int], c_int),
  hot_apply_double: CFunction([CFunction([c_double], c_double), c_double], c_double),
  hot_apply_long: CFunction([CFunction([c_int64], c_int64), c_int64], c_int64),
  hot_apply_point: CFunction([CFunction([Point], Point), c_int], c_int),
  apply_kept: CFunction([c_void_p, c_int], c_int, { name: "hot_apply" }),
  hot_table: Table,
  hot_object: CFunction([], IThing),
  hot_use_object: CFunction([IThing, c_double], c_double),
};

/** The library that is called. */
export const library: Library<typeof symbols> = dlopen(fixture("hot"), symbols);
const c = library.symbols;

const bytes = new Uint8Array([1, 2, 3]);
const kilobyte = new Uint8Array(1024).fill(1);
const point = new Point({ x: 1, y: 2 });
const pair = new Pair({ a: 1.5, b: 2 });
const large = new Large({ values: [1n, 0n, 0n, 0n, 5n] });
const extra = new c_int(3);
const half = new c_double(0.5);
const text = createStringBuffer("some text");

const openAgain = () => dlopen(fixture("hot"), { hot_int: CFunction([c_int, c_int], c_int) });

/** The ways, by name. Functions make them, since what a case does not use must not be made. */
export const ways: Record<string, () => Way> = {
  "void": () => ({ call: () => c.hot_nothing(), wanted: () => undefined }),
  "no arguments": () => ({ call: () => c.hot_count(), wanted: () => 7 }),
  "ints": () => ({ call: (i) => c.hot_int(i, 1), wanted: (i) => i + 1 }),
  "by call()": () => ({ call: (i) => c.hot_int.call(undefined, i, 1), wanted: (i) => i + 1 }),
  "by apply()": () => ({ call: (i) => c.hot_int.apply(undefined, [i, 1]), wanted: (i) => i + 1 }),
  "by Reflect.apply()": () => ({
    call: (i) => Reflect.apply(c.hot_int, undefined, [i, 1]),
    wanted: (i) => i + 1,
  }),
  "by a bound function": () => {
    const bound = c.hot_int.bind(undefined, 1);
    return { call: (i) => bound(i), wanted: (i) => i + 1 };
  },
  "by a variable": () => {
    const { hot_int } = c;
    return { call: (i) => hot_int(i, 1), wanted: (i) => i + 1 };
  },
  "in an expression": () => ({
    call: (i) => c.hot_int(c.hot_count(), c.hot_int(i, 1)) + c.hot_double(1, 2),
    wanted: (i) => i + 11,
  }),
  "of a library opened again": () => {
    let again = openAgain();
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 20_000; i++) again.symbols.hot_int(i, 1);
      again.close();
      again = openAgain();
    }
    return { call: (i) => again.symbols.hot_int(i, 1) + c.hot_count(), wanted: (i) => i + 8 };
  },
  "of a library of many functions": () => {
    const many: Record<string, unknown> = { hot_int: symbols.hot_int };
    for (let i = 0; i < 40; i++) many[`f${i}`] = CFunction([], c_int, { name: "hot_count" });
    const { symbols: all } = dlopen(fixture("hot"), many as typeof symbols);
    return { call: (i) => all.hot_int(i, 1) + c.hot_count(), wanted: (i) => i + 8 };
  },
  "unsigned": () => ({ call: (i) => c.hot_unsigned(i), wanted: (i) => i + 0xf0000000 }),
  "eight ints": () => ({ call: (i) => c.hot_many(i, 1, 2, 3, 4, 5, 6, 7), wanted: (i) => i + 28 }),
  "bool": () => ({ call: (i) => c.hot_bool((i & 2) === 0), wanted: (i) => (i & 2) !== 0 }),
  "byte": () => ({ call: (i) => c.hot_byte(i & 127), wanted: (i) => (i & 127) + 1 }),
  "float": () => ({ call: (i) => c.hot_float(i), wanted: (i) => i + 0.5 }),
  "doubles": () => ({ call: (i) => c.hot_double(i, 0.5), wanted: (i) => i + 0.5 }),
  "bigint": () => {
    const numbers = [1n, 2n, 1n << 40n, -5n];
    return { call: (i) => c.hot_long(numbers[i & 3]), wanted: (i) => numbers[i & 3] + 1n };
  },
  "address": () => ({ call: () => c.hot_pointer(0x1234n), wanted: () => 0x1234n }),
  "null": () => ({ call: () => c.hot_pointer(null), wanted: () => null }),
  "buffer": () => ({ call: () => c.hot_bytes(bytes, 3), wanted: () => 6 }),
  "large buffer": () => ({ call: () => c.hot_bytes(kilobyte, 1024), wanted: () => 1024 }),
  "buffers of two kinds": () => ({
    call: (i) => c.hot_bytes((i & 1) === 0 ? bytes : kilobyte.subarray(0, 3), 3),
    wanted: (i) => (i & 1) === 0 ? 6 : 3,
  }),
  "byref": () => ({
    call(i) {
      const cell = new c_int(i);
      c.hot_cell(byref(cell));
      return cell.value;
    },
    wanted: (i) => i + 1,
  }),
  "pointer result": () => ({
    call: (i) => c.hot_cell(new c_int(i))!.contents.value,
    wanted: (i) => i + 1,
  }),
  "pointer result of one object": () => {
    const cell = new c_int(5);
    return { call: () => addressof(c.hot_cell(cell)!.contents), wanted: () => addressof(cell) };
  },
  "text argument": () => ({
    call: (i) => c.hot_length((i & 1) === 0 ? "four" : "sieben"),
    wanted: (i) => (i & 1) === 0 ? 4 : 6,
  }),
  "long text argument": () => {
    const long = "é".repeat(500);
    return { call: () => c.hot_length(long), wanted: () => 1000 };
  },
  "string buffer": () => ({ call: () => c.hot_length(text), wanted: () => 9 }),
  "text result": () => ({ call: () => c.hot_text(), wanted: () => "a text" }),
  "wide text result": () => ({ call: () => c.hot_wide(), wanted: () => "wide" }),
  "errno": () => ({
    call: (i) => c.hot_errno(i & 63) + 100 * getErrno(),
    wanted: (i) => 101 * (i & 63),
  }),
  "errno and double": () => ({
    call: (i) => c.hot_errno_double(i & 63) + 100 * getErrno(),
    wanted: (i) => 101 * (i & 63),
  }),
  "errno and bigint": () => ({
    call: (i) => Number(c.hot_errno_long(BigInt(i & 63))) + 100 * getErrno(),
    wanted: (i) => 101 * (i & 63),
  }),
  "errcheck": () => ({ call: (i) => c.checked(i, 1), wanted: (i) => i + 3 }),
  "HRESULT": () => ({ call: (i) => c.hot_result(i), wanted: (i) => i & 1 }),
  "structure in a register": () => ({ call: (i) => c.hot_point(point, i), wanted: (i) => i + 3 }),
  "structure from an object": () => ({ call: (i) => c.hot_point({ x: i, y: 1 }, 1), wanted: (i) => i + 2 }),
  "structure of doubles": () => ({ call: () => c.hot_pair(pair), wanted: () => 3.5 }),
  "structure in memory": () => ({ call: () => c.hot_large(large), wanted: () => 6n }),
  "structure result": () => ({ call: (i) => c.hot_make_point(i, 1).x, wanted: (i) => i }),
  "large structure result": () => ({ call: () => c.hot_make_large(4n).values[4], wanted: () => 1n }),
  "long double": () => ({ call: (i) => c.hot_long_double(i), wanted: (i) => i + 1 }),
  "variadic": () => ({ call: () => c.hot_sum(2, extra, extra), wanted: () => 6 }),
  "variadic, made each time": () => ({ call: (i) => c.hot_sum(2, new c_int(i), extra), wanted: (i) => i + 3 }),
  "variadic doubles": () => ({ call: () => c.hot_sum_doubles(1, half), wanted: () => 0.5 }),
  "variadic of two kinds": () => ({
    call: (i) => (i & 1) === 0 ? c.hot_sum(1, extra) : c.hot_sum(2, extra, extra),
    wanted: (i) => (i & 1) === 0 ? 3 : 6,
  }),
  "at an address": () => {
    const add = new (CFunction([c_int, c_int], c_int))(c_void_p.fromAddress(addressof(c.hot_table)).value!);
    return { call: (i) => add(i, 1), wanted: (i) => i + 1 };
  },
  "from a field": () => ({ call: (i) => c.hot_table.add!(i, 1), wanted: (i) => i + 1 }),
  "doubles from a field": () => ({ call: (i) => c.hot_table.plus!(i, 0.5), wanted: (i) => i + 0.5 }),
  "method": () => {
    const thing = c.hot_object()!;
    return {
      call(i) {
        const out = new c_int(1);
        return thing.Add(i, byref(out)) + out.value;
      },
      wanted: (i) => i + 1,
    };
  },
  "method with doubles": () => {
    const thing = c.hot_object()!;
    return { call: (i) => thing.Plus(i, 0.5), wanted: (i) => i + 0.5 };
  },
  "served method": () => {
    const served = implement({ Add: () => 0, Plus: (a: number, b: number) => (c.hot_count(), a + b) }, IThing);
    const thing = served.QueryInterface(IThing);
    return { call: (i) => c.hot_use_object(thing, i), wanted: (i) => i + 1 };
  },
  "callback": () => ({ call: (i) => c.hot_apply((a) => a + 1, i), wanted: (i) => i + 1 }),
  "same callback": () => {
    const add = (a: number) => a + 1;
    return { call: (i) => c.hot_apply(add, i), wanted: (i) => i + 1 };
  },
  "callback object": () => {
    const add = new IntFunction((a) => a + 1);
    return { call: (i) => c.hot_apply(add, i), wanted: (i) => i + 1 };
  },
  "callback that calls": () => ({
    call: (i) => c.hot_apply((a) => c.hot_int(a, 1), i),
    wanted: (i) => i + 1,
  }),
  "callback that calls with a callback": () => {
    const inner = (a: number) => c.hot_int(a, 1);
    const outer = (a: number) => c.hot_apply(inner, a);
    return { call: (i) => c.hot_apply(outer, i), wanted: (i) => i + 1 };
  },
  "callback with doubles that calls": () => {
    const add = (a: number) => c.hot_double(a, 1);
    return { call: (i) => c.hot_apply_double(add, i), wanted: (i) => i + 1 };
  },
  "callback with bigints that calls": () => {
    const add = (a: bigint) => c.hot_long(a);
    return { call: (i) => c.hot_apply_long(add, BigInt(i)), wanted: (i) => BigInt(i) + 1n };
  },
  "callback with structures that calls": () => {
    const add = (a: InstanceType<typeof Point>) => ({ x: c.hot_int(a.x, 1), y: a.y });
    return { call: (i) => c.hot_apply_point(add, i), wanted: (i) => i + 2 };
  },
  "callback called from here": () => {
    const add = new IntFunction((a) => c.hot_int(a, 1));
    return { call: (i) => add(i), wanted: (i) => i + 1 };
  },
};
