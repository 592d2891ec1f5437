/** Steps that copy buffers as JavaScript does, and that give them away. */
import * as ctypes from "../../../mod.ts";
import { isThere, leadsToGone, reachable } from "../memory.ts";
import { scope } from "../scope.ts";
import { holdsAddress, isMemory } from "../values.ts";
import { bytesIn, fail, type Step, type View, windowOf } from "../world.ts";
import { typed } from "./calls.ts";

/** Objects whose buffer programs can reach. */
const hasBuffer = ({ js, size, region }: View): boolean =>
  ArrayBuffer.isView(js) && size > 0 && region.grow === undefined;

/** The buffer is memory of that object alone, and copies carry nothing else. */
export function clone(step: Step): void {
  const view = step.choose(hasBuffer);
  if (view === undefined) return;
  const { js, name, region, offset, size } = view;
  const buffer: ArrayBuffer = js.buffer;
  if (buffer.byteLength > region.size + 64) {
    fail(`${name}.buffer has ${buffer.byteLength} bytes, and the object it belongs to has ${region.size}`);
  }
  const copy: Uint8Array = step.random.chance(0.5)
    ? step.does(`structuredClone(${name})`, () => structuredClone(js))
    : step.does(`structuredClone(${name}.buffer)`, () => new Uint8Array(structuredClone(buffer), js.byteOffset, size));
  const bytes = new Uint8Array(copy.buffer, copy.byteOffset, size);
  bytes.forEach((byte, i) => {
    if (byte !== region.bytes[offset + i]) fail(`byte ${i} of the copy is ${byte}, not ${region.bytes[offset + i]}`);
  });
  // What is beside the object was never another's.
  const start = js.byteOffset - offset;
  new Uint8Array(buffer).forEach((byte, i) => {
    if ((i < start || i >= start + region.size) && byte !== 0) {
      fail(`${name}.buffer has byte ${byte} at ${i}, beside it`);
    }
  });
}

/** Gives a buffer away: that object's memory is gone, and nothing else is. */
export function transfer(step: Step): void {
  const { world, random } = step;
  // What a call uses a program must not give away.
  const used = scope.depth > 0 ? reachable(scope.inUse()) : new Set();
  const view = step.choose((view) => hasBuffer(view) && !used.has(view.region) && view.region.locked === 0);
  if (view === undefined) return;
  const { js, name, region } = view;
  // An object that is no array has a buffer only for the arrays on it, which need not be its memory.
  const others = [...world.views.values()].filter((other) => other.region === region);
  const buffer: ArrayBuffer = js.buffer;
  const window = windowOf(buffer);
  const witness = region.visible
    ? null
    : others.find((other) => !ArrayBuffer.isView(other.js) && isThere(other) && !other.windows.includes(window));
  if (witness === undefined) return;
  if (random.chance(0.5)) {
    step.does(`structuredClone(${name}.buffer, { transfer: [${name}.buffer] })`, () => {
      structuredClone(buffer, { transfer: [buffer] });
    });
  } else step.does(`${name}.buffer.transfer()`, () => void buffer.transfer());
  if (witness === null || isGone(witness)) region.gone = "transferred";
  else window.lost = true;
}

/** Makes a WebAssembly memory grow: what was on its buffer is gone. */
export function grow(step: Step): void {
  const used = scope.depth > 0 ? reachable(scope.inUse()) : new Set();
  const view = step.choose(({ region }) => region.grow !== undefined && !used.has(region) && region.locked === 0);
  if (view === undefined) return;
  step.does(`${view.name}'s memory.grow(1)`, () => view.region.grow!());
  view.region.gone = "transferred";
}

/** Whether an object's memory went away with a buffer on it. */
function isGone({ js, size }: View): boolean {
  try {
    bytesIn(js, 0, size);
    return false;
  } catch (thrown) {
    if (thrown instanceof TypeError) return true;
    throw thrown;
  }
}

/** Uses an object whose memory was given away, or a pointer to it. */
export function useGone(step: Step): void {
  const { world, random } = step;
  const { symbols } = world.library;
  const gone = [...world.views.values()].filter((view) => !isThere(view) && view.size > 0 && isMemory(view));
  const view = random.choose(gone);
  if (view === undefined) return;
  const surely = view.region.gone === "transferred" || ArrayBuffer.isView(view.js) && view.js.byteLength === 0;
  if (!surely) return;
  const { js, name, type } = view;
  const uses: [string, () => unknown][] = [
    [`hash(byref(${name}), 0)`, () => symbols.hash(ctypes.byref(js), 0)],
    [`addressof(${name})`, () => ctypes.addressof(js)],
    [`memset(byref(${name}), 0, 1)`, () => ctypes.memset(ctypes.byref(js), 0, 1)],
    [`memmove(byref(${name}), new c_int(), 1)`, () => ctypes.memmove(ctypes.byref(js), new ctypes.c_int(), 1)],
  ];
  if (!holdsAddress(type)) {
    uses.push(
      [`hash(${name}, 0)`, () => symbols.hash(js, 0)],
      [`bytesAt(${name}, 1)`, () => ctypes.bytesAt(js, 1)],
      [`memoryAt(${name}, 1)`, () => ctypes.memoryAt(js, 1)],
    );
  }
  if (type?.kind === "record" && type.fields.length > 0) {
    const field = random.pick(type.fields);
    // Other kinds of fields are objects on that memory, which are refused when they are used.
    if (field.type.kind === "scalar") uses.push([`${name}.${field.name}`, () => js[field.name]]);
  }
  if (type?.kind === "scalar") uses.push([`${name}.value`, () => js.value]);
  const [line, use] = random.pick(uses);
  step.refuses(line, ["TypeError"], use);
  if (random.chance(0.3)) step.drop(view);
}

/** Passes an object whose pointers lead to memory that was given away. */
export function passGone(step: Step): void {
  const { random, world } = step;
  const { symbols } = world.library;
  const view = step.choose((view) =>
    isMemory(view) && view.size > 0 && leadsToGone(view.region, view.offset, view.offset + view.size)
  );
  if (view === undefined) return;
  const { js, name, type } = view;
  const [line, call] = random.pick<[string, () => unknown]>([
    [`hash(byref(${name}), 0)`, () => symbols.hash(ctypes.byref(js), 0)],
    [`hash(${name}, 0)`, () => symbols.hash(js, 0)],
    [`around(${name}, 0)`, () => symbols.around(js, 0, () => {})],
    ...type === null ? [] : [
      [`hash(pointer(${name}), 0)`, () => symbols.hash(ctypes.pointer(js), 0)],
      [`same(${name})`, () => typed(type).symbols.same(js)],
      [`same(pointer(${name}))`, () => typed(type).symbols.same(ctypes.pointer(js))],
    ] as [string, () => unknown][],
  ]);
  step.refuses(line, ["TypeError"], call);
}
