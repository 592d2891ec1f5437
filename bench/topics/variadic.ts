// Variadic functions. The raw runtimes know none: they bind one list of types, which works here for integers.
import { c_char_p, c_double, c_int, c_size_t, CFunction, createStringBuffer, dlopen, findLibrary } from "../../mod.ts";
import type { Row } from "../measure.js";
import { library } from "../native/mod.ts";
import { rawLibrary } from "../raw.ts";

const { symbols: us } = dlopen(library, {
  sum_ints: CFunction([c_int], c_int, { variadic: true }),
  sum_doubles: CFunction([c_int], c_double, { variadic: true }),
});
const { symbols: libc } = dlopen(findLibrary("c"), {
  snprintf: CFunction([c_char_p, c_size_t, c_char_p], c_int, { variadic: true }),
});
const raw = rawLibrary({ sum_ints: [["i32", "i32", "i32"], "i32"] });

const ints = [1, 2, 3, 4].map((i) => new c_int(i));
const doubles = [1, 2, 3, 4].map((i) => new c_double(i / 2));
const buffer = createStringBuffer(100);
const target = { python: 3, koffi: 3 };

export const rows: Row[] = [
  {
    name: "int f(int, ...), two ints",
    us: (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum ^= us.sum_ints(2, ints[i & 3], ints[i >> 1 & 3]);
      return sum;
    },
    raw: (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum ^= raw.sum_ints(2, ints[i & 3].value, ints[i >> 1 & 3].value);
      return sum;
    },
    target,
  },
  {
    name: "int f(int, ...), two new c_int(…)",
    us: (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum ^= us.sum_ints(2, new c_int(i), new c_int(5));
      return sum;
    },
    raw: (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum ^= raw.sum_ints(2, i, 5);
      return sum;
    },
    target,
  },
  {
    name: "double f(int, ...), two doubles",
    us: (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += us.sum_doubles(2, doubles[i & 3], doubles[i >> 1 & 3]);
      return sum;
    },
    target,
  },
  {
    name: 'snprintf "%d %s %.2f"',
    us: (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) {
        sum += libc.snprintf(buffer, 100, "%d %s %.2f", ints[i & 3], "pieces", doubles[i & 3]);
      }
      return sum;
    },
    target: { python: 1.5, koffi: 1.5 },
  },
];
