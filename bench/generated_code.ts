/**
 * What generated code is for: calls and field accesses through generated functions beside closures, in a program that
 * has one signature or class, and in one that has many. Engines keep type feedback per piece of source, so that closures
 * slow each other down.
 *
 *     deno run -A bench/generated_code.ts [ROUNDS]
 */
import { bunProgram } from "../tasks/install.ts";
import { loop } from "./loop.ts";
import { measureRows, type Row } from "./measure.js";
import { library } from "./native/mod.ts";

const [mode, ...rest] = (globalThis as any).process.argv.slice(2);
if (mode === "generated" || mode === "closures") await child(mode);
else await compare(Number(mode ?? rest[0] ?? 3));

async function child(mode: "generated" | "closures"): Promise<void> {
  const { Function } = globalThis;
  // As on a host that forbids code generation.
  if (mode === "closures") {
    globalThis.Function = class {
      constructor() {
        throw new EvalError("forbidden");
      }
    } as never;
  }
  const { c_double, c_int, c_int64, c_int8, c_uint, CFunction, dlopen, Structure } = await import("../mod.ts");
  const few = dlopen(library, { add_ints: CFunction([c_int, c_int], c_int) }).symbols;
  const { symbols: many } = dlopen(library, {
    add_six: CFunction([c_int, c_int, c_int, c_int, c_int, c_int], c_int),
    add_unsigned: CFunction([c_uint, c_uint], c_uint),
    add_bytes: CFunction([c_int8, c_int8], c_int8),
    add_doubles: CFunction([c_double, c_double], c_double),
    add_longs: CFunction([c_int64, c_int64], c_int64),
    next_count: CFunction([], c_int),
  });
  class Point extends Structure({ x: c_int, y: c_int }) {}
  const point = new Point();
  const others = Array.from({ length: 12 }, (_, i) => {
    return new (Structure({
      [`a${i}`]: c_double,
      [`b${i}`]: c_int64,
      [`c${i}`]: c_int8,
      x: [c_int, c_double][i & 1],
    }))();
  }) as Record<string, any>[];
  globalThis.Function = Function;

  const scope = { few, point };
  const rows = (what: string): Row[] => [
    { name: `call, ${what}`, us: loop("sum ^= few.add_ints(i, 1);", scope) },
    { name: `field read and written, ${what}`, us: loop("point.x = i; sum ^= point.x;", scope) },
  ];
  await measureRows(rows("one of a kind"));
  for (let i = 0; i < 1e5; i++) {
    many.add_six(i, 1, 2, 3, 4, 5);
    many.add_unsigned(i, 1);
    many.add_bytes(i & 63, 1);
    many.add_doubles(i, 0.5);
    many.add_longs(5n, 6n);
    many.next_count();
    others.forEach((other, j) => {
      other.x = other.x + 1;
      other[`a${j}`] = other[`a${j}`] + 0.5;
      other[`b${j}`] = other[`b${j}`];
      other[`c${j}`] = i & 63;
    });
  }
  await measureRows(rows("many kinds"));
}

async function compare(rounds: number): Promise<void> {
  // Only this part runs on Deno alone.
  const { capture, root } = await import("../tasks/project.ts");
  const { build } = await import("./engines.ts");
  const { Series } = await import("./results.ts");
  await build();
  const self = `${root}/bench/generated_code.ts`;
  const commands = { Deno: [Deno.execPath(), "run", "-A", self], Bun: [bunProgram(), self] };
  const found = new Map<string, InstanceType<typeof Series>>();
  for (let round = 0; round < rounds; round++) {
    for (const [engine, command] of Object.entries(commands)) {
      for (const mode of ["generated", "closures"]) {
        const { text } = await capture([...command, mode]);
        for (const line of text.split("\n").filter((line) => line.startsWith("{"))) {
          const { row, ns } = JSON.parse(line);
          const key = `${row}|${engine}|${mode}`;
          if (!found.has(key)) found.set(key, new Series());
          found.get(key)!.values.push(ns);
        }
      }
    }
  }
  console.log("| ns | Deno, generated | closures | ÷ | Bun, generated | closures | ÷ |");
  console.log("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
  for (const row of new Set([...found.keys()].map((key) => key.split("|")[0]))) {
    const cells = Object.keys(commands).flatMap((engine) => {
      const [generated, closures] = ["generated", "closures"].map((mode) =>
        found.get(`${row}|${engine}|${mode}`)!.median
      );
      return [generated.toFixed(2), closures.toFixed(2), `${(closures / generated).toFixed(1)} ×`];
    });
    console.log(`| ${[row, ...cells].join(" | ")} |`);
  }
}
