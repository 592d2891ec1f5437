import { SIZE } from "../memory/addressable.ts";
import { allocator, type Block, MEMORY, OFFSET, type Placed } from "../memory/block.ts";
import { compile } from "../runtime/compile.ts";
import { type CTypeClass, TYPE, type TypeInfo } from "./type_info.ts";

/** A property of a record's instances that stands for part of its memory. */
export interface Accessor {
  readonly name: string;
  readonly info: TypeInfo;
  readonly offset: number;
  /** What error messages call it: `field x`; empty for the value of a scalar. */
  readonly label: string;
  /** The place is not addressable as its type says (a bit field): read and write through these. */
  readonly custom?: {
    read(block: Block, offset: number): unknown;
    write(block: Block, offset: number, value: unknown, label: string, owner: unknown): void;
  };
}

/** A class whose instances are views of memory with accessors. */
// deno-lint-ignore no-explicit-any
export type RecordClass = new (init?: any) => Placed;

/**
 * Makes the class of a scalar, pointer, structure or union type: its instances have a place in memory and nothing
 * else, and reading or writing an accessor reads or writes that memory.
 *
 * @param info The type, which {@linkcode describe} must still connect with the class.
 * @param accessors The accessors to define.
 * @param initialise Applies the constructor's argument, if one was given.
 */
export function recordClass(
  info: TypeInfo,
  accessors: readonly Accessor[],
  initialise: (self: Placed, init: unknown) => void,
): RecordClass {
  return generatedClass(info, accessors, initialise) ?? closureClass(info, accessors, initialise);
}

/** Connects a class and the description of its C type. */
export function describe(type: object, info: TypeInfo): void {
  const prototype = (type as { prototype: object }).prototype;
  info.type = type as CTypeClass;
  if (!Object.hasOwn(type, "name") || (type as { name: string }).name === "") {
    Object.defineProperty(type, "name", { get: () => info.name, configurable: true });
  }
  Object.defineProperty(type, TYPE, { value: info, configurable: true });
  Object.defineProperty(prototype, TYPE, { value: info, configurable: true });
  // The size of a recursive structure is not known yet.
  Object.defineProperty(prototype, SIZE, { get: () => info.size, configurable: true });
}

/** A function that makes instances of a class on existing memory without running its constructor. */
export function viewer(prototype: object): (block: Block, offset: number) => Placed {
  type Maker = new (block: Block, offset: number) => Placed;
  const maker = compile<Maker>(`function (block, offset) { this[MEMORY] = block; this[OFFSET] = offset; }`, {
    MEMORY,
    OFFSET,
  }) ?? function (this: Placed, block: Block, offset: number) {
    this[MEMORY] = block;
    this[OFFSET] = offset;
  } as unknown as Maker;
  maker.prototype = prototype;
  return (block, offset) => new maker(block, offset);
}

function generatedClass(
  info: TypeInfo,
  accessors: readonly Accessor[],
  initialise: (self: Placed, init: unknown) => void,
): RecordClass | null {
  const scope: Record<string, unknown> = { MEMORY, OFFSET, allocator, initialise };
  const cut = info.alignment > 8 ? `${info.size}, ${info.alignment}` : `${info.size}`;
  const body = [
    `constructor(init) {
      const offset = allocator.cut(${cut});
      this[MEMORY] = allocator.block${info.hasPointers ? ".fork()" : ""};
      this[OFFSET] = offset;
      if (init !== undefined) initialise(this, init);
    }`,
  ];
  accessors.forEach((accessor, i) => body.push(accessorSource(accessor, i, scope)));
  return compile<RecordClass>(`class { ${body.join("\n")} }`, scope);
}

function accessorSource(
  { name, info, offset, label, custom }: Accessor,
  i: number,
  scope: Record<string, unknown>,
): string {
  const key = `[${JSON.stringify(name)}]`;
  const place = offset === 0 ? "this[OFFSET]" : `this[OFFSET] + ${offset}`;
  const { source } = info;
  if (source && !custom) {
    const convert = info.convert!;
    scope[`convert${i}`] = (value: unknown, self: unknown) => convert(value, label, self);
    return `get ${key}() { return ${source.get("this[MEMORY].view", place)}; }
    set ${key}(value) {
      if (!(${source.test("value")})) value = convert${i}(value, this);
      ${source.set("this[MEMORY].view", place, "value")};
    }`;
  }
  scope[`type${i}`] = custom ?? info;
  scope[`label${i}`] = label;
  return `get ${key}() { return type${i}.read(this[MEMORY], ${place}); }
    set ${key}(value) { type${i}.write(this[MEMORY], ${place}, value, label${i}, this); }`;
}

function closureClass(
  info: TypeInfo,
  accessors: readonly Accessor[],
  initialise: (self: Placed, init: unknown) => void,
): RecordClass {
  const made = class {
    declare [MEMORY]: Block;
    declare [OFFSET]: number;
    constructor(init?: unknown) {
      const offset = allocator.cut(info.size, info.alignment);
      this[MEMORY] = info.hasPointers ? allocator.block.fork() : allocator.block;
      this[OFFSET] = offset;
      if (init !== undefined) initialise(this, init);
    }
  };
  for (const { name, info: type, offset, label, custom } of accessors) {
    const access = custom ?? type;
    Object.defineProperty(made.prototype, name, {
      get(this: Placed) {
        return access.read(this[MEMORY], this[OFFSET] + offset);
      },
      set(this: Placed, value: unknown) {
        access.write(this[MEMORY], this[OFFSET] + offset, value, label, this);
      },
      configurable: true,
    });
  }
  return made;
}
