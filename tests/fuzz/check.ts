/** Compares what JavaScript and C see with what the fuzzer knows. */
import { hashBytes, hex, isThere, reachable, type Region, type Target } from "./memory.ts";
import { WIDE_UNIT } from "./values.ts";
import type { Field, Type } from "./types.ts";
import { bytesIn, fail, type Step, type View, type World } from "./world.ts";

/** Compares everything; of objects that JavaScript sees only some, unless it is thorough. */
export function checkAll(step: Step, thorough: boolean): void {
  const { world } = step;
  for (const region of reachable(world.held())) {
    // Large ones take as long as all others together.
    if (thorough || region.size < LARGE || step.random.chance(0.05)) checkRegion(world, region);
  }
  for (const view of [...world.views.values()]) {
    if (view.size >= LARGE && !thorough && !step.random.chance(0.2)) continue;
    if (isThere(view) && view.region.run === undefined && !view.region.busy && (thorough || step.random.chance(0.3))) {
      checkView(view);
    }
  }
}

const LARGE = 30_000;

/** What C sees. */
function checkRegion(world: World, region: Region): void {
  const { base, bytes, kind, run } = region;
  // Functions are called where a step says so.
  if (base === null || run !== undefined || region.busy) return;
  const seen = world.native.symbols.hash(base, bytes.length);
  if (seen === hashBytes(bytes)) return;
  const wrong = bytes.findIndex((byte, i) => world.native.symbols.byte_at(base, i) !== byte);
  const found = world.native.symbols.byte_at(base, wrong);
  fail(
    `C sees byte ${wrong} of ${region.name} (${kind}, ${bytes.length} bytes at ${hex(base)}) as ${found}, ` +
      `not ${bytes[wrong]}`,
  );
}

/** What JavaScript sees of an object. */
export function checkView(view: View): void {
  const { js, type, region, offset, size, name } = view;
  try {
    const seen = bytesIn(js, 0, size);
    const wrong = seen.findIndex((byte, i) => byte !== region.bytes[offset + i]);
    if (wrong >= 0) {
      fail(`JavaScript sees byte ${wrong} of ${name} as ${seen[wrong]}, not ${region.bytes[offset + wrong]}`);
    }
    if (type !== null) compareInstance(js, type, region, offset, name, 2);
  } catch (thrown) {
    fail(`looking at ${name} threw ${thrown instanceof Error ? thrown.stack : thrown}`);
  }
}

/** Compares an instance, as `contents`, constructors and records give them. */
function compareInstance(js: any, type: Type, region: Region, at: number, what: string, depth: number): void {
  switch (type.kind) {
    case "record":
    case "array":
      return compareValue(js, type, region, at, what, depth);
    case "pointer":
      return comparePointer(js, type, region, at, what, depth);
    case "function":
      return;
    default:
      if (readable(type, region, at)) compareValue(js.value, type, region, at, `${what}.value`, depth);
  }
}

/** Compares what reading a field, an element or `.value` gives. */
function compareValue(js: any, type: Type, region: Region, at: number, what: string, depth: number): void {
  const target = region.target(at);
  switch (type.kind) {
    case "scalar":
      return same(js, type.codec.read(region.bytes, at), what);
    case "record":
      for (const field of type.fields) compareField(js, field, region, at, what, depth);
      return;
    case "array": {
      const { element, length } = type;
      same(js.length, length, `${what}.length`);
      const few = Math.min(length, 8);
      for (let n = 0; n < few; n++) {
        const i = Math.floor(n * (length - 1) / Math.max(1, few - 1));
        const place = at + i * element.size;
        if (!readable(element, region, place)) continue;
        const value = ArrayBuffer.isView(js) ? (js as any)[i] : js.at(i);
        compareValue(value, element, region, place, `${what}[${i}]`, depth);
      }
      return;
    }
    case "pointer":
      if (region.address(at) === 0n) return same(js, null, what);
      return comparePointer(js, type, region, at, what, depth);
    case "text":
    case "wide":
      if (region.address(at) === 0n) return same(js, null, what);
      return same(js, textOf(target!, type.kind === "wide"), what);
    case "address":
      return same(js, region.address(at) || null, what);
    case "function":
      if (region.address(at) === 0n) return same(js, null, what);
      return same(typeof js, "function", what);
  }
}

/** Compares a plain copy of a record: pointers in it are addresses. */
export function comparePlain(plain: any, type: Type, region: Region, at: number, what: string): void {
  switch (type.kind) {
    case "record":
      for (const field of type.fields) {
        const { name, offset, bits } = field;
        if (bits !== undefined) compareField(plain, field, region, at, what, 0);
        else comparePlain(plain[name], field.type, region, at + offset, `${what}.${name}`);
      }
      return;
    case "array":
      same(plain.length, type.length, `${what}.length`);
      for (let i = 0; i < type.length; i++) {
        comparePlain(plain[i], type.element, region, at + i * type.element.size, `${what}[${i}]`);
      }
      return;
    case "pointer":
    case "function":
      return same(plain, region.address(at) || null, what);
    default:
      return compareValue(plain, type, region, at, what, 0);
  }
}

function compareField(
  js: any,
  { name, type, offset, bits }: Field,
  region: Region,
  at: number,
  what: string,
  depth: number,
) {
  if (!readable(type, region, at + offset)) return;
  if (bits !== undefined) return same(js[name], bits.read(region.bytes, at + offset), `${what}.${name}`);
  compareValue(js[name], type, region, at + offset, `${what}.${name}`, depth);
}

/** A pointer, and what is behind it as far as it is known. */
function comparePointer(
  js: any,
  type: Extract<Type, { kind: "pointer" }>,
  region: Region,
  at: number,
  what: string,
  depth: number,
): void {
  same(js.address, region.address(at), `${what}.address`);
  const target = region.target(at);
  if (target === null || depth === 0 || target.region.busy) return;
  const element = type.target();
  if (!usable(target, element.size) || !readable(element, target.region, target.offset)) return;
  if (element.kind === "function") return;
  compareInstance(js.contents, element, target.region, target.offset, `${what}.contents`, depth - 1);
}

/** Whether memory behind a pointer is there and large enough. */
export function usable(target: Target, size: number): boolean {
  const { region, offset, end } = target;
  return isThere(target) && region.run === undefined && offset + size <= Math.min(end, region.size);
}

/** Whether reading a value follows no pointer that is none. */
export function readable(type: Type, region: Region, at: number): boolean {
  if (type.kind !== "text" && type.kind !== "wide" && type.kind !== "function") return true;
  if (region.address(at) === 0n) return true;
  const target = region.target(at);
  if (target === null || !isThere(target)) return false;
  if (type.kind === "function") return target.region.run !== undefined;
  return target.region.run === undefined && textOf(target, type.kind === "wide") !== null;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The text behind a pointer; null if no NUL ends it within the object. */
export function textOf({ region, offset, end }: Target, wide: boolean): string | null {
  const last = Math.min(end, region.size);
  const unit = wide ? WIDE_UNIT : 1;
  for (let at = offset; at + unit <= last; at += unit) {
    if (region.bytes.slice(at, at + unit).some((byte) => byte !== 0)) continue;
    const bytes = region.bytes.slice(offset, at);
    return wide ? wideText(bytes) : decoder.decode(new Uint8Array(bytes));
  }
  return null;
}

function wideText(bytes: number[]): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += WIDE_UNIT) {
    const code = bytes.slice(i, i + WIDE_UNIT).reduceRight((sum, byte) => sum * 256 + byte, 0);
    text += WIDE_UNIT === 2 ? String.fromCharCode(code) : code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
  }
  return text;
}

function same(actual: unknown, expected: unknown, what: string): void {
  if (Object.is(actual, expected)) return;
  fail(`JavaScript sees ${what} as ${show(actual)}, not ${show(expected)}`);
}

const show = (value: unknown): string => typeof value === "string" ? JSON.stringify(value) : String(value);
