/**
 * Counts tests in the JUnit reports of `deno test` and `bun test`.
 *
 * @module
 */

/** How many tests did what. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Counts the tests of a report. Deno lists groups (`describe`) among their tests, as `group` beside `group > test`;
 * they are not counted.
 *
 * @param xml A JUnit report.
 * @returns How many tests passed, failed and were skipped.
 */
export function countReport(xml: string): Tally {
  const cases = [...xml.matchAll(/<testcase\b([^>]*?)(?:\/>|>(.*?)<\/testcase>)/gs)]
    .map(([, attributes, body]) => ({ name: /\bname="([^"]*)"/.exec(attributes)?.[1] ?? "", body: body ?? "" }));
  const groups = new Set<string>();
  for (const { name } of cases) {
    for (let at = name.indexOf(separator); at >= 0; at = name.indexOf(separator, at + 1)) groups.add(name.slice(0, at));
  }
  const tally = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, body } of cases) {
    if (groups.has(name)) continue;
    if (/<(failure|error)\b/.test(body)) tally.failed++;
    else if (/<skipped\b/.test(body)) tally.skipped++;
    else tally.passed++;
  }
  return tally;
}

const separator = " &gt; ";

/**
 * The sum of several tallies.
 *
 * @param tallies What to add up.
 * @returns The sum.
 */
export function sum(tallies: Tally[]): Tally {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of tallies) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}

/**
 * The closing line of a run.
 *
 * @param tally What to say.
 * @returns `12 passed, 0 failed`, and how many were skipped if any were.
 */
export function sentence({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed` + (skipped > 0 ? `, ${skipped} skipped` : "");
}

/**
 * Prints the closing line of a test run, and before it how many tests were skipped if any were.
 *
 * @param tally What the runtimes did.
 * @param broken How many fixtures did not compile: each is a failure.
 * @returns Whether the run succeeded.
 */
export function closing(tally: Tally, broken: number): boolean {
  const total = sum([tally, { passed: 0, failed: broken, skipped: 0 }]);
  if (total.skipped > 0) console.log(`${total.skipped} skipped`);
  console.log(sentence({ ...total, skipped: 0 }));
  return total.failed === 0;
}
