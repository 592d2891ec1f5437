import { type Block, knownSpot, MEMORY, OFFSET, type Placed, spotIn } from "./block.ts";
import { isPresent } from "./present.ts";
import { show } from "./show.ts";
import { type Extent, NULL_TARGET, OwnTarget, type Target } from "./target.ts";
import { foreignBlock, offsetIn } from "./window.ts";

export { type Extent, NULL_TARGET, OwnTarget, type Target };

/** The size of an instance in bytes: on the prototype that of its type, on a resized instance its own. */
export const SIZE: unique symbol = Symbol("size");
/** On the prototype of types whose instances hold an address: as a `void *` they mean it, not their own place. */
export const HOLDS_ADDRESS: unique symbol = Symbol("holds address");

/** On what `byref(x)` returns: `x`; undefined if there is an offset, so that the common case is told by one look. */
export const REFERENT: unique symbol = Symbol("referent");

/**
 * What `byref(x)` returns: a place in memory that can be passed where a pointer is wanted. Programs make one for each
 * call, so it has nothing but what it refers to.
 */
export class Reference {
  declare readonly [REFERENT]: object | undefined;
  constructor(referent: object | undefined) {
    this[REFERENT] = referent;
  }
  get target(): object {
    return this[REFERENT]!;
  }
  get offset(): number {
    return 0;
  }
}

/** What `byref(x, offset)` returns. */
export class OffsetReference extends Reference {
  readonly #target: object;
  readonly #offset: number;
  constructor(target: object, offset: number) {
    super(undefined);
    this.#target = target;
    this.#offset = offset;
  }
  override get target(): object {
    return this.#target;
  }
  override get offset(): number {
    return this.#offset;
  }
}

/**
 * Whether a value is an instance of a C type that lives in a block (arrays that are typed arrays do not). What `{ ...x }`
 * makes of one is none, though it has the place: it has no type, and so no size.
 */
export function isPlaced(value: unknown): value is Placed & { [SIZE]: number; [HOLDS_ADDRESS]?: true } {
  // Asking `in` of a typed array costs V8 40 ns.
  return typeof value === "object" && value !== null && (value as Partial<Placed>)[MEMORY] !== undefined &&
    SIZE in value;
}

/** Whether an object is what `{ ...x }` makes of an instance: a mistake, since fields are no properties of its own. */
export function isSpread(value: object): boolean {
  return Object.hasOwn(value, MEMORY) && !(SIZE in value);
}

/** Whether a value is a buffer or a view of one. */
export function isBuffer(value: unknown): value is ArrayBuffer | ArrayBufferView<ArrayBuffer> {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer ||
    typeof SharedArrayBuffer !== "undefined" && value instanceof SharedArrayBuffer;
}

/**
 * The buffer of a view, checked to be one whose address cannot change.
 *
 * @throws {TypeError} If it is shared, resizable or detached.
 */
export function fixedBuffer(value: ArrayBuffer | ArrayBufferView): ArrayBuffer {
  const buffer = ArrayBuffer.isView(value) ? value.buffer : value;
  if (!(buffer instanceof ArrayBuffer)) throw new TypeError("Cannot take the address of a SharedArrayBuffer: copy it");
  if (buffer.resizable) throw new TypeError("Cannot take the address of a resizable ArrayBuffer: it may move");
  if (buffer.detached) throw new TypeError("Cannot take the address of a detached ArrayBuffer");
  return buffer;
}

/** The memory of a buffer or view. */
function bufferExtent(value: ArrayBuffer | ArrayBufferView): Extent {
  const view = ArrayBuffer.isView(value), offset = view ? value.byteOffset : 0;
  // A buffer that has a block was found fixed before; whoever asks for its address notices if it is detached since.
  const spot = knownSpot(view ? value.buffer : value, offset) ?? spotIn(fixedBuffer(value), offset);
  return { block: spot.block, offset: spot.offset, size: value.byteLength };
}

/** The memory that a value itself occupies, or null if it has none. */
export function extentOf(value: unknown): Extent | null {
  if (isPlaced(value)) return { block: value[MEMORY], offset: value[OFFSET], size: value[SIZE] };
  if (isBuffer(value)) return bufferExtent(value);
  return null;
}

/** On functions that are function pointers: their address. Reading it throws if the function is closed. */
export const ADDRESS: unique symbol = Symbol("address");

/** Whether a value is a function that C can call, closed or not. */
export function isFunctionPointer(value: unknown): boolean {
  try {
    return typeof value === "function" && (value as { [ADDRESS]?: bigint })[ADDRESS] !== undefined;
  } catch {
    return true; // it is closed
  }
}

/**
 * The address of a target as C gets it.
 *
 * @throws {TypeError} If it is memory that was transferred away, or leads to such memory.
 */
export function presentAddress(target: Target): bigint {
  const { address, extent } = target;
  if (extent !== null) {
    fixedBuffer(extent.block.view);
    if (!isPresent(target)) throw goneMemory("what it points to");
  }
  return address;
}

/** An error about memory that C would follow a pointer to. */
export function goneMemory(what: string): TypeError {
  return new TypeError(`Cannot give C ${what}: a pointer there leads to an ArrayBuffer that was transferred away`);
}

/** Where memory of JavaScript's is. */
export function targetOfExtent({ block, offset, size, before = 0 }: Extent, keep: unknown): OwnTarget {
  return new OwnTarget(block, offset, size, before, keep);
}

/**
 * Where an addressable value points: the address that a pointer holds, the own memory of anything else.
 *
 * @returns Null if the value is not addressable.
 */
export function targetOf(value: unknown): Target | null {
  if (value === null) return NULL_TARGET;
  if (isPlaced(value)) return value[HOLDS_ADDRESS] ? heldTarget(value[MEMORY], value[OFFSET]) : targetOfPlace(value);
  if (isBuffer(value)) return targetOfExtent(bufferExtent(value), value);
  if (value instanceof Reference) return targetOfReference(value);
  const address = typeof value === "function" ? (value as { [ADDRESS]?: bigint })[ADDRESS] : undefined;
  return address === undefined ? null : { address, extent: null, keep: value };
}

/** Where an instance is, whatever it holds. */
export function targetOfPlace(place: Placed): OwnTarget {
  return new OwnTarget(place[MEMORY], place[OFFSET], (place as Placed & { [SIZE]: number })[SIZE], 0, place);
}

function targetOfReference(reference: Reference): Target {
  const { block, offset, size } = extentOf(reference.target)!;
  const by = reference.offset;
  return new OwnTarget(block, offset + by, size - by, by, reference.target);
}

/** Where the pointer stored at a place points. */
export function heldTarget(block: Block, offset: number): Target {
  const kept = block.kept(offset) as Target | null;
  if (kept instanceof OwnTarget && isStored(kept, block.view, offset)) return kept;
  const address = block.view.getBigUint64(offset, true);
  if (kept === null) return { address, extent: null, keep: null };
  // What it holds beside that only leads there.
  return within(kept, address) ?? { address, extent: null, keep: kept.extent === null ? kept.keep : kept };
}

const isStored = ({ low, high }: OwnTarget, view: DataView, offset: number): boolean =>
  view.getInt32(offset, true) === low && view.getInt32(offset + 4, true) === high;

/** Stores a pointer and holds on to what it refers to. */
export function storeTarget(block: Block, offset: number, target: Target): void {
  if (target instanceof OwnTarget) {
    block.view.setInt32(offset, target.low, true);
    block.view.setInt32(offset + 4, target.high, true);
    block.keep(offset, target, target.block);
    return;
  }
  block.view.setBigUint64(offset, target.address, true);
  block.keep(offset, target.keep === null ? null : target, null);
}

/** The part of a target that begins at an address, or null if the address is not in it (its end is). */
function within({ extent, keep }: Target, address: bigint): OwnTarget | null {
  if (extent === null) return null;
  const { block, offset, size, before = 0 } = extent;
  const base = block.address; // known, since there is a target; that the memory is gone is found when it is used
  const distance = Number(address) - base - offset;
  if (distance < -before || distance > size) return null;
  const move = (by: number) => new OwnTarget(block, offset + by, size - by, before + by, keep, base);
  // Two calls, so that the usual one is of an integer in every engine: see offsetIn.
  const whole = distance | 0;
  return whole === distance ? move(whole) : move(distance);
}

/**
 * Memory that a pointer refers to, `distance` bytes on: in the object it points into if JavaScript knows it, else in a
 * window on foreign memory.
 *
 * @throws {Error} If the pointer is NULL.
 * @throws {RangeError} If the memory is outside the object.
 */
export function dereference({ address, extent }: Target, distance: number, size: number, who: string): Extent {
  if (address === 0n) throw new Error(`Cannot dereference NULL in ${who}`);
  if (extent !== null) {
    if (distance < -(extent.before ?? 0) || distance + size > extent.size) {
      throw new RangeError(
        `Cannot access ${size} bytes at offset ${distance} in ${who}: the object there ends at ${extent.size}`,
      );
    }
    return { block: extent.block, offset: extent.offset + distance, size };
  }
  const start = Number(address) + distance;
  if (start <= 0 || start > Number.MAX_SAFE_INTEGER) {
    throw new RangeError(`Cannot dereference ${show(address)} in ${who}: it is no address`);
  }
  const block = foreignBlock(start, size);
  return { block, offset: offsetIn(block, start), size };
}
