import { extentOf } from "../../memory/addressable.ts";
import { type Block, keepCopied, knownSpot, MEMORY, OFFSET } from "../../memory/block.ts";
import { exposedBuffer, exposedOffset } from "../../memory/exposed.ts";
import { show } from "../../memory/show.ts";
import { bytesOf } from "../../memory/text.ts";
import { addCharMembers, addWideCharMembers, writeText, writeWideText } from "./char_array.ts";
import type { ArrayType, SizedType } from "../ctype.ts";
import { elementAccess } from "./element_access.ts";
import { describe, recordClass, setMaker } from "../record/record_class.ts";
import { unfinished } from "../scalar/scalar_info.ts";
import { addStatics } from "../scalar/simple_type.ts";
import { WeakTypes } from "../weak_types.ts";
import { type Aggregate, infoOf, outOfRange, type TypedArrayName, type TypeInfo, wrongKind } from "../type_info.ts";

/** By the element type and the length. */
const arrayTypes = new WeakMap<object, WeakTypes<number, TypeInfo["type"]>>();

/**
 * The type `T[length]`. The same arguments give the same class.
 *
 * Of a numeric scalar of fixed width its instances are typed arrays (`Int32Array` for `c_int`); of anything else they
 * are iterable objects with `length`, `at(i)` and `set(i, value)`.
 *
 * @param type The element type.
 * @param length The number of elements, 0 or more.
 * @throws {TypeError} If `type` is no C type that has a size, or `length` no number.
 * @throws {RangeError} If `length` is negative, fractional or too large.
 *
 * @example
 * ```ts
 * import { ArrayOf, c_int } from "@ctypes/ctypes";
 *
 * const Triple = ArrayOf(c_int, 3);
 * const triple = new Triple([1, 2, 3]);
 * console.log(triple instanceof Int32Array, triple[2]); // true 3
 * ```
 */
export function ArrayOf<T extends SizedType>(type: T, length: number): ArrayType<T> {
  const element = infoOf(type, "ArrayOf()");
  if (element.kind === "void" || element.kind === "opaque") {
    throw new TypeError(`ArrayOf(): ${element.name} has no size; use Pointer(${element.name})`);
  }
  checkLength(length, element.size, "ArrayOf()");
  let types = arrayTypes.get(element.type);
  if (types === undefined) arrayTypes.set(element.type, types = new WeakTypes());
  const make = element.typedArray === undefined ? genericArray : numericArray;
  return types.get(length, () => make(element, length)) as unknown as ArrayType<T>;
}

/**
 * Checks a number of elements.
 *
 * @throws {TypeError} If it is no number.
 * @throws {RangeError} If it is no array length, or the array would exceed what a buffer can hold.
 */
export function checkLength(length: unknown, elementSize: number, who: string): asserts length is number {
  if (typeof length !== "number") throw new TypeError(`${who}: expected a length, not ${show(length)}`);
  if (!Number.isSafeInteger(length) || length < 0 || !Number.isSafeInteger(length * elementSize)) {
    throw new RangeError(`${who}: expected a length of 0 or more, not ${show(length)}`);
  }
}

function arrayInfo(element: TypeInfo, length: number): TypeInfo {
  const size = element.size * length;
  const info: TypeInfo = {
    kind: "array",
    name: `ArrayOf(${element.name}, ${length})`,
    type: null as never,
    size,
    alignment: element.alignment,
    get native(): Aggregate {
      return {
        size,
        alignment: element.alignment,
        get hasPointers() {
          return info.hasPointers;
        },
        get visible() {
          return info.visible;
        },
        get members() {
          return Array.from({ length }, (_, i) => ({ offset: i * element.size, native: element.native }));
        },
        element: element.native,
      };
    },
    hasPointers: element.hasPointers,
    visible: element.visible || element.typedArray !== undefined,
    element,
    length,
    read: (block, offset) => info.view(block, offset),
    write: (block, offset, value, label, owner) => writeElements(info, block, offset, value, label, owner),
    view: unfinished,
    extend: (type) => extendArray(info, type),
    get swapped(): TypeInfo | undefined {
      const { swapped } = element;
      return swapped === undefined || swapped === element ? swapped && info : looseArrayInfo(swapped, length);
    },
  };
  return info;
}

function extendArray(info: TypeInfo, type: TypeInfo["type"]): TypeInfo {
  const own: TypeInfo = Object.create(info, { name: { value: type.name, writable: true } });
  if (info.maker !== undefined) setMaker(own, type.prototype);
  else own.view = numericView(own);
  own.read = (block, offset) => own.view(block, offset);
  describe(type, own);
  return own;
}

/** Replaces all elements; what `value` does not give is zero. */
function writeElements(
  info: TypeInfo,
  block: Block,
  offset: number,
  value: unknown,
  label: string,
  owner: unknown,
): void {
  const element = info.element!;
  const length = info.length!;
  const target = () => bytesOf({ block, offset, size: info.size });
  if (typeof value === "string" && element.scalar === "char" && element.unit !== undefined) {
    if (element.unit === "byte") return writeText(target(), value, info.name, label, owner);
    return writeWideText({ block, offset, size: info.size }, value, info.name, label, owner);
  }
  if (value instanceof info.type) {
    const source = extentOf(value)!;
    target().set(bytesOf(source).subarray(0, info.size));
    return block.keepFrom(offset, source.block, source.offset, info.size);
  }
  if (typeof value !== "object" || value === null || !(Symbol.iterator in value)) {
    throw wrongKind(value, info.name, label, owner, `an iterable of at most ${length} values`);
  }
  const where = label === "" ? info.name : label;
  let i = 0;
  for (const item of value as Iterable<unknown>) {
    if (i === length) throw outOfRange(value, info.name, label, owner, `at most ${length} values`);
    element.write(block, offset + i * element.size, item, `element ${i} of ${where}`, owner ?? "");
    i++;
  }
  target().fill(0, i * element.size);
  if (areBytes(element, value)) {
    const source = knownSpot(value.buffer, value.byteOffset);
    if (source !== null) block.keepFrom(offset, source.block, source.offset, value.byteLength);
  }
}

/** Whether values are copied byte by byte, with the pointers that they may be parts of. */
const areBytes = (element: TypeInfo, values: unknown): values is Uint8Array =>
  element.size === 1 && ArrayBuffer.isView(values) && (values as Uint8Array).BYTES_PER_ELEMENT === 1;

/** Gives a new array its values. Its buffer is not asked for: most are not, and engines make it when it is. */
function fillArray(info: TypeInfo, array: NumericArray, values: unknown): void {
  const element = info.element!;
  if (typeof values === "string" && element.scalar === "char") {
    return writeText(array as unknown as Uint8Array, values, info.name, "", null);
  }
  if (values instanceof info.type) {
    array.set(values as never);
    return keepCopied(array, values as unknown as NumericArray);
  }
  if (typeof values !== "object" || values === null || !(Symbol.iterator in values)) {
    throw wrongKind(values, info.name, "", null, `an iterable of at most ${array.length} values`);
  }
  const convert = element.convert!;
  let i = 0;
  for (const item of values as Iterable<unknown>) {
    if (i === array.length) throw outOfRange(values, info.name, "", null, `at most ${array.length} values`);
    array[i] = convert(item, `element ${i} of ${info.name}`, "") as number;
    i++;
  }
  if (areBytes(element, values)) keepCopied(array, values);
}

type NumericArray = Int32Array<ArrayBuffer>;
type TypedArrayClass = new (buffer: ArrayBuffer | number, offset?: number, length?: number) => NumericArray;

const numericBases = new Map<TypedArrayName, TypedArrayClass>();

/** What arrays extend that are typed arrays: `slice` and `map` give plain typed arrays. */
function numericBase(name: TypedArrayName): TypedArrayClass {
  let base = numericBases.get(name);
  if (base === undefined) {
    const Plain = (globalThis as unknown as Record<TypedArrayName, TypedArrayClass>)[name];
    base = class extends Plain {
      static get [Symbol.species]() {
        return Plain;
      }
    };
    numericBases.set(name, base);
  }
  return base;
}

function numericArray(element: TypeInfo, length: number): TypeInfo["type"] {
  const info = arrayInfo(element, length);
  const { name } = info;
  const made = {
    [name]: class extends numericBase(element.typedArray!) {
      constructor(values?: unknown) {
        super(length); // memory of its own
        if (values !== undefined) fillArray(info, this, values);
      }
    },
  }[name]!;
  info.view = numericView(info);
  describe(made, info);
  addStatics(made);
  if (element.scalar === "char") addCharMembers(made.prototype);
  return made as unknown as TypeInfo["type"];
}

/**
 * Makes typed arrays on existing memory that are instances of the type's class; iterable objects where the elements are
 * not aligned (in a packed structure, at an odd address), which no typed array can view.
 */
function numericView(info: TypeInfo): TypeInfo["view"] {
  const { element, length } = info;
  const Base = numericBase(element!.typedArray!);
  const misaligned = element!.size - 1;
  let loose: TypeInfo | undefined;
  let View: TypedArrayClass | undefined;
  return (block, offset) => {
    const address = block.addressed ? block.address + offset : 0;
    if (((block.view.byteOffset + offset | address) & misaligned) !== 0) {
      return (loose ??= looseArrayInfo(element!, length!)).view(block, offset);
    }
    const buffer = exposedBuffer(block, offset, info.size);
    return new (View ??= viewClass(Base, info))(buffer, exposedOffset(block, offset), length!);
  };
}

/**
 * A class whose instances are taken for those of the type's class, but do not run its constructor: with
 * `Reflect.construct` V8 takes three times as long.
 */
function viewClass(Base: TypedArrayClass, info: TypeInfo): TypedArrayClass {
  const View = class extends Base {};
  Object.setPrototypeOf(View.prototype, info.type.prototype);
  Reflect.deleteProperty(View.prototype, "constructor");
  return View;
}

function genericArray(element: TypeInfo, length: number): TypeInfo["type"] {
  return looseArrayInfo(element, length).type;
}

/** An array type whose instances are iterable objects whatever the element: for memory that no typed array can view. */
export function looseArrayInfo(element: TypeInfo, length: number): TypeInfo {
  const info = arrayInfo(element, length);
  const made = recordClass({
    info,
    accessors: [],
    initialise: (self, init) => info.write(self[MEMORY], self[OFFSET], init, "", null),
  });
  Object.setPrototypeOf(made.prototype, elementAccess(info).prototype);
  setMaker(info, made.prototype);
  describe(made, info);
  addStatics(made);
  if (element.scalar === "char" && element.unit === "wide") addWideCharMembers(made.prototype);
  return info;
}
