/** The types that the fuzzer's programs use: fixed kinds and random structures, with what the fuzzer knows of each. */
import * as ctypes from "../../mod.ts";
import type { Random } from "./random.ts";
import { bitCodec, type Codec, scalarCodec, type ScalarFacts, SCALARS } from "./scalars.ts";

interface Common {
  readonly name: string;
  /** The module's class. */
  readonly c: any;
  readonly size: number;
  readonly align: number;
}
export interface ScalarType extends Common {
  readonly kind: "scalar";
  readonly codec: Codec;
  /** The JavaScript array that can stand for memory of it. */
  readonly array?: string;
  /** Whether it is stored with the highest byte first, which its class does not say. */
  readonly swapped: boolean;
}
export interface RecordType extends Common {
  readonly kind: "record";
  readonly fields: readonly Field[];
  readonly union: boolean;
}
export interface ArrayType extends Common {
  readonly kind: "array";
  readonly element: Type;
  readonly length: number;
}
export interface PointerType extends Common {
  readonly kind: "pointer";
  readonly target: () => Type;
}
export interface TextType extends Common {
  readonly kind: "text" | "wide";
}
export interface AddressType extends Common {
  readonly kind: "address" | "function";
}
/** A type as the fuzzer sees it. */
export type Type = ScalarType | RecordType | ArrayType | PointerType | TextType | AddressType;

/** A field of a structure; those of anonymous members are their owner's. */
export interface Field {
  readonly name: string;
  readonly type: Type;
  readonly offset: number;
  /** Of a bit field. */
  readonly bits?: Codec;
}

export const IntFunction = ctypes.CFunction([ctypes.c_int], ctypes.c_int);

const pointerLike = (name: string, kind: "address" | "function", c: any): AddressType => (
  { kind, name, c, size: 8, align: 8 }
);
export const TEXT: TextType = { kind: "text", name: "c_char_p", c: ctypes.c_char_p, size: 8, align: 8 };
export const WIDE: TextType = { kind: "wide", name: "c_wchar_p", c: ctypes.c_wchar_p, size: 8, align: 8 };
export const ADDRESS: AddressType = pointerLike("c_void_p", "address", ctypes.c_void_p);
export const FUNCTION: AddressType = pointerLike("IntFunction", "function", IntFunction);

const byFacts = new Map<ScalarFacts, [little: ScalarType, big: ScalarType]>(SCALARS.map((facts) => {
  const { name, size, array } = facts;
  const c = (facts.c ?? (ctypes as unknown as Record<string, unknown>)[name]) as { alignment: number };
  const type = (little: boolean): ScalarType => (
    { kind: "scalar", name, c, size, align: c.alignment, codec: scalarCodec(facts, little), array, swapped: !little }
  );
  return [facts, [type(true), type(false)]];
}));
export const scalarTypes: readonly ScalarType[] = [...byFacts.values()].map(([little]) => little);
export const scalar = (name: string): ScalarType => scalarTypes.find((type) => type.name === name)!;

const pointers = new Map<unknown, PointerType>();
/** The type `T *`, the same for the same T. */
export function pointerTo(target: Type): PointerType {
  let made = pointers.get(target.c);
  if (made === undefined) {
    made = {
      kind: "pointer",
      name: `Pointer(${target.name})`,
      c: ctypes.Pointer(target.c),
      size: 8,
      align: 8,
      target: () => target,
    };
    pointers.set(target.c, made);
  }
  return made;
}

/** The type `T[length]`. In an array of swapped scalars `element` says so, the class does not. */
export function arrayOf(element: Type, length: number): ArrayType {
  const c = ctypes.ArrayOf(element.c, length);
  const { size, align } = element;
  return { kind: "array", name: `ArrayOf(${element.name}, ${length})`, c, size: size * length, align, element, length };
}

/** Where pointers are stored in a value of a type, and what kind they are. */
export function slotsOf(type: Type, at = 0): { at: number; type: Type }[] {
  switch (type.kind) {
    case "scalar":
      return [];
    case "record":
      return type.fields.flatMap((field) => slotsOf(field.type, at + field.offset));
    case "array": {
      if (type.element.kind === "scalar") return [];
      return Array.from({ length: type.length }, (_, i) => slotsOf(type.element, at + i * type.element.size)).flat();
    }
    default:
      return [{ at, type }];
  }
}

/** A structure that the C fixture has, too. */
export const Named: RecordType = describe(
  ctypes.Structure({ name: ctypes.c_char_p, number: ctypes.c_longlong }, { name: "Named" }),
  "Named",
  [["name", { type: TEXT }], ["number", { type: scalar("c_longlong") }]],
  { union: false, little: true },
);

/** A structure of more than a megabyte, with a text at each end. */
export const Big: RecordType = describe(
  ctypes.Structure({ first: ctypes.c_char_p, rest: ctypes.ArrayOf(ctypes.c_ubyte, 1 << 20), last: ctypes.c_char_p }, {
    name: "Big",
  }),
  "Big",
  [["first", { type: TEXT }], ["rest", { type: arrayOf(scalar("c_ubyte"), 1 << 20) }], ["last", { type: TEXT }]],
  { union: false, little: true },
);

interface Planned {
  readonly type: Type;
  readonly facts?: ScalarFacts;
  readonly bits?: number;
  readonly anonymous?: boolean;
  /** A pointer to the structure itself. */
  readonly self?: boolean;
}

/** What the fuzzer knows of a class of the module's, whose layout others test. */
function describe(
  c: any,
  name: string,
  planned: readonly (readonly [string, Planned])[],
  { union, little }: { union: boolean; little: boolean },
): RecordType {
  const fields = planned.flatMap(([name, { type, facts, bits, anonymous }]): Field[] => {
    const { offset, bitOffset } = c.fields[name];
    if (anonymous) return (type as RecordType).fields.map((field) => ({ ...field, offset: offset + field.offset }));
    const codec = bits === undefined ? undefined : bitCodec(facts!, { start: bitOffset, width: bits, little });
    return [{ name, type, offset, bits: codec }];
  });
  return { kind: "record", name, c, size: c.size, align: c.alignment, fields, union };
}

/** Makes random structures and unions, each of scalars, pointers and the ones before it. */
export function generateRecords(random: Random, amount: number): RecordType[] {
  const made: RecordType[] = [Named];
  while (made.length < amount) made.push(generateRecord(random, `R${made.length}`, made));
  return made;
}

function generateRecord(random: Random, name: string, others: readonly RecordType[]): RecordType {
  const little = !random.chance(0.12);
  const union = random.chance(0.15);
  const pack = random.chance(0.25) ? random.pick([1, 2, 4]) : undefined;
  const align = random.chance(0.1) ? random.pick([16, 32, 64]) : undefined;
  const bitFields = !union && random.chance(0.25);
  const names = new Set<string>();
  const planned = Array.from({ length: random.between(1, 6) }, (_, i): [string, Planned] => {
    const own = `${name.toLowerCase()}${String.fromCharCode(97 + i)}`;
    const plan = randomField(random, { little, bitFields, others });
    if (!plan.anonymous) return [own, plan];
    // A record's fields can appear only once in another.
    const inner = (plan.type as RecordType).fields.map((field) => field.name);
    if (inner.some((name) => names.has(name))) return [own, { ...plan, anonymous: false }];
    for (const name of inner) names.add(name);
    return [own, plan];
  });
  const fields: Record<string, unknown> = {};
  for (const [field, { type, bits, anonymous, self }] of planned) {
    const get = () =>
      self
        ? ctypes.Pointer(c)
        : bits !== undefined
        ? ctypes.bits(type.c, bits)
        : anonymous
        ? ctypes.anonymous(type.c)
        : type.c;
    Object.defineProperty(fields, field, self ? { get, enumerable: true } : { value: get(), enumerable: true });
  }
  const factory = little
    ? union ? ctypes.Union : ctypes.Structure
    : union
    ? ctypes.BigEndianUnion
    : ctypes.BigEndianStructure;
  const c: any = class extends (factory(fields as never, { pack, align, name }) as any) {};
  Object.defineProperty(c, "name", { value: name });
  const self: PointerType = {
    kind: "pointer",
    name: `Pointer(${name})`,
    c: ctypes.Pointer(c),
    size: 8,
    align: 8,
    target: () => type,
  };
  pointers.set(c, self);
  const type = describe(c, name, planned.map(([field, plan]) => [field, plan.self ? { type: self } : plan]), {
    union,
    little,
  });
  return type;
}

function randomField(
  random: Random,
  { little, bitFields, others }: { little: boolean; bitFields: boolean; others: readonly RecordType[] },
): Planned {
  const facts = random.pick(SCALARS);
  const scalar = byFacts.get(facts)![little ? 0 : 1];
  if (bitFields && facts.kind !== "float" && random.chance(0.7)) {
    return { type: scalar, facts, bits: facts.kind === "bool" ? 1 : random.between(1, 8 * facts.size) };
  }
  const list = (element: Type): Planned => ({ type: arrayOf(element, random.between(1, 4)) });
  const other = () => random.pick(others);
  const small = () => random.pick(others.filter((type) => type.size <= 256));
  if (!little) return random.chance(0.7) ? { type: scalar } : list(scalar);
  return random.weighted<() => Planned>([
    [5, () => ({ type: scalar })],
    [1.5, () => list(scalar)],
    [0.3, () => ({ type: arrayOf(scalar, random.pick([100, 1000, 6000])) })],
    [1, () => ({ type: small() })],
    [0.6, () => list(small())],
    [0.6, () => ({ type: small(), anonymous: true })],
    [1.5, () => ({ type: pointerTo(random.chance(0.5) ? other() : random.pick(scalarTypes)) })],
    [0.5, () => ({ type: pointerTo(pointerTo(random.pick(scalarTypes))) })],
    [1, () => ({ type: null as never, self: true })],
    [1.5, () => ({ type: TEXT })],
    [0.5, () => ({ type: WIDE })],
    [0.8, () => ({ type: ADDRESS })],
    [0.8, () => ({ type: FUNCTION })],
    [0.5, () => list(random.pick<Type>([TEXT, ADDRESS, pointerTo(other()), FUNCTION]))],
  ])();
}

/** Whether a type's class does not say that its highest byte comes first. */
export const swapped = (type: Type): boolean => type.kind === "scalar" && type.swapped;
