import { extentOf, isSpread } from "../../memory/addressable.ts";
import { newPlace } from "../../memory/allocator.ts";
import { type Block, MEMORY, OFFSET, type Placed } from "../../memory/block.ts";
import { CLASS, classOf, show } from "../../memory/show.ts";
import { bytesOf } from "../../memory/text.ts";
import { evaluate } from "../../emit/emitter.ts";
import { runtime } from "../../runtime/runtime.ts";
import type { Fields, RecordType } from "../ctype.ts";
import { inspectable, shownValue } from "../inspect.ts";
import { describe, makerOf, type RecordClass, recordClass, setMaker } from "./record_class.ts";
import { type RecordKind, type RecordOptions, type Shape, shapeOf } from "./record_shape.ts";
import { addStatics, newInstance } from "../scalar/simple_type.ts";
import {
  type Aggregate,
  type CTypeClass,
  infoOfInstance,
  infoOrNull,
  TYPE,
  type TypeInfo,
  wrongKind,
} from "../type_info.ts";

/**
 * Makes the class of a structure or union.
 *
 * @param factory For messages.
 */
// deno-lint-ignore no-explicit-any
export function recordType(
  factory: string,
  fields: Fields,
  options: RecordOptions,
  kind: RecordKind,
): RecordType<any, any> {
  if (typeof fields !== "object" || fields === null) {
    throw new TypeError(`${factory}(): expected an object of fields, not ${show(fields)}`);
  }
  checkOptions(factory, options);
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
      if (recursive) {
        const { prototype } = buildClass(info, shape);
        Object.setPrototypeOf(made.prototype, prototype);
        if (shape.hasConstructor) { for (const type of early) showConstructor(type, prototype); }
      }
      return shape;
    } finally {
      resolving = false;
    }
  };
  /** Classes that were described before the fields were looked at. */
  const early: CTypeClass[] = [];
  const described = (type: CTypeClass) => {
    if (shape === null) early.push(type);
    else if (shape.hasConstructor) showConstructor(type, made.prototype);
  };
  const info = recordInfo(name, resolve, () => shape !== null, described);
  const made = recursive ? lazyClass(info, resolve) : buildClass(info, resolve());
  describe(made, info);
  described(info.type);
  if (recursive) setLazyMaker(info, made.prototype, resolve);
  else setMaker(info, made.prototype);
  inspectable(made.prototype, inspectRecord);
  addStatics(made);
  Object.defineProperty(made, "fields", { get: () => resolve().fields, configurable: true });
  // deno-lint-ignore no-explicit-any
  return made as unknown as RecordType<any, any>;
}

/** Whether options are of the right kinds; which numbers they can be is the layout's to say. */
function checkOptions(factory: string, options: RecordOptions): void {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`${factory}(): expected options, not ${show(options)}`);
  }
  for (const [option, kind] of [["pack", "number"], ["align", "number"], ["name", "string"]] as const) {
    const given = options[option];
    if (given !== undefined && typeof given !== kind) {
      throw new TypeError(`${factory}() option ${option}: expected a ${kind}, not ${show(given)}`);
    }
  }
}

/** The description of a record, which looks at the shape only when someone needs it. */
function recordInfo(
  name: string,
  resolve: () => Shape,
  isResolved: () => boolean,
  described: (type: CTypeClass) => void,
): TypeInfo {
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
    get unresolved() {
      return !isResolved();
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
      described(type);
      return own;
    },
  };
  return info;
}

/** Lets a field called `constructor` be seen on instances of a class: what it has of that name itself would hide it. */
function showConstructor(type: CTypeClass, fields: object): void {
  const field = Object.getOwnPropertyDescriptor(fields, "constructor")!;
  Object.defineProperties(type.prototype, { constructor: field, [CLASS]: { value: type } });
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
    if (typeof value !== "object" || value === null || TYPE in value || isSpread(value)) {
      throw wrongKind(
        value,
        info.name,
        label,
        owner,
        wantedRecord(value, `a ${info.name} or an object with its fields`),
      );
    }
    for (const [name, field] of Object.entries(value)) {
      if (field === undefined) continue;
      if (!(name in base.shape!.fields)) throw unknownField(info.name, name);
      (source as Record<string, unknown>)[name] = field;
    }
  }
  copyRecord(info, block, offset, source);
}

/** What a message says is expected instead of a value; `{ ...x }` of an instance looks as if it had the fields. */
function wantedRecord(value: unknown, wanted: string): string {
  if (typeof value !== "object" || value === null || !isSpread(value)) return wanted;
  return `${wanted} (what { ...x } makes of an instance has none of its fields: give the instance itself)`;
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
  const made = {
    [name]: class {
      declare [MEMORY]: Block;
      declare [OFFSET]: number;
      constructor(init?: unknown) {
        const shape = resolve();
        if (shape.hasConstructor) infoOrNull(new.target);
        const { block, offset } = newPlace(info);
        this[MEMORY] = block;
        this[OFFSET] = offset;
        if (init !== undefined) (initialise ??= initialiser(info, shape))(this, init);
      }
    },
  }[name]!;
  return made;
}

/** A function that applies a constructor's argument. */
function initialiser(info: TypeInfo, shape: Shape): (self: Placed, init: unknown) => void {
  const names = shape.accessors.map((accessor) => accessor.name);
  const other = (self: Placed, init: unknown): boolean => {
    if (typeof init !== "object" || init === null || !(init instanceof info.type) && (TYPE in init || isSpread(init))) {
      const name = nameOf(self);
      throw wrongKind(init, name, "", null, wantedRecord(init, `an object with fields of ${name}`));
    }
    if (!(init instanceof info.type)) return false;
    copyRecord(info, self[MEMORY], self[OFFSET], init);
    return true;
  };
  const checkNames = (self: Placed, init: object) => {
    for (const name in init) {
      if (name in shape.fields || name in Object.prototype && !Object.hasOwn(init, name)) continue;
      throw unknownField(nameOf(self), name);
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
  return evaluate<(self: Placed, init: unknown) => void>(
    `function (self, init) {
      if (typeof init !== "object" || init === null || TYPE in init || MEMORY in init) {
        if (other(self, init)) return;
      }
      let found = 0, value;
      ${assignments.join("\n")}
      ${runtime.subtractNames("found", "init")}
      if (found !== 0) checkNames(self, init);
    }`,
    { TYPE, MEMORY, other, checkNames, given },
  );
}

function inspectRecord(self: object, inspect: (value: unknown) => string): string {
  const fields = infoOfInstance(self)!.shape!.fields as unknown as Record<string, { type: CTypeClass }>;
  const values = self as Record<string, unknown>;
  const shown = Object.keys(fields).map((name) =>
    `${name}: ${shownValue(fields[name]!.type[TYPE], values[name], inspect)}`
  );
  return shown.length === 0 ? `${nameOf(self)} {}` : `${nameOf(self)} { ${shown.join(", ")} }`;
}

/** What a record is called: its class. */
const nameOf = (record: object): string => classOf(record)!.name;
