import { runtime } from "../runtime/runtime.ts";
import { Block } from "./block.ts";

/** Slabs are this large, in bytes: one live 16-byte structure can hold 1/2048 of what it costs. */
const SLAB_SIZE = 1 << 15;
/** What is larger than this gets an ArrayBuffer of its own. */
const SLAB_LIMIT = 1 << 11;
/** What every buffer is aligned to, and everything in a slab. */
const CELL = 8;
/** What slabs are aligned to. */
const SLAB_ALIGNMENT = 16;

/**
 * New zeroed memory that nothing else shares, in a block of its own. Making an ArrayBuffer costs 20 to 50 × what cutting a
 * slab costs.
 *
 * @param size In bytes.
 * @param alignment A power of two.
 */
export function ownBlock(size: number, alignment: number): Block {
  return new Block(new DataView(new ArrayBuffer(alignment > CELL ? size + alignment : size)), -1, true);
}

/** Where in a block of its own an object begins. Above 16, that needs the permission to know addresses. */
export function startIn(block: Block, alignment: number): number {
  if (alignment <= CELL || alignment <= SLAB_ALIGNMENT && !runtime.mayKnowAddresses()) return 0;
  return -block.base & alignment - 1;
}

/** So many slabs may be lost to what programs see of them before there are no slabs any more. */
const MOST_EXPOSED = 16;

/** Where small memory is cut from: slabs whose buffers no program ever sees. All of it is zero. */
class Allocator {
  /** The block that the last {@linkcode cut} gave memory of. */
  block: Block = null as unknown as Block;
  /** What small memory is cut from, and where it goes on: generated constructors cut by themselves. */
  slab: Block = null as unknown as Block;
  next = SLAB_SIZE + 1;
  readonly #exposed = new Set<ArrayBuffer>();

  /**
   * Cuts memory out of {@linkcode block}, which may be new.
   *
   * @returns The offset in the block.
   */
  cut(size: number, alignment = CELL): number {
    if (size > SLAB_LIMIT || alignment > SLAB_ALIGNMENT) {
      this.block = ownBlock(size, alignment);
      return startIn(this.block, alignment);
    }
    const needed = alignment > CELL ? size + CELL : size;
    let offset = this.next;
    if (offset > SLAB_SIZE - needed) offset = this.refill(needed);
    else this.next = offset + needed + CELL - 1 & -CELL;
    this.block = this.slab;
    return alignment > CELL ? offset + alignment - 1 & -alignment : offset;
  }

  /**
   * Begins a new slab, of which `size` bytes are taken. If the last one was asked for its address, this one will be: when
   * optimised code finds that it is not known yet, JavaScriptCore falls back for 50 µs.
   */
  refill(size: number): number {
    if (this.#exposed.size >= MOST_EXPOSED) {
      this.slab = ownBlock(size, CELL);
      this.next = SLAB_SIZE + 1;
      return 0;
    }
    const view = new DataView(new ArrayBuffer(SLAB_SIZE));
    const slab = new Block(view, this.slab !== null && this.slab.addressed ? addressIfTold(view) : -1);
    slab.leaf = true;
    this.slab = slab;
    this.next = size + CELL - 1 & -CELL;
    return 0;
  }

  /**
   * Keeps a slab for good, a part of which a program sees now. It can transfer that part away, and nobody tells how long
   * it is used then. Nothing more is cut from it.
   */
  keepExposed(slab: Block): void {
    this.#exposed.add(slab.view.buffer);
    if (slab.view === this.slab.view) this.next = SLAB_SIZE + 1;
  }
}

function addressIfTold(view: DataView): number {
  try {
    return runtime.addressOf(view);
  } catch {
    return -1; // the program gave up the permission
  }
}

export const allocator: Allocator = new Allocator();

/** Whether instances of a type get memory that nothing shares, from now on: a program looks at it as bytes. */
export interface Alone {
  now: boolean;
}

/** What the memory of an instance depends on. */
export interface Needs {
  readonly size: number;
  readonly alignment: number;
  /** It holds references, so it needs a block of its own. */
  readonly hasPointers?: boolean | undefined;
  /** Typed arrays on it are handed out. */
  readonly visible?: boolean | undefined;
  readonly alone?: Alone;
}

/** New zeroed memory for an instance. */
export function newPlace({ size, alignment, hasPointers, visible, alone }: Needs): { block: Block; offset: number } {
  if (visible || alone?.now) {
    const block = ownBlock(size, alignment);
    return { block, offset: startIn(block, alignment) };
  }
  const offset = allocator.cut(size, alignment);
  const { block } = allocator;
  return { block: hasPointers ? block.fork() : block, offset };
}

/**
 * Statements that declare `offset` and `block` as {@linkcode newPlace} gives them: V8 takes twice as long for calls.
 *
 * @param n A suffix for the names.
 */
export function newPlaceSource({ size, alignment, hasPointers, visible, alone }: Needs, n: number | "" = ""): string {
  const block = `block${n}`, offset = `offset${n}`;
  const start = alignment > CELL ? `startIn(${block}, ${alignment})` : "0";
  const apart = `${block} = ownBlock(${size}, ${alignment}), ${offset} = ${start}`;
  if (visible) return `const ${apart};`;
  const fork = hasPointers ? ".fork()" : "";
  const cut = size > SLAB_LIMIT || alignment > CELL
    ? `${offset} = allocator.cut(${size}, ${alignment}); ${block} = allocator.block${fork};`
    : `${offset} = allocator.next;
      if (${offset} > ${SLAB_SIZE - size}) ${offset} = allocator.refill(${size});
      else allocator.next = ${offset} + ${size + CELL - 1 & -CELL};
      ${block} = allocator.slab${fork};`;
  const other = alone === undefined ? "" : `if (alone${n}.now) { ${apart}; } else`;
  return `let ${offset}, ${block}; ${other} { ${cut} }`;
}

/** What {@linkcode newPlaceSource} refers to. */
export function placeScope({ alone }: Needs, n: number | "" = ""): Record<string, unknown> {
  return { allocator, ownBlock, startIn, [`alone${n}`]: alone };
}
