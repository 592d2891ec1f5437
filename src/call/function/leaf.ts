/**
 * Calls of functions that are declared `leaf`: C does not call back from them, so engines may make them in the middle of
 * optimised code. If C does so all the same, no function of the program's runs, and the call throws.
 *
 * A leaf call leaves no mark, which would take a tenth of its time. In programs that have such functions the other calls do,
 * which are slower. A callback that finds no mark looks at the stack: the event loop may run it, too, for another thread.
 *
 * @module
 */
import { runtime } from "../../runtime/runtime.ts";
import { isUnderLeaf } from "../callback/frames.ts";

/** Whether a function was declared leaf: a property that is not there, or has one value for good, is a constant to engines. */
class Leaves {
  declare declared?: true;
}
export const leaves = new Leaves();

/** What calls and callbacks tell each other. */
export const leafState: { open: boolean; broken: boolean } = {
  /** Whether the innermost call is known to be one during which C may call back. */
  open: false,
  /** Whether C called back from the leaf call that returns next. */
  broken: false,
};

/** From now on there are leaf calls. */
export function declareLeaf(): void {
  if (leaves.declared) return;
  runtime.expectChange(leafState);
  breaksLeaf(); // what it does with errors, too, is done outside of calls first
  leaves.declared = true;
}

/** For a callback that finds no call open: whether C called it from a leaf call, which is told then. */
export function breaksLeaf(): boolean {
  return leafState.broken || isUnderLeaf() && (leafState.broken = true);
}

/** The error of a leaf call from which C called back. */
export function brokenLeaf(owner: string): Error {
  leafState.broken = false;
  return new Error(
    `${owner} is declared leaf, but C called JavaScript from it: the callback was not run, and gave C a zero`,
  );
}
