/**
 * Calls of functions that are declared `leaf`: C does not call back from them, so engines may make them in the middle of
 * optimised code. If C does so all the same, no function of the program's runs, and the call throws.
 *
 * @module
 */

/** What leaf calls and callbacks tell each other. */
export const leaf = new class LeafCall {
  running = false;
  /** Whether C called back from the one that is running, or ran last. */
  broken = false;
}();
// Fields that never change are constants to engines, which would throw code away in the middle of the call that shows the
// contrary.
leaf.running = leaf.broken = true;
leaf.running = leaf.broken = false;

/** The error of a leaf call from which C called back. */
export function brokenLeaf(owner: string): Error {
  leaf.broken = false;
  return new Error(
    `${owner} is declared leaf, but C called JavaScript from it: the callback was not run, and gave C a zero`,
  );
}
