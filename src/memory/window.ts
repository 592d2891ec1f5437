import { runtime } from "../runtime/runtime.ts";
import { Block, tagBuffer } from "./block.ts";

/** Foreign memory is seen through windows that begin at multiples of this and are twice as long. */
const WINDOW = 1 << 20;
export const WINDOW_SIZE: number = 2 * WINDOW;
const MANY_WINDOWS = 4096;
/** By their address in multiples of `WINDOW`: Maps find small integers more quickly. */
const windows = new Map<number, Block>();

/** The window that was used last. Generated code looks here first: what programs follow mostly lies together. */
class LastWindow {
  block: Block = null as unknown as Block;
  start = NaN;
  /** The halves of `start`. */
  low = 0;
  high = NaN;

  set(block: Block, start: number): void {
    this.block = block;
    this.start = start;
    this.low = start | 0;
    // An address with the same high half is in the window if the low halves say so, unless it goes on into the next 4 GiB.
    this.high = start % 2 ** 32 > 2 ** 32 - WINDOW_SIZE ? NaN : start / 2 ** 32 | 0;
  }
}

export const lastWindow: LastWindow = new LastWindow();

/**
 * A block that covers memory which JavaScript does not own. The offset in it is `address - block.base`. Making a view
 * costs 80 to 200 ns and chasing pointers needs many, so neighbours share one; only what an instance touches is read.
 *
 * @param address Not 0.
 * @param size In bytes.
 */
export function foreignBlock(address: number, size: number): Block {
  const { start: last } = lastWindow;
  if (address >= last && address + size <= last + WINDOW_SIZE) return lastWindow.block;
  if (size > WINDOW) return newForeign(address, size);
  const number = Math.floor(address / WINDOW);
  const start = number === 0 ? 1 : number * WINDOW;
  let window = windows.get(number);
  if (window === undefined) {
    if (windows.size >= MANY_WINDOWS) windows.clear();
    windows.set(number, window = newForeign(start, WINDOW_SIZE));
  }
  lastWindow.set(window, start);
  return window;
}

/** Holds the references of all of it. */
export const foreign: Block = Block.foreign();

function newForeign(address: number, size: number, visible = false): Block {
  const block = new Block(new DataView(runtime.external(address, size)), address, visible);
  block.root = foreign;
  return block;
}

/**
 * A block on memory that C owns with nothing else in its buffer, which a program may see: what it does with the buffer
 * concerns that one object.
 */
export function foreignObject(address: number, size: number): Block {
  const block = newForeign(address, size, true);
  tagBuffer(block);
  return block;
}

/**
 * The offset of an address in the block that {@linkcode foreignBlock} gave for it. It is a 32-bit integer in every engine:
 * the difference of two addresses is a double to JavaScriptCore even where it is whole, it stays one where it meets one,
 * and DataViews are 30 × slower with an index that is one.
 */
export function offsetIn(block: Block, address: number): number {
  return address - block.base | 0;
}
