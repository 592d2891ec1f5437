import type { Block } from "./block.ts";

/** Memory of known extent. */
export interface Extent {
  readonly block: Block;
  readonly offset: number;
  /** In bytes, from `offset`. */
  readonly size: number;
  /** How many bytes before `offset` belong to the same object. */
  readonly before?: number;
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

/** What a pointer into memory of JavaScript's refers to: the extent and the target in one, since programs make many. */
export class OwnTarget implements Target, Extent {
  readonly block: Block;
  readonly offset: number;
  readonly size: number;
  readonly before: number;
  readonly keep: unknown;
  /** The halves of the address as stored pointers are compared with them: 32-bit integers cost a third of doubles. */
  readonly low: number;
  readonly high: number;

  /** @param base The address of the block; asking for it throws if the memory is gone. */
  constructor(block: Block, offset: number, size: number, before: number, keep: unknown, base: number = block.base) {
    this.block = block;
    this.offset = offset;
    this.size = size;
    this.before = before;
    this.keep = keep;
    const start = base + offset;
    this.low = start | 0;
    this.high = start * 2 ** -32 | 0;
  }

  get address(): bigint {
    return BigInt((this.low >>> 0) + this.high * 2 ** 32);
  }

  get extent(): Extent {
    return this;
  }
}
