import { pending, takePending } from "./pending.ts";

/**
 * What the last calls were given. Storing it after a call keeps the arguments reachable until then: both engines
 * collect what is only reachable through an address, even while C runs.
 */
export const held: Record<"a" | "b" | "c" | "d" | "rest", unknown> = { a: null, b: null, c: null, d: null, rest: null };

/** An error for a call with more or fewer arguments than the function takes. */
export function wrongCount(owner: string, wanted: number, relation: "" | "at least " = ""): TypeError {
  return new TypeError(`${owner} takes ${relation}${wanted} argument${wanted === 1 ? "" : "s"}`);
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
