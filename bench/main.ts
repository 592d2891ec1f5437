/**
 * `deno task bench [TOPIC …] [--rounds N]`: one Markdown table per topic; the runtimes' own FFI, koffi on Node, Python's
 * ctypes, LuaJIT and C beside us. Every round starts each program once per topic, in turn, so that a busy machine slows
 * all of them alike. What is printed are medians, with half of what the middle half of the values spans (±); the ratios
 * to the raw runtime are medians of ratios of values that were measured one after the other.
 */
import { parseArgs } from "node:util";
import { runTask, TaskError } from "../tasks/project.ts";
import { build, engines, measureTopic } from "./engines.ts";
import { Topic } from "./results.ts";
import { misses, table } from "./table.ts";

/** Names of modules in `topics`: what the table is about, its unit, and in how many rounds at most. */
const topics: Record<string, [title: string, unit: string, rounds?: number]> = {
  calls: ["Calls with scalars", "ns per call"],
  reentry: ["Calls while a callback is alive", "ns per call"],
  leaf: ["Calls of leaf functions, and beside them, while a callback is alive", "ns per call"],
  pointers: ["Calls with buffers and pointers", "ns per call"],
  pointer_steps: ["Steps of passing a structure by pointer", "ns per call"],
  strings_in: ["String arguments", "ns per call"],
  strings_out: ["String results", "ns per call"],
  structures: ["Structures", "ns per operation"],
  by_value: ["Structures by value", "ns per call"],
  callbacks: ["Callbacks", "ns per callback"],
  addresses: ["Calls of an address", "ns per call"],
  variadic: ["Variadic calls", "ns per call"],
  buffers: ["Buffers, pointers and casts", "ns per operation"],
  reads: ["Memory behind pointers", "ns per operation"],
  find_library: ["findLibrary", "µs"],
  start: ["Start of a program", "ms"],
  memory: ["Memory of live objects", "bytes per object", 1],
  scale: ["Scale", "ns per operation", 1],
};

await runTask(async () => {
  const { values, positionals } = parseArgs({
    args: Deno.args,
    options: { rounds: { type: "string" } },
    allowPositionals: true,
  });
  const unknown = positionals.filter((name) => !(name in topics));
  if (unknown.length > 0) {
    throw new TaskError(`No topic ${unknown.join(", ")}; there are ${Object.keys(topics).join(", ")}`);
  }
  const rounds = Number(values.rounds ?? 3);
  const chosen = positionals.length > 0 ? positionals : Object.keys(topics);

  await build();
  const programs = await engines();
  const results = new Map(chosen.map((name) => [name, new Topic()]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, topic] of results) {
      if (round >= (topics[name][2] ?? rounds)) continue;
      Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[Kround ${round + 1} of ${rounds}: ${name}`));
      for (const engine of programs) topic.add(engine.name, await measureTopic(engine, name));
    }
  }
  Deno.stderr.writeSync(new TextEncoder().encode("\r\x1b[K"));

  console.log(programs.map(({ name, version }) => `${name}: ${version}`).join("; ") + "\n");
  for (const [name, topic] of results) console.log(table(topics[name][0], topics[name][1], topic));
  const missed = [...results].flatMap(([name, topic]) => misses(topics[name][0], topic));
  console.log(["## Targets missed", "", ...missed.length > 0 ? missed : ["None."]].join("\n"));
  return true;
});
