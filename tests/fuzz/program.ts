/**
 * What `deno task fuzz` runs, one seed per process: a random program that uses memory in every way there is, and compares
 * what JavaScript and C see after each step with what it knows. It prints each step before it takes it, so that a crash is
 * known by its last step, and `passed` at its end.
 *
 *     program.ts SEED STEPS [LEFT-OUT] [sabotage]
 *
 * LEFT-OUT are numbers of steps and names of operations, with commas between. `sabotage` changes a byte that nobody may
 * change: the program must fail.
 */
import { argv } from "node:process";
import { checkAll } from "./check.ts";
import { variables } from "./operations/library.ts";
import { collectAndOverwrite } from "./operations/make.ts";
import { takeStep } from "./operations.ts";
import { mix, Random } from "./random.ts";
import { generateRecords } from "./types.ts";
import { Step, World } from "./world.ts";

const [seed, count] = argv.slice(2, 4).map(Number);
const skipped = new Set((argv[4] ?? "").split(",").filter((path) => path !== ""));
const world = new World(seed, generateRecords(new Random(mix(seed, 1)), 9), skipped);
variables(world);
for (let number = 0; number < count; number++) await takeStep(world, number);
if (argv[5] === "sabotage") [...world.views.values()].find((view) => view.region.base !== null)!.region.bytes[0] ^= 1;
collectAndOverwrite();
await new Promise((resolve) => setTimeout(resolve, 1));
collectAndOverwrite();
checkAll(new Step(world, "end", 0), true);
console.log("passed");
