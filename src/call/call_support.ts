import { pending, takePending } from "./pending.ts";

/**
 * What the last calls were given. Storing it after a call keeps the arguments reachable until then: both engines
 * collect what is only reachable through an address, even while C runs.
 */
export const held: Record<"a" | "b" | "c" | "d" | "rest", unknown> = { a: null, b: null, c: null, d: null, rest: null };

/** An error for a call with the wrong number of arguments. */
export function wrongCount(owner: string, wanted: number, given: number, atLeast = false): TypeError {
  const least = atLeast ? "at least " : "";
  return new TypeError(`${owner} takes ${least}${wanted} argument${wanted === 1 ? "" : "s"}, not ${given}`);
}

/** Finishes a call on another thread: keeps its arguments until then, and throws what callbacks threw meanwhile. */
export async function settle(
  call: Promise<unknown>,
  keep: unknown[],
  finish: (value: unknown) => unknown,
): Promise<unknown> {
  pending.calls++;
  try {
    const value = await call;
    if (pending.thrown) throw takePending();
    return finish(value);
  } finally {
    pending.calls--;
    keep.length = 0;
  }
}
