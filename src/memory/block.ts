import { type Address, runtime } from "../runtime/runtime.ts";

/** Where an instance of a C type lives: its {@linkcode Block}. */
export const MEMORY: unique symbol = Symbol("memory");
/** Where an instance of a C type lives: the offset in bytes within its block. */
export const OFFSET: unique symbol = Symbol("offset");

/** An object that stands for a place in memory. */
export interface Placed {
  [MEMORY]: Block;
  [OFFSET]: number;
}

/** What blocks on one buffer share. */
export interface Memory {
  /**
   * A view that loses its length with the memory, if programs can see the buffer: they may transfer it away. It is the
   * quickest to ask: engines take 10 ns to say whether a buffer is detached.
   */
  probe: Uint8Array | null;
}

/** Stands for the memories that several pointers refer to: which of them is there is not quickly told. */
const SEVERAL: Memory = { probe: new Uint8Array(0) };

/**
 * A stretch of memory that instances share: a slab, a buffer of the user's, or a window on memory of C's. It knows its
 * address once someone asked for it, and holds on to what the pointers stored in it refer to.
 */
export class Block {
  readonly view: DataView<ArrayBuffer>;
  /** The offset whose address `pinned` is: an instance is asked for its own again and again. */
  pin = -1;
  pinned: Address = 0;
  readonly memory: Memory;
  /** The block that holds the references for this memory. */
  readonly root: Block;
  /** On a root: the memory that the one pointer stored there refers to; null for memory of C's. */
  guard: Memory | null = null;
  /** Address of the first byte; −1 until it is known. */
  #base: number;
  /** The offset of a pointer, and what it refers to: most blocks hold no other, and a Map would cost more than the rest. */
  #at = -1;
  #held: unknown = null;
  /** What other pointers refer to, by their offset. */
  #more: Map<number, unknown> | null = null;

  constructor(
    view: DataView<ArrayBuffer>,
    base = -1,
    root: Block | null = null,
    memory: Memory = { probe: null },
  ) {
    this.view = view;
    this.memory = memory;
    this.#base = base;
    this.root = root ?? this;
  }

  /** Address of the first byte. It throws if the memory is gone (transferred away). */
  get base(): number {
    const { byteLength } = this.view; // throws for a detached view
    if (this.#base < 0 && byteLength >= 0) this.#base = runtime.addressOf(this.view);
    return this.#base;
  }

  /** Whether its address is known. */
  get addressed(): boolean {
    return this.#base >= 0;
  }

  /** A block on the same memory with references of its own, for one instance that was cut from it. */
  fork(): Block {
    return new Block(this.view, this.#base, null, this.memory);
  }

  /** A block on the same memory and with the same references that remembers the address of one offset. */
  pinnedAt(offset: number): Block {
    const block = new Block(this.view, this.base, this.root, this.memory);
    block.pin = offset;
    block.pinned = runtime.address(this.base + offset);
    return block;
  }

  /**
   * Holds `value` for the pointer stored at `offset`, instead of what it held before; null holds nothing.
   *
   * @param memory What the pointer refers to, of which `value` keeps hold; null if it is of C's.
   */
  keep(offset: number, value: unknown, memory: Memory | null = SEVERAL): void {
    const { root } = this;
    if (offset === root.#at || root.#at < 0 && root.#more === null) {
      root.#at = value === null ? -1 : offset;
      root.#held = value;
      root.guard = root.#more === null || memory === null ? memory : SEVERAL;
      return;
    }
    if (memory !== null) root.guard = SEVERAL;
    if (value === null) root.#more?.delete(offset);
    else (root.#more ??= new Map()).set(offset, value);
  }

  /** What is held for the pointer stored at `offset`. */
  kept(offset: number): unknown {
    const { root } = this;
    if (offset === root.#at) return root.#held;
    return root.#more === null ? null : root.#more.get(offset) ?? null;
  }

  /** Whether anything is held. */
  get keeps(): boolean {
    const { root } = this;
    return root.#at >= 0 || root.#more !== null && root.#more.size > 0;
  }

  /** Takes over what another block holds for `size` bytes that were copied from it. */
  keepFrom(offset: number, source: Block, sourceOffset: number, size: number): void {
    // What is copied is taken first: a copy may overlap its source.
    const copied = source.#keptWithin(sourceOffset, size);
    for (const [at] of this.#keptWithin(offset, size)) this.keep(at, null);
    for (const [at, value] of copied) this.keep(at - sourceOffset + offset, value);
  }

  /** What is held for pointers in `size` bytes. */
  #keptWithin(offset: number, size: number): [number, unknown][] {
    const { root } = this;
    const more = root.#more;
    const found: [number, unknown][] = [];
    if (root.#at >= offset && root.#at < offset + size) found.push([root.#at, root.#held]);
    if (more === null) return found;
    if (more.size <= size) {
      for (const [at, value] of more) if (at >= offset && at < offset + size) found.push([at, value]);
    } else for (let at = offset; at < offset + size; at++) if (more.has(at)) found.push([at, more.get(at)]);
    return found;
  }
}

/** Slabs are this large, in bytes: one live 16-byte structure can hold 1/2048 of what it costs. */
const SLAB_SIZE = 1 << 15;
/** What is larger than this gets an ArrayBuffer of its own. */
const SLAB_LIMIT = 1 << 11;
const CELL = 8;

const blocks = new WeakMap<ArrayBuffer, Block>();

function newBlock(size: number, visible: boolean, addressed = false): Block {
  const buffer = new ArrayBuffer(size);
  const base = addressed ? addressIfTold(buffer) : -1;
  const block = new Block(new DataView(buffer), base, null, { probe: visible ? probeOf(buffer) : null });
  blocks.set(buffer, block);
  return block;
}

/** What a {@linkcode Memory.probe} is. Empty memory has none: nothing of it is used. */
export const probeOf = (buffer: ArrayBuffer): Uint8Array | null =>
  buffer.byteLength > 0 ? new Uint8Array(buffer, 0, 1) : null;

function addressIfTold(buffer: ArrayBuffer): number {
  try {
    return runtime.addressOf(buffer);
  } catch {
    return -1; // the program gave up the permission
  }
}

/**
 * Where new memory is cut from: making an ArrayBuffer costs 20 to 50 × what cutting a slab costs. All of it is zero.
 */
class Allocator {
  readonly #visible: boolean;
  /** The block that the last {@linkcode cut} gave memory of. */
  block: Block = null as unknown as Block;
  /** What small memory is cut from, and where it goes on: generated constructors cut by themselves. */
  slab: Block = null as unknown as Block;
  next = SLAB_SIZE + 1;

  /** @param visible Whether programs will see the buffers that it cuts. */
  constructor(visible: boolean) {
    this.#visible = visible;
  }

  /**
   * Cuts memory out of {@linkcode block}, which may be new.
   *
   * @param size In bytes.
   * @param alignment A power of two; above 16 the address is needed, so it needs the permission to call C.
   * @returns The offset in the block.
   */
  cut(size: number, alignment = CELL): number {
    if (size > SLAB_LIMIT || alignment > CELL) return this.#cutSpecial(size, alignment);
    let offset = this.next;
    if (offset > SLAB_SIZE - size) offset = this.refill(size);
    else this.next = offset + size + CELL - 1 & -CELL;
    this.block = this.slab;
    return offset;
  }

  /**
   * As {@linkcode cut}, from a slab whose buffer programs can see: they may have transferred it away.
   */
  cutVisible(size: number, alignment = CELL): number {
    if (this.slab !== null && this.slab.memory.probe!.length === 0) this.retire();
    return this.cut(size, alignment);
  }

  /** Leaves the slab to what was cut from it. */
  retire(): void {
    this.next = SLAB_SIZE + 1;
  }

  /**
   * Begins a new slab, of which `size` bytes are taken. If the last one was asked for its address, this one will be: when
   * optimised code finds that it is not known yet, JavaScriptCore falls back for 50 µs.
   */
  refill(size: number): number {
    this.slab = newBlock(SLAB_SIZE, this.#visible, this.slab !== null && this.slab.addressed);
    this.next = size + CELL - 1 & -CELL;
    return 0;
  }

  #cutSpecial(size: number, alignment: number): number {
    if (alignment <= 16 && size <= SLAB_LIMIT) {
      const offset = this.cut(size + 8);
      return offset + 15 & ~15;
    }
    this.block = newBlock(alignment > 16 ? size + alignment : size, this.#visible);
    return alignment > 16 ? (alignment - this.block.base % alignment) % alignment : 0;
  }
}

/** Cuts memory whose buffer no program ever sees. */
export const allocator: Allocator = new Allocator(false);

/**
 * Cuts memory of which typed arrays are handed out: their buffer is the slab. Whoever transfers one takes the memory of
 * its neighbours with it, which then throw when they are used; what has no typed arrays is not among them.
 */
export const visibleAllocator: Allocator = new Allocator(true);

/** Notes that a typed array on a block is handed out: nothing more is cut beside it. */
export function expose(block: Block): void {
  block.memory.probe ??= probeOf(block.view.buffer);
  if (allocator.slab !== null && block.view === allocator.slab.view) allocator.retire();
}

/** What the memory of an instance depends on. */
export interface Needs {
  readonly size: number;
  readonly alignment: number;
  /** It holds references, so it needs a block of its own. */
  readonly hasPointers: boolean;
  /** Typed arrays on it are handed out. */
  readonly visible?: boolean;
}

/** New zeroed memory for an instance. */
export function newPlace({ size, alignment, hasPointers, visible }: Needs): { block: Block; offset: number } {
  const from = visible ? visibleAllocator : allocator;
  const offset = visible ? from.cutVisible(size, alignment) : from.cut(size, alignment);
  return { block: hasPointers ? from.block.fork() : from.block, offset };
}

/** What {@linkcode newPlaceSource} refers to. */
export const placeScope: Record<string, unknown> = { allocator, visibleAllocator };

/** Statements that declare `offset` and `block` as {@linkcode newPlace} gives them: V8 takes twice as long for calls. */
export function newPlaceSource({ size, alignment, hasPointers, visible }: Needs): string {
  const fork = hasPointers ? ".fork()" : "";
  if (visible || size > SLAB_LIMIT || alignment > CELL) {
    const [from, cut] = visible ? ["visibleAllocator", "cutVisible"] : ["allocator", "cut"];
    return `const offset = ${from}.${cut}(${size}, ${alignment}), block = ${from}.block${fork};`;
  }
  return `let offset = allocator.next;
    if (offset > ${SLAB_SIZE - size}) offset = allocator.refill(${size});
    else allocator.next = offset + ${size + CELL - 1 & -CELL};
    const block = allocator.slab${fork};`;
}

/** The block of a buffer that has one already. */
export function knownBlock(buffer: ArrayBufferLike): Block | undefined {
  return blocks.get(buffer as ArrayBuffer);
}

/** The block of an ArrayBuffer, the same for every view of it. */
export function blockOf(buffer: ArrayBuffer): Block {
  let block = blocks.get(buffer);
  if (block === undefined) {
    block = new Block(new DataView(buffer), -1, null, { probe: probeOf(buffer) });
    blocks.set(buffer, block);
  }
  return block;
}

/** The address of an instance, in the form that calls take. It throws if the memory is gone (transferred away). */
export function addressOfPlace(place: Placed): Address {
  const block = place[MEMORY];
  if (block.pin === place[OFFSET] && block.view.byteLength > 0) return block.pinned;
  return (place[MEMORY] = block.pinnedAt(place[OFFSET])).pinned;
}
