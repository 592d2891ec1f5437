/**
 * Turns generated source into a function. Engines keep type feedback per function *source*: closures made from one
 * piece of source share it, so a wrapper or accessor that serves many signatures or classes becomes megamorphic. With many
 * kinds in one program, closures take over 40 × as long per call and per field access.
 */
let serial = 0;

/**
 * Evaluates an expression with the given names in scope.
 *
 * @param expression The source of one expression; it must be made of our own text and validated identifiers only.
 * @param scope The values that the expression can name.
 * @returns The expression's value.
 * @throws {Error} If the host forbids programs to make code from text.
 */
export function compile<T>(expression: string, scope: Record<string, unknown>): T {
  // The number makes every source unique: engines cache by source text, and feedback comes with it.
  const body = `"use strict"; return (${expression}\n); // ${serial++}`;
  let make: (...values: unknown[]) => T;
  try {
    make = new Function(...Object.keys(scope), body) as typeof make;
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof RangeError) throw cause;
    throw new Error(
      "@ctypes/ctypes makes its calls from generated code, which this host forbids: " +
        "start it without --disallow-code-generation-from-strings",
      { cause },
    );
  }
  return make(...Object.values(scope));
}
