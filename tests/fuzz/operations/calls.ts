/** Steps in which C looks at memory and writes to it, given in every form that a parameter takes. */
import * as ctypes from "../../../mod.ts";
import { textOf, usable } from "../check.ts";
import { hashBytes, isThere, passable, Region, textBytes, wideBytes } from "../memory.ts";
import { openTyped } from "../native.ts";
import { FUNCTION, pointerTo, scalar, type Type } from "../types.ts";
import {
  freshFunction,
  heldBy,
  holdsAddress,
  isMemory,
  knows,
  randomString,
  randomValue,
  showText,
  wholly,
  WIDE_UNIT,
} from "../values.ts";
import { settle, type Step, type View } from "../world.ts";
import { randomByte, unlocked } from "./writes.ts";

/** A way to give C the memory of an object. */
export interface Form {
  readonly js: any;
  readonly text: string;
  /** How far into the object it points. */
  readonly by: number;
}

/** A form that a `void *` parameter takes for an object's own memory. */
export function formOf(step: Step, view: View): Form {
  const { random } = step;
  const { js, name, size, type } = view;
  const by = random.below(size + 1);
  return random.weighted<() => Form>([
    [holdsAddress(type) ? 0 : 3, () => ({ js, text: name, by: 0 })],
    [2, () => ({ js: ctypes.byref(js), text: `byref(${name})`, by: 0 })],
    [1, () => ({ js: ctypes.byref(js, by), text: `byref(${name}, ${by})`, by })],
    [type === null ? 0 : 1, () => ({ js: ctypes.pointer(js), text: `pointer(${name})`, by: 0 })],
    [
      holdsAddress(type) ? 0 : 1,
      () => ({ js: ctypes.cast(js, ctypes.c_void_p), text: `cast(${name}, c_void_p)`, by: 0 }),
    ],
  ])();
}

/** C looks at an object. */
export function look(step: Step): void {
  const view = step.choosePassable(isMemory);
  if (view === undefined) return;
  const { js, text, by } = formOf(step, view);
  const size = view.size - by;
  const seen = step.does(`hash(${text}, ${size})`, () => step.world.library.symbols.hash(js, size));
  step.same("the hash", seen, hashBytes(view.region.bytes, view.offset + by, view.offset + view.size));
}

/** C looks at an object through a parameter of its type. */
export function lookTyped(step: Step): void {
  const { random } = step;
  const view = step.choosePassable((view) => view.type !== null && isMemory(view));
  if (view === undefined) return;
  const { js, type, name, region, offset, size } = view;
  const { symbols } = typed(type!);
  const [text, given] = random.pick<[string, any]>([
    [name, js],
    [`byref(${name})`, ctypes.byref(js)],
    [`pointer(${name})`, ctypes.pointer(js)],
  ]);
  const expected = hashBytes(region.bytes, offset, offset + size);
  if (random.chance(0.5)) {
    step.same("the hash", step.does(`hash(${text}, ${size})`, () => symbols.hash(given, size)), expected);
    return;
  }
  const same = step.does(`same(${text})`, () => symbols.same(given)) as { address: bigint };
  step.same("where it is", region.place(same.address - BigInt(offset)), null);
  step.same("the hash", step.does(`hash(same(${text}), ${size})`, () => symbols.hash(same as any, size)), expected);
}

const opened = new Map<unknown, ReturnType<typeof openTyped>>();
/** Functions whose parameter is a pointer to a type. */
export function typed(type: Type): ReturnType<typeof openTyped> {
  let made = opened.get(type.c);
  if (made === undefined) opened.set(type.c, made = openTyped(type.c));
  return made;
}

/** C follows a pointer: one that is stored in an object, or a pointer instance. */
export function lookBehind(step: Step): void {
  const { random } = step;
  const { symbols } = step.world.library;
  if (random.chance(0.4)) {
    const view = step.choosePassable((view) =>
      holdsAddress(view.type) && isMemory(view) && knows(view) && heldBy(view) !== null
    );
    if (view === undefined) return;
    const { region, offset } = heldBy(view)!;
    if (region.run !== undefined) return;
    const size = region.size - offset;
    const seen = step.does(`hash(${view.name}, ${size})`, () => symbols.hash(view.js, size));
    return step.same("the hash", seen, hashBytes(region.bytes, offset));
  }
  const view = step.choosePassable((view) => isMemory(view) && slots(view).length > 0);
  if (view === undefined) return;
  const at = random.pick(slots(view));
  const { region, offset } = view.region.target(view.offset + at)!;
  if (region.run !== undefined) {
    const x = random.between(-9, 9);
    const seen = step.does(
      `call_behind(${view.name}, ${at}, ${x})`,
      () => symbols.call_behind(ctypes.byref(view.js), at, x),
    );
    return step.same("its result", seen, region.run(x));
  }
  const size = region.size - offset;
  const seen = step.does(
    `hash_behind(${view.name}, ${at}, ${size})`,
    () => symbols.hash_behind(ctypes.byref(view.js), at, size),
  );
  step.same("the hash", seen, hashBytes(region.bytes, offset));
}

/** Where pointers are stored in an object that C can follow. */
export function slots({ region, offset, size }: View): number[] {
  return region.pointers()
    .filter(([at, target]) => at >= offset && at + 8 <= offset + size && isThere(target))
    .filter(([, { region, offset, strong }]) => strong && (region.run !== undefined || offset <= region.size))
    .map(([at]) => at - offset);
}

/** C writes to an object. */
export function write(step: Step): void {
  const { random } = step;
  const view = step.choosePassable((view) => isMemory(view) && unlocked(view));
  if (view === undefined) return;
  const { js, text, by } = formOf(step, view);
  const at = random.below(view.size - by + 1), size = random.below(view.size - by - at + 1), value = randomByte(step);
  step.does(`fill(${text}, ${at}, ${value}, ${size})`, () => step.world.library.symbols.fill(js, at, value, size));
  view.region.fill(view.offset + by + at, value, size);
}

/** C copies bytes: pointers that it copies keep nothing alive. */
export function copy(step: Step): void {
  const to = step.choosePassable((view) => isMemory(view) && unlocked(view));
  const from = step.choosePassable(isMemory);
  if (to === undefined || from === undefined) return;
  const target = formOf(step, to), source = formOf(step, from);
  const size = step.random.below(Math.min(to.size - target.by, from.size - source.by) + 1);
  step.does(`copy(${target.text}, ${source.text}, ${size})`, () => {
    step.world.library.symbols.copy(target.js, source.js, size);
  });
  to.region.copy(to.offset + target.by, from.region, from.offset + source.by, size, false);
}

/** A text goes to C, and comes back. */
export function text(step: Step): void {
  const { random, world } = step;
  const { symbols } = world.library;
  const string = randomString(step);
  const shown = showText(string);
  random.weighted<() => void>([
    [2, () => step.same("it", step.does(`same_text(${shown})`, () => symbols.same_text(string)), string)],
    [1, () => step.same("it", step.does(`same_wide(${shown})`, () => symbols.same_wide(string)), string)],
    [1, () => {
      const bytes = textBytes(string).slice(0, -1);
      step.same("the hash", step.does(`hash_text(${shown})`, () => symbols.hash_text(string)), hashBytes(bytes));
    }],
    [1, () => {
      const bytes = wideBytes(string, WIDE_UNIT).slice(0, -WIDE_UNIT);
      step.same("the hash", step.does(`hash_wide(${shown})`, () => symbols.hash_wide(string)), hashBytes(bytes));
    }],
    [3, () => {
      // A pointer into the text that was passed, as strchr gives it.
      const name = step.name();
      const bytes = textBytes(string);
      const at = random.below(Math.min(bytes.length, 10));
      const js = step.does(`const ${name} = tail(${shown}, ${at})`, () => symbols.tail(string, at)) as {
        address: bigint;
      };
      const target = new Region("text", bytes, `the text ${shown}`);
      const region = new Region("own", new Array(8).fill(0), `the memory of ${name}`);
      region.point(0, wholly(target, at));
      settle(js, region, 0);
      step.add(name, js, charPointer, { region });
    }],
  ])();
}
const charPointer = pointerTo(scalar("c_char"));

/** Calls so often that engines optimise them. */
export function warm(step: Step): void {
  const view = step.choosePassable(isMemory);
  if (view === undefined) return;
  const { symbols } = step.world.library;
  const { js, text } = formOf(step, view);
  const [line, call] = step.random.pick<[string, () => void]>([
    [`hash(${text}, 0)`, () => symbols.hash(js, 0)],
    [`fill(${text}, 0, 0, 0)`, () => symbols.fill(js, 0, 0, 0)],
    [`around(${text}, 0, nothing)`, () => symbols.around(js, 0, nothing)],
    [`hash_text("warm")`, () => symbols.hash_text("warm")],
    [`same_text("warm")`, () => symbols.same_text("warm")],
    [`gather_texts(1)`, () => symbols.gather_texts(giveText, 1)],
    [`gather_voids(1, 0)`, () => symbols.gather_voids(giveBytes, 1, 0)],
  ]);
  step.does(`4000 times: ${line}`, () => {
    for (let i = 0; i < 4000; i++) call();
  });
}
const nothing = () => {};
const giveText = () => "warm";
const bytes = new Uint8Array(8);
const giveBytes = () => bytes;

/** C reads a text cell. */
export function textCell(step: Step): void {
  const view = step.choosePassable((view) => (view.type?.kind === "text" || view.type?.kind === "wide") && knows(view));
  if (view === undefined) return;
  const wide = view.type!.kind === "wide";
  const target = heldBy(view);
  const read = target === null ? null : textOf(target, wide);
  if (target !== null && (read === null || target.region.run !== undefined)) return;
  const { symbols } = step.world.library;
  const seen = step.does(
    `${wide ? "hash_wide" : "hash_text"}(${view.name})`,
    () => wide ? symbols.hash_wide(view.js) : symbols.hash_text(view.js),
  );
  const bytes = target === null ? [] : target.region.bytes.slice(target.offset);
  step.same("the hash", seen, target === null ? 0 : hashBytes(bytes, 0, endOf(bytes, wide ? WIDE_UNIT : 1)));
}

const endOf = (bytes: number[], unit: number): number => {
  for (let at = 0; at + unit <= bytes.length; at += unit) {
    if (bytes.slice(at, at + unit).every((byte) => byte === 0)) return at;
  }
  return bytes.length;
};

/** A function goes to C and back. */
export function functions(step: Step): void {
  const { random } = step;
  const view = random.chance(0.5) ? step.choose((view) => view.type === FUNCTION) : undefined;
  const { js, text, region } = view ? { js: view.js, text: view.name, region: view.region } : freshFunction(step);
  const x = random.between(-99, 99);
  const back = step.does(`same_function(${text})`, () => step.world.library.symbols.same_function(js))!;
  step.same("its result", step.does(`same_function(…)(${x})`, () => back(x)), region.run!(x));
}

/** A callback is closed: using it is an Error then. */
export function closeFunction(step: Step): void {
  const view = step.choose((view) => view.type === FUNCTION && view.region.locked === 0);
  if (view === undefined) return;
  step.does(`${view.name}.close()`, () => view.js.close());
  view.region.gone = "closed";
  step.drop(view);
  step.refuses(`same_function(${view.name})`, ["Error"], () => step.world.library.symbols.same_function(view.js));
}

/** A structure goes to C and back by value. */
export function byValue(step: Step): void {
  const named = step.world.records[0];
  const { js, text, apply } = randomValue(step, named);
  const region = new Region("own", new Array(named.size).fill(0), "");
  apply(region, 0);
  const name = step.name();
  const target = region.target(0);
  if (target !== null && (!isThere(target) || !usable(target, 1) || textOf(target, false) === null)) return;
  if (!passable(region) || target === null && region.address(0) !== 0n) return;
  const back = step.does(
    `const ${name} = same_record(${text})`,
    () => step.world.library.symbols.same_record(js),
  ) as any;
  step.same(
    "its number",
    back.number,
    named.fields[1].type.kind === "scalar" && named.fields[1].type.codec.read(region.bytes, 8),
  );
  if (target === null) step.same("its name", back.name, null);
}
