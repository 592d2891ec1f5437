// Whether costs stay what they are with many live objects, symbols and fields.
import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { c_int, CFunction, dlopen, Structure } from "../../mod.ts";
import { loop } from "../loop.ts";
import { measureRows, print, type Row } from "../measure.js";
import { folder, library } from "../native/mod.ts";
import { rawCallback, rawLibrary } from "../raw.ts";
import { cut } from "./slab.ts";

class Point extends Structure({ x: c_int, y: c_int }) {}
const IntFunction = CFunction([c_int], c_int);
const Add = CFunction([c_int, c_int], c_int);

const { symbols: us } = dlopen(library, { add_ints: Add, call_ints: CFunction([IntFunction, c_int], c_int) });
const raw = rawLibrary({ add_ints: [["i32", "i32"], "i32"], call_ints: [["ptr", "i32"], "i32"] });
const identity = (i: number) => i;
const usIdentity = new IntFunction(identity), rawIdentity = rawCallback([["i32"], "i32"], identity);

const scope = { us, raw, Point, cut, usIdentity, rawIdentity, ring: new Array(64).fill(null) };
const pair = (ours: string, theirs: string): Pick<Row, "us" | "raw"> => ({
  us: loop(ours, scope),
  raw: loop(theirs, scope),
});

const power = (n: number) => `10${[..."⁰¹²³⁴⁵⁶⁷"][Math.log10(n)]}`;

function withStructures(): Row[] {
  const live: unknown[] = [];
  return [1e3, 1e4, 1e5, 1e6, 1e7].flatMap((count) => {
    const name = `${power(count)} structures live`;
    const setup = () => {
      while (live.length < count) live.push(new Point());
    };
    return [
      { name: `${name}: call`, setup, ...pair("sum ^= us.add_ints(i, 1);", "sum ^= raw.add_ints(i, 1);") },
      { name: `${name}: new structure`, ...pair("ring[i & 63] = new Point();", "ring[i & 63] = cut(8);") },
    ];
  });
}

function withCallbacks(): Row[] {
  const live: unknown[] = [];
  return [1e2, 1e3, 1e4, 1e5].map((count) => ({
    name: `${power(count)} callbacks live: a callback called`,
    setup: () => {
      while (live.length < count) live.push(new IntFunction((i) => i + 1));
    },
    us: (n) => us.call_ints(usIdentity, n),
    raw: (n) => raw.call_ints(rawIdentity.pointer, n),
  }));
}

const counts = [1, 10, 100, 2000];

/** A library of many functions. */
function manySymbols(): string {
  const file = `${folder}/libmany.so`;
  if (!existsSync(file)) {
    const source = Array.from({ length: 2000 }, (_, i) => `int f${i}(int a, int b) { return a + b + ${i}; }`);
    writeFileSync(`${folder}/many.c`, source.join("\n"));
    execFileSync("cc", ["-O1", "-shared", "-fPIC", "-o", file, `${folder}/many.c`]);
  }
  return file;
}

function symbols(): Row[] {
  const path = manySymbols();
  return counts.flatMap((count) => {
    const names = Array.from({ length: count }, (_, i) => `f${i}`);
    const ourTypes = Object.fromEntries(names.map((name) => [name, Add]));
    const rawTypes = Object.fromEntries(names.map((name) => [name, [["i32", "i32"], "i32"] as const]));
    const start = performance.now();
    const ours = dlopen(path, ourTypes).symbols as Record<string, (a: number, b: number) => number>;
    const opened = performance.now();
    for (const name of names) ours[name];
    const made = performance.now();
    const theirs = rawLibrary(rawTypes, path);
    const ended = performance.now();
    const tell = (row: string, side: string, ms: number) =>
      print({ row: `${count} symbols: ${row}, per symbol`, side, ns: ms * 1e6 / count });
    tell("dlopen", "us", opened - start);
    tell("dlopen and a look at each", "us", made - start);
    for (const row of ["dlopen", "dlopen and a look at each"]) tell(row, "raw", ended - made);
    const last = `f${count - 1}`;
    const own = { f: ours[last], all: names.map((name) => ours[name]), count };
    const other = { f: theirs[last], all: names.map((name) => theirs[name]), count };
    const one = "sum ^= f(i, 1);", each = "sum ^= all[i % count](i, 1);";
    return [
      { name: `${count} symbols: call the last`, us: loop(one, own), raw: loop(one, other) },
      { name: `${count} symbols: call all in turn`, us: loop(each, own), raw: loop(each, other) },
    ];
  });
}

function fields(): Row[] {
  return [1, 10, 100, 500].flatMap((count) => {
    const definition = Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, c_int]));
    const start = performance.now();
    const Record = class extends Structure(definition) {};
    new Record();
    print({ row: `${count} fields: define, per field`, side: "us", ns: (performance.now() - start) * 1e6 / count });
    const scope = {
      Record,
      cut,
      r: new Record(),
      view: new DataView(new ArrayBuffer(2000)),
      ring: new Array(64).fill(0),
    };
    const last = `f${count - 1}`;
    return [
      {
        name: `${count} fields: new`,
        us: loop("ring[i & 63] = new Record();", scope),
        raw: loop(`ring[i & 63] = cut(${4 * count});`, scope),
      },
      {
        name: `${count} fields: write and read the last`,
        us: loop(`r.${last} = i; sum ^= r.${last};`, scope),
        raw: loop(`view.setInt32(${4 * count - 4}, i, true); sum ^= view.getInt32(${4 * count - 4}, true);`, scope),
      },
    ];
  });
}

export async function run(): Promise<void> {
  await measureRows(symbols());
  await measureRows(fields());
  await measureRows(withStructures());
  await measureRows(withCallbacks()); // last: their garbage is collected slowly
}
