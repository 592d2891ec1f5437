/** Steps in which C calls back, and the callbacks take further steps: they write, resize, let go, collect and throw. */
import * as ctypes from "../../../mod.ts";
import { textOf } from "../check.ts";
import { hashBytes, isThere, Region, type Target, textBytes, wideBytes } from "../memory.ts";
import { scope } from "../scope.ts";
import { Named } from "../types.ts";
import {
  freshBuffer,
  freshFunction,
  heldBy,
  holdsAddress,
  isMemory,
  knows,
  randomFunction,
  randomString,
  showText,
  WIDE_UNIT,
} from "../values.ts";
import { fail, type Step, type View } from "../world.ts";
import { Action, openCopy } from "../native.ts";
import { formOf, slots, typed } from "./calls.ts";
import { randomByte } from "./writes.ts";

/** What callbacks throw. */
class Thrown extends Error {}

/** A call that calls back, and may throw what the callback threw. */
function calls(step: Step, line: string, given: Region[], call: (back: () => void) => void): boolean {
  const thrown = step.random.chance(0.15) ? new Thrown(step.path) : null;
  const count = step.random.between(1, 4);
  step.say(`${line} { // ${count} steps${thrown ? ", throws" : ""}`);
  const back = () => {
    runNested(step, 0, count);
    if (thrown !== null) throw thrown;
  };
  let caught: unknown = null;
  scope.call(given, () => {
    try {
      call(back);
    } catch (error) {
      caught = error;
    }
  });
  if (caught !== thrown) {
    fail(`the call threw ${caught instanceof Error ? `${caught}\n${caught.stack}` : caught}, not ${thrown}`);
  }
  step.say("}");
  return thrown === null;
}

let nested: (step: Step, number: number) => void;
/** Says how the steps in a callback are taken. */
export function setNested(take: (step: Step, number: number) => void): void {
  nested = take;
}
function runNested(step: Step, from: number, count: number): void {
  for (let i = from; i < from + count; i++) nested(step, i);
}

/** C looks at an object before and after a callback. */
export function around(step: Step): void {
  const { random } = step;
  const { symbols } = step.world.library;
  const view = step.choosePassable(isMemory);
  if (view === undefined) return;
  const { region, offset, size, type } = view;
  const own = type !== null && random.chance(0.4);
  const form = own ? { js: view.js, text: view.name, by: 0 } : formOf(step, view);
  const expected = hashBytes(region.bytes, offset + form.by, offset + size);
  const call = own
    ? (back: () => void) => typed(type!).symbols.around(form.js, size, back)
    : (back: () => void) => symbols.around(form.js, size - form.by, back);
  calls(step, `around(${form.text}, ${size - form.by})`, [region], call);
  const { seen_at } = step.world.native.symbols;
  step.same("the hash before", seen_at(0), expected);
  step.same("the hash after", seen_at(1), hashBytes(region.bytes, offset + form.by, offset + size));
}

/** C follows a pointer before a callback, and looks at the same memory after it. */
export function aroundBehind(step: Step): void {
  const { symbols } = step.world.library;
  const { seen_at } = step.world.native.symbols;
  if (step.random.chance(0.5)) {
    // An instance that holds an address, which the callback may point elsewhere.
    const view = step.choosePassable((view) =>
      holdsAddress(view.type) && isMemory(view) && knows(view) && heldBy(view) !== null
    );
    if (view === undefined) return;
    const { region, offset, strong } = heldBy(view)!;
    if (region.run !== undefined || !strong) return;
    const size = region.size - offset;
    const before = hashBytes(region.bytes, offset);
    calls(step, `around(${view.name}, ${size})`, [region], (back) => symbols.around(view.js, size, back));
    step.same("the hash before", seen_at(0), before);
    step.same("the hash after", seen_at(1), hashBytes(region.bytes, offset));
    return;
  }
  const view = step.choosePassable((view) => isMemory(view) && slots(view).length > 0);
  if (view === undefined) return;
  const at = step.random.pick(slots(view));
  const { region, offset } = view.region.target(view.offset + at)!;
  if (region.run !== undefined) return;
  const size = region.size - offset;
  const before = hashBytes(region.bytes, offset);
  // What the argument points to is held as it was, whatever its pointers are made to refer to.
  calls(step, `around_behind(${view.name}, ${at}, ${size})`, [view.region], (back) => {
    symbols.around_behind(ctypes.byref(view.js), at, size, back);
  });
  step.same("the hash before", seen_at(0), before);
  step.same("the hash after", seen_at(1), hashBytes(region.bytes, offset));
}

/** C holds a text while it calls back. */
export function aroundText(step: Step): void {
  const { symbols } = step.world.library;
  const { seen_at } = step.world.native.symbols;
  const view = step.random.chance(0.6)
    ? step.choosePassable((view) => view.type?.kind === "text" && knows(view) && heldBy(view) !== null)
    : undefined;
  const target = view && heldBy(view);
  if (!view || !target) {
    const text = randomString(step);
    const region = new Region("text", textBytes(text), "");
    calls(step, `around_text(${showText(text)})`, [region], (back) => symbols.around_text(text, back));
    step.same("the hash before", seen_at(0), hashBytes(region.bytes, 0, region.size - 1));
    return step.same("the hash after", seen_at(1), hashBytes(region.bytes, 0, region.size - 1));
  }
  if (target.region.run !== undefined || textOf(target, false) === null) return;
  // The text must stay one: nobody writes to it meanwhile.
  const expected = textHash(target);
  target.region.locked++;
  calls(step, `around_text(${view.name})`, [target.region], (back) => symbols.around_text(view.js, back));
  target.region.locked--;
  step.same("the hash before", seen_at(0), expected);
  step.same("the hash after", seen_at(1), expected);
}

const textHash = ({ region, offset }: Target): number =>
  hashBytes(region.bytes, offset, region.bytes.indexOf(0, offset));

/** C calls a function before and after a callback, which may let go of it. */
export function aroundFunction(step: Step): void {
  const { js, text, target } = randomFunction(step);
  if (target === null || !isThere(target)) return;
  const run = target.region.run!;
  const x = step.random.between(-99, 99);
  let result = 0;
  target.region.locked++;
  const whole = calls(step, `around_function(${text}, ${x})`, [target.region], (back) => {
    result = step.world.library.symbols.around_function(js, x, back);
  });
  target.region.locked--;
  if (whole) step.same("the result", result, (run(x) + run(x + 1)) | 0);
}

/** C writes to an object after a callback. */
export function fillAfter(step: Step): void {
  const view = step.choosePassable((view) => isMemory(view) && view.region.locked === 0);
  if (view === undefined) return;
  const { region, offset, size } = view;
  const { js, text, by } = formOf(step, view);
  const value = randomByte(step);
  const line = `fill_after(${text}, 0, ${value}, ${size - by})`;
  calls(step, line, [region], (back) => {
    step.world.library.symbols.fill_after(js, 0, value, size - by, back);
  });
  region.fill(offset + by, value, size - by);
}

/** A callback closes itself while it runs: C goes on, and it is of no use afterwards. */
export function closesItself(step: Step): void {
  const { symbols } = step.world.library;
  const self = new Action(() => {
    step.say("  // closes itself");
    self.close();
    back();
  });
  let back = () => {};
  calls(step, "run()", [], (take) => {
    back = take;
    symbols.run(self);
  });
  step.refuses("run(self)", ["Error"], () => symbols.run(self));
}

/** A library is closed, and unloaded, while one of its functions runs. */
export function unloadWithin(step: Step): void {
  const library = step.does("const copy = dlopen(…)", openCopy);
  const { run, hash, get_twice } = library.symbols;
  const f = get_twice()!;
  calls(step, "copy.symbols.run()", [], (back) =>
    run(() => {
      step.say("  // copy.close()");
      library.close();
      back();
    }));
  step.refuses("copy.symbols.hash(null, 0)", ["Error"], () => hash(null, 0));
  // It may go only when no call is running any more.
  step.may("get_twice()(4)", ["Error"], () => f(4));
}

/** A callback that only takes steps. */
export function run(step: Step): void {
  calls(step, "run()", [], (back) => step.world.library.symbols.run(back));
}

/** C asks a callback for several things, and looks at them when it has all. */
export function gather(step: Step): void {
  const { random, world } = step;
  const count = random.between(1, 6);
  random.pick([gatherTexts, gatherPointers, gatherFunctions, gatherRecords])(step, count, world.library.symbols);
}

type Symbols = Step["world"]["library"]["symbols"];

/** Runs a call that asks for results; the callback takes steps between them. */
function asks(step: Step, line: string, call: (next: (i: number) => void) => void): void {
  step.say(`${line} {`);
  scope.call([], () => {
    try {
      call((i) => {
        if (step.random.chance(0.6)) nested(step, i);
      });
    } catch (thrown) {
      fail(`it threw ${thrown instanceof Error ? thrown.stack : thrown}`);
    }
  });
  step.say("}");
}

function gatherTexts(step: Step, count: number, symbols: Symbols): void {
  const wide = step.random.chance(0.3);
  const texts = Array.from({ length: count }, () => randomString(step));
  const next = (take: (i: number) => void) => (i: number) => {
    take(i);
    step.say(`  // gives ${showText(texts[i])}`);
    return texts[i];
  };
  asks(step, `gather_${wide ? "wides" : "texts"}(${count})`, (take) => {
    if (wide) symbols.gather_wides(next(take), count);
    else symbols.gather_texts(next(take), count);
  });
  texts.forEach((text, i) => {
    const bytes = wide ? wideBytes(text, WIDE_UNIT).slice(0, -WIDE_UNIT) : textBytes(text).slice(0, -1);
    step.same(`the hash of text ${i}`, step.world.native.symbols.seen_at(i), hashBytes(bytes));
  });
}

function gatherPointers(step: Step, count: number, symbols: Symbols): void {
  const { random } = step;
  const size = random.pick([8, 40, 64, 100, 5000, 70_000]);
  const given: (() => number)[] = [];
  const next = (take: (i: number) => void) => (i: number): any => {
    take(i);
    const view = random.chance(0.3)
      ? step.choosePassable((view: View) => isMemory(view) && view.size >= size && !holdsAddress(view.type))
      : undefined;
    if (view !== undefined) {
      const { region, offset } = view;
      scope.replaced(region);
      given[i] = () => hashBytes(region.bytes, offset, offset + size);
      step.say(`  // gives byref(${view.name})`);
      return ctypes.byref(view.js);
    }
    const { js, text, region } = freshBuffer(step, "Uint8Array", size + random.below(8));
    given[i] = () => hashBytes(region.bytes, 0, size);
    step.say(`  // gives ${text}`);
    return js;
  };
  const voids = random.chance(0.5);
  asks(step, `gather_${voids ? "voids" : "pointers"}(${count}, ${size})`, (take) => {
    if (voids) symbols.gather_voids(next(take), count, size);
    else symbols.gather_pointers(next(take), count, size);
  });
  given.forEach((hash, i) => step.same(`the hash of memory ${i}`, step.world.native.symbols.seen_at(i), hash()));
}

function gatherFunctions(step: Step, count: number, symbols: Symbols): void {
  const made = Array.from({ length: count }, () => freshFunction(step));
  const functions: unknown[] = made.map(({ js }) => js);
  const results = made.map(({ region }) => region.run!);
  made.length = 0;
  let sum = 0;
  asks(step, `gather_functions(${count})`, (take) => {
    sum = symbols.gather_functions((i): any => {
      take(i);
      const given = functions[i];
      functions[i] = undefined;
      step.say(`  // gives function ${i}`);
      return given;
    }, count);
  });
  step.same("the sum", sum, results.reduce((sum, run, i) => (sum + run(i)) | 0, 0));
}

function gatherRecords(step: Step, count: number, symbols: Symbols): void {
  const texts = Array.from({ length: count }, () => randomString(step));
  asks(step, `gather_records(${count})`, (take) => {
    symbols.gather_records((i): any => {
      take(i);
      step.say(`  // gives { name: ${showText(texts[i])}, number: ${i} }`);
      const init = { name: texts[i], number: BigInt(i) };
      return step.random.chance(0.5) ? new Named.c(init) : init;
    }, count);
  });
  texts.forEach((text, i) => {
    const expected = (hashBytes(textBytes(text).slice(0, -1)) + i) >>> 0;
    step.same(`the hash of record ${i}`, step.world.native.symbols.seen_at(i), expected);
  });
}

/** A structure by value whose text C holds while it calls back. */
export function aroundRecord(step: Step): void {
  const view = step.choosePassable(({ type, region, offset }) => {
    const target = region.target(offset);
    return type === Named && target !== null && isThere(target) && target.region.run === undefined &&
      textOf(target, false) !== null;
  });
  if (view === undefined) return;
  const target = view.region.target(view.offset)!;
  if (!target.strong) return;
  let difference = 1;
  target.region.locked++;
  const whole = calls(step, `around_record(${view.name})`, [view.region, target.region], (back) => {
    difference = step.world.library.symbols.around_record(view.js, back);
  });
  target.region.locked--;
  if (whole) step.same("the difference", difference, 0);
}
