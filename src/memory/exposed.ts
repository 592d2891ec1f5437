import { runtime } from "../runtime/runtime.ts";
import { allocator } from "./allocator.ts";
import { type Block, tagBuffer, tagPart } from "./block.ts";
import type { Extent } from "./target.ts";
import { foreign } from "./window.ts";

/**
 * A buffer that a program may see, which has nothing but the object that some bytes belong to: programs clone and transfer
 * buffers as a whole. It is a block's own, or an external one that begins at these bytes.
 */
export function exposedBuffer(block: Block, offset: number, size: number): ArrayBuffer {
  if (block.visible) return tagBuffer(block);
  const buffer = runtime.external(block.base + offset, size);
  if (block.root !== foreign) allocator.keepExposed(block);
  return tagPart(buffer, block, offset);
}

/** Where some bytes begin in their {@linkcode exposedBuffer}. */
export function exposedOffset(block: Block, offset: number): number {
  return block.visible ? block.view.byteOffset + offset : 0;
}

/** Bytes that a program may see, not copied. */
export function exposedBytes({ block, offset, size }: Extent): Uint8Array<ArrayBuffer> {
  return new Uint8Array(exposedBuffer(block, offset, size), exposedOffset(block, offset), size);
}
