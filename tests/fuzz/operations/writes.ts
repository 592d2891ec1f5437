/** Steps that write to memory from JavaScript: fields, elements, `contents`, `memmove`, `memset`, `resize`. */
import * as ctypes from "../../../mod.ts";
import { usable } from "../check.ts";
import { Region } from "../memory.ts";
import { scope } from "../scope.ts";
import type { Field, Type } from "../types.ts";
import {
  fresh,
  heldBy,
  holdsAddress,
  isMemory,
  knows,
  type Made,
  placeOf,
  randomValue,
  showNumber,
  wholly,
  writeScalar,
} from "../values.ts";
import { settle, type Step, type View } from "../world.ts";

/** Whether nobody else uses an object's memory now. */
export const unlocked = (view: View): boolean => view.region.locked === 0;

/** Stores a value in a part of an object. */
function store(step: Step, view: View, at: number, line: string, value: Made, assign: () => void): void {
  step.does(`${line} = ${value.text}`, assign);
  value.apply(view.region, at);
  settle(view.js, view.region, view.offset);
}

/** `s.field = value`. */
export function assignField(step: Step): void {
  const { random } = step;
  const view = step.choose((view) => view.type?.kind === "record" && unlocked(view));
  if (view === undefined) return;
  const { type, js, offset, name } = view;
  const fields = (type as Extract<Type, { kind: "record" }>).fields;
  if (fields.length === 0) return;
  // Pointers are what goes wrong.
  const pointers = fields.filter((field) => holdsAddress(field.type));
  const field = random.pick(pointers.length > 0 && random.chance(0.5) ? pointers : fields);
  const at = offset + field.offset;
  if (random.chance(0.05) && refuseField(step, view, field)) return;
  if (field.bits !== undefined) {
    const value = field.bits.random(random);
    step.does(`${name}.${field.name} = ${showNumber(value)}`, () => js[field.name] = value);
    return writeScalar(view.region, at, field.bits, value);
  }
  const value = randomValue(step, field.type);
  store(step, view, at, `${name}.${field.name}`, value, () => js[field.name] = value.js);
}

/** What a field does not take. */
function refuseField(step: Step, { js, name }: View, field: Field): boolean {
  const codec = field.bits ?? (field.type.kind === "scalar" ? field.type.codec : null);
  const [value, error] = codec !== null
    ? codec.wrong(step.random)
    : [step.random.pick([5, true, Symbol.iterator]), "TypeError" as const];
  step.refuses(`${name}.${field.name} = ${String(value)}`, [error], () => js[field.name] = value);
  return true;
}

/** `a[i] = value`, `a.set(i, value)`. */
export function assignElement(step: Step): void {
  const { random } = step;
  const view = step.choose((view) => view.type?.kind === "array" && unlocked(view));
  if (view === undefined) return;
  const { js, offset, name } = view;
  const { element, length } = view.type as Extract<Type, { kind: "array" }>;
  const typed = ArrayBuffer.isView(js);
  if (!typed && random.chance(0.05)) {
    return step.refuses(`${name}.at(${length})`, ["RangeError"], () => js.at(length));
  }
  const index = random.below(length);
  const value = randomValue(step, element);
  const line = typed ? `${name}[${index}]` : `${name}.set(${index})`;
  // JavaScript's own arrays convert as they do.
  const own = typed && element.kind === "scalar" && typeof element.codec.read(view.region.bytes, offset) === "bigint"
    ? BigInt(value.js)
    : value.js;
  store(step, view, offset + index * element.size, line, value, () => {
    if (typed) (js as any)[index] = own;
    else js.set(index, own);
  });
}

/** `cell.value = …` of a scalar or an address type. */
export function assignValue(step: Step): void {
  const { random } = step;
  const view = step.choose(({ type, region }) =>
    type !== null && region.locked === 0 && ["scalar", "text", "wide", "address"].includes(type.kind)
  );
  if (view === undefined) return;
  const { type, js, name } = view;
  if (type!.kind === "scalar" && random.chance(0.05)) {
    const [wrong, error] = type!.codec.wrong(random);
    return step.refuses(`${name}.value = ${String(wrong)}`, [error], () => js.value = wrong);
  }
  const value = randomValue(step, type!);
  store(step, view, view.offset, `${name}.value`, value, () => js.value = value.js);
}

/** `p.contents = x`. */
export function assignContents(step: Step): void {
  const view = step.choose((view) => view.type?.kind === "pointer" && unlocked(view));
  if (view === undefined) return;
  const element = (view.type as Extract<Type, { kind: "pointer" }>).target();
  if (element.kind === "function") return;
  const other = step.random.chance(0.5) ? step.choose((view) => view.type?.c === element.c) : undefined;
  if (other === undefined) {
    const { js, text, region } = fresh(step, element);
    const target = wholly(region);
    const value: Made = { js, text, apply: (region, at) => region.point(at, target) };
    return store(step, view, view.offset, `${view.name}.contents`, value, () => view.js.contents = value.js);
  }
  const value: Made = { js: other.js, text: other.name, apply: (region, at) => region.point(at, placeOf(other)) };
  store(step, view, view.offset, `${view.name}.contents`, value, () => view.js.contents = value.js);
}

/** `p.set(i, value)`. */
export function assignThrough(step: Step): void {
  const view = step.choose((view) => view.type?.kind === "pointer" && knows(view));
  if (view === undefined) return;
  const element = (view.type as Extract<Type, { kind: "pointer" }>).target();
  const target = heldBy(view);
  if (target === null) {
    const value = randomValue(step, element);
    return step.refuses(`${view.name}.set(0, …)`, ["Error"], () => view.js.set(0, value.js));
  }
  if (!target.strong || target.region.locked > 0 || !usable(target, element.size)) return;
  const value = randomValue(step, element);
  step.does(`${view.name}.set(0, ${value.text})`, () => view.js.set(0, value.js));
  value.apply(target.region, target.offset);
  settle(view.js.contents, target.region, target.offset);
}

/** Assigns what is no instance any more, or one of another type: it must be refused. */
export function assignWrong(step: Step): void {
  const { random } = step;
  const view = step.choose((view) => view.type?.kind === "record" && view.size > 0);
  if (view === undefined) return;
  const { js, name, type } = view;
  const spread = { ...js };
  random.pick<() => void>([
    () => step.refuses(`memset({ ...${name} }, 0, 1)`, ["TypeError"], () => ctypes.memset(spread, 0, 1)),
    () => step.refuses(`cast({ ...${name} }, c_void_p)`, ["TypeError"], () => ctypes.cast(spread, ctypes.c_void_p)),
    () => step.refuses(`byref({ ...${name} })`, ["TypeError"], () => ctypes.byref(spread)),
    () => step.refuses(`bytesAt({ ...${name} })`, ["TypeError"], () => ctypes.bytesAt(spread)),
    () => step.refuses(`hash({ ...${name} }, 1)`, ["TypeError"], () => step.world.library.symbols.hash(spread, 1)),
    () => step.refuses(`fromBufferCopy({ ...${name} })`, ["TypeError"], () => type!.c.fromBufferCopy(spread)),
    () =>
      step.refuses(
        `new (Pointer(${type!.name}))({ ...${name} })`,
        ["TypeError"],
        () => new (ctypes.Pointer(type!.c))(spread),
      ),
    () => step.refuses(`new ${type!.name}({ nobody: 1 })`, ["TypeError"], () => new type!.c({ nobody: 1 })),
  ])();
}

/** `memmove`, with the pointers among the bytes. */
export function move(step: Step): void {
  const { random } = step;
  const to = step.choose((view) => isMemory(view) && unlocked(view) && !holdsAddress(view.type));
  const from = step.choose((view) => isMemory(view) && !holdsAddress(view.type));
  if (to === undefined || from === undefined) return;
  const same = random.chance(0.5);
  const toBy = same ? 0 : random.below(to.size + 1), fromBy = same ? 0 : random.below(from.size + 1);
  const room = Math.min(to.size - toBy, from.size - fromBy);
  if (random.chance(0.05)) {
    const large = Math.max(to.size - toBy, from.size - fromBy) + 1;
    return step.refuses(`memmove(${to.name}, ${from.name}, ${large})`, ["RangeError"], () => {
      ctypes.memmove(place(to, toBy), place(from, fromBy), large);
    });
  }
  const size = same && random.chance(0.7) ? room : random.below(room + 1);
  step.does(
    `memmove(byref(${to.name}, ${toBy}), byref(${from.name}, ${fromBy}), ${size})`,
    () => ctypes.memmove(place(to, toBy), place(from, fromBy), size),
  );
  to.region.copy(to.offset + toBy, from.region, from.offset + fromBy, size);
}

const place = (view: View, by: number): any => by === 0 ? view.js : ctypes.byref(view.js, by);

/** `memset`. */
export function set(step: Step): void {
  const { random } = step;
  const view = step.choose((view) => isMemory(view) && unlocked(view) && !holdsAddress(view.type));
  if (view === undefined) return;
  const by = random.below(view.size + 1), size = random.below(view.size - by + 1), value = randomByte(step);
  step.does(
    `memset(byref(${view.name}, ${by}), ${value}, ${size})`,
    () => ctypes.memset(place(view, by), value, size),
  );
  view.region.fill(view.offset + by, value, size);
}

export const randomByte = (step: Step): number => step.random.pick([0, 0, 1, 65, 127, 200, 255]);

/** Bytes that JavaScript's own arrays write, of which the module cannot know. */
export function writeBytes(step: Step): void {
  const { random } = step;
  const view = step.choose((view) => view.js instanceof Uint8Array && unlocked(view) && view.size > 0);
  if (view === undefined) return;
  const at = random.below(view.size), value = randomByte(step);
  step.does(`${view.name}[${at}] = ${value}`, () => view.js[at] = value);
  view.region.fill(view.offset + at, value, 1);
}

/** `resize(x, n)`. Views and pointers made before keep the old memory. */
export function resize(step: Step): void {
  const { random } = step;
  const view = step.choose((view) => isMemory(view) && view.type !== null);
  if (view === undefined) return;
  const { js, type, region, offset, size, name } = view;
  const wanted = random.pick([type!.size, size, size + 1, size + 8, 2 * size + 100, size + 40_000]);
  const line = `resize(${name}, ${wanted})`;
  if (region.locked > 0) return;
  if (ArrayBuffer.isView(js) || Object.isFrozen(js)) {
    return step.refuses(line, ["TypeError"], () => ctypes.resize(js, wanted));
  }
  if (random.chance(0.05)) {
    const less = type!.size - 1;
    return step.refuses(`resize(${name}, ${less})`, ["RangeError"], () => ctypes.resize(js, less));
  }
  step.does(line, () => ctypes.resize(js, wanted));
  step.same(`sizeof(${name})`, ctypes.sizeof(js), wanted);
  const fresh = new Region("own", new Array(wanted).fill(0), `the new memory of ${name}`);
  fresh.copy(0, region, offset, Math.min(size, wanted));
  replace(view, fresh, wanted);
}

function replace(view: View, region: Region, size: number): void {
  scope.replaced(view.region);
  view.region = region;
  view.offset = 0;
  view.size = size;
}
