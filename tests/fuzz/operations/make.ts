/** Steps that make objects, let go of them, and collect garbage. */
import * as ctypes from "../../../mod.ts";
import { collect } from "../../collect.ts";
import { comparePlain, readable } from "../check.ts";
import { reachable, Region, textBytes, wideBytes } from "../memory.ts";
import {
  ADDRESS,
  arrayOf,
  Big,
  FUNCTION,
  pointerTo,
  scalar,
  scalarTypes,
  slotsOf,
  TEXT,
  type Type,
  WIDE,
} from "../types.ts";
import { fresh, freshBuffer, holdsAddress, randomString, showText, WIDE_UNIT } from "../values.ts";
import { fail, type Step, type View } from "../world.ts";

/** A type for a new object. */
export function anyType(step: Step): Type {
  const { random, world } = step;
  const record = () => random.pick(world.records);
  return random.weighted<() => Type>([
    [8, record],
    [2, () => random.pick(scalarTypes)],
    [2, () => arrayOf(random.pick(scalarTypes), random.pick([1, 2, 5, 16, 17, 100, 1030]))],
    [2, () => arrayOf(record(), random.between(1, 3))],
    [1, () => arrayOf(random.pick<Type>([TEXT, WIDE, ADDRESS, pointerTo(record()), FUNCTION]), random.between(1, 5))],
    [3, () => pointerTo(random.chance(0.7) ? record() : random.pick(scalarTypes))],
    [2, () => TEXT],
    [1, () => WIDE],
    [1, () => ADDRESS],
    [1, () => FUNCTION],
  ])();
}

/** `new T(…)`. */
export function make(step: Step): void {
  const type = anyType(step);
  const name = step.name();
  const made = step.does(`const ${name} = new ${type.name}(…)`, () => fresh(step, type));
  step.say(`  // ${made.text}`);
  step.add(name, made.js, type, { region: named(made.region, name) });
}

const named = (region: Region, name: string): Region => Object.assign(region, { name: `the memory of ${name}` });

/** A buffer of JavaScript's, or of text. */
export function makeBuffer(step: Step): void {
  const { random } = step;
  const name = step.name();
  if (random.chance(0.15)) {
    const length = size(step);
    const buffer = new ArrayBuffer(length);
    const js = random.chance(0.5) ? buffer : new DataView(buffer);
    const region = new Region("own", new Array(length).fill(0), "");
    region.visible = true;
    step.say(`const ${name} = new ${js === buffer ? "ArrayBuffer" : "DataView"}(… ${length})`);
    step.add(name, js, null, { region: named(region, name), size: length });
    return;
  }
  if (random.chance(0.6)) {
    const { js, text, region } = freshBuffer(
      step,
      random.pick(["Uint8Array", "Int32Array", "Float64Array"]),
      size(step),
    );
    step.say(`const ${name} = ${text}`);
    step.add(name, js, null, { region: named(region, name), size: js.byteLength });
    return;
  }
  const wide = random.chance(0.3);
  const text = randomString(step);
  const bytes = wide ? wideBytes(text, WIDE_UNIT) : textBytes(text);
  const unit = wide ? WIDE_UNIT : 1;
  const room = bytes.length / unit + (random.chance(0.5) ? 0 : random.below(40));
  const create = wide ? ctypes.createUnicodeBuffer : ctypes.createStringBuffer;
  const js = step.does(`const ${name} = ${create.name}(${showText(text)}, ${room})`, () => create(text, room));
  const region = new Region("own", [...bytes, ...new Array(room * unit - bytes.length).fill(0)], "");
  region.visible = !wide;
  step.add(name, js, arrayOf(scalar(wide ? "c_wchar" : "c_char"), room), { region: named(region, name) });
}

const size = (step: Step): number => step.random.pick([1, 4, 8, 30, 64, 65, 500, 5000]);

/** Memory of C's, as an instance at an address. */
export function makeForeign(step: Step): void {
  foreign(step, anyType(step));
}

/** A WebAssembly memory, which lets go of its buffer when it grows. */
export function makeWasm(step: Step): void {
  const name = step.name();
  step.say(`const ${name} = new Uint8Array(new WebAssembly.Memory({ initial: 1 }).buffer)`);
  const memory = new WebAssembly.Memory({ initial: 1 });
  const js = new Uint8Array(memory.buffer);
  const region = new Region("own", new Array(js.length).fill(0), "");
  region.visible = true;
  region.grow = () => memory.grow(1);
  step.add(name, js, null, { region: named(region, name), size: js.length });
}

/** A large structure in C's memory. */
export function makeBig(step: Step): void {
  foreign(step, Big);
}

function foreign(step: Step, type: Type): void {
  if (type.kind === "function") return;
  const name = step.name();
  const { symbols } = step.world.native;
  // malloc aligns to 16.
  if (type.align > 16) return;
  const address = symbols.allocate(type.size)!;
  const js = step.does(
    `const ${name} = ${type.name}.fromAddress(allocate(${type.size}))`,
    () => type.c.fromAddress(address),
  );
  const region = new Region("foreign", new Array(type.size).fill(0), "");
  region.base = address;
  step.add(name, js, type, { region: named(region, name) });
  step.world.roots.add(region);
}

/** `free` of C's memory that no object stands for any more. */
export function release(step: Step): void {
  const { world, random } = step;
  const used = new Set([...world.views.values()].map((view) => view.region));
  const free = [...world.roots].filter((region) =>
    region.kind === "foreign" && !used.has(region) && region.locked === 0
  );
  if (free.length === 0) return;
  const region = random.pick(free);
  world.roots.delete(region);
  // What a running call may use stays.
  if (step.depth > 0 || reachable(world.held()).has(region)) return void world.roots.add(region);
  step.does(`release(${region.name})`, () => world.native.symbols.release(region.base!));
  region.gone = "freed";
}

/** An object is let go of; what its memory is needed for stays. */
export function drop(step: Step): void {
  const view = step.random.choose(step.world.views.values());
  if (view === undefined) return;
  step.say(`${view.name} = undefined`);
  step.drop(view);
}

/** Forced collection, and other bytes where memory became free. */
export function garbage(step: Step): void {
  step.say("collect()");
  collectAndOverwrite();
}

/** Collects garbage and overwrites what became free. */
export function collectAndOverwrite(): void {
  for (let round = 0; round < 2; round++) {
    // A class and an instance of the module's: what was used last is let go of.
    new ctypes.c_int(1);
    collect();
    for (const size of [16, 32, 64, 128, 256, 1024, 4096, 8192, 1 << 15, 1 << 16, 1 << 18]) {
      for (let i = 0; i < (size > 5000 ? 4 : 24); i++) {
        overwritten.push(new Uint8Array(new ArrayBuffer(size)).fill(0x5a));
      }
    }
    overwritten.length = 0;
  }
}
const overwritten: Uint8Array[] = [];

/** A frozen instance works as any other. */
export function freeze(step: Step): void {
  const view = step.choose(({ type }) => type !== null && type.kind === "record");
  if (view === undefined) return;
  step.does(`Object.freeze(${view.name})`, () => Object.freeze(view.js));
}

/** Whether the bytes are those that it was made with: a look at one object. */
export function look(step: Step): void {
  const view = step.choose((view) => view.region.run === undefined && !holdsAddress(view.type));
  if (view === undefined) return;
  const { js, size, region, offset } = view as View;
  const seen = step.does(`bytesAt(${view.name})`, () => [...ctypes.bytesAt(js)]);
  step.same("its length", seen.length, size);
  seen.forEach((byte, i) => {
    if (byte !== region.bytes[offset + i]) fail(`byte ${i} is ${byte}, not ${region.bytes[offset + i]}`);
  });
}

/** A plain copy of a record. */
export function plain(step: Step): void {
  const view = step.choose(({ type, region, offset }) =>
    type?.kind === "record" && type.size < 2000 &&
    slotsOf(type).every(({ at, type }) => type.kind === "function" || readable(type, region, offset + at))
  );
  if (view === undefined) return;
  const { js, name, type, region, offset } = view;
  const copy = step.does(`toObject(${name})`, () => ctypes.toObject(js));
  comparePlain(copy, type!, region, offset, `toObject(${name})`);
}
