import type { Loop } from "./measure.js";

let serial = 0;

/**
 * A loop with source of its own. Engines keep what they learn about values per piece of source: where several rows or
 * types share a loop, each would be measured with what the others taught the engine.
 *
 * @param body What each turn does with `i`; it may add to `sum`.
 * @param scope What the body can name.
 */
export function loop(body: string, scope: Record<string, unknown>): Loop {
  const source = `return (n) => { let sum = 0; for (let i = 0; i < n; i++) { ${body} } return sum; }; // ${serial++}`;
  return new Function(...Object.keys(scope), source)(...Object.values(scope));
}
