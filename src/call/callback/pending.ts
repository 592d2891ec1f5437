/**
 * What callbacks threw, and whose it is. An exception must not cross C: the callback gives C a zero, and the call that the
 * callback ran under throws the error again, or the nonblocking call that it ran for does. With neither it is uncaught.
 *
 * @module
 */
import { afterCall, endCallUse } from "../../memory/in_use.ts";
import { runtime } from "../../runtime/runtime.ts";
import { callerOf } from "../function/nonblocking.ts";
import { callbackDepth } from "../function/text_argument.ts";
import { isUnderCall } from "./frames.ts";

/** What was thrown under the call that returns next. */
export const pending: { thrown: boolean } = { thrown: false };

/** A program may replace it. */
const { queueMicrotask } = globalThis;

let error: unknown;
let prepared = false;

/** Calls will be looked at after them: the engine must see outside of them that the flags change. */
export function preparePending(): void {
  if (prepared) return;
  prepared = true;
  runtime.expectChange(pending);
  runtime.expectChange(afterCall);
}

/**
 * Remembers what a callback threw, for whom it concerns. Of several errors under one call the first counts.
 *
 * @param callback The code that C called, if it is known.
 */
export function setPending(thrown: unknown, callback: { readonly address: bigint } | null = null): void {
  if (pending.thrown) return;
  if (callbackDepth() <= 1 && !isUnderCall()) {
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
