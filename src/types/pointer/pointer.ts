import {
  HOLDS_ADDRESS,
  isBuffer,
  isPlaced,
  NULL_TARGET,
  Reference,
  storeTarget,
  type Target,
  targetOf,
  targetOfExtent,
  targetOfPlace,
} from "../../memory/addressable.ts";
import { newPlace } from "../../memory/allocator.ts";
import { type Block, MEMORY, OFFSET, type Placed } from "../../memory/block.ts";
import { show } from "../../memory/show.ts";
import type { AddressInfo } from "./address_types.ts";
import type { OpaqueType, PointerInstance, PointerType, SizedType, TypeOf } from "../ctype.ts";
import { defineFastMethods, elementAt, type PointerMethods, type PointerPlace } from "./pointer_access.ts";
import { inspectable } from "../inspect.ts";
import { describe, recordClass, setMaker } from "../record/record_class.ts";
import { unfinished } from "../scalar/scalar_info.ts";
import { addStatics } from "../scalar/simple_type.ts";
import { infoOf, infoOfInstance, TYPE, type TypeInfo, wrongKind } from "../type_info.ts";

const pointerTypes = new WeakMap<object, AddressInfo>();

/**
 * The type `T *`. The same `T` gives the same class.
 *
 * @param type The type pointed to; `c_void` for an opaque one.
 * @throws {TypeError} If `type` is no C type.
 *
 * @example Passing a cell for C to fill in
 * ```ts
 * import { byref, c_int, Pointer } from "@ctypes/ctypes";
 *
 * const cell = new (Pointer(c_int))();   // int *cell = NULL
 * const argument = byref(cell);          // for a parameter `int **`
 * console.log(cell.address);             // 0n
 * ```
 */
export function Pointer<T extends SizedType | OpaqueType<string>>(type: T): PointerType<T> {
  if (typeof type !== "function") throw new TypeError(`Pointer(): expected a C type, not ${show(type)}`);
  return pointerInfo(type).type as unknown as PointerType<T>;
}

/** The description of `T *`. The class of T may still be under construction: it is looked at when it is needed. */
function pointerInfo(type: object): AddressInfo {
  let info = pointerTypes.get(type);
  if (info === undefined) {
    info = makePointerType(type as new () => unknown);
    pointerTypes.set(type, info);
  }
  return info;
}

function makePointerType(type: abstract new () => unknown): AddressInfo {
  infoOf(type, "Pointer()");
  const info: AddressInfo = {
    kind: "pointer",
    get name() {
      return `Pointer(${this.element!.name})`;
    },
    type: null as never,
    size: 8,
    alignment: 8,
    native: "pointer",
    hasPointers: true,
    get element() {
      const element = infoOf(type, "Pointer()");
      Object.defineProperty(info, "element", { value: element });
      return element;
    },
    refer: (value, label, owner) => referTo(info, value, label, owner),
    read: (block, offset) => block.view.getBigUint64(offset, true) === 0n ? null : info.view(block, offset),
    write: (block, offset, value, label, owner) => storeTarget(block, offset, referTo(info, value, label, owner)),
    view: unfinished,
    extend: (type) => extendPointer(info, type),
  };
  const made = recordClass({
    info,
    accessors: [],
    initialise: (self, init) => info.write(self[MEMORY], self[OFFSET], init, "", null),
  });
  describe(made, info);
  Object.setPrototypeOf(made.prototype, PointerBase.prototype);
  setMaker(info, made.prototype);
  addStatics(made);
  return info;
}

function extendPointer(info: AddressInfo, type: TypeInfo["type"]): TypeInfo {
  const own: AddressInfo = Object.create(info, { name: { value: type.name, writable: true } });
  setMaker(own, type.prototype);
  describe(type, own);
  return Object.assign(own, {
    read: (block: Block, offset: number) =>
      block.view.getBigUint64(offset, true) === 0n ? null : own.view(block, offset),
  });
}

/** What all pointers can do. */
class PointerBase {
  declare [MEMORY]: Block;
  declare [OFFSET]: number;
  declare [TYPE]: TypeInfo;

  get contents(): unknown {
    return methods.contents(this);
  }

  set contents(value: unknown) {
    methods.setContents(this, value);
  }

  get address(): bigint {
    return this[MEMORY].view.getBigUint64(this[OFFSET], true);
  }

  at(index: number): unknown {
    return methods.at(this, index);
  }

  set(index: number, value: unknown): void {
    methods.set(this, index, value);
  }
}

const methods: PointerMethods = {
  contents(pointer) {
    const { block, offset } = elementAt(pointer, 0, "contents");
    return specialised(pointer).view(block, offset);
  },
  setContents(pointer, value) {
    const { element, name } = pointer[TYPE];
    if (!(value instanceof element!.type)) {
      throw wrongKind(value, name, "contents", pointer, `an instance of ${element!.name}`);
    }
    const target = typeof value === "function" ? cellOf(element!, value) : targetOfItself(value as object)!;
    storeTarget(pointer[MEMORY], pointer[OFFSET], target);
  },
  at(pointer, index) {
    const { block, offset } = elementAt(pointer, index, "at()");
    return specialised(pointer).read(block, offset);
  },
  set(pointer, index, value) {
    const { block, offset } = elementAt(pointer, index, "set()");
    pointer[TYPE].element!.write(block, offset, value, `element ${index}`, pointer);
  },
};

const hasFastMethods = new WeakSet<TypeInfo>();

/**
 * The element type of a pointer, whose class gets faster methods at its first use: before, the element may be a
 * structure that is not complete yet.
 */
function specialised(pointer: PointerPlace): TypeInfo {
  const info = pointer[TYPE];
  const element = info.element!;
  if (!hasFastMethods.has(info)) {
    hasFastMethods.add(info);
    // Not of a class that extends it, which may have such methods of its own.
    let { prototype } = info.type;
    while (Object.getPrototypeOf(prototype) !== PointerBase.prototype) prototype = Object.getPrototypeOf(prototype);
    if (!Object.hasOwn(prototype, "at")) defineFastMethods(prototype, element, methods);
  }
  return element;
}
Object.defineProperty(PointerBase.prototype, HOLDS_ADDRESS, { value: true });
inspectable(PointerBase.prototype, (self) => {
  const { address } = self as PointerBase;
  return `${infoOfInstance(self)!.name}(${address === 0n ? "NULL" : `0x${address.toString(16)}`})`;
});

/** What a value refers to as a `T *`, or throws. */
function referTo(info: TypeInfo, value: unknown, label: string, owner: unknown): Target {
  if (value === null) return NULL_TARGET;
  const element = info.element!;
  if (isPlaced(value)) {
    const given = infoOfInstance(value)!;
    const fits = given.kind === "pointer"
      ? sameTarget(given.element!, element)
      : value instanceof element.type || given.kind === "array" && sameTarget(given.element!, element) ||
        given.kind === "address" || given.kind === "text" && isByte(element);
    if (element.kind === "void") return targetOf(value)!;
    // An instance of T is passed by reference even where T itself holds an address.
    if (value instanceof element.type) return targetOfPlace(value);
    if (fits) return targetOf(value)!;
  } else if (value instanceof Reference) {
    if (referenceFits(value, element)) return targetOf(value)!;
  } else if (isBuffer(value) && bufferFits(value, element)) return targetOf(value)!;
  else if (typeof value === "function" && value instanceof element.type) return cellOf(element, value);
  throw wrongKind(value, info.name, label, owner, `a ${info.name}, a ${element.name}, an array of them or null`);
}

/** The cells of functions, by their types. */
const cells = new WeakMap<object, Map<TypeInfo, Placed>>();

/**
 * A place that holds the address of a function, for a pointer to such a place: functions have none of their own. It lives
 * as long as the function.
 */
function cellOf(info: TypeInfo, value: object): Target {
  let known = cells.get(value);
  if (known === undefined) cells.set(value, known = new Map());
  let cell = known.get(info);
  if (cell === undefined) {
    const { block, offset } = newPlace(info);
    known.set(info, cell = { [MEMORY]: block, [OFFSET]: offset });
  }
  const { [MEMORY]: block, [OFFSET]: offset } = cell;
  info.write(block, offset, value, "", null); // C may have written something else
  return targetOfExtent({ block, offset, size: info.size }, value);
}

/** Whether a pointer to `given` can be used as one to `wanted`. */
function sameTarget(given: TypeInfo, wanted: TypeInfo): boolean {
  if (given.plain !== undefined || wanted.plain !== undefined) {
    return sameTarget(given.plain ?? given, wanted.plain ?? wanted);
  }
  if (given === wanted || wanted.kind === "void" || given.kind === "void") return true;
  if (given.kind === "pointer" && wanted.kind === "pointer") return sameTarget(given.element!, wanted.element!);
  return given.type === wanted.type || given.type.prototype instanceof wanted.type;
}

const isByte = ({ kind, unit }: TypeInfo): boolean => kind === "scalar" && unit === "byte";

/** A reference must be to what the parameter points to, unless either side is untyped memory. */
function referenceFits({ target }: Reference, element: TypeInfo): boolean {
  if (element.kind === "void" || isByte(element)) return true;
  const given = infoOfInstance(target);
  if (given === null) return isBuffer(target) && (bytesPerElement(target) === 1 || bufferFits(target, element));
  if (sameTarget(given, element) || given.kind === "address" || isByte(given)) return true;
  return given.kind === "array" && (sameTarget(given.element!, element) || isByte(given.element!));
}

function bufferFits(value: ArrayBuffer | ArrayBufferView, element: TypeInfo): boolean {
  const given = infoOfInstance(value);
  if (given !== null && (given.type === element.type || sameTarget(given.element!, element))) return true;
  if (element.kind === "void") return true;
  if (element.kind !== "scalar") return false;
  if (isByte(element)) return !ArrayBuffer.isView(value) || value instanceof DataView || bytesPerElement(value) === 1;
  return element.typedArray !== undefined && elementName(value) === element.typedArray;
}

const bytesPerElement = (value: ArrayBuffer | ArrayBufferView): number => (value as Uint8Array).BYTES_PER_ELEMENT ?? 1;
const elementName = (value: ArrayBuffer | ArrayBufferView): string | undefined =>
  (value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag];

/**
 * A pointer to an object, C's `&object` as a value of its own (`byref` is cheaper for an argument).
 *
 * @param object An instance of a C type. It lives as long as the pointer.
 * @throws {TypeError} If `object` is no instance of a C type.
 *
 * @example
 * ```ts
 * import { c_int, pointer } from "@ctypes/ctypes";
 *
 * const x = new c_int(1);
 * const p = pointer(x);
 * p.contents.value = 2;
 * console.log(x.value); // 2
 * ```
 */
export function pointer<I extends object>(object: I): PointerInstance<TypeOf<I>> {
  const info = infoOfInstance(object);
  if (info === null) throw new TypeError(`pointer(): expected an instance of a C type, not ${show(object)}`);
  let made = info.pointer;
  // A class that extends another inherits its description.
  if (made === undefined || made.element !== info) made = info.pointer = pointerInfo(info.type);
  return made.pointers!.to(targetOfItself(object)!) as never;
}

/** Where an object is, even if it holds an address. */
const targetOfItself = (object: object): Target | null => isPlaced(object) ? targetOfPlace(object) : targetOf(object);
