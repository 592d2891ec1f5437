// What a library gave is used once the library is closed and unloaded. Each case has the library for itself.
import { platform } from "node:process";
import {
  ArrayOf,
  c_double,
  c_int,
  c_longlong,
  c_void_p,
  cast,
  CFunction,
  dlopen,
  Pointer,
  Structure,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";
import { type Cases, error, typeError } from "./case.ts";

const GONE = "the library that it is in was closed";

const path = fixture("closing");
const Unary = CFunction([c_int], c_int);
class Point extends Structure({ x: c_int, y: c_int }) {}
class Functions extends Structure({ first: Unary, second: Unary }) {}
class Holder extends Structure({ held: Unary }) {}
class Config extends Structure({ count: c_int, label: c_void_p, items: ArrayOf(c_int, 2) }) {}
const Swap = CFunction([Point], Point);
const Sum = CFunction([c_int], c_int, { variadic: true });
const Half = CFunction([c_double], c_double);
const open = () =>
  dlopen(path, {
    get_twice: CFunction([], Unary),
    get_swapped: CFunction([], Swap),
    get_sum_list: CFunction([], Sum),
    get_half: CFunction([], Half),
    with_twice: CFunction([CFunction([Unary])]),
    new_functions: CFunction([], Pointer(Functions)),
    address_of_twice: CFunction([], c_longlong, { name: "get_twice" }),
    pointer_to_twice: CFunction([], c_void_p, { name: "get_twice" }),
    closing_numbers: ArrayOf(c_int, 4),
    closing_record: Config,
    closing_function: Holder,
  });
type Closing = ReturnType<typeof open>["symbols"];
const applier = dlopen(fixture("basic"), { call_times: CFunction([c_int, Unary], c_longlong) });

const HOT = 60_000;
/** Takes something of the library, uses it until it is compiled, closes the library and uses it again. */
function after<T>(take: (symbols: Closing) => T, use: (taken: T) => unknown, times = HOT): () => unknown {
  return () => {
    const library = open();
    const taken = take(library.symbols);
    for (let i = 0; i < times; i++) use(taken);
    library.close();
    return use(taken);
  };
}
const gone = (take: (symbols: Closing) => (x: number) => unknown, times?: number) =>
  error(/^function at 0x[0-9a-f]+: the library that it is in was closed$/, after(take, (f) => f(4), times));
const closed = (use: (symbols: Closing) => unknown) =>
  error(/the library .*closing\S* is closed$/, after((symbols) => symbols, use, 10));

const all: Cases = {
  "a function that it returned": gone((c) => c.get_twice()!),
  "a function that it returned, never called before": gone((c) => c.get_twice()!, 0),
  "a function that takes a structure": gone((c) => {
    const swap = c.get_swapped()!;
    return (x) => swap({ x, y: 1 });
  }, 1000),
  "a variadic function": gone((c) => {
    const sum = c.get_sum_list()!;
    return (x) => sum(1, new c_int(x));
  }, 1000),
  "a function of doubles": gone((c) => c.get_half()!),
  "a function that a callback got": gone((c) => {
    let got: ((x: number) => number) | null = null;
    c.with_twice((f) => got = f);
    return got!;
  }),
  "a function at an address": gone((c) => new Unary(c.address_of_twice())),
  "a pointer that was cast": gone((c) => cast(c.pointer_to_twice(), Unary)!),
  "a function in memory that outlives it": gone((c) => {
    const table = c.new_functions()!;
    return (x) => table.contents.first!(x);
  }),
  "a function in such memory, never read before": gone((c) => {
    const table = c.new_functions()!;
    return (x) => table.contents.second!(x);
  }, 0),
  "a function, given to another library": error(
    GONE,
    after((c) => c.get_twice()!, (f) => applier.symbols.call_times(2, f), 1000),
  ),
  "a function that a variable held": gone((c) => c.closing_function.held!),
  "a variable": closed((c) => c.closing_record.count),
  "an array": closed((c) => c.closing_numbers[1]),
  "a structure that was held": typeError("detached", after((c) => c.closing_record, (record) => record.count)),
  "a structure that was held, written": typeError(
    "detached",
    after((c) => c.closing_record, (record) => record.count = 5),
  ),
};

/** Bun never unloads a library on Windows: there its functions go on working, which harms nobody. */
const unloads = platform !== "win32" || "Deno" in globalThis;
export const cases: Cases = unloads
  ? all
  : Object.fromEntries(Object.entries(all).filter(([_, { says }]) => !String(says).includes(GONE)));
