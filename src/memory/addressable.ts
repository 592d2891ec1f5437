import { type Block, blockOf, foreignBlock, knownBlock, MEMORY, OFFSET, offsetIn, type Placed } from "./block.ts";
import { show } from "./show.ts";

/** The size of an instance in bytes: on the prototype that of its type, on a resized instance its own. */
export const SIZE: unique symbol = Symbol("size");
/** On the prototype of types whose instances hold an address: as a `void *` they mean it, not their own place. */
export const HOLDS_ADDRESS: unique symbol = Symbol("holds address");

/** Memory of known extent. */
export interface Extent {
  readonly block: Block;
  readonly offset: number;
  /** In bytes, from `offset`. */
  readonly size: number;
  /** How many bytes before `offset` belong to the same object. */
  readonly before?: number;
}

/** On what `byref(x)` returns: `x`; undefined if there is an offset, so that the common case is told by one look. */
export const REFERENT: unique symbol = Symbol("referent");

/** What `byref` returns: a place in memory that can be passed where a pointer is wanted. */
export class Reference {
  readonly target: object;
  readonly offset: number;
  declare readonly [REFERENT]: object | undefined;
  constructor(target: object, offset: number) {
    this.target = target;
    this.offset = offset;
    this[REFERENT] = offset === 0 ? target : undefined;
  }
}

/** Whether a value is an instance of a C type that lives in a block (arrays that are typed arrays do not). */
export function isPlaced(value: unknown): value is Placed & { [SIZE]: number; [HOLDS_ADDRESS]?: true } {
  return typeof value === "object" && value !== null && MEMORY in value;
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
  const view = ArrayBuffer.isView(value);
  // A buffer that has a block was found fixed before; whoever asks for its address notices if it is detached since.
  const block = knownBlock(view ? value.buffer : value) ?? blockOf(fixedBuffer(value));
  return { block, offset: view ? value.byteOffset : 0, size: value.byteLength };
}

/** The memory that a value itself occupies, or null if it has none. */
export function extentOf(value: unknown): Extent | null {
  if (isPlaced(value)) return { block: value[MEMORY], offset: value[OFFSET], size: value[SIZE] };
  if (isBuffer(value)) return bufferExtent(value);
  return null;
}

/** What a pointer refers to. */
export interface Target {
  readonly address: bigint;
  /** The memory that it points into, if JavaScript knows it. */
  readonly extent: Extent | null;
  /** What must live as long as the address is used. */
  readonly keep: unknown;
}

/** Where NULL points. */
export const NULL_TARGET: Target = { address: 0n, extent: null, keep: null };

/** On functions that are function pointers: their address. Reading it throws if the function is closed. */
export const ADDRESS: unique symbol = Symbol("address");

/** Where memory of JavaScript's is. */
export function targetOfExtent(extent: Extent, keep: unknown): Target {
  return { address: BigInt(extent.block.base + extent.offset), extent, keep };
}

/**
 * Where an addressable value points: the address that a pointer holds, the own memory of anything else.
 *
 * @returns Null if the value is not addressable.
 */
export function targetOf(value: unknown): Target | null {
  if (value === null) return NULL_TARGET;
  if (value instanceof Reference) return targetOfReference(value);
  if (isPlaced(value) && value[HOLDS_ADDRESS]) return heldTarget(value[MEMORY], value[OFFSET]);
  if (typeof value === "function" && ADDRESS in value) {
    return { address: (value as { [ADDRESS]: bigint })[ADDRESS], extent: null, keep: value };
  }
  const extent = extentOf(value);
  return extent === null ? null : targetOfExtent(extent, value);
}

function targetOfReference(reference: Reference): Target {
  const { block, offset, size } = extentOf(reference.target)!;
  const by = reference.offset;
  return targetOfExtent({ block, offset: offset + by, size: size - by, before: by }, reference.target);
}

/** Where the pointer stored at a place points. */
export function heldTarget(block: Block, offset: number): Target {
  const address = block.view.getBigUint64(offset, true);
  const kept = block.kept(offset) as Target | null;
  return { address, extent: kept === null ? null : within(kept.extent, address), keep: kept };
}

/** Stores a pointer and holds on to what it refers to. */
export function storeTarget(block: Block, offset: number, target: Target): void {
  block.view.setBigUint64(offset, target.address, true);
  block.keep(offset, target.keep === null ? null : target);
}

/** The part of an extent that begins at an address, or null if the address is not in it (its end is). */
function within(extent: Extent | null, address: bigint): Extent | null {
  if (extent === null) return null;
  const { block, offset, size, before = 0 } = extent;
  const distance = offsetIn(block, Number(address)) - offset;
  if (distance < -before || distance > size) return null;
  return { block, offset: offset + distance, size: size - distance, before: before + distance };
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
