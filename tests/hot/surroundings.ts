/**
 * What the loop of a case uses beside the calls, so that the engine relies on it and events can change it.
 *
 * @module
 */

class Helper {
  factor(): number {
    return 1;
  }
}

let variable = 1;

export const surroundings = {
  Helper,
  helper: new Helper(),
  config: { scale: 1, extra: 1 } as { scale: number; extra?: number },
  list: [1, 2, 3],
  numbers: new Int32Array(new ArrayBuffer(1024)),
  /** What only optimised code may still know. */
  garbage: [] as unknown[],
  changeVariable(): void {
    variable = 2;
  },
};
// deno-lint-ignore no-explicit-any
(globalThis as any).hotGlobal = { changed: false };

/** A turn of the loop. What it uses are constants to the engine until an event changes them. */
export function use(i: number): number {
  const { helper, config, list, numbers } = surroundings;
  // deno-lint-ignore no-explicit-any
  let sum = helper.factor() + config.scale + variable + numbers[i & 7] +
    ((globalThis as any).hotGlobal.changed ? 1 : 0);
  for (const x of list) sum += x;
  return sum + [i, sum].length;
}
