import { type Address, runtime } from "../runtime/runtime.ts";
import { Given } from "./given.ts";
import { keepWhileInUse } from "./in_use.ts";
import { joined, Reach, representative } from "./reach.ts";
import { AddressTable, addWithin, bothOf, type Reference } from "./references.ts";

/** Where an instance of a C type lives: its {@linkcode Block}. */
export const MEMORY: unique symbol = Symbol("memory");
/** Where an instance of a C type lives: the offset in bytes within its block. */
export const OFFSET: unique symbol = Symbol("offset");

/** An object that stands for a place in memory. */
export interface Placed {
  [MEMORY]: Block;
  [OFFSET]: number;
}

const POINTER_SIZE = 8;
/** Stands for what a table has. */
const NONE = new Map<number, unknown>();

/**
 * A stretch of memory that instances share: a slab, a buffer of one object or of the user's, or a window on memory that C
 * owns. It knows its address once someone asked for it, and holds on to what the pointers stored in it refer to.
 */
export class Block {
  readonly view: DataView<ArrayBuffer>;
  /** Whether a program can see the buffer, and so transfer it away. All of it belongs to one object then. */
  readonly visible: boolean;
  /** Whether instances of types without pointers share it: what they refer to is not looked for. */
  leaf = false;
  /** The offset whose address `pinned` is: an instance is asked for its own again and again. */
  pin = -1;
  pinned: Address = 0;
  /** Address of the first byte; −1 until it is known. */
  address: number;
  /** The block that holds the references for this memory. */
  root: Block = this;
  /** What the places of references are counted from in `root`. */
  shift = 0;
  /** On a root: what is reached by way of pointers; null if nothing that a program could transfer away. */
  reach: Reach | null = null;
  /** The place of a pointer, and what it refers to: most memory holds no other, and a Map would cost more than the rest. */
  #at = -1;
  #held: unknown = null;
  /** What other pointers refer to; not null where a table has something. */
  #more: Map<number, unknown> | null = null;
  /** The references of memory that C owns, which are by address. */
  #table: AddressTable | null = null;

  constructor(view: DataView<ArrayBuffer>, address = -1, visible = false) {
    this.view = view;
    this.address = address;
    this.visible = visible;
  }

  /** What stands for all memory that C owns. */
  static foreign(): Block {
    const block = new Block(new DataView(new ArrayBuffer(0)));
    block.#table = new AddressTable();
    return block;
  }

  /** Address of the first byte. It throws if the memory is gone (transferred away). */
  get base(): number {
    const { byteLength } = this.view; // throws for a detached view
    if (this.address < 0 && byteLength >= 0) this.address = runtime.addressOf(this.view);
    return this.address;
  }

  /** Whether its address is known. */
  get addressed(): boolean {
    return this.address >= 0;
  }

  /** Whether the memory is there: no program transferred it away. */
  get present(): boolean {
    return !this.visible || !this.view.buffer.detached;
  }

  /** A block on the same memory with references of its own, for one instance that was cut from it. */
  fork(): Block {
    return new Block(this.view, this.address, this.visible);
  }

  /** A block on the same memory and with the same references. */
  alias(): Block {
    const block = new Block(this.view, this.base, this.visible);
    block.leaf = this.leaf;
    block.root = this.root;
    block.shift = this.shift;
    return block;
  }

  /** What is reached through this memory by way of pointers, itself included. */
  reached(): Reach {
    const { root } = this;
    root.reach = root.reach === null ? new Reach(this.visible) : representative(root.reach);
    if (this.visible) root.reach.visible = true;
    return root.reach;
  }

  /**
   * Holds `value` for the pointer stored at `offset`, instead of what it held before; null holds nothing.
   *
   * @param target The memory of JavaScript's that the pointer refers to, if it does.
   */
  keep(offset: number, value: unknown, target: Block | null): void {
    const { root } = this;
    if (root.#table === null) root.#set(this.shift + offset, value);
    else {
      const address = this.address + offset, old = root.#table.get(address);
      if (old !== null) keepWhileInUse(old);
      root.#table.set(address, value);
      root.#more = root.#table.empty ? null : NONE;
    }
    if (target !== null && !target.leaf) root.reach = joined(root.reach, target.reached());
  }

  #set(at: number, value: unknown): void {
    if (at === this.#at || this.#at < 0 && (this.#more === null || !this.#more.has(at))) {
      if (this.#held !== null) keepWhileInUse(this.#held);
      this.#at = value === null ? -1 : at;
      this.#held = value;
      return;
    }
    const more = this.#more ??= new Map();
    const old = more.get(at);
    if (old !== undefined) keepWhileInUse(old);
    if (value === null) more.delete(at);
    else more.set(at, value);
  }

  /** What is held for the pointer stored at `offset`; null if nothing is. */
  kept(offset: number): unknown {
    const { root } = this;
    if (root.#at === this.shift + offset) return root.#held;
    return root.#more === null ? null : this.keptAmong(offset);
  }

  /** The same where there are several: apart, so that engines inline the rest. */
  keptAmong(offset: number): unknown {
    const { root } = this;
    if (root.#table !== null) return root.#table.get(this.address + offset);
    return root.#more!.get(this.shift + offset) ?? null;
  }

  /** Whether nothing is held. */
  get keepsNothing(): boolean {
    const { root } = this;
    if (root.#table !== null) return root.#more === null;
    return root.#at < 0 && (root.#more === null || root.#more.size === 0);
  }

  /** All that is held for pointers which begin in `size` bytes. */
  keptWithin(offset: number, size: number): Reference[] {
    const { root, shift } = this;
    const found: Reference[] = [];
    if (root.#table !== null) root.#table.addWithin(this.address, offset, size, found);
    else {
      const start = shift + offset, end = start + size;
      if (root.#at >= start && root.#at < end) found.push([root.#at - shift, root.#held]);
      if (root.#more !== null) addWithin(root.#more, start, end, -shift, found);
    }
    return found;
  }

  /**
   * Lets copied bytes keep alive what pointers in them refer to: holds what another block holds for `size` bytes that were
   * copied from it, and no longer what was held for those that they replace.
   */
  keepFrom(offset: number, source: Block, sourceOffset: number, size: number): void {
    if (source.keepsNothing && this.keepsNothing) return;
    // What is copied is taken first: a copy may overlap its source.
    const copied = source.keptWithin(sourceOffset, size);
    for (const [at] of this.keptWithin(offset, size)) {
      if (at + POINTER_SIZE <= offset + size) this.keep(at, null, null);
    }
    for (const [at, value] of copied) {
      const place = at - sourceOffset + offset;
      const rest = this.kept(place); // of a pointer that was overwritten in part
      this.keep(place, rest === null ? value : bothOf(rest, value), null);
    }
    const { root } = this;
    if (copied.length > 0 && source.root.reach !== null) root.reach = joined(root.reach, source.root.reach);
  }
}

/** Where a buffer is that has nothing but a part of other memory: as long as that is there, so is this. */
class Part {
  readonly whole: Block;
  readonly offset: number;

  constructor(whole: Block, offset: number) {
    this.whole = whole;
    this.offset = offset;
  }
}

/**
 * On a buffer that has a block or is a part of one: that. Nobody else sees a private field, and a WeakMap costs as much as
 * the buffer.
 */
class Tag extends Given {
  readonly #memory: Block | Part;

  constructor(buffer: ArrayBuffer, memory: Block | Part) {
    super(buffer);
    this.#memory = memory;
  }

  static of(buffer: ArrayBufferLike): Block | Part | undefined {
    return #memory in buffer ? (buffer as unknown as Tag).#memory : undefined;
  }
}

/** Makes a block that of its buffer: every view of the buffer belongs to it. */
export function tagBuffer(block: Block): ArrayBuffer {
  const { buffer } = block.view;
  if (Tag.of(buffer) === undefined) new Tag(buffer, block);
  return buffer;
}

/** Makes a buffer a part of other memory. */
export function tagPart(buffer: ArrayBuffer, whole: Block, offset: number): ArrayBuffer {
  new Tag(buffer, new Part(whole, offset));
  return buffer;
}

/** A place in memory that instances share. */
interface Spot {
  readonly block: Block;
  readonly offset: number;
}

/** Where a buffer's bytes from an offset on are; null if nobody asked before. A detached buffer may be somewhere. */
export function knownSpot(buffer: ArrayBufferLike, offset: number): Spot | null {
  const memory = Tag.of(buffer);
  if (memory === undefined) return null;
  if (memory instanceof Block) return { block: memory, offset };
  if ((buffer as ArrayBuffer).detached) return null;
  return { block: memory.whole, offset: memory.offset + offset };
}

/** Where a buffer's bytes from an offset on are. It is checked to be one whose memory stays where it is. */
export function spotIn(buffer: ArrayBuffer, offset: number): Spot {
  const known = knownSpot(buffer, offset);
  if (known !== null) return known;
  const block = new Block(new DataView(buffer), -1, true);
  tagBuffer(block);
  return { block, offset };
}

/** Lets bytes that were copied from a view keep alive what pointers in them refer to. */
export function keepCopied(to: ArrayBufferView<ArrayBuffer>, from: ArrayBufferView): void {
  const source = knownSpot(from.buffer, from.byteOffset);
  if (source === null || source.block.keepsNothing) return;
  const { block, offset } = spotIn(to.buffer, to.byteOffset);
  block.keepFrom(offset, source.block, source.offset, Math.min(from.byteLength, to.byteLength));
}

/** The address of an instance, in the form that calls take. It throws if the memory is gone (transferred away). */
export function addressOfPlace(place: Placed): Address {
  let block = place[MEMORY];
  const offset = place[OFFSET];
  if (block.pin === offset && block.view.byteLength > 0) return block.pinned;
  const address = runtime.address(block.base + offset);
  // What shares its block, with strangers or with parts of it, gets one of its own to remember its address in.
  if (block.leaf || block.pin >= 0) {
    if (!Object.isExtensible(place)) return address; // it may be frozen
    place[MEMORY] = block = block.alias();
  }
  block.pin = offset;
  block.pinned = address;
  return address;
}
