import { SIZE } from "../memory/addressable.ts";
import { allocator, type Block, MEMORY, OFFSET, type Placed } from "../memory/block.ts";
import { compile } from "../runtime/compile.ts";
import { readSource, writeSource } from "./access_source.ts";
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
  const maker = compile<Maker>(`function (block, offset) { this[MEMORY] = block; this[OFFSET] = offset; }`, scope) ??
    function (this: Placed, block: Block, offset: number) {
      this[MEMORY] = block;
      this[OFFSET] = offset;
    } as unknown as Maker;
  maker.prototype = prototype;
  return maker;
}

/** Lets a description make views of its class. */
export function setMaker(info: TypeInfo, prototype: object): void {
  const maker = makerOf(prototype);
  info.maker = maker;
  info.view = (block, offset) => new maker(block, offset);
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
  scope.name = info.name;
  return compile<RecordClass>(`({ [name]: class { ${body.join("\n")} } })[name]`, scope);
}

function accessorSource(accessor: Accessor, i: number, scope: Record<string, unknown>): string {
  const { name, info, offset, label, custom } = accessor;
  const key = `[${JSON.stringify(name)}]`;
  const place = offset === 0 ? "this[OFFSET]" : `this[OFFSET] + ${offset}`;
  if (custom) {
    scope[`type${i}`] = custom;
    scope[`label${i}`] = label;
    return `get ${key}() { return type${i}.read(this[MEMORY], ${place}); }
      set ${key}(value) { type${i}.write(this[MEMORY], ${place}, value, label${i}, this); }`;
  }
  return `get ${key}() { return ${readSource(info, i, scope, "this[MEMORY]", place)}; }
    set ${key}(value) { ${writeSource(info, i, scope, "this[MEMORY]", place, label)} }`;
}

function closureClass(
  info: TypeInfo,
  accessors: readonly Accessor[],
  initialise: (self: Placed, init: unknown) => void,
): RecordClass {
  const { name } = info;
  const { [name]: made } = {
    [name]: class {
      declare [MEMORY]: Block;
      declare [OFFSET]: number;
      constructor(init?: unknown) {
        const offset = allocator.cut(info.size, info.alignment);
        this[MEMORY] = info.hasPointers ? allocator.block.fork() : allocator.block;
        this[OFFSET] = offset;
        if (init !== undefined) initialise(this, init);
      }
    },
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
