/**
 * What callbacks threw. An exception must not cross C: the callback gives C a zero, and the call that C came from
 * throws the error again. Generated wrappers look at `thrown` after every call.
 */
export const pending: { thrown: boolean; calls: number } = { thrown: false, calls: 0 };

let error: unknown;
let later: typeof setTimeout | null = null;

/** Deno loads its timers when they are first named, which fails for good where the stack is nearly used up. */
export function preparePending(): void {
  later ??= setTimeout;
}

/** Remembers the first thing that a callback threw. */
export function setPending(thrown: unknown): void {
  if (pending.thrown) return;
  pending.thrown = true;
  error = thrown;
  if (pending.calls > 0) return; // a call on another thread is under way: its promise will tell
  // Nobody may be there to throw it again: C can call from its own thread when the event loop runs.
  try {
    later!(() => {
      if (pending.thrown && error === thrown) reportError(takePending());
    }, 0);
  } catch {
    // The stack is used up: then it was a call that C came from.
  }
}

/** Sets aside what an earlier callback of the same call threw: a call that the next callback makes must not throw it. */
export function setAside(): { readonly error: unknown } {
  return { error: takePending() };
}

/** Goes on with what was set aside, which came first. */
export function takeUp(aside: { readonly error: unknown }): void {
  pending.thrown = true;
  error = aside.error;
}

const waiting: (() => void)[] = [];

/** Runs a function when no call on another thread is under way. */
export function whenSettled(run: () => void): void {
  if (pending.calls === 0) run();
  else waiting.push(run);
}

/** A call on another thread has ended. */
export function leavePending(): void {
  if (--pending.calls === 0) { for (const run of waiting.splice(0)) run(); }
}

/** What was thrown, to be thrown again. */
export function takePending(): unknown {
  const thrown = error;
  pending.thrown = false;
  error = undefined;
  return thrown;
}
