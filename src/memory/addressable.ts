import { type Address, runtime } from "../runtime/runtime.ts";
import { addressOfPlace, Block, blockOf, foreignBlock, MEMORY, OFFSET, type Placed } from "./block.ts";
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

/** What `byref` returns: a place in memory that can be passed where a pointer is wanted. */
export class Reference {
  readonly target: object;
  readonly offset: number;
  constructor(target: object, offset: number) {
    this.target = target;
    this.offset = offset;
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
export function bufferExtent(value: ArrayBuffer | ArrayBufferView): Extent {
  const block = blockOf(fixedBuffer(value));
  return { block, offset: ArrayBuffer.isView(value) ? value.byteOffset : 0, size: value.byteLength };
}

/** The memory that a value itself occupies, or null if it has none. */
export function extentOf(value: unknown): Extent | null {
  if (isPlaced(value)) return { block: value[MEMORY], offset: value[OFFSET], size: value[SIZE] };
  if (isBuffer(value)) return bufferExtent(value);
  return null;
}

/** The address of a buffer or view, in the form that calls take. */
export function addressOfBuffer(value: ArrayBuffer | ArrayBufferView): Address {
  fixedBuffer(value);
  return runtime.address(runtime.addressOf(value));
}

/** Reads a stored address as a number. Exact below 2⁵³, which covers everything that can be dereferenced. */
export function readAddress(view: DataView, offset: number): number {
  return view.getUint32(offset, true) + view.getUint32(offset + 4, true) * 0x1_0000_0000;
}

/** Stores an address. */
export function writeAddress(view: DataView, offset: number, address: number): void {
  view.setUint32(offset, address, true);
  view.setUint32(offset + 4, address / 0x1_0000_0000, true);
}

/** What a pointer argument comes down to: where it points, and if known, memory that must stay alive. */
export interface Target {
  readonly address: bigint;
  /** The memory that it points into, if JavaScript knows it. */
  readonly extent: Extent | null;
  /** What must live as long as the address is used. */
  readonly keep: unknown;
}

/**
 * Where an addressable value points: the address that a pointer holds, the own memory of anything else.
 *
 * @returns Null if the value is not addressable.
 */
export function targetOf(value: unknown): Target | null {
  if (value === null) return { address: 0n, extent: null, keep: null };
  if (typeof value === "bigint") return { address: BigInt.asUintN(64, value), extent: null, keep: null };
  if (value instanceof Reference) {
    const extent = extentOf(value.target)!;
    const { block, size } = extent;
    const offset = extent.offset + value.offset;
    return { address: BigInt(block.base + offset), extent: { block, offset, size: size - value.offset }, keep: value };
  }
  if (isPlaced(value) && value[HOLDS_ADDRESS]) {
    const block = value[MEMORY];
    const address = block.view.getBigUint64(value[OFFSET], true);
    const keep = block.kept(value[OFFSET]);
    return { address, extent: containing(keep, address), keep: [value, keep] };
  }
  if (typeof value === "function" && ADDRESS in value) {
    return { address: (value as { [ADDRESS]: bigint })[ADDRESS], extent: null, keep: value };
  }
  const extent = extentOf(value);
  if (extent === null) return null;
  return { address: BigInt(extent.block.base + extent.offset), extent, keep: value };
}

/** On functions that are function pointers: their address. Reading it throws if the function is closed. */
export const ADDRESS: unique symbol = Symbol("address");

/** The part of a kept object's memory that begins at an address, if the address is inside it. */
export function containing(kept: unknown, address: bigint): Extent | null {
  const extent = kept instanceof Reference
    ? extentOf(kept.target)
    : kept instanceof Block
    ? blockExtent(kept)
    : extentOf(kept);
  if (extent === null) return null;
  const { block } = extent;
  const start = block.base + extent.offset;
  const distance = Number(address) - start;
  if (distance < 0 || distance > extent.size) return null;
  return { block, offset: extent.offset + distance, size: extent.size - distance, before: distance };
}

function blockExtent(block: Block): Extent {
  return { block, offset: 0, size: block.view.byteLength };
}

/**
 * The memory at an address: the kept object's own if the address is inside it, else a window on foreign memory.
 *
 * @throws {Error} If the address is 0.
 */
export function memoryAtAddress(address: bigint, size: number, kept: unknown, who: string): Extent {
  if (address === 0n) throw new Error(`Cannot dereference NULL in ${who}`);
  if (address >= 1n << 53n) throw new RangeError(`Cannot dereference ${show(address)} in ${who}: not an address`);
  const extent = containing(kept, address);
  if (extent !== null) {
    if (extent.size < size) {
      throw new RangeError(`Cannot access ${size} bytes in ${who}: only ${extent.size} are left in the object`);
    }
    return extent;
  }
  const block = foreignBlock(Number(address), size);
  return { block, offset: Number(address) - block.base, size };
}
