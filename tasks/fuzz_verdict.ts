/**
 * What the output of one of the fuzzer's programs says.
 *
 * @module
 */

/**
 * What went wrong.
 *
 * @param outcome How the program ended.
 * @param lines What it printed, its errors at the end.
 * @returns A sentence, or null if it passed.
 */
export function verdict(outcome: { code: number; signal: string | null }, lines: string[]): string | null {
  const { code, signal } = outcome;
  const told = lines.find((line) => line.startsWith("FAILED "));
  if (told !== undefined) return told.slice("FAILED ".length);
  const sanitiser = lines.find((line) => line.startsWith("SUMMARY: AddressSanitizer"));
  if (sanitiser !== undefined) return sanitiser;
  if (signal === "SIGTERM") return "it did not end";
  if (signal !== null || code > 1) return `it crashed: ${signal ?? `code ${code}`}`;
  if (code !== 0) return `it ended with code ${code}: ${lines.findLast((line) => line.includes("rror")) ?? ""}`;
  return lines.at(-1) === "passed" ? null : "it ended too early";
}

/**
 * The steps that a program took, in order.
 *
 * @param lines What it printed.
 * @returns Their numbers: `7`, and `7.2` for the second step in a callback of it.
 */
export function pathsOf(lines: string[]): string[] {
  const found = lines.map((line) => /^\s*#([\d.]+) /.exec(line)?.[1]).filter((path) => path !== undefined);
  return [...new Set(found)];
}

/**
 * What is wrong, without what differs when the program is a little shorter: names, numbers and texts.
 *
 * @param wrong As {@linkcode verdict} gives it.
 * @returns What to compare.
 */
export function kindOf(wrong: string): string {
  return wrong.replaceAll(/"[^"]*"|0x[\da-f]+|[vp]?\d[\d_a-z]*|\S*\[.*?\]|\S+\.\S+/g, "").slice(0, 60);
}
