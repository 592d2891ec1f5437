import { type ByteSource, hasRange, textAt, viewAt } from "./byte_source.ts";

/** What the header of an ELF file says: which machine it is for. */
export interface ElfHeader {
  readonly bits: 32 | 64;
  readonly littleEndian: boolean;
  /** `e_type`; 3 for shared libraries. */
  readonly type: number;
  /** `e_machine`. */
  readonly machine: number;
  /** `e_flags`, which on some machines tell how floating-point numbers are passed. */
  readonly flags: number;
}

/** What the loader reads of an ELF file. */
export interface ElfFile extends ElfHeader {
  /** The name that programs linked with it ask for. */
  readonly soname: string | null;
  /** The SONAMEs of the libraries that it needs. */
  readonly needed: readonly string[];
  /** The folders, separated by colons, where it says those are. */
  readonly runpath: string | null;
  /** The loader that it asks for: only programs do. */
  readonly interpreter: string | null;
  /** Why the loader cannot load it; null for a library that is whole. */
  readonly fault: ElfFault | null;
}

/**
 * Why a file cannot be loaded. Loaders map it and believe what they find: they die of one that is `truncated` (it ends
 * before what is to be loaded does) or `damaged` (what tells them its symbols is not there) rather than refuse it. A
 * `program` they refuse.
 */
export type ElfFault = "truncated" | "damaged" | "program";

/** What the table of segments says. */
interface Segments {
  /** Three numbers for each part of the file that is mapped: its address, how much of the file it is, its offset. */
  readonly mapped: readonly number[];
  /** Address and size of the dynamic section; 0 where there is none. */
  readonly dynamic: number;
  readonly dynamicSize: number;
  /** Where the name of the loader is. */
  readonly interpreter: number | null;
  readonly fault: ElfFault | null;
}

/** `e_type` of a shared library. */
export const sharedObject = 3;

const loadable = 1;
const dynamic = 2;
const interpreter = 3;
const note = 4;

const tagNull = 0;
const tagNeeded = 1;
const tagStrings = 5;
const tagSymbols = 6;
const tagSoname = 14;
const tagRpath = 15;
const tagRunpath = 29;
const tagRela = 7;
const tagRel = 17;
const tagRelr = 36;
const tagStartSize = 27;
const tagFlags = 0x6ffffffb;
const flagProgram = 0x08000000;

const noSize = 0;
/** The tags of addresses at which loaders read or run without looking, each with that of the size of what is there. */
// deno-fmt-ignore
const tables: readonly number[] = [
  tagStrings, 10,
  tagSymbols, noSize,
  4, noSize, // DT_HASH
  0x6ffffef5, noSize, // DT_GNU_HASH
  tagRela, 8,
  tagRel, 18,
  tagRelr, 35,
  23, 2, // DT_JMPREL
  12, noSize, // DT_INIT
  13, noSize, // DT_FINI
  25, tagStartSize, // DT_INIT_ARRAY
  26, 28, // DT_FINI_ARRAY
  0x6ffffff0, noSize, // DT_VERSYM
  0x6ffffffc, noSize, // DT_VERDEF
  0x6ffffffe, noSize, // DT_VERNEED
];

// Real libraries have some ten segments, a kilobyte of dynamic section and less than that of notes.
const mostSegments = 1024;
const largestDynamic = 1 << 18;
const largestNote = 1 << 20;
const mostNeeded = 1024;

/**
 * Reads the header of an ELF file.
 *
 * @returns What it says, or null where this is no ELF file.
 */
export function parseElfHeader(file: ByteSource): ElfHeader | null {
  const ident = viewAt(file, 0, 16);
  if (!ident || ident.getUint32(0) !== 0x7f454c46) return null;
  const wordClass = ident.getUint8(4);
  const order = ident.getUint8(5);
  if (wordClass !== 1 && wordClass !== 2 || order !== 1 && order !== 2) return null;
  const bits = wordClass === 2 ? 64 : 32;
  const littleEndian = order === 1;
  const header = viewAt(file, 0, bits === 64 ? 64 : 52);
  return header && {
    bits,
    littleEndian,
    type: header.getUint16(16, littleEndian),
    machine: header.getUint16(18, littleEndian),
    flags: header.getUint32(bits === 64 ? 48 : 36, littleEndian),
  };
}

/**
 * Reads what the loader needs of an ELF file: its header, its segments and its dynamic section.
 *
 * @returns What it says, or null where this is no ELF file.
 */
export function parseElf(file: ByteSource): ElfFile | null {
  const header = parseElfHeader(file);
  if (!header) return null;
  const { bits, littleEndian, type, machine, flags } = header;
  const segments = readSegments(file, header) ?? unreadable;
  const entries = readDynamic(file, header, segments) ?? [];
  const strings = toOffset(segments.mapped, valueOf(entries, tagStrings), 1);
  const needed: string[] = [];
  for (let i = 0; i < entries.length && needed.length < mostNeeded; i += 2) {
    const name = entries[i] === tagNeeded ? nameAt(file, strings, entries[i + 1]!) : null;
    if (name !== null) needed.push(name);
  }
  const { interpreter } = segments;
  return {
    bits,
    littleEndian,
    type,
    machine,
    flags,
    soname: nameAt(file, strings, valueOf(entries, tagSoname)),
    needed,
    runpath: nameAt(file, strings, valueOf(entries, tagRunpath)) ?? nameAt(file, strings, valueOf(entries, tagRpath)),
    interpreter: interpreter === null ? null : textAt(file, interpreter),
    fault: segments.fault ?? faultOf(segments, entries),
  };
}

/** The text at an offset from where the strings are; null where there are none, or none is said. */
const nameAt = (file: ByteSource, strings: number, offset: number): string | null =>
  strings < 0 || offset < 0 ? null : textAt(file, strings + offset);

const unreadable: Segments = { mapped: [], dynamic: 0, dynamicSize: 0, interpreter: null, fault: "truncated" };

// All this is flat tables of numbers, few functions and no closures: at a program's first look-up each costs its
// compilation, more than what it does.

function readSegments(file: ByteSource, header: ElfHeader): Segments | null {
  const { bits, littleEndian } = header;
  const wide = bits === 64;
  const head = viewAt(file, 0, wide ? 64 : 52);
  const table = wide ? wordsAt(file, 32, 8, header) : wordsAt(file, 28, 4, header);
  const count = head?.getUint16(wide ? 56 : 44, littleEndian) ?? 0;
  const entrySize = wide ? 56 : 32;
  if (!table || count > mostSegments) return null;
  if (count > 0 && head?.getUint16(wide ? 54 : 42, littleEndian) !== entrySize) return null;
  const words = wordsAt(file, table[0]!, entrySize * count, header);
  if (!words) return null;
  const mapped: number[] = [];
  let fault: ElfFault | null = null;
  let section = -1, loader = -1, end = 0;
  for (let at = 0; at < words.length; at += wide ? 7 : 8) {
    // In 64-bit files flags lie behind it, in the same word.
    const type = !wide ? words[at] : littleEndian ? words[at]! % 2 ** 32 : Math.floor(words[at]! / 2 ** 32);
    const offset = words[at + 1]!, address = words[at + 2]!, size = words[at + 4]!, memory = words[at + 5]!;
    if (type === dynamic && section < 0) section = at;
    if (type === interpreter && loader < 0) loader = at;
    if (type === note && size > largestNote) fault ??= "damaged"; // it is read into memory
    if (type !== loadable) continue;
    if (!hasRange(file.size, offset, size)) fault ??= "truncated";
    if (address < end || memory < size) fault ??= "damaged";
    end = address + memory;
    mapped.push(address, size, offset);
  }
  return {
    mapped,
    dynamic: section < 0 ? 0 : words[section + 2]!,
    dynamicSize: section < 0 ? 0 : words[section + 4]!,
    interpreter: loader < 0 ? null : words[loader + 1]!,
    fault,
  };
}

/** Reads the dynamic section: tags, each with its value behind it. Null where it is not in the file or has no end. */
function readDynamic(file: ByteSource, header: ElfHeader, segments: Segments): readonly number[] | null {
  const start = toOffset(segments.mapped, segments.dynamic, 1); // the loader goes by the address
  if (start < 0) return null;
  const entries = wordsAt(file, start, Math.min(segments.dynamicSize, largestDynamic), header);
  let end = 0;
  while (entries && end < entries.length && entries[end] !== tagNull) end += 2;
  if (!entries || end >= entries.length) return null;
  entries.length = end;
  return entries;
}

function faultOf({ mapped }: Segments, entries: readonly number[]): ElfFault | null {
  for (let i = 0; i < tables.length; i += 2) {
    const address = valueOf(entries, tables[i]!);
    const size = tables[i + 1] === noSize ? 1 : valueOf(entries, tables[i + 1]!);
    const needed = tables[i] === tagStrings || tables[i] === tagSymbols;
    if (address < 0 ? needed : size < 0 || toOffset(mapped, address, size) < 0) return "damaged";
  }
  // Functions that are run at once, and nothing that says where they are.
  const relocated = valueOf(entries, tagRela) >= 0 || valueOf(entries, tagRel) >= 0 || valueOf(entries, tagRelr) >= 0;
  if (valueOf(entries, tagStartSize) > 0 && !relocated) return "damaged";
  const flags = valueOf(entries, tagFlags);
  return flags >= 0 && (flags & flagProgram) !== 0 ? "program" : null;
}

/** The first value of a tag, or −1. */
function valueOf(entries: readonly number[], tag: number): number {
  for (let i = 0; i < entries.length; i += 2) {
    if (entries[i] === tag) return entries[i + 1]!;
  }
  return -1;
}

/** The words of a table, or null where the file ends before it does. */
function wordsAt(file: ByteSource, offset: number, length: number, header: ElfHeader): number[] | null {
  const view = viewAt(file, offset, length);
  if (!view) return null;
  const { bits, littleEndian } = header;
  const words: number[] = [];
  for (let at = 0; at + bits / 8 <= length; at += 4) {
    const half = view.getUint32(at, littleEndian);
    if (bits === 32) {
      words.push(half);
    } else {
      const other = view.getUint32(at += 4, littleEndian);
      words.push(littleEndian ? other * 2 ** 32 + half : half * 2 ** 32 + other);
    }
  }
  return words;
}

/** Where in the file lies what will lie at an address; −1 where it is not, or not all of it, in the file. */
function toOffset(mapped: readonly number[], address: number, size: number): number {
  for (let i = 0; i < mapped.length; i += 3) {
    const inside = address - mapped[i]!;
    if (hasRange(mapped[i + 1]!, inside, size)) return mapped[i + 2]! + inside;
  }
  return -1;
}
