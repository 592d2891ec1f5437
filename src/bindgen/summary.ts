/** What was written, in a few lines. */
import type { Generated } from "./generate.ts";
import type { Header, Skipped } from "./model.ts";

/** Of more names of one kind only so many are listed. */
const MOST = 6;

/** The lines that say what was written. */
export function summary({ config, headers, files, differences }: Generated): string[] {
  const lines = [`${config.headers.join(", ")}: ${counts(headers[0])}`, ...skipped(headers[0].skipped)];
  if (differences.length === 0) return lines;
  return [
    ...lines,
    `  not the same for all targets, so ${files.size} files are written:`,
    ...differences.map((difference) => `    ${difference}`),
  ];
}

function counts({ types, functions, variables, constants }: Header): string {
  const records = types.flatMap((type) => type.kind === "struct" || type.kind === "union" ? [type] : []);
  const opaque = records.filter((record) => record.body === undefined).length;
  return [
    count(functions.length, "function"),
    count(variables.length, "variable"),
    count(records.length - opaque, "structure"),
    count(opaque, "opaque type"),
    count(types.filter(({ kind }) => kind === "enum").length, "enumeration"),
    count(constants.length, "constant"),
  ].join(", ");
}

/** What is left out, by the reason for it. */
function skipped(all: readonly Skipped[]): string[] {
  const groups = new Map<string, string[]>();
  for (const { kind, name, why } of all) {
    const key = `${kind}, ${why}`;
    groups.set(key, [...groups.get(key) ?? [], name]);
  }
  return [...groups].map(([key, names]) => {
    const [kind, why] = key.split(", ");
    const more = names.length > MOST ? ` and ${names.length - MOST} more` : "";
    return `  skipped ${count(names.length, kind)} (${why}): ${names.slice(0, MOST).join(", ")}${more}`;
  });
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
