/** Writes `tests/native/by_value.c`: `deno run -A tests/call/abi/generate.ts` after a change of the generator. */
import { writeFileSync } from "node:fs";
import { generate, toC } from "./generator.ts";
import { FIXTURE } from "./runner.ts";

writeFileSync(new URL("../../native/by_value.c", import.meta.url), toC(generate(FIXTURE.seed, FIXTURE.choices)));
