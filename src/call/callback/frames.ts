/**
 * Which functions are on the stack: what a callback runs under. Calls are not slowed by telling so; they are there to be
 * seen.
 *
 * @module
 */
import { ENTRY } from "../machine/dynamic_callback.ts";

/** The name of the functions that make calls which are declared leaf. */
export const LEAF = "calledAsLeaf";

/** What V8 and JavaScriptCore have in common. */
interface Traces {
  new (): { readonly stack?: unknown };
  stackTraceLimit: number;
  prepareStackTrace?:
    | ((error: unknown, frames: readonly { getFunctionName(): string | null }[]) => unknown)
    | undefined;
}

/** A program may replace it. */
const traces = Error as unknown as Traces;

/** More frames than there are of ours around the function that machine code runs. */
const FRAMES = 12;

/**
 * The names of the functions on the stack, innermost first.
 *
 * @returns Null where nobody can tell: the stack is used up, or the host lets nobody change how errors are made.
 */
function functionNames(): (string | null)[] | null {
  const { stackTraceLimit, prepareStackTrace } = traces;
  try {
    traces.stackTraceLimit = FRAMES;
    traces.prepareStackTrace = (_, frames) => frames.map((frame) => frame.getFunctionName());
    const names = new traces().stack;
    return Array.isArray(names) ? names : null;
  } catch {
    return null;
  } finally {
    restore(stackTraceLimit, prepareStackTrace);
  }
}

function restore(limit: number, prepare: Traces["prepareStackTrace"]): void {
  try {
    traces.stackTraceLimit = limit;
    traces.prepareStackTrace = prepare;
  } catch {
    // It could not be changed either.
  }
}

/** Whether there is anything below the function that machine code runs: else the event loop runs it for another thread. */
export function isUnderCall(): boolean {
  const names = functionNames();
  return names === null || names.length === FRAMES || names.at(-1) !== ENTRY;
}

/**
 * Whether a call that is declared leaf is on the stack. It is the innermost one then, since no function of the program's
 * runs under it.
 */
export function isUnderLeaf(): boolean {
  return functionNames()?.includes(LEAF) ?? false;
}
