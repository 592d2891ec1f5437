// Runs one topic under Deno or Bun: `engine.ts TOPIC`.
import { argv } from "node:process";
import { measureRows } from "./measure.js";

// A topic has rows of loops, or measures by itself.
const { rows, run } = await import(`./topics/${argv[2]}.ts`);
await (rows ? measureRows(rows) : run(...argv.slice(3)));
