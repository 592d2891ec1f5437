/** Steps that make further objects on memory that is there: fields, casts, pointers, `fromBuffer`, `memoryAt`. */
import * as ctypes from "../../../mod.ts";
import { usable } from "../check.ts";
import { Region, type Target } from "../memory.ts";
import { arrayOf, pointerTo, scalarTypes, swapped, type Type } from "../types.ts";
import { heldBy, holdsAddress, isMemory, knows, placeOf } from "../values.ts";
import { settle, type Step, type View } from "../world.ts";

const mine = (view: View): boolean => isMemory(view) && view.type !== null;

/** A nested record or array, or one element of an array. */
export function part(step: Step): void {
  const { random } = step;
  const view = step.choose(({ type }) => type?.kind === "record" || type?.kind === "array");
  if (view === undefined) return;
  const { type, offset } = view;
  if (type!.kind === "record") {
    const fields = type!.fields.filter(({ type }) => compound(type));
    if (fields.length === 0) return;
    const field = random.pick(fields);
    const name = step.name();
    const js = step.does(`const ${name} = ${view.name}.${field.name}`, () => view.js[field.name]);
    if (isMisaligned(js, field.type)) return;
    step.add(name, js, field.type, { ...view, offset: offset + field.offset, size: field.type.size });
  } else if (type!.kind === "array" && compound(type!.element)) {
    const index = random.below(type!.length);
    const name = step.name();
    const js = step.does(`const ${name} = ${view.name}.at(${index})`, () => view.js.at(index));
    if (isMisaligned(js, type!.element)) return;
    const { element } = type!;
    step.add(name, js, element, { ...view, offset: offset + index * element.size, size: element.size });
  }
}

/** Whether reading it gives an object on the same memory, of a class that says all about it. */
function compound(type: Type): boolean {
  return type.kind === "record" ||
    type.kind === "array" && !swapped(type.element);
}

/** Arrays that no typed array can view are not of the array type's own class. */
function isMisaligned(js: unknown, type: Type): boolean {
  return type.kind === "array" && type.element.kind === "scalar" && type.element.array !== undefined &&
    !ArrayBuffer.isView(js);
}

/** `pointer(x)`, or `new (Pointer(T))(x)`. */
export function point(step: Step): void {
  const view = step.choose((view) => mine(view));
  if (view === undefined) return;
  const type = pointerTo(view.type!);
  const name = step.name();
  const [text, make] = step.random.chance(0.5)
    ? [`pointer(${view.name})`, () => ctypes.pointer(view.js)]
    : [`new (${type.name})(${view.name})`, () => new type.c(view.js)];
  const js = step.does(`const ${name} = ${text}`, make);
  addPointer(step, name, js, type, placeOf(view));
}

/** `cast(x, T)`. */
export function cast(step: Step): void {
  const { random } = step;
  const view = step.choose((view) => isMemory(view) && (!holdsAddress(view.type) || knows(view)));
  if (view === undefined) return;
  const type = random.weighted<Type>([
    [5, pointerTo(random.chance(0.6) ? random.pick(step.world.records) : random.pick(scalarTypes))],
    [1, { kind: "address", name: "c_void_p", c: ctypes.c_void_p, size: 8, align: 8 }],
  ]);
  const target = holdsAddress(view.type) ? heldBy(view) : placeOf(view);
  if (target === null || target.region.run !== undefined) return;
  const name = step.name();
  const js = step.does(`const ${name} = cast(${view.name}, ${type.name})`, () => ctypes.cast(view.js, type.c));
  addPointer(step, name, js, type, target);
}

function addPointer(step: Step, name: string, js: unknown, type: Type, target: Target | null): void {
  const region = new Region("own", new Array(8).fill(0), `the memory of ${name}`);
  region.point(0, target);
  settle(js, region, 0);
  step.add(name, js, type, { region });
}

/** `p.contents`, and elements that are objects. */
export function contents(step: Step): void {
  const { random } = step;
  const view = step.choose((view) => view.type?.kind === "pointer" && knows(view));
  if (view === undefined) return;
  const type = view.type as Extract<Type, { kind: "pointer" }>;
  const element = type.target();
  const target = heldBy(view);
  const name = step.name();
  if (target === null) {
    return step.refuses(`${view.name}.contents`, ["Error"], () => view.js.contents);
  }
  if (element.kind === "function") return;
  const { region, offset } = target;
  if (region.run !== undefined) return;
  const index = compound(element) && random.chance(0.4) ? random.between(-2, 3) : 0;
  const get = index === 0 ? () => view.js.contents : () => view.js.at(index);
  const at = offset + index * element.size;
  const line = `const ${name} = ${view.name}${index === 0 ? ".contents" : `.at(${index})`}`;
  if (at < 0 || at + element.size > region.size) {
    // Beyond memory of C's, and texts that it was given, nothing can be known.
    if (target.strong && region.kind === "own") step.refuses(line, ["RangeError"], get);
    return;
  }
  let js: unknown;
  const whole = index === 0 && usable(target, element.size) && target.strong;
  if (whole) js = step.does(line, get);
  else if (!step.may(line, ["RangeError"], () => js = get())) return;
  // Of a pointer that does not keep its target alive, neither does what it gives.
  if (target.strong && !isMisaligned(js, element)) {
    step.add(name, js, element, { ...target, offset: at, size: element.size });
  }
}

/** `T.fromBuffer(x, offset)`. */
export function fromBuffer(step: Step): void {
  const { random } = step;
  const view = step.choose(isMemory);
  if (view === undefined) return;
  const type = bufferType(step);
  const name = step.name();
  const room = view.size - type.size;
  const offset = room < 0 || random.chance(0.1)
    ? random.between(0, view.size + 8)
    : aligned(random.below(room + 1), type, random.chance(0.8));
  const line = `const ${name} = ${type.name}.fromBuffer(${view.name}, ${offset})`;
  if (offset + type.size > view.size) {
    return step.refuses(line, ["RangeError"], () => type.c.fromBuffer(view.js, offset));
  }
  const address = step.does(`addressof(${view.name})`, () => ctypes.addressof(view.js));
  const wrong = view.region.place(address - BigInt(view.offset));
  step.same(`where ${view.region.name} is`, wrong, null);
  if ((address + BigInt(offset)) % BigInt(type.align) !== 0n) {
    return step.refuses(line, ["RangeError"], () => type.c.fromBuffer(view.js, offset));
  }
  const js = step.does(line, () => type.c.fromBuffer(view.js, offset));
  step.add(name, js, type, { ...view, offset: view.offset + offset, size: type.size });
}

const aligned = (offset: number, type: Type, yes: boolean): number => yes ? offset - offset % type.align : offset;

function bufferType(step: Step): Type {
  const { random, world } = step;
  return random.weighted<() => Type>([
    [5, () => random.pick(world.records)],
    [1, () => random.pick(scalarTypes)],
    [2, () => arrayOf(random.pick(scalarTypes), random.between(1, 4))],
    [1, () => pointerTo(random.pick(world.records))],
  ])();
}

/** `T.fromBufferCopy(x, offset)`. */
export function fromBufferCopy(step: Step): void {
  const { random } = step;
  const view = step.choose(isMemory);
  if (view === undefined) return;
  const type = bufferType(step);
  const name = step.name();
  const offset = random.chance(0.5) ? 0 : random.below(view.size + 1);
  const line = `const ${name} = ${type.name}.fromBufferCopy(${view.name}, ${offset})`;
  if (offset + type.size > view.size) {
    return step.refuses(line, ["RangeError"], () => type.c.fromBufferCopy(view.js, offset));
  }
  const js = step.does(line, () => type.c.fromBufferCopy(view.js, offset));
  const region = new Region("own", new Array(type.size).fill(0), `the memory of ${name}`);
  region.copy(0, view.region, view.offset + offset, type.size);
  region.visible = ArrayBuffer.isView(js);
  step.add(name, js, type, { region });
}

/** `memoryAt(x)`, a subarray, or the buffer itself. */
export function memoryAt(step: Step): void {
  const { random } = step;
  const view = step.choose((view) => isMemory(view) && !holdsAddress(view.type) && view.size > 0);
  if (view === undefined) return;
  const name = step.name();
  if (ArrayBuffer.isView(view.js) && view.js instanceof Uint8Array && random.chance(0.5)) {
    const start = random.below(view.size), end = random.between(start + 1, view.size);
    const js = step.does(
      `const ${name} = ${view.name}.subarray(${start}, ${end})`,
      () => (view.js as Uint8Array).subarray(start, end),
    );
    step.add(name, js, null, { ...view, offset: view.offset + start, size: end - start });
    return;
  }
  const by = random.chance(0.6) ? 0 : random.below(view.size);
  const size = by === 0 && random.chance(0.6) ? undefined : random.between(1, view.size - by);
  const place = by === 0 ? view.name : `byref(${view.name}, ${by})`;
  const js = step.does(
    `const ${name} = memoryAt(${place}${size === undefined ? "" : `, ${size}`})`,
    () => ctypes.memoryAt(by === 0 ? view.js : ctypes.byref(view.js, by), size),
  );
  step.add(name, js, null, { ...view, offset: view.offset + by, size: size ?? view.size });
}

/** An address that is a number, as `addressof` gives it: C's memory alone may be used by it. */
export function atAddress(step: Step): void {
  const view = step.choose((view) => view.region.kind === "foreign" && view.type !== null);
  if (view === undefined) return;
  const name = step.name();
  const address = view.region.base! + BigInt(view.offset);
  const js = step.does(
    `const ${name} = memoryAt(addressof(${view.name}), ${view.size})`,
    () => ctypes.memoryAt(address, view.size),
  );
  const { region, offset, size } = view;
  step.add(name, js, null, { region, offset, size });
}
