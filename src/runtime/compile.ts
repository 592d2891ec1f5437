/**
 * Turns generated source into a function. Engines keep type feedback per function *source*: closures made from one
 * piece of source share it, so a wrapper or accessor that serves many signatures or classes becomes megamorphic. With many
 * kinds in one program, closures take over 40 × as long per call and per field access (`bench/generated_code.ts`). Where
 * the host forbids code generation, `compile` returns null and the caller uses its closure twin.
 */
let allowed: boolean | undefined;
let serial = 0;

/** Whether the host lets programs generate code. */
export function canCompile(): boolean {
  if (allowed === undefined) {
    try {
      new Function("return 0")();
      allowed = true;
    } catch {
      allowed = false;
    }
  }
  return allowed;
}

/**
 * Evaluates an expression with the given names in scope.
 *
 * @param expression The source of one expression; it must be made of our own text and validated identifiers only.
 * @param scope The values that the expression can name.
 * @returns The expression's value, or null where code generation is forbidden.
 */
export function compile<T>(expression: string, scope: Record<string, unknown>): T | null {
  if (!canCompile()) return null;
  // The number makes every source unique: engines cache by source text, and feedback comes with it.
  const body = `"use strict"; return (${expression}\n); // ${serial++}`;
  return new Function(...Object.keys(scope), body)(...Object.values(scope)) as T;
}
