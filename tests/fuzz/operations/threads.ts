/** Steps in which C works on another thread while JavaScript goes on: what it was given lives until it is ready. */
import { textOf } from "../check.ts";
import { hashBytes, type Region, textBytes } from "../memory.ts";
import { openSlow } from "../native.ts";
import { scope } from "../scope.ts";
import { heldBy, holdsAddress, isMemory, knows, randomString, showText } from "../values.ts";
import type { Step } from "../world.ts";
import { formOf } from "./calls.ts";
import { randomByte } from "./writes.ts";

type Slow = ReturnType<typeof openSlow>;
let library: Slow | null | undefined;

/** Functions on other threads; null where the runtime has none, which it must say. */
function slow(step: Step): Slow | null {
  if (library !== undefined) return library;
  if ("Deno" in globalThis) return library = openSlow();
  // A runtime that learns it may do so.
  let opened: Slow | null = null;
  return library = step.may("dlopen(…, { nonblocking: true })", ["Error", "TypeError"], () => opened = openSlow())
    ? opened
    : null;
}

let nested: (step: Step, number: number) => void;
/** Says how the steps are taken that go on meanwhile. */
export function setMeanwhile(take: (step: Step, number: number) => void): void {
  nested = take;
}

/** A call that waits at the gate until some steps have been taken. */
async function meanwhile<T>(step: Step, line: string, given: Region[], start: () => Promise<T>): Promise<T> {
  const { symbols } = step.world.native;
  symbols.close_gate();
  for (const region of given) region.locked++;
  const end = scope.begin(given);
  const job = step.does(`${line} { // on another thread`, start);
  const count = step.random.between(1, 4);
  for (let i = 0; i < count; i++) nested(step, i);
  await new Promise((resolve) => setTimeout(resolve, 0));
  for (let i = count; i < count + 2; i++) nested(step, i);
  symbols.open_gate();
  const result = await job;
  end();
  for (const region of given) region.locked--;
  step.say("}");
  return result;
}

/** C looks at memory, or writes to it, on another thread. */
export async function thread(step: Step): Promise<void> {
  const { random } = step;
  const functions = slow(step);
  if (functions === null || step.depth > 0) return;
  const { symbols } = functions;
  const kind = random.pick(["own", "behind", "text", "fill"] as const);
  if (kind === "text") {
    const text = randomString(step);
    const bytes = textBytes(text);
    const hash = await meanwhile(step, `slow_hash_text(${showText(text)})`, [], () => symbols.slow_hash_text(text));
    return step.same("the hash", hash, hashBytes(bytes, 0, bytes.length - 1));
  }
  if (kind === "behind") {
    // The cell may be used for something else meanwhile.
    const view = step.choosePassable((view) =>
      holdsAddress(view.type) && isMemory(view) && knows(view) && heldBy(view) !== null
    );
    if (view === undefined) return;
    const target = heldBy(view)!;
    const { region, offset, strong } = target;
    if (region.run !== undefined || !strong) return;
    if (view.type!.kind === "text") {
      if (textOf(target, false) === null) return;
      const end = region.bytes.indexOf(0, offset);
      const hash = await meanwhile(
        step,
        `slow_hash_text(${view.name})`,
        [region],
        () => symbols.slow_hash_text(view.js),
      );
      return step.same("the hash", hash, hashBytes(region.bytes, offset, end));
    }
    const size = region.size - offset;
    const hash = await meanwhile(
      step,
      `slow_hash(${view.name}, ${size})`,
      [region],
      () => symbols.slow_hash(view.js, size),
    );
    return step.same("the hash", hash, hashBytes(region.bytes, offset));
  }
  const view = step.choosePassable((view) => isMemory(view) && view.region.locked === 0);
  if (view === undefined) return;
  const { region, offset, size } = view;
  const { js, text, by } = formOf(step, view);
  if (kind === "own") {
    const hash = await meanwhile(
      step,
      `slow_hash(${text}, ${size - by})`,
      [region],
      () => symbols.slow_hash(js, size - by),
    );
    return step.same("the hash", hash, hashBytes(region.bytes, offset + by, offset + size));
  }
  const value = randomByte(step);
  const line = `slow_fill(${text}, 0, ${value}, ${size - by})`;
  await meanwhile(step, line, [region], () => symbols.slow_fill(js, 0, value, size - by));
  region.fill(offset + by, value, size - by);
}

/** What a callback throws on another thread's behalf. */
class Thrown extends Error {}

/** C calls back from another thread: the callbacks take steps, and what one throws rejects that call's promise. */
export async function threadCalls(step: Step): Promise<void> {
  const { random } = step;
  // On Bun such callbacks give nothing back.
  if (!("Deno" in globalThis) || step.depth > 0) return;
  const functions = slow(step);
  if (functions === null) return;
  const count = random.between(1, 3);
  const throwing = random.chance(0.4) ? random.below(count) : -1;
  const thrown = new Thrown(step.path);
  const back = (x: number) => {
    nested(step, 100 + x);
    if (x === throwing) throw thrown;
    return 10 * x + 1;
  };
  const line = `slow_calls(${count})${throwing < 0 ? "" : ` // the callback throws at ${throwing}`}`;
  const result = await meanwhile(
    step,
    line,
    [],
    () => functions.symbols.slow_calls(back, count).catch((error) => error),
  );
  if (throwing < 0) {
    step.same(
      "the sum",
      result,
      Array.from({ length: count }, (_, x) => 10 * x + 1).reduce((a, b) => a + b),
    );
  } else step.same("what rejects it", result, thrown);
}
