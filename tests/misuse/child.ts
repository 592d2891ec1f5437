// Runs the cases of one module, from a number on, and prints what each threw. A line says which case begins, so that a
// crash is known by its case.
import { argv } from "node:process";
import type { Cases } from "./case.ts";

const [module, from] = argv.slice(2);
const { cases } = await import(`./${module}.ts`) as { cases: Cases };
for (const [name, { run }] of Object.entries(cases).slice(Number(from))) {
  console.log(`begin ${JSON.stringify(name)}`);
  let kind: string | null = null;
  let message = "";
  try {
    await run();
  } catch (thrown) {
    kind = thrown instanceof Error ? thrown.constructor.name : typeof thrown;
    message = thrown instanceof Error ? thrown.message : String(thrown);
  }
  console.log(`end ${JSON.stringify({ name, kind, message })}`);
}
console.log("done");
