// Nothing that a callback does in the middle of a hot call ends the process or makes a call give something wrong.
import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { type Case, cases, runCases, stresses } from "./cases.ts";

const all = cases();
const byEvent = Object.groupBy(all, ({ event }) => event) as Record<string, Case[]>;

describe("a callback in the middle of a hot call", () => {
  for (const [event, list] of Object.entries(byEvent)) {
    test(`${event} (${list.length} cases)`, async () => assertEquals(await runCases(list), []));
  }
  stresses.forEach((flags, i) => {
    const some = all.filter((_, at) => at % 30 === i);
    const words = [...flags.args ?? [], ...Object.entries(flags.env ?? {}).map(([name, value]) => `${name}=${value}`)];
    test(`under ${words.join(" ")} (${some.length} cases)`, async () => assertEquals(await runCases(some, flags), []));
  });
});
