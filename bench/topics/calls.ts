// Calls of C functions with scalars.
import {
  c_bool,
  c_double,
  c_float,
  c_int,
  c_int64,
  c_int8,
  c_size_t,
  c_uint,
  c_void_p,
  CFunction,
  dlopen,
} from "../../mod.ts";
import type { Row } from "../measure.js";
import { library } from "../native/mod.ts";
import { rawAddress, rawLibrary } from "../raw.ts";

const { symbols: us } = dlopen(library, {
  nothing: CFunction([]),
  next_count: CFunction([], c_int),
  add_ints: CFunction([c_int, c_int], c_int),
  add_six: CFunction([c_int, c_int, c_int, c_int, c_int, c_int], c_int),
  add_unsigned: CFunction([c_uint, c_uint], c_uint),
  add_bytes: CFunction([c_int8, c_int8], c_int8),
  negate: CFunction([c_bool], c_bool),
  add_floats: CFunction([c_float, c_float], c_float),
  add_doubles: CFunction([c_double, c_double], c_double),
  add_longs: CFunction([c_int64, c_int64], c_int64),
  add_sizes: CFunction([c_size_t, c_size_t], c_size_t),
  is_null: CFunction([c_void_p], c_int),
  same: CFunction([c_void_p], c_void_p),
});
const raw = rawLibrary({
  nothing: [[], "void"],
  next_count: [[], "i32"],
  add_ints: [["i32", "i32"], "i32"],
  add_six: [["i32", "i32", "i32", "i32", "i32", "i32"], "i32"],
  add_unsigned: [["u32", "u32"], "u32"],
  add_bytes: [["i8", "i8"], "i8"],
  negate: [["bool"], "bool"],
  add_floats: [["f32", "f32"], "f32"],
  add_doubles: [["f64", "f64"], "f64"],
  add_longs: [["i64", "i64"], "i64"],
  add_sizes: [["u64", "u64"], "u64"],
  is_null: [["ptr"], "i32"],
  same: [["ptr"], "ptr"],
});

const scalar = { raw: 1.05, python: 50, koffi: 5 };
const longs = [1n, -2n, 3n, 1n << 40n];
const sizes = [1n, 2n, 3n, 1n << 40n];
const words = [1, 2, 3, 4].map((size) => new BigInt64Array(size));
const rawAddresses = words.map(rawAddress);
const addresses = rawAddresses.map((address) =>
  "Deno" in globalThis ? Deno.UnsafePointer.value(address) : BigInt(address)
);

export const rows: Row[] = [
  {
    name: "void f(void)",
    us: (n) => {
      for (let i = 0; i < n; i++) us.nothing();
    },
    raw: (n) => {
      for (let i = 0; i < n; i++) raw.nothing();
    },
    target: scalar,
  },
  {
    name: "int f(void)",
    us: (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum ^= us.next_count();
      return sum;
    },
    raw: (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum ^= raw.next_count();
      return sum;
    },
    target: scalar,
  },
  {
    name: "int f(int, int)",
    us: (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum ^= us.add_ints(i, 1);
      return sum;
    },
    raw: (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum ^= raw.add_ints(i, 1);
      return sum;
    },
    target: scalar,
  },
  {
    name: "int f(6 ints)",
    us: (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum ^= us.add_six(i, 1, sum & 7, 3, i, 5);
      return sum;
    },
    raw: (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum ^= raw.add_six(i, 1, sum & 7, 3, i, 5);
      return sum;
    },
    target: scalar,
  },
  {
    name: "unsigned f(unsigned, unsigned)",
    us: (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum ^= us.add_unsigned(i, 0xf0000000);
      return sum;
    },
    raw: (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum ^= raw.add_unsigned(i, 0xf0000000);
      return sum;
    },
    target: scalar,
  },
  {
    name: "int8_t f(int8_t, int8_t)",
    us: (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum ^= us.add_bytes(i & 63, 1);
      return sum;
    },
    raw: (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum ^= raw.add_bytes(i & 63, 1);
      return sum;
    },
    target: scalar,
  },
  {
    name: "bool f(bool)",
    us: (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) if (us.negate((i & 2) === 0)) sum++;
      return sum;
    },
    raw: (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) if (raw.negate((i & 2) === 0)) sum++;
      return sum;
    },
    target: scalar,
  },
  {
    name: "float f(float, float)",
    us: (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += us.add_floats(i, 0.5);
      return sum;
    },
    raw: (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += raw.add_floats(i, 0.5);
      return sum;
    },
    target: scalar,
  },
  {
    name: "double f(double, double)",
    us: (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += us.add_doubles(i, 0.5);
      return sum;
    },
    raw: (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += raw.add_doubles(i, 0.5);
      return sum;
    },
    target: scalar,
  },
  {
    name: "int64_t f(int64_t, int64_t)",
    us: (n) => {
      let last = 0n;
      for (let i = 0; i < n; i++) last = us.add_longs(longs[i & 3], 5n);
      return last;
    },
    raw: (n) => {
      let last = 0n;
      for (let i = 0; i < n; i++) last = raw.add_longs(longs[i & 3], 5n);
      return last;
    },
    target: scalar,
  },
  {
    name: "size_t f(size_t, size_t)",
    us: (n) => {
      let last = 0n;
      for (let i = 0; i < n; i++) last = us.add_sizes(sizes[i & 3], 5n);
      return last;
    },
    raw: (n) => {
      let last = 0n;
      for (let i = 0; i < n; i++) last = raw.add_sizes(sizes[i & 3], 5n);
      return last;
    },
    target: scalar,
  },
  {
    name: "int f(void *), an address",
    us: (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += us.is_null(addresses[i & 3]);
      return sum;
    },
    raw: (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += raw.is_null(rawAddresses[i & 3]);
      return sum;
    },
    target: { raw: 1.25, python: 50, koffi: 5 },
  },
  {
    name: "void *f(void *)",
    us: (n) => {
      let last;
      for (let i = 0; i < n; i++) last = us.same(addresses[i & 3]);
      return last;
    },
    raw: (n) => {
      let last;
      for (let i = 0; i < n; i++) last = raw.same(rawAddresses[i & 3]);
      return last;
    },
    target: { raw: 1.25, python: 50, koffi: 5 },
  },
];
