import type { Line, Target } from "./engines.ts";

/** Values in the order in which they were measured. */
export class Series {
  readonly values: number[] = [];

  /** The value in the middle. */
  get median(): number {
    return quantile(this.values, 0.5);
  }

  /** Half of what the middle half of the values spans, as a part of the median. */
  get spread(): number {
    return (quantile(this.values, 0.75) - quantile(this.values, 0.25)) / 2 / this.median;
  }
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * part, low = Math.floor(place);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (sorted[high] - sorted[low]) * (place - low);
}

/** How many times `b` goes into `a`: the median over values that were measured one after the other, where they were. */
export function ratio(a: Series, b: Series): number {
  if (a.values.length !== b.values.length) return a.median / b.median;
  return quantile(a.values.map((value, i) => value / b.values[i]), 0.5);
}

/** All that was measured for one row: by engine and side. */
export class Row {
  readonly name: string;
  target: Target = {};
  readonly #series = new Map<string, Map<string, Series>>();

  constructor(name: string) {
    this.name = name;
  }

  add(engine: string, { side, ns, target }: Line): void {
    if (target && Object.keys(target).length > 0) this.target = target;
    let sides = this.#series.get(engine);
    if (!sides) this.#series.set(engine, sides = new Map());
    let series = sides.get(side);
    if (!series) sides.set(side, series = new Series());
    series.values.push(ns);
  }

  /** What the engine itself took. */
  own(engine: string): Series | null {
    return this.#series.get(engine)?.get("us") ?? null;
  }

  /** The fastest way without us, and its name. */
  raw(engine: string): [name: string, series: Series] | null {
    const others = [...this.#series.get(engine) ?? []].filter(([side]) => side !== "us");
    if (others.length === 0) return null;
    return others.reduce((best, other) => other[1].median < best[1].median ? other : best);
  }
}

/** The rows of one topic. */
export class Topic {
  readonly rows = new Map<string, Row>();

  add(engine: string, lines: readonly Line[]): void {
    for (const line of lines) {
      let row = this.rows.get(line.row);
      if (!row) this.rows.set(line.row, row = new Row(line.row));
      row.add(engine, line);
    }
  }
}
