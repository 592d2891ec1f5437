// Structures by value, beside Deno's `{ struct }` and a shim that Bun's `cc()` compiles.
import { writeFileSync } from "node:fs";
import { ArrayOf, c_double, c_int, CFunction, dlopen, Structure } from "../../mod.ts";
import { loop } from "../loop.ts";
import type { Loop, Row } from "../measure.js";
import { folder, library } from "../native/mod.ts";
import { bunFfi, isDeno, rawLibrary, type RawType } from "../raw.ts";

class Point extends Structure({ x: c_int, y: c_int }) {}
class Vector extends Structure({ x: c_double, y: c_double }) {}
class Large extends Structure({ values: ArrayOf(c_double, 5) }) {}
/** The same without an array: reading one makes a typed array, which costs more than the call does. */
class Fields extends Structure({ a: c_double, b: c_double, c: c_double, d: c_double, e: c_double }) {}
class Mixed extends Structure({ id: c_int, weight: c_double }) {}

const { symbols: us } = dlopen(library, {
  swap_point: CFunction([Point], Point),
  swap_vector: CFunction([Vector], Vector),
  turn_large: CFunction([Large], Large),
  turn_fields: CFunction([Fields], Fields, { name: "turn_large" }),
  turn_mixed: CFunction([Mixed], Mixed),
  vector_x: CFunction([Vector], c_double),
});

/** The functions by value of the C library: the structure's size and fields. */
const functions: Record<string, [size: number, fields: RawType[], cResult?: string]> = {
  swap_point: [8, ["i32", "i32"]],
  swap_vector: [16, ["f64", "f64"]],
  turn_large: [40, ["f64", "f64", "f64", "f64", "f64"]],
  turn_mixed: [16, ["i32", "f64"]],
  vector_x: [16, ["f64", "f64"], "double"],
};

const cTypes: Record<string, string> = { i32: "int", f64: "double" };

/** Functions in C that take addresses of structures and call by value. */
function shims(): any {
  const found = bunFfi.dlopen(library, Object.fromEntries(Object.keys(functions).map((name) => [name, { args: [] }])));
  const source = Object.entries(functions).map(([name, [_, fields, result]]) => {
    const members = fields.map((type, i) => `${cTypes[type as string]} f${i};`).join(" ");
    const type = `struct ${name}_type`, out = result ?? type;
    const call = `((${out} (*)(${type}))${found.symbols[name].ptr}ull)(*from)`;
    return `${type} { ${members} };
      ${result ?? "void"} ${name}_shim(${type} *from, ${type} *to) { ${result ? "return" : "*to ="} ${call}; }`;
  });
  const file = `${folder}/shims.c`;
  writeFileSync(file, source.join("\n"));
  const symbols = Object.entries(functions).map(([name, [_s, _f, result]]) => [
    `${name}_shim`,
    { args: ["ptr", "ptr"], returns: result ? "f64" : "void" },
  ]);
  return bunFfi.cc({ source: file, symbols: Object.fromEntries(symbols) }).symbols;
}

const denoLibrary = isDeno
  ? rawLibrary(Object.fromEntries(
    Object.entries(functions).map(([name, [_, fields, result]]) => {
      return [name, [[{ struct: fields }], result ? "f64" : { struct: fields }]];
    }),
  ))
  : null;
const bunShims = isDeno ? null : shims();

function rawLoops(name: string): Record<string, Loop> {
  const [size, _, result] = functions[name];
  const four = Array.from({ length: 4 }, (_, i) => new Uint8Array(size).fill(i));
  if (isDeno) {
    const use = result ? "" : "[0]";
    return { struct: loop(`sum += f(four[i & 3])${use};`, { f: denoLibrary![name], four }) };
  }
  const scope = { f: bunShims[`${name}_shim`], four, out: new Uint8Array(size) };
  const body = result ? "sum += f(four[i & 3], out);" : "f(four[i & 3], out); sum += bytes[0];";
  const out = bunFfi.ptr(scope.out);
  return {
    "cc(), buffers": loop(body, { ...scope, bytes: scope.out }),
    "cc(), addresses": loop(body, { ...scope, bytes: scope.out, out, four: four.map((one) => bunFfi.ptr(one)) }),
  };
}

function row(name: string, f: keyof typeof us, Type: new () => unknown, field: string, raw: string = f): Row {
  const four = Array.from({ length: 4 }, () => new Type());
  const scope = { f: us[f], four };
  return {
    name,
    us: loop(`sum += f(four[i & 3])${field};`, scope),
    raw: rawLoops(raw),
    target: { deno: 1, bun: 1.25, python: 3, koffi: 5 },
  };
}

export const rows: Row[] = [
  row("two ints, in and out", "swap_point", Point, ".x"),
  row("two doubles, in and out", "swap_vector", Vector, ".x"),
  row("two doubles, in", "vector_x", Vector, ""),
  row("int and double, in and out", "turn_mixed", Mixed, ".id"),
  row("five doubles, in and out", "turn_large", Large, ".values[0]"),
  row("five doubles in fields, in and out", "turn_fields", Fields, ".a", "turn_large"),
];
