/** Random values for the module to store, each with what it does to the fuzzer's account of memory. */
import * as ctypes from "../../mod.ts";
import { isThere, Region, type Target, textBytes, wideBytes } from "./memory.ts";
import type { Codec, ScalarValue } from "./scalars.ts";
import { ADDRESS, type Field, FUNCTION, type PointerType, type RecordType, swapped, type Type } from "./types.ts";
import { settle, type Step, type View } from "./world.ts";

/** The size of a `wchar_t`. */
export const WIDE_UNIT: number = ctypes.c_wchar.size;

/** A value as JavaScript gives it. */
export interface Made {
  readonly js: any;
  /** How it is printed. */
  readonly text: string;
  /** Stores it in the account. Pointers are settled afterwards. */
  apply(region: Region, at: number): void;
}

/** An object that is new. */
export interface Fresh {
  readonly js: any;
  readonly text: string;
  readonly region: Region;
}

/** Where an object of JavaScript's is, as a pointer refers to it. */
export function placeOf({ region, offset, size, windows }: View, by = 0): Target {
  return { region, offset: offset + by, strong: true, end: offset + size, windows };
}

/** The whole of some memory, as a pointer to its beginning refers to it. */
export const wholly = (region: Region, offset = 0): Target => (
  { region, offset, strong: true, end: region.size, windows: [] }
);

/** A random value of a type. */
export function randomValue(step: Step, type: Type, depth = 2): Made {
  const { random } = step;
  switch (type.kind) {
    case "scalar": {
      const js = type.codec.random(random);
      return { js, text: showNumber(js), apply: (region, at) => writeScalar(region, at, type.codec, js) };
    }
    case "record":
      return randomRecord(step, type, depth);
    case "array":
      return randomArray(step, type, depth);
    case "pointer":
      return pointing(randomPointer(step, type, depth));
    case "text":
    case "wide":
      return pointing(randomText(step, type.kind === "wide"));
    case "address":
      return pointing(randomAddress(step));
    case "function":
      return pointing(randomFunction(step));
  }
}

export const showNumber = (value: unknown): string =>
  typeof value === "bigint" ? `${value}n` : Object.is(value, -0) ? "-0" : String(value);

/** Stores a scalar or the value of a bit field in the account. */
export function writeScalar(region: Region, at: number, codec: Codec, value: ScalarValue): void {
  region.forget(at + codec.first, codec.size);
  codec.write(region.bytes, at, value);
}

interface Pointing {
  readonly js: any;
  readonly text: string;
  readonly target: Target | null;
}

const pointing = ({ js, text, target }: Pointing): Made => ({
  js,
  text,
  apply: (region, at) => region.point(at, target),
});
const NULL: Pointing = { js: null, text: "null", target: null };

const viewsOf = (step: Step, c: unknown): View | undefined => step.choose((view) => view.type?.c === c);

function randomRecord(step: Step, type: RecordType, depth: number): Made {
  const { random } = step;
  const same = random.chance(0.4) ? viewsOf(step, type.c) : undefined;
  if (same !== undefined) return copyOf(same);
  if (depth > 0 && random.chance(0.4)) {
    const { js, text, region } = fresh(step, type, depth - 1);
    return { js, text, apply: (to, at) => to.copy(at, region, 0, type.size) };
  }
  const { js, text, apply } = randomFields(step, type, depth);
  return {
    js,
    text,
    apply(region, at) {
      const made = new Region("own", new Array(type.size).fill(0), "");
      apply(made, 0);
      region.copy(at, made, 0, type.size);
    },
  };
}

/** The copy of an object that is there. */
function copyOf(view: View): Made {
  return {
    js: view.js,
    text: view.name,
    apply: (region, at) => region.copy(at, view.region, view.offset, view.type!.size),
  };
}

/** An object with some of a record's fields. */
export function randomFields(step: Step, type: RecordType, depth: number): Made {
  const { random } = step;
  const fields = apart(type.union ? [random.pick(type.fields)] : type.fields.filter(() => random.chance(0.6)));
  const values = fields.map((field): [typeof field, Made] => {
    if (field.bits === undefined) return [field, randomValue(step, field.type, depth - 1)];
    const js = field.bits.random(random);
    return [field, {
      js,
      text: showNumber(js),
      apply: (region, at) => writeScalar(region, at, field.bits!, js),
    }];
  });
  return {
    js: Object.fromEntries(values.map(([{ name }, { js }]) => [name, js])),
    text: `{ ${values.map(([{ name }, { text }]) => `${name}: ${text}`).join(", ")} }`,
    apply(region, at) {
      for (const [{ offset }, value] of values) value.apply(region, at + offset);
    },
  };
}

/** Those of some fields that do not overlap, as those of anonymous unions do. */
export function apart(fields: readonly Field[]): Field[] {
  const taken = (a: Field, b: Field) => a.offset < b.offset + b.type.size && b.offset < a.offset + a.type.size;
  return fields.filter((field, i) =>
    field.bits !== undefined || !fields.slice(0, i).some((other) => taken(field, other))
  );
}

function randomArray(step: Step, type: Extract<Type, { kind: "array" }>, depth: number): Made {
  const { random } = step;
  const { element, length } = type;
  const same = random.chance(0.3) && !swapped(element) ? viewsOf(step, type.c) : undefined;
  if (same !== undefined) return copyOf(same);
  if (random.chance(0.2) && (element.name === "c_char" || element.name === "c_wchar") && !swapped(element)) {
    const wide = element.name === "c_wchar";
    const js = randomString(step).slice(0, Math.floor(length / 4)).replace(/[\ud800-\udbff]$/, "");
    const bytes = (wide ? wideBytes(js, WIDE_UNIT) : textBytes(js)).slice(0, wide ? -WIDE_UNIT : -1);
    return {
      js,
      text: showText(js),
      apply(region, at) {
        region.fill(at, 0, type.size);
        region.write(at, bytes);
      },
    };
  }
  const values = Array.from(
    { length: random.below(Math.min(length, 6) + 1) },
    () => randomValue(step, element, depth - 1),
  );
  return {
    js: values.map(({ js }) => js),
    text: `[${values.map(({ text }) => text).join(", ")}]`,
    apply(region, at) {
      values.forEach((value, i) => value.apply(region, at + i * element.size));
      region.fill(at + values.length * element.size, 0, type.size - values.length * element.size);
    },
  };
}

/** Something that a `Pointer(T)` takes. */
function randomPointer(step: Step, type: PointerType, depth: number): Pointing {
  const { random } = step;
  const element = type.target();
  const make = (): Pointing => {
    if (depth <= 0) return NULL;
    if (element.kind === "scalar" && element.array !== undefined && random.chance(0.4)) {
      const { js, text, region } = freshBuffer(step, element.array, random.between(1, 50));
      return { js, text, target: wholly(region) };
    }
    const { js, text, region } = fresh(step, element, depth - 1);
    return { js, text, target: wholly(region) };
  };
  return random.weighted<() => Pointing>([
    [1, () => NULL],
    [4, make],
    [2, () => {
      const view = viewsOf(step, element.c);
      return view === undefined ? make() : { js: view.js, text: view.name, target: placeOf(view) };
    }],
    [1, () => {
      const view = viewsOf(step, element.c);
      return view === undefined
        ? make()
        : { js: ctypes.byref(view.js), text: `byref(${view.name})`, target: placeOf(view) };
    }],
    [1, () => {
      const view = step.choose((view) => view.type?.kind === "array" && view.type.element.c === element.c);
      return view === undefined ? make() : { js: view.js, text: view.name, target: placeOf(view) };
    }],
    [2, () => {
      const view = step.choose((view) => view.type?.c === type.c && knows(view));
      if (view === undefined) return make();
      return { js: view.js, text: view.name, target: heldBy(view) };
    }],
  ])();
}

/** Whether it is known what a pointer instance refers to, and that this is there. */
export function knows({ region, offset }: View): boolean {
  const target = region.target(offset);
  return target === null ? region.address(offset) === 0n : isThere(target);
}

/** What a pointer instance refers to. */
export const heldBy = ({ region, offset }: View): Target | null => region.target(offset);

/** Something that a text type takes. */
function randomText(step: Step, wide: boolean): Pointing {
  const { random } = step;
  const string = (): Pointing => {
    const js = randomString(step);
    const bytes = wide ? wideBytes(js, WIDE_UNIT) : textBytes(js);
    return { js, text: showText(js), target: wholly(new Region("text", bytes, `the text ${showText(js)}`)) };
  };
  return random.weighted<() => Pointing>([
    [1, () => NULL],
    [6, string],
    [1, () => {
      const text = randomString(step);
      const js = wide ? ctypes.createUnicodeBuffer(text) : ctypes.createStringBuffer(text);
      const region = new Region(
        "own",
        wide ? wideBytes(text, WIDE_UNIT) : textBytes(text),
        `a buffer ${showText(text)}`,
      );
      return { js, text: `buffer(${showText(text)})`, target: wholly(region) };
    }],
    [2, () => {
      const c = wide ? ctypes.c_wchar_p : ctypes.c_char_p;
      const view = step.choose((view) => view.type?.c === c && knows(view));
      return view === undefined ? string() : { js: view.js, text: view.name, target: heldBy(view) };
    }],
  ])();
}

/** Something that `void *` takes. */
function randomAddress(step: Step): Pointing {
  const { random } = step;
  const buffer = (): Pointing => {
    const { js, text, region } = freshBuffer(step, "Uint8Array", random.pick([1, 8, 40, 200, 3000, 40_000]));
    return { js, text, target: wholly(region) };
  };
  return random.weighted<() => Pointing>([
    [1, () => NULL],
    [3, buffer],
    [2, () => {
      const view = step.choose((view) => isMemory(view));
      if (view === undefined) return buffer();
      const by = random.chance(0.5) ? 0 : random.between(0, view.size);
      return by === 0
        ? { js: ctypes.byref(view.js), text: `byref(${view.name})`, target: placeOf(view) }
        : { js: ctypes.byref(view.js, by), text: `byref(${view.name}, ${by})`, target: placeOf(view, by) };
    }],
    [2, () => {
      const view = step.choose((view) => isMemory(view) && !holdsAddress(view.type));
      return view === undefined ? buffer() : { js: view.js, text: view.name, target: placeOf(view) };
    }],
    [2, () => {
      const view = step.choose((view) => isMemory(view) && holdsAddress(view.type) && knows(view));
      return view === undefined ? buffer() : { js: view.js, text: view.name, target: heldBy(view) };
    }],
  ])();
}

/** Whether an object stands for memory that can be looked at, as functions do not. */
export const isMemory = (view: View): boolean => view.region.run === undefined;

/** Whether an instance of a type means, as a `void *`, the address that it holds. */
export function holdsAddress(type: Type | null): boolean {
  return type !== null && type.kind !== "scalar" && type.kind !== "record" && type.kind !== "array";
}

/** Something that a function type takes. */
export function randomFunction(step: Step): Pointing {
  const { random } = step;
  if (random.chance(0.1)) return NULL;
  const view = random.chance(0.3) ? step.choose((view) => view.type === FUNCTION) : undefined;
  if (view !== undefined) return { js: view.js, text: view.name, target: placeOf(view) };
  const { js, text, region } = freshFunction(step);
  return { js, text, target: wholly(region) };
}

/** A JavaScript function that C can call. */
export function freshFunction(step: Step): Fresh {
  const factor = step.random.between(-50, 50), sum = step.random.between(-1000, 1000);
  const run = (x: number) => (Math.imul(x, factor) + sum) | 0;
  const text = `(x) => ${factor} * x + ${sum}`;
  // Another function than the one that is kept in the account.
  return { js: (x: number) => run(x), text, region: new Region("function", [], `the function ${text}`, run) };
}

/** A new instance of a type. */
export function fresh(step: Step, type: Type, depth = 2): Fresh {
  if (type === FUNCTION || type.kind === "function") {
    const { js, text, region } = freshFunction(step);
    return { js: new FUNCTION.c(js), text: `new IntFunction(${text})`, region };
  }
  const region = new Region("own", new Array(type.size).fill(0), `a ${type.name}`);
  if (step.random.chance(0.2)) {
    const js = new type.c();
    region.visible = ArrayBuffer.isView(js);
    return { js, text: `new ${short(type)}()`, region };
  }
  const { js: init, text, apply } = type.kind === "record" && step.random.chance(0.8)
    ? randomFields(step, type, depth)
    : randomValue(step, type, depth);
  const js = new type.c(init);
  region.visible = ArrayBuffer.isView(js);
  apply(region, 0);
  settle(js, region, 0);
  return { js, text: `new ${short(type)}(${text})`, region };
}

const short = (type: Type): string => type === ADDRESS ? "c_void_p" : type.name;

const arrays: Record<string, new (buffer: ArrayBuffer) => ArrayBufferView> = {
  Uint8Array,
  Int8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
  Float32Array,
  Float64Array,
};

/** A buffer of JavaScript's, of `length` elements; small ones are made in the way that engines move. */
export function freshBuffer(step: Step, array: string, length: number): Fresh {
  const A = arrays[array] as any;
  const js = step.random.chance(0.5) ? new A(length) : new A(new ArrayBuffer(length * A.BYTES_PER_ELEMENT));
  const value = array === "Uint8Array" ? step.random.between(1, 127) : 0;
  if (value !== 0) js.fill(value);
  const region = new Region("own", new Array(js.byteLength).fill(value), `a ${array} of ${length}`);
  region.visible = true;
  return { js, text: `new ${array}(${length})`, region };
}

/** A text without NUL. */
export function randomString(step: Step): string {
  const { random } = step;
  const unit = random.pick(["a", "xyz", "é", "漢字", "😀", "name ", "\ud7ff\ue000", "0123456789"]);
  const longest = random.weighted([[3, 3], [4, 30], [2, 700], [1, 5000], [0.2, 70_000]]);
  return unit.repeat(random.below(Math.ceil(longest / unit.length)) + 1) + random.below(1000);
}

export const showText = (text: string): string =>
  text.length <= 24 ? JSON.stringify(text) : `${JSON.stringify(text.slice(0, 12))}…${text.length}`;
