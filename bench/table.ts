// Prints results as Markdown.
import { ratio, type Row, type Series, type Topic } from "./results.ts";

const runtimes = ["Deno", "Bun"];
const others = ["koffi", "Python", "LuaJIT", "C"];

/** Three digits that count. */
export function number(value: number): string {
  if (value >= 9999.5) return Math.round(value).toLocaleString("en");
  return value >= 99.5 ? value.toFixed(0) : value >= 9.95 ? value.toFixed(1) : value.toFixed(2);
}

const times = (value: number) => `${number(value)} ×`;

function cell(series: Series | null): string {
  if (series === null) return "";
  const spread = Math.round(series.spread * 100);
  return number(series.median) + (spread > 0 ? ` ±${spread}%` : "");
}

/** One topic's table and, below it, which way was the raw one where there were several. */
export function table(title: string, unit: string, topic: Topic): string {
  const rows = [...topic.rows.values()];
  const columns: [heading: string, show: (row: Row) => string][] = [[unit, (row) => row.name]];
  for (const engine of runtimes) {
    columns.push([`us on ${engine}`, (row) => cell(row.own(engine))]);
    columns.push([`raw ${engine}`, (row) => cell(row.raw(engine)?.[1] ?? null)]);
    columns.push(["us ÷ raw", (row) => compare(row.own(engine), row.raw(engine)?.[1])]);
  }
  for (const engine of others) columns.push([engine, (row) => cell(row.own(engine))]);
  for (const other of ["Python", "koffi"]) {
    columns.push([`${other} ÷ us`, (row) => {
      const both = runtimes.map((engine) => compare(row.own(other), row.own(engine)));
      return both.some(Boolean) ? both.join(", ") : "";
    }]);
  }
  const used = columns.filter(([_, show]) => rows.some((row) => show(row) !== ""));
  return [`## ${title}`, "", ...grid(used, rows), "", ...ways(rows)].join("\n");
}

function compare(a: Series | null | undefined, b: Series | null | undefined): string {
  return a && b ? times(ratio(a, b)) : "";
}

function grid(columns: [heading: string, show: (row: Row) => string][], rows: readonly Row[]): string[] {
  const cells = [columns.map(([heading]) => heading), ...rows.map((row) => columns.map(([_, show]) => show(row)))];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => line[i].length)));
  const lines = cells.map((line) =>
    `| ${line.map((text, i) => i === 0 ? text.padEnd(widths[i]) : text.padStart(widths[i])).join(" | ")} |`
  );
  const rule = `| ${
    widths.map((width, i) => "-".repeat(width - (i === 0 ? 0 : 1)) + (i === 0 ? "" : ":")).join(" | ")
  } |`;
  return [lines[0], rule, ...lines.slice(1)];
}

function ways(rows: readonly Row[]): string[] {
  const lines = runtimes.map((engine) => {
    const named = rows.map((row) => [row.name, row.raw(engine)?.[0]]).filter(([_, way]) => way && way !== "raw");
    const byWay = Object.groupBy(named, ([_, way]) => way!);
    const list = Object.entries(byWay).map(([way, all]) => `${way} (${all!.map(([name]) => name).join(", ")})`);
    return list.length > 0 ? `- The raw way on ${engine}: ${list.join("; ")}.` : "";
  });
  const found = lines.filter(Boolean);
  return found.length > 0 ? [...found, ""] : [];
}

/** What is slower than it should be, a sentence each. */
export function misses(title: string, topic: Topic): string[] {
  return [...topic.rows.values()].flatMap((row) => {
    const found: string[] = [];
    for (const engine of runtimes) {
      const own = row.own(engine), raw = row.raw(engine);
      if (!own) continue;
      const most = (engine === "Deno" ? row.target.deno : row.target.bun) ?? row.target.raw;
      if (raw && most && ratio(own, raw[1]) > most) {
        found.push(`${engine} ${times(ratio(own, raw[1]))} raw, to be at most ${times(most)}`);
      }
      for (const [other, least] of [["Python", row.target.python], ["koffi", row.target.koffi]] as const) {
        const theirs = row.own(other);
        if (theirs && least && ratio(theirs, own) < least) {
          found.push(`${engine} ${times(ratio(theirs, own))} as fast as ${other}, to be at least ${times(least)}`);
        }
      }
    }
    return found.length > 0 ? [`- ${title}, ${row.name}: ${found.join("; ")}.`] : [];
  });
}
