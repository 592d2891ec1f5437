// Times loops and prints what it found as JSON, one line each. JavaScript, so that Node runs it too, for koffi.
// @ts-check
import { do_not_optimize, measure } from "mitata";
import process from "node:process";

/**
 * Does something `n` times. It varies its arguments and returns what depends on all results, so that no engine can
 * skip a part.
 *
 * @typedef {(n: number) => unknown} Loop
 *
 * What a ratio should be: `raw` is the most that we may cost, in raw calls, and `deno` or `bun` says it of one runtime;
 * `python` and `koffi` are how many times faster we should be.
 *
 * @typedef {{ raw?: number, deno?: number, bun?: number, python?: number, koffi?: number }} Target
 *
 * @typedef {object} Row
 * @property {string} name What is measured.
 * @property {Loop} us
 * @property {Loop | Record<string, Loop>} [raw] The same without us; of several ways the fastest counts.
 * @property {number} [per] How many operations one turn of a loop is.
 * @property {() => void} [setup] Runs first.
 * @property {Target} [target]
 */

const now = () => performance.now() * 1e6;
const BATCH = 1e6, WARM_UP = 30e6, MEASURED = 15e6;
const PASSES = Number(process.env.BENCH_PASSES ?? 2);

/**
 * Finds how many turns take a millisecond, once the engine has compiled them.
 *
 * @param {Loop} loop
 */
function turnsOf(loop) {
  let turns = 1;
  for (const start = now(); now() - start < WARM_UP;) {
    const before = now();
    do_not_optimize(loop(turns));
    const took = now() - before;
    if (took < BATCH / 2) turns *= 2;
    else if (took > BATCH * 2 && turns > 1) turns = Math.ceil(turns / 2);
  }
  return turns;
}

/**
 * Measures rows, our side and the others in turn.
 *
 * @param {readonly Row[]} rows
 */
export async function measureRows(rows) {
  for (const { name, us, raw = {}, per = 1, setup, target = {} } of rows) {
    setup?.();
    /** @type {Record<string, Loop>} */
    const sides = { us, ...typeof raw === "function" ? { raw } : raw };
    const turns = Object.values(sides).map(turnsOf);
    for (let pass = 0; pass < PASSES; pass++) {
      for (const [i, [side, loop]] of Object.entries(sides).entries()) {
        const n = turns[i];
        const stats = await measure(() => do_not_optimize(loop(n)), { min_cpu_time: MEASURED, gc: false });
        print({ row: name, side, ns: stats.p50 / n / per, target });
      }
    }
  }
}

/** @param {object} line */
export function print(line) {
  console.log(JSON.stringify(line));
}
