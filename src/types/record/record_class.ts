import { SIZE, storeTarget } from "../../memory/addressable.ts";
import { newPlaceSource, placeScope } from "../../memory/allocator.ts";
import { type Block, MEMORY, OFFSET, type Placed } from "../../memory/block.ts";
import { evaluate } from "../../emit/emitter.ts";
import { readSource, writeSource } from "../access_source.ts";
import {
  type CTypeClass,
  infoOrNull,
  type PointerMakers,
  type ScalarSource,
  TYPE,
  type TypeInfo,
} from "../type_info.ts";

/** A property of a record's instances that stands for part of its memory. */
export interface Accessor {
  readonly name: string;
  readonly info: TypeInfo;
  readonly offset: number;
  /** What error messages call it: `field x`; empty for the value of a scalar. */
  readonly label: string;
  /** How many anonymous members it is inside of. */
  readonly depth?: number;
  /** It is an anonymous member itself. */
  readonly anonymous?: boolean;
  /** The place is not addressable as its type says (a bit field): read and write through these. */
  readonly custom?: {
    read(block: Block, offset: number): unknown;
    write(block: Block, offset: number, value: unknown, label: string, owner: unknown): void;
    /** The quick way, where there is one. */
    readonly source?: Pick<ScalarSource, "get" | "set" | "test"> | undefined;
  } | undefined;
}

/** A class whose instances are views of memory with accessors. */
// deno-lint-ignore no-explicit-any
export type RecordClass = new (init?: any) => Placed;

/** What a class is made from. */
export interface RecordSpec {
  /** The type, which {@linkcode describe} must still connect with the class. */
  readonly info: TypeInfo;
  /** The accessors to define. */
  readonly accessors: readonly Accessor[];
  /** Applies the constructor's argument, if one was given. */
  readonly initialise: (self: Placed, init: unknown) => void;
}

/**
 * Makes the class of a scalar, pointer, structure or union type: its instances have a place in memory and nothing
 * else, and reading or writing an accessor reads or writes that memory.
 */
export function recordClass(spec: RecordSpec): RecordClass {
  return recordClasses([spec])[0]!;
}

/** Makes many classes in one piece of generated code, which costs little more than one. */
export function recordClasses(specs: readonly RecordSpec[]): RecordClass[] {
  const scope: Record<string, unknown> = { MEMORY, OFFSET, specs, infoOrNull };
  let names = 0;
  const sources = specs.map((spec, i) => classSource(spec, i, () => names++, scope));
  return evaluate<RecordClass[]>(`[${sources.join(",\n")}]`, scope);
}

/**
 * Connects a class and the description of its C type. The class must have its name already: V8 makes instances of a class
 * 5 × slower once one of the class's own properties was defined again.
 */
export function describe(type: object, info: TypeInfo): void {
  const prototype = (type as { prototype: object }).prototype;
  info.type = type as CTypeClass;
  Object.defineProperty(type, TYPE, { value: info, configurable: true });
  Object.defineProperty(prototype, TYPE, { value: info, configurable: true });
  // The size of a recursive structure is not known yet.
  Object.defineProperty(prototype, SIZE, { get: () => info.size, configurable: true });
}

/** A constructor of instances on existing memory, which runs no code of the user's. */
export type Maker = new (block: Block, offset: number) => Placed;

/** The maker of a class, by its prototype. */
export function makerOf(prototype: object): Maker {
  const scope = { MEMORY, OFFSET };
  const maker = evaluate<Maker>(`function (block, offset) { this[MEMORY] = block; this[OFFSET] = offset; }`, scope);
  maker.prototype = prototype;
  return maker;
}

/** Lets a description make views of its class, and pointers if it is of a pointer type; makers are made at their first use. */
export function setMaker(info: TypeInfo, prototype: object): void {
  let maker: Maker | undefined;
  const get = () => maker ??= makerOf(prototype);
  Object.defineProperty(info, "maker", { get, configurable: true });
  info.view = (block, offset) => new (maker ?? get())(block, offset);
  if (info.kind !== "pointer") return;
  let pointers: PointerMakers | undefined;
  Object.defineProperty(info, "pointers", { get: () => pointers ??= pointerMakers(info), configurable: true });
}

/** Programs make pointers for each argument of a callback, so each way is one piece of code. */
function pointerMakers(info: TypeInfo): PointerMakers {
  const newPlace = newPlaceSource(info);
  return evaluate<PointerMakers>(
    `{
      at(address) {
        if (address === 0n) return null;
        ${newPlace}
        block.view.setBigUint64(offset, address, true);
        return new maker(block, offset);
      },
      to(target) {
        ${newPlace}
        storeTarget(block, offset, target);
        return new maker(block, offset);
      },
    }`,
    { ...placeScope(info), maker: info.maker as Maker, storeTarget },
  );
}

function classSource(
  { info, accessors }: RecordSpec,
  i: number,
  suffix: () => number,
  scope: Record<string, unknown>,
): string {
  // What extends a class hides a field `constructor`, until its description is made.
  const hides = info.shape?.hasConstructor;
  if (!info.visible) info.alone = { now: false };
  Object.assign(scope, placeScope(info, i));
  const members = accessors.map((accessor) => accessorSource(accessor, suffix(), scope));
  if (members.length > MOST_MEMBERS) Object.assign(scope, { joinMembers });
  const parts: string[] = [];
  while (members.length > MOST_MEMBERS) parts.push(`class { ${members.splice(-MOST_MEMBERS).join("\n")} }`);
  return `${parts.length > 0 ? "joinMembers" : ""}(({ [specs[${i}].info.name]: class {
    constructor(init) {
      ${hides ? "infoOrNull(new.target);" : ""}
      ${newPlaceSource(info, i)}
      this[MEMORY] = block${i};
      this[OFFSET] = offset${i};
      if (init !== undefined) specs[${i}].initialise(this, init);
    }
    ${members.join("\n")}
  } })[specs[${i}].info.name]${parts.map((part) => `, ${part}`).join("")})`;
}

/** V8 makes classes of up to 20,000 accessors. */
const MOST_MEMBERS = 5000;

/** Gives a class the members of others. */
function joinMembers(made: RecordClass, ...parts: RecordClass[]): RecordClass {
  for (const { prototype } of parts) {
    const members = Object.getOwnPropertyDescriptors(prototype);
    if ("value" in members.constructor) Reflect.deleteProperty(members, "constructor"); // no field
    Object.defineProperties(made.prototype, members);
  }
  return made;
}

function accessorSource(accessor: Accessor, i: number, scope: Record<string, unknown>): string {
  const { name, info, offset, label, custom } = accessor;
  const key = `[${JSON.stringify(name)}]`;
  const place = offset === 0 ? "this[OFFSET]" : `this[OFFSET] + ${offset}`;
  if (custom) {
    scope[`type${i}`] = custom;
    scope[`label${i}`] = label;
    const { source } = custom;
    const view = "this[MEMORY].view";
    const quick = source && `if (${source.test("value")}) { ${source.set(view, place, "value")}; return; }`;
    return `get ${key}() { return ${source?.get(view, place) ?? `type${i}.read(this[MEMORY], ${place})`}; }
      set ${key}(value) { ${quick ?? ""} type${i}.write(this[MEMORY], ${place}, value, label${i}, this); }`;
  }
  return `get ${key}() { return ${readSource(info, i, scope, "this[MEMORY]", place)}; }
    set ${key}(value) { ${writeSource(info, i, scope, "this[MEMORY]", place, label)} }`;
}
