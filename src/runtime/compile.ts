import { evaluate } from "../emit/emitter.ts";

/**
 * Evaluates an expression with the given names in scope.
 *
 * @param expression The source of one expression; it must be made of our own text and validated identifiers only.
 * @param scope The values that the expression can name.
 */
export function compile<T>(expression: string, scope: Record<string, unknown>): T {
  return evaluate<T>(expression, Object.keys(scope), Object.values(scope));
}
