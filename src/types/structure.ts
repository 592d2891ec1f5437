import { extentOf } from "../memory/addressable.ts";
import { type Block, MEMORY, newPlace, OFFSET, type Placed } from "../memory/block.ts";
import { show } from "../memory/show.ts";
import { bytesOf } from "../memory/text.ts";
import { compile } from "../runtime/compile.ts";
import type { Anonymous, BitField, Fields, RecordType } from "./ctype.ts";
import { inspectable } from "./inspect.ts";
import { describe, makerOf, type RecordClass, recordClass, setMaker } from "./record_class.ts";
import { type RecordOptions, type Shape, shapeOf } from "./record_shape.ts";
import { addStatics, newInstance } from "./simple_type.ts";
import { type Aggregate, infoOf, TYPE, type TypeInfo, wrongKind } from "./type_info.ts";

export type { RecordOptions };

/**
 * The type `struct { … }`, to be extended by a class. The layout is the platform's C compiler's.
 *
 * @param fields Names to C types; `bits(T, n)` for bit fields, `anonymous(T)` for nameless members. A field whose type
 *   refers to the structure itself is given by a getter.
 * @param options `pack` as in `#pragma pack`, `align` as in `_Alignas`, `name` for messages.
 * @throws {TypeError} If a field is no C type, a name is defined twice, or the structure has no size.
 * @throws {RangeError} If an option or the width of a bit field is out of range.
 *
 * @example
 * ```ts
 * import { c_int, Pointer, Structure } from "@ctypes/ctypes";
 *
 * class Node extends Structure({
 *   value: c_int,
 *   get next() { return Pointer(Node); },
 * }) {}
 * const tail = new Node({ value: 2 });
 * const head = new Node({ value: 1, next: tail });
 * console.log(head.next?.contents.value); // 2
 * ```
 */
export function Structure<const F extends Fields>(fields: F, options: RecordOptions = {}): RecordType<F, "structure"> {
  return recordType("Structure", fields, options, { union: false, little: undefined });
}

/**
 * The type `union { … }`: as {@linkcode Structure}, with all fields at offset 0.
 *
 * @throws {TypeError} If a field is no C type, a name is defined twice, or the union has no size.
 * @throws {RangeError} If an option or the width of a bit field is out of range.
 *
 * @example
 * ```ts
 * import { c_float, c_uint, Union } from "@ctypes/ctypes";
 *
 * class Bits extends Union({ float: c_float, integer: c_uint }) {}
 * console.log(new Bits({ float: 1 }).integer.toString(16)); // 3f800000
 * ```
 */
export function Union<const F extends Fields>(fields: F, options: RecordOptions = {}): RecordType<F, "union"> {
  return recordType("Union", fields, options, { union: true, little: undefined });
}

/**
 * A structure whose scalars are stored with the highest byte first, as in many file and network formats.
 *
 * @throws {TypeError} As {@linkcode Structure}, and if a field has no byte order of its own (a pointer).
 * @throws {RangeError} As {@linkcode Structure}.
 *
 * @example
 * ```ts
 * import { BigEndianStructure, bytesAt, c_ushort } from "@ctypes/ctypes";
 *
 * class Port extends BigEndianStructure({ number: c_ushort }) {}
 * console.log(bytesAt(new Port({ number: 80 }))); // Uint8Array [ 0, 80 ]
 * ```
 */
export function BigEndianStructure<const F extends Fields>(
  fields: F,
  options: RecordOptions = {},
): RecordType<F, "structure"> {
  return recordType("BigEndianStructure", fields, options, { union: false, little: false });
}

/**
 * A structure whose scalars are stored with the lowest byte first: on every machine that this module runs on the same
 * as {@linkcode Structure}.
 *
 * @throws {TypeError} As {@linkcode Structure}.
 * @throws {RangeError} As {@linkcode Structure}.
 *
 * @example
 * ```ts
 * import { bytesAt, c_ushort, LittleEndianStructure } from "@ctypes/ctypes";
 *
 * class Port extends LittleEndianStructure({ number: c_ushort }) {}
 * console.log(bytesAt(new Port({ number: 80 }))); // Uint8Array [ 80, 0 ]
 * ```
 */
export function LittleEndianStructure<const F extends Fields>(
  fields: F,
  options: RecordOptions = {},
): RecordType<F, "structure"> {
  return recordType("LittleEndianStructure", fields, options, { union: false, little: true });
}

/**
 * A union whose scalars are stored with the highest byte first; see {@linkcode BigEndianStructure}.
 *
 * @throws {TypeError} As {@linkcode BigEndianStructure}.
 * @throws {RangeError} As {@linkcode Structure}.
 *
 * @example
 * ```ts
 * import { ArrayOf, BigEndianUnion, c_ubyte, c_uint } from "@ctypes/ctypes";
 *
 * class Word extends BigEndianUnion({ value: c_uint, bytes: ArrayOf(c_ubyte, 4) }) {}
 * console.log([...new Word({ value: 1 }).bytes]); // [ 0, 0, 0, 1 ]
 * ```
 */
export function BigEndianUnion<const F extends Fields>(fields: F, options: RecordOptions = {}): RecordType<F, "union"> {
  return recordType("BigEndianUnion", fields, options, { union: true, little: false });
}

/**
 * A union whose scalars are stored with the lowest byte first; see {@linkcode LittleEndianStructure}.
 *
 * @throws {TypeError} As {@linkcode Structure}.
 * @throws {RangeError} As {@linkcode Structure}.
 *
 * @example
 * ```ts
 * import { c_uint, c_ushort, LittleEndianUnion } from "@ctypes/ctypes";
 *
 * class Word extends LittleEndianUnion({ value: c_uint, low: c_ushort }) {}
 * console.log(new Word({ value: 0x10002 }).low); // 2
 * ```
 */
export function LittleEndianUnion<const F extends Fields>(
  fields: F,
  options: RecordOptions = {},
): RecordType<F, "union"> {
  return recordType("LittleEndianUnion", fields, options, { union: true, little: true });
}

/**
 * A bit field of a structure, C's `T name : width`.
 *
 * @param type An integer type or `c_bool`.
 * @param width The number of bits, 1 to those of the type.
 * @throws {TypeError} If `type` is no integer type or `width` no number.
 * @throws {RangeError} If the type has not so many bits.
 *
 * @example
 * ```ts
 * import { bits, c_uint, Structure } from "@ctypes/ctypes";
 *
 * class Flags extends Structure({ mode: bits(c_uint, 3), on: bits(c_uint, 1) }) {}
 * console.log(new Flags({ mode: 5, on: 1 })); // Flags { mode: 5, on: 1 }
 * ```
 */
export function bits<T>(type: T, width: number): BitField<T> {
  const info = infoOf(type, "bits()");
  if (info.kind !== "scalar" || /float|double/.test(info.name)) {
    throw new TypeError(`bits(): expected an integer type, not ${info.name}`);
  }
  if (typeof width !== "number") throw new TypeError(`bits(): expected a number of bits, not ${show(width)}`);
  const most = info.native === "bool" ? 1 : info.size * 8;
  if (!Number.isInteger(width) || width < 1 || width > most) {
    throw new RangeError(`bits(): expected 1 to ${most} bits of ${info.name}, not ${show(width)}`);
  }
  return { type, bits: width };
}

/**
 * A nameless member of a structure: its fields appear as the structure's own. Python's `_anonymous_`.
 *
 * @param type A structure or union type.
 * @throws {TypeError} If `type` is no structure or union.
 *
 * @example
 * ```ts
 * import { anonymous, c_float, c_int, Structure, Union } from "@ctypes/ctypes";
 *
 * class Value extends Structure({ kind: c_int, u: anonymous(Union({ i: c_int, f: c_float })) }) {}
 * console.log(new Value({ kind: 1, i: 7 }).i); // 7
 * ```
 */
export function anonymous<T>(type: T): Anonymous<T> {
  const info = infoOf(type, "anonymous()");
  if (info.kind !== "record") throw new TypeError(`anonymous(): expected a structure or union, not ${info.name}`);
  return { type, anonymous: true };
}

interface Kind {
  readonly union: boolean;
  /** The byte order asked for; undefined is the machine's. */
  readonly little: boolean | undefined;
}

// deno-lint-ignore no-explicit-any
function recordType(factory: string, fields: Fields, options: RecordOptions, kind: Kind): RecordType<any, any> {
  if (typeof fields !== "object" || fields === null) {
    throw new TypeError(`${factory}(): expected an object of fields, not ${show(fields)}`);
  }
  const name = options.name ?? factory;
  const recursive = Object.values(Object.getOwnPropertyDescriptors(fields)).some((field) => field.get !== undefined);
  let shape: Shape | null = null;
  let resolving = false;
  const resolve = (): Shape => {
    if (shape !== null) return shape;
    if (resolving) throw new TypeError(`${info.name} contains itself: a field needs a pointer to it`);
    resolving = true;
    try {
      shape = shapeOf(factory, fields, options, kind);
      if (recursive) Object.setPrototypeOf(made.prototype, buildClass(info, shape).prototype);
      return shape;
    } finally {
      resolving = false;
    }
  };
  const info = recordInfo(name, resolve);
  const made = recursive ? lazyClass(info, resolve) : buildClass(info, resolve());
  describe(made, info);
  if (recursive) setLazyMaker(info, made.prototype, resolve);
  else setMaker(info, made.prototype);
  inspectable(made.prototype, inspectRecord);
  addStatics(made);
  Object.defineProperty(made, "fields", { get: () => resolve().fields, configurable: true });
  // deno-lint-ignore no-explicit-any
  return made as unknown as RecordType<any, any>;
}

/** The description of a record, which looks at the shape only when someone needs it. */
function recordInfo(name: string, resolve: () => Shape): TypeInfo {
  const info: TypeInfo = {
    kind: "record",
    name,
    type: null as never,
    get size() {
      return resolve().size;
    },
    get alignment() {
      return resolve().alignment;
    },
    get native(): Aggregate {
      return resolve().aggregate;
    },
    get hasPointers() {
      return resolve().hasPointers;
    },
    get visible() {
      return resolve().visible;
    },
    get shape() {
      return resolve();
    },
    read(block, offset) {
      return this.view(block, offset);
    },
    write(block, offset, value, label, owner) {
      writeRecord(this, info, block, offset, value, label, owner);
    },
    view: () => null as never,
    extend: (type) => {
      const own = Object.create(info) as TypeInfo;
      own.name = type.name;
      setLazyMaker(own, type.prototype, resolve);
      describe(type, own);
      return own;
    },
  };
  return info;
}

/** As `setMaker`, for a type whose accessors exist only when its fields have been looked at. */
function setLazyMaker(info: TypeInfo, prototype: object, resolve: () => Shape): void {
  const maker = makerOf(prototype);
  Object.defineProperty(info, "maker", { get: () => (resolve(), maker) });
  info.view = (block, offset) => (resolve(), new maker(block, offset));
}

/** Assigns an instance, or the fields of an object; fields that it does not give become zero. */
function writeRecord(
  info: TypeInfo,
  base: TypeInfo,
  block: Block,
  offset: number,
  value: unknown,
  label: string,
  owner: unknown,
): void {
  const source = value instanceof base.type ? value : newInstance(info);
  if (source !== value) {
    if (typeof value !== "object" || value === null || TYPE in value) {
      throw wrongKind(value, info.name, label, owner, `a ${info.name} or an object with its fields`);
    }
    for (const [name, field] of Object.entries(value)) {
      if (field === undefined) continue;
      if (!(name in base.shape!.fields)) throw unknownField(info.name, name);
      (source as Record<string, unknown>)[name] = field;
    }
  }
  copyRecord(info, block, offset, source);
}

/** Copies an instance with all that its pointers refer to. */
function copyRecord({ size }: TypeInfo, block: Block, offset: number, source: object): void {
  const from = extentOf(source)!;
  bytesOf({ block, offset, size }).set(bytesOf({ ...from, size }));
  block.keepFrom(offset, from.block, from.offset, size);
}

function unknownField(typeName: string, name: string): TypeError {
  return new TypeError(`${typeName} has no field ${show(name)}`);
}

function buildClass(info: TypeInfo, shape: Shape): RecordClass {
  return recordClass({ info, accessors: shape.accessors, initialise: initialiser(info, shape) });
}

/** A class whose fields are looked at when the first instance is made. */
function lazyClass(info: TypeInfo, resolve: () => Shape): RecordClass {
  let initialise: ((self: Placed, init: unknown) => void) | undefined;
  const { name } = info;
  const { [name]: made } = {
    [name]: class {
      declare [MEMORY]: Block;
      declare [OFFSET]: number;
      constructor(init?: unknown) {
        const shape = resolve();
        const { block, offset } = newPlace(shape);
        this[MEMORY] = block;
        this[OFFSET] = offset;
        if (init !== undefined) (initialise ??= initialiser(info, shape))(this, init);
      }
    },
  };
  return made;
}

/** A function that applies a constructor's argument. */
function initialiser(info: TypeInfo, shape: Shape): (self: Placed, init: unknown) => void {
  const names = shape.accessors.map((accessor) => accessor.name);
  const other = (self: Placed, init: unknown): boolean => {
    if (typeof init !== "object" || init === null || TYPE in init && !(init instanceof info.type)) {
      const { name } = Object.getPrototypeOf(self).constructor;
      throw wrongKind(init, name, "", null, `an object with fields of ${name}`);
    }
    if (!(init instanceof info.type)) return false;
    copyRecord(info, self[MEMORY], self[OFFSET], init);
    return true;
  };
  const checkNames = (self: Placed, init: object) => {
    for (const name in init) {
      if (!(name in shape.fields)) throw unknownField(Object.getPrototypeOf(self).constructor.name, name);
    }
  };
  // What every object inherits is not given by it.
  const given = (init: object, name: string): unknown =>
    name in Object.prototype && !Object.hasOwn(init, name) ? undefined : (init as Record<string, unknown>)[name];
  // Counting the fields that were found tells, nearly for free, whether there are others.
  const assignments = names.map((name) => {
    const key = `[${JSON.stringify(name)}]`;
    const read = name in Object.prototype ? `given(init, ${JSON.stringify(name)})` : `init${key}`;
    return `if ((value = ${read}) !== undefined) { found++; self${key} = value; }`;
  });
  return compile<(self: Placed, init: unknown) => void>(
    `function (self, init) {
      if (typeof init !== "object" || init === null || TYPE in init) { if (other(self, init)) return; }
      let found = 0, value;
      ${assignments.join("\n")}
      for (const name in init) found--;
      if (found !== 0) checkNames(self, init);
    }`,
    { TYPE, other, checkNames, given },
  ) ?? ((self, init) => {
    if (other(self, init)) return;
    checkNames(self, init as object);
    for (const name of names) {
      const value = given(init as object, name);
      if (value !== undefined) (self as unknown as Record<string, unknown>)[name] = value;
    }
  });
}

function inspectRecord(self: object, inspect: (value: unknown) => string): string {
  const prototype = Object.getPrototypeOf(self);
  const { fields } = prototype.constructor as { fields: Record<string, unknown> };
  const values = self as Record<string, unknown>;
  const shown = Object.keys(fields).map((name) => `${name}: ${inspect(values[name])}`);
  return `${prototype.constructor.name} { ${shown.join(", ")} }`;
}
