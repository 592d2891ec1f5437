/**
 * What callbacks threw, and whose it is. An exception must not cross C: the callback gives C a zero, and the call that the
 * callback ran under throws the error again, or the nonblocking call that it ran for does. With neither it is uncaught.
 *
 * @module
 */
import { afterCall, endCallUse } from "../../memory/in_use.ts";
import { callerOf } from "../function/nonblocking.ts";
import { callbackDepth } from "../function/text_argument.ts";
import { ENTRY } from "../machine/dynamic_callback.ts";

/** What was thrown under the call that returns next. */
export const pending: { thrown: boolean } = { thrown: false };

let error: unknown;

/**
 * Lets engines see, outside of calls, that the flags change: optimised code that takes them for constants would be thrown
 * away within the first call that needs them.
 */
export function preparePending(): void {
  pending.thrown = afterCall.due = true;
  pending.thrown = afterCall.due = false;
}

/**
 * Remembers what a callback threw, for whom it concerns. Of several errors under one call the first counts.
 *
 * @param callback The code that C called, if it is known.
 */
export function setPending(thrown: unknown, callback: { readonly address: bigint } | null = null): void {
  if (pending.thrown) return;
  if (!isUnderCall()) {
    const caller = callerOf(callback);
    if (caller !== null) caller.fail(thrown);
    else {
      // Thrown by a job of its own, it is what runtimes call uncaught.
      queueMicrotask(() => {
        throw thrown;
      });
    }
    return;
  }
  pending.thrown = afterCall.due = true;
  error = thrown;
  try {
    queueMicrotask(reportOrphan);
  } catch {
    // The stack is used up: then it was a call of ours that C came from.
  }
}

/** When microtasks run, no call is on the stack: one that was not made by us lets nobody throw the error again. */
function reportOrphan(): void {
  if (pending.thrown) throw takePending();
}

/** What V8 and JavaScriptCore have in common. */
interface Traces {
  stackTraceLimit: number;
  prepareStackTrace?:
    | ((error: unknown, frames: readonly { getFunctionName(): string | null }[]) => unknown)
    | undefined;
}

/** More frames than there are of ours above the function that machine code runs. */
const FRAMES = 8;

/**
 * Whether the callback that is running was called by a call on this stack, rather than by the event loop for another
 * thread. Calls are not slowed by telling so: they are there to be seen below the callback.
 */
function isUnderCall(): boolean {
  if (callbackDepth() > 1) return true;
  const traces = Error as unknown as Traces;
  const { stackTraceLimit, prepareStackTrace } = traces;
  try {
    traces.stackTraceLimit = FRAMES;
    traces.prepareStackTrace = (_, frames) => frames.length < FRAMES && frames.at(-1)?.getFunctionName() === ENTRY;
    return (new Error().stack as unknown) !== true;
  } catch {
    return true; // the stack is used up, or the host lets nobody change how errors are made
  } finally {
    restore(traces, stackTraceLimit, prepareStackTrace);
  }
}

function restore(traces: Traces, limit: number, prepare: Traces["prepareStackTrace"]): void {
  try {
    traces.stackTraceLimit = limit;
    traces.prepareStackTrace = prepare;
  } catch {
    // It could not be changed either.
  }
}

/** Sets aside what an earlier callback of the same call threw: a call that the next callback makes must not throw it. */
export function setAside(): { readonly error: unknown } {
  return { error: takePending() };
}

/** Goes on with what was set aside, which came first. */
export function takeUp(aside: { readonly error: unknown }): void {
  pending.thrown = afterCall.due = true;
  error = aside.error;
}

/** What is left to do after a call during which callbacks ran: throws again what one of them threw. */
export function endCall(): void {
  afterCall.due = false;
  endCallUse();
  if (pending.thrown) throw takePending();
}

function takePending(): unknown {
  const thrown = error;
  pending.thrown = false;
  error = undefined;
  return thrown;
}
