// JavaScript functions that C calls.
import { c_double, c_int, c_size_t, CFunction, dlopen, Pointer } from "../../mod.ts";
import type { Row, Target } from "../measure.js";
import { library } from "../native/mod.ts";
import { bunFfi, isDeno, rawCallback, rawLibrary } from "../raw.ts";

const IntFunction = CFunction([c_int], c_int);
const DoubleFunction = CFunction([c_double, c_double], c_double);
const Compare = CFunction([Pointer(c_int), Pointer(c_int)], c_int);

const { symbols: us } = dlopen(library, {
  call_ints: CFunction([IntFunction, c_int], c_int),
  call_doubles: CFunction([DoubleFunction, c_int], c_double),
  sort_ints: CFunction([Pointer(c_int), c_size_t, Compare]),
});
const raw = rawLibrary({
  call_ints: [["ptr", "i32"], "i32"],
  call_doubles: [["ptr", "i32"], "f64"],
  sort_ints: [["buffer", "u64", "ptr"], "void"],
});

const mostlyRandom = Int32Array.from({ length: 1000 }, (_, i) => (i * 7919 + 13) % 1009);
const ints = new Int32Array(1000);
let calls = 0;
const count = (i: number) => (calls++, i & 1);
const add = (a: number, b: number) => a + b;

const usCount = new IntFunction(count), usAdd = new DoubleFunction(add);
const rawCount = rawCallback([["i32"], "i32"], count);
const rawAdd = rawCallback([["f64", "f64"], "f64"], add);
const usCompare = new Compare((a, b) => a!.at(0) - b!.at(0));
const usCompareContents = new Compare((a, b) => a!.contents.value - b!.contents.value);
const readInt = isDeno ? (at: Deno.PointerObject) => new Deno.UnsafePointerView(at).getInt32() : bunFfi.read.i32;
const rawCompare = rawCallback([["ptr", "ptr"], "i32"], (a, b) => readInt(a) - readInt(b));
const target: Target = { raw: 1.2, python: 1, koffi: 5 };

const sort = (compare: typeof usCompare) => (n: number) => {
  for (let i = 0; i < n; i++) {
    ints.set(mostlyRandom);
    us.sort_ints(ints, 1000, compare);
  }
  return ints[0];
};
const rawSort = (n: number) => {
  for (let i = 0; i < n; i++) {
    ints.set(mostlyRandom);
    raw.sort_ints(ints, 1000n, rawCompare.pointer);
  }
  return ints[0];
};

let comparisons = 0;
us.sort_ints(ints.map((_, i) => mostlyRandom[i]), 1000, (a, b) => (comparisons++, a!.at(0) - b!.at(0)));

export const rows: Row[] = [
  { name: "int f(int)", us: (n) => us.call_ints(usCount, n), raw: (n) => raw.call_ints(rawCount.pointer, n), target },
  {
    name: "int f(int), a plain function",
    us: (n) => us.call_ints(count, n),
    raw: (n) => raw.call_ints(rawCount.pointer, n),
    target,
  },
  {
    name: "double f(double, double)",
    us: (n) => us.call_doubles(usAdd, n),
    raw: (n) => raw.call_doubles(rawAdd.pointer, n),
    target,
  },
  { name: "qsort of 1000 ints, .at(0)", us: sort(usCompare), raw: rawSort, per: comparisons, target },
  { name: "qsort of 1000 ints, .contents.value", us: sort(usCompareContents), raw: rawSort, per: comparisons, target },
  {
    name: "make a callback and close it",
    us: (n) => {
      for (let i = 0; i < n; i++) new IntFunction(count).close();
    },
    raw: (n) => {
      for (let i = 0; i < n; i++) rawCallback([["i32"], "i32"], count).close();
    },
    target: { raw: 1.2 },
  },
  {
    name: "call C with one callback",
    us: (n) => {
      for (let i = 0; i < n; i++) us.call_ints(usCount, 1);
    },
    raw: (n) => {
      for (let i = 0; i < n; i++) raw.call_ints(rawCount.pointer, 1);
    },
    target,
  },
];
