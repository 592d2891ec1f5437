// Makes hot calls that are declared leaf, of which some call back all the same.
import {
  ArrayOf,
  byref,
  c_bool,
  c_char_p,
  c_double,
  c_int,
  c_int64,
  c_void,
  c_void_p,
  CFunction,
  dlopen,
  Pointer,
  Structure,
} from "../../mod.ts";
import { Interface } from "../../src/windows/com.ts";
import { fixture } from "../native/mod.ts";
import { surroundings, use } from "./surroundings.ts";

const Callback = CFunction([], c_void);
class Point extends Structure({ x: c_int, y: c_int }) {}
class Large extends Structure({ values: ArrayOf(c_int64, 5) }) {}
const IntFunction = CFunction([c_int], c_int);
const PointFunction = CFunction([Point], Point);
const leaf = { leaf: true } as const;
class Table extends Structure({ add: CFunction([c_int, c_int], c_int, leaf) }) {}
class IThing extends Interface("{0A1B2C3D-0000-4C5D-9E8F-0A1B2C3D4E5F}", {
  Add: CFunction([c_int, Pointer(c_int)], c_int, leaf),
  Plus: CFunction([c_double, c_double], c_double, leaf),
}) {}

const { symbols: c } = dlopen(fixture("hot"), {
  hot_keep: CFunction([Callback, c_int64, c_bool]),
  hot_nothing: CFunction([], c_void, leaf),
  hot_int: CFunction([c_int, c_int], c_int, leaf),
  hot_double: CFunction([c_double, c_double], c_double, leaf),
  hot_long: CFunction([c_int64], c_int64, leaf),
  hot_pointer: CFunction([c_void_p], c_void_p, leaf),
  hot_bytes: CFunction([c_void_p, c_int], c_int, leaf),
  hot_length: CFunction([c_char_p], c_int, leaf),
  hot_text: CFunction([], c_char_p, leaf),
  hot_errno: CFunction([c_int], c_int, { leaf: true, useErrno: true }),
  checked: CFunction([c_int, c_int], c_int, { leaf: true, name: "hot_int", errcheck: (result: number) => result }),
  hot_sum: CFunction([c_int], c_int, { leaf: true, variadic: true }),
  hot_point: CFunction([Point, c_int], c_int, leaf),
  hot_large: CFunction([Large], c_int64, leaf),
  hot_make_point: CFunction([c_int, c_int], Point, leaf),
  hot_table: Table,
  hot_object: CFunction([], IThing),
  hot_apply: CFunction([IntFunction, c_int], c_int),
  leaf_apply: CFunction([c_void_p, c_int], c_int, { leaf: true, name: "hot_apply" }),
  leaf_apply_point: CFunction([c_void_p, c_int], c_int, { leaf: true, name: "hot_apply_point" }),
  leaf_apply_often: CFunction([c_void_p, c_int], c_int, { leaf: true, name: "hot_apply_often" }),
  hot_never: CFunction([c_int], c_int, leaf),
  hot_turn: CFunction([Point], Point),
  hot_one: CFunction([c_void_p, c_int64], c_int),
});
const extra = new c_int(3);
const bytes = new Uint8Array([1, 2, 3]);
const thing = c.hot_object()!;
const large = new Large({ values: [1n, 0n, 0n, 0n, 5n] });

/** What each way does; C calls the function that was kept in some of them. */
const ways: Record<string, (i: number) => boolean> = {
  "nothing": () => c.hot_nothing() === undefined,
  "ints": (i) => c.hot_int(i, 1) === i + 1,
  "doubles": (i) => c.hot_double(i, 0.5) === i + 0.5,
  "bigints": () => c.hot_long(1n << 40n) === (1n << 40n) + 1n,
  "addresses": () => c.hot_pointer(0x1234n) === 0x1234n,
  "buffer": () => c.hot_bytes(bytes, 3) === 6,
  "text": () => c.hot_length("four") === 4,
  "text result": () => c.hot_text() === "a text",
  "errno": (i) => c.hot_errno(i & 63) === (i & 63),
  "errcheck": (i) => c.checked(i, 1) === i + 1,
  "variadic": () => c.hot_sum(2, extra, extra) === 6,
  "structure": (i) => c.hot_point({ x: i, y: 1 }, 1) === i + 2,
  "large structure": () => c.hot_large(large) === 6n,
  "structure result": (i) => c.hot_make_point(i, 1).x === i,
  "field": (i) => c.hot_table.add!(i, 1) === i + 1,
  "method": (i) => {
    const out = new c_int(1);
    return thing.Add(i, byref(out)) + out.value === i + 1;
  },
  "method with doubles": (i) => thing.Plus(i, 0.5) === i + 0.5,
  "by apply()": (i) => Reflect.apply(c.hot_int, null, [i, 1]) === i + 1,
  "beside calls with callbacks": (i) =>
    c.hot_apply((v) => c.hot_never(v), i) + c.hot_never(c.hot_never(i)) === 2 * i + 3 && c.hot_int(i, 1) === i + 1,
  "in a callback": (i) => c.hot_apply((v) => c.hot_int(v, 1), i) === i + 1,
};

interface Report {
  ran: number;
  wrong: number;
  thrown: string[];
}
const report: Record<string, Report> = {};

/** Calls until all is optimised, and then lets C call back three times. */
function run(name: string, call: (i: number) => boolean, arm: (callback: InstanceType<typeof Callback>) => void) {
  const found: Report = report[name] = { ran: 0, wrong: 0, thrown: [] };
  const callback = new Callback(() => {
    found.ran++;
    surroundings.Helper.prototype.factor = () => 2; // would end the process
  });
  let sum = 0;
  const loop = (times: number) => {
    for (let i = 0; i < times; i++) {
      if (!call(i)) found.wrong++;
      sum += use(i);
    }
  };
  loop(60_000);
  for (let i = 0; i < 3; i++) {
    arm(callback);
    try {
      loop(20_000);
    } catch (error) {
      found.thrown.push(String(error));
    }
  }
  callback.close();
}

for (const [name, call] of Object.entries(ways)) run(name, call, (callback) => c.hot_keep(callback, 10_000, false));

/** C calls a function that it is given: one of its own, until all is optimised. */
function runGiven(name: string, own: object, callback: object, call: (address: bigint, i: number) => boolean) {
  const kept = new c_void_p(own as never);
  let address = kept.value!;
  run(name, (i) => call(address, i), () => {
    kept.value = callback as never;
    address = kept.value!;
  });
}
const add = new IntFunction((v) => v + 1);
runGiven("int callback", c.hot_never, add, (address, i) => c.leaf_apply(address, i) === i + 1);
const turn = new PointFunction(({ x, y }) => ({ x: y, y: x }));
runGiven("structure callback", c.hot_turn, turn, (address, i) => c.leaf_apply_point(address, i) === i + 1);
const one = new (CFunction([c_void_p, c_int64], c_int))(() => 1);
const ownOne = new c_void_p(c.hot_one).value;
let times = 1;
runGiven("100,000 callbacks", c.hot_one, one, (address) => {
  if (address !== ownOne) times = 100_000;
  return c.leaf_apply_often(address, times) === times;
});
console.log(JSON.stringify(report));
