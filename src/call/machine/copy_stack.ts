/**
 * Memory for what calls pass by reference, and copying bytes.
 *
 * @module
 */
import { Block, MEMORY, OFFSET, type Placed } from "../../memory/block.ts";

const FIRST_SIZE = 1 << 12;
const ALIGNMENT = 16;

/** A place in memory; assignments in a constructor are much cheaper than a literal with symbols. */
export class Place implements Placed {
  declare [MEMORY]: Block;
  declare [OFFSET]: number;
  constructor(block: Block, offset: number) {
    this[MEMORY] = block;
    this[OFFSET] = offset;
  }
}

/** Copies bytes from one place to another. */
export function copyBytes(
  from: DataView<ArrayBuffer>,
  fromOffset: number,
  to: DataView<ArrayBuffer>,
  toOffset: number,
  size: number,
): void {
  if (size > 256) {
    bytesIn(to, toOffset, size).set(bytesIn(from, fromOffset, size));
    return;
  }
  let i = 0;
  // Integers: an engine may change the bits of a NaN.
  for (; i + 4 <= size; i += 4) to.setInt32(toOffset + i, from.getInt32(fromOffset + i, true), true);
  for (; i < size; i++) to.setInt8(toOffset + i, from.getInt8(fromOffset + i));
}

function bytesIn({ buffer, byteOffset }: DataView<ArrayBuffer>, offset: number, size: number): Uint8Array {
  return new Uint8Array(buffer, byteOffset + offset, size);
}

/**
 * Memory for what a running call passes by reference. Calls nest, so it is a stack: a call that a callback makes must
 * not overwrite what the outer one passed.
 */
class CopyStack {
  /** How much is taken; a call sets it back to what it found. */
  top = 0;
  #block = newBlock(FIRST_SIZE);
  /** Outgrown memory that running calls still use. */
  #outgrown: Block[] = [];

  /**
   * Copies an aggregate.
   *
   * @returns The address of the copy.
   */
  add(source: Placed, size: number): number {
    if (this.top === 0 && this.#outgrown.length > 0) this.#outgrown = [];
    const needed = this.top + size;
    if (needed > this.#block.view.byteLength) {
      this.#outgrown.push(this.#block);
      this.#block = newBlock(2 * needed);
    }
    const offset = this.top;
    copyBytes(source[MEMORY].view, source[OFFSET], this.#block.view, offset, size);
    this.top = needed + ALIGNMENT - 1 & -ALIGNMENT;
    return this.#block.base + offset;
  }
}

/** ArrayBuffers are aligned to 8 at least. */
function newBlock(size: number): Block {
  const block = new Block(new DataView(new ArrayBuffer(size + ALIGNMENT)));
  const start = -block.base & ALIGNMENT - 1;
  return new Block(new DataView(block.view.buffer, start, size), block.base + start);
}

/** The one stack. */
let copies: CopyStack | undefined;

/** The stack of copies; made at first need, as only a call may ask for an address. */
export function copyStack(): CopyStack {
  return copies ??= new CopyStack();
}
