/** All kinds of steps, and how often each is taken. */
import { checkAll } from "./check.ts";
import * as callbacks from "./operations/callbacks.ts";
import * as calls from "./operations/calls.ts";
import * as library from "./operations/library.ts";
import * as make from "./operations/make.ts";
import * as slowly from "./operations/slowly.ts";
import * as threads from "./operations/threads.ts";
import * as transfers from "./operations/transfers.ts";
import * as views from "./operations/views.ts";
import * as writes from "./operations/writes.ts";
import { scope } from "./scope.ts";
import { Step, type World } from "./world.ts";

type Operation = (step: Step) => void;

type Weighted = [weight: number, operation: (step: Step) => void | Promise<void>];

const operations: [weight: number, operation: Operation][] = [
  [9, make.make],
  [3, make.makeBuffer],
  [2, make.makeForeign],
  [0.15, make.makeWasm],
  [0.5, transfers.grow],
  [0.1, make.makeBig],
  [1, make.release],
  [5, make.drop],
  [4, make.garbage],
  [0.3, make.freeze],
  [1, make.look],
  [1, make.plain],
  [4, views.part],
  [3, views.point],
  [3, views.cast],
  [4, views.contents],
  [3, views.fromBuffer],
  [2, views.fromBufferCopy],
  [3, views.memoryAt],
  [1, views.atAddress],
  [9, writes.assignField],
  [3, writes.assignElement],
  [4, writes.assignValue],
  [4, writes.assignContents],
  [2, writes.assignThrough],
  [0.5, writes.assignWrong],
  [4, writes.move],
  [1, writes.set],
  [1, writes.writeBytes],
  [2, writes.resize],
  [2, calls.look],
  [2, calls.lookTyped],
  [2, calls.lookBehind],
  [2, calls.write],
  [1, calls.copy],
  [3, calls.text],
  [1, calls.textCell],
  [0.7, calls.warm],
  [1, calls.functions],
  [0.7, calls.closeFunction],
  [0.7, calls.byValue],
  [1, transfers.clone],
  [1.5, transfers.transfer],
  [1, transfers.useGone],
  [2, transfers.passGone],
  [0.7, library.writeVariable],
  [0.7, library.readVariable],
  [0.5, library.reopen],
];

/** Those that take further steps while they run. */
const outer: [weight: number, operation: Operation][] = [
  [2, callbacks.around],
  [3, callbacks.aroundBehind],
  [2, callbacks.aroundText],
  [1, callbacks.aroundFunction],
  [1, callbacks.aroundRecord],
  [1, callbacks.fillAfter],
  [1, callbacks.run],
  [0.5, callbacks.closesItself],
  [0.2, callbacks.unloadWithin],
  [3, callbacks.gather],
  [1, slowly.iterate],
  [0.7, slowly.get],
];

/** Those that only a program's own steps take, not callbacks. */
const top: Weighted[] = [
  [0.3, library.unload],
  [2, threads.thread],
  [1, threads.threadCalls],
];

const DEEPEST = 3;

/** Takes a step of the program. */
export async function takeStep(world: World, number: number): Promise<void> {
  const path = String(number);
  if (world.skipped.has(path)) return;
  const step = new Step(world, path, 0);
  const operation = step.random.weighted<Weighted[1]>([...operations, ...outer, ...top]);
  if (world.skipped.has(operation.name)) return;
  await operation(step);
  checkAll(step, false);
}

/** Takes a step in a callback, or while C works on another thread. */
export function takeNested(parent: Step, number: number): void {
  const { world } = parent;
  const path = `${parent.path}.${number}`;
  if (world.skipped.has(path)) return;
  const step = new Step(world, path, parent.depth + 1);
  // Garbage is what callbacks make trouble with.
  const more: [number, Operation][] = [[8, make.garbage], [4, writes.assignValue], [4, writes.assignContents]];
  const calls = step.depth < DEEPEST && scope.depth < 2 * DEEPEST ? outer : [];
  const operation = step.random.weighted([...operations, ...more, ...calls]);
  if (world.skipped.has(operation.name)) return;
  operation(step);
  checkAll(step, false);
}

callbacks.setNested(takeNested);
slowly.setNested(takeNested);
threads.setMeanwhile(takeNested);
