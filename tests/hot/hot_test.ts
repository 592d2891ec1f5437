// Nothing that a callback does in the middle of a hot call ends the process or makes a call give something wrong.
import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { type Case, cases, runCases } from "./cases.ts";

const onDeno = "Deno" in globalThis;
const all = cases();
const byEvent = Object.groupBy(all, ({ event }) => event) as Record<string, Case[]>;

describe("a callback in the middle of a hot call", () => {
  for (const [event, list] of Object.entries(byEvent)) {
    test(`${event} (${list.length} cases)`, async () => assertEquals(await runCases(list), []));
  }
  test("under flags that make the engine optimise and throw away code more often", async () => {
    const some = all.filter((_, i) => i % 7 === 0);
    assert(some.length > 0);
    const flags = onDeno
      ? { args: ["--stress-maglev", "--stress-inline", "--deopt-every-n-times=1000", "--no-lazy-feedback-allocation"] }
      : { env: { BUN_JSC_thresholdForFTLOptimizeAfterWarmUp: "1000", BUN_JSC_thresholdForOptimizeAfterWarmUp: "50" } };
    assertEquals(await runCases(some, flags), []);
  });
});
