// Makes hot calls that are declared leaf, of which one calls back all the same.
import { c_bool, c_char_p, c_double, c_int, c_int64, c_void, CFunction, dlopen } from "../../mod.ts";
import { fixture } from "../native/mod.ts";

const Callback = CFunction([], c_void);
const leaf = { leaf: true } as const;
const { symbols: c } = dlopen(fixture("hot"), {
  hot_keep: CFunction([Callback, c_int64, c_bool]),
  hot_int: CFunction([c_int, c_int], c_int, leaf),
  hot_double: CFunction([c_double, c_double], c_double, leaf),
  hot_length: CFunction([c_char_p], c_int, leaf),
  hot_errno: CFunction([c_int], c_int, { leaf: true, useErrno: true }),
  hot_sum: CFunction([c_int], c_int, { leaf: true, variadic: true }),
});
const extra = new c_int(3);
const ways: Record<string, (i: number) => boolean> = {
  ints: (i) => c.hot_int(i, 1) === i + 1,
  doubles: (i) => c.hot_double(i, 0.5) === i + 0.5,
  text: () => c.hot_length("four") === 4,
  errno: (i) => c.hot_errno(i & 63) === (i & 63),
  variadic: () => c.hot_sum(2, extra, extra) === 6,
};

const report: Record<string, unknown> = {};
for (const [name, call] of Object.entries(ways)) {
  let ran = 0, wrong = 0;
  const thrown: string[] = [];
  const callback = new Callback(() => void ran++);
  const loop = (n: number) => {
    for (let i = 0; i < n; i++) if (!call(i)) wrong++;
  };
  loop(60_000);
  for (let i = 0; i < 3; i++) {
    c.hot_keep(callback, 10_000, false);
    try {
      loop(20_000);
    } catch (error) {
      thrown.push(String(error));
    }
  }
  callback.close();
  report[name] = { ran, wrong, thrown };
}
console.log(JSON.stringify(report));
