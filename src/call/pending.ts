/**
 * What callbacks threw. An exception must not cross C: the callback gives C a zero, and the call that C came from
 * throws the error again. Generated wrappers look at `thrown` after every call.
 */
export const pending: { thrown: boolean; calls: number } = { thrown: false, calls: 0 };

let error: unknown;

/** Remembers the first thing that a callback threw. */
export function setPending(thrown: unknown): void {
  if (pending.thrown) return;
  pending.thrown = true;
  error = thrown;
  if (pending.calls > 0) return; // a call on another thread is under way: its promise will tell
  // Nobody may be there to throw it again: C can call from its own thread when the event loop runs.
  setTimeout(() => {
    if (pending.thrown && error === thrown) reportError(takePending());
  }, 0);
}

/** What was thrown, to be thrown again. */
export function takePending(): unknown {
  const thrown = error;
  pending.thrown = false;
  error = undefined;
  return thrown;
}
