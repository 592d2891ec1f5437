import { type ByteSource, getUint64, hasRange, textAt, viewAt } from "./byte_source.ts";

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

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
  /** How much of the memory it takes: what is not in the file is zero. */
  readonly memorySize: number;
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
const tagStartSize = 27;
const tagsOfRelocations = [7, 17, 36];
const tagFlags = 0x6ffffffb;
const flagProgram = 0x08000000;

/** The tags of addresses at which loaders read or run without looking, and those of the sizes of what is there. */
const tables: readonly (readonly [address: number, size: number | null])[] = [
  [tagStrings, 10],
  [tagSymbols, null],
  [4, null], // DT_HASH
  [0x6ffffef5, null], // DT_GNU_HASH
  [7, 8], // DT_RELA
  [17, 18], // DT_REL
  [23, 2], // DT_JMPREL
  [36, 35], // DT_RELR
  [12, null], // DT_INIT
  [13, null], // DT_FINI
  [25, tagStartSize], // DT_INIT_ARRAY
  [26, 28], // DT_FINI_ARRAY
  [0x6ffffff0, null], // DT_VERSYM
  [0x6ffffffc, null], // DT_VERDEF
  [0x6ffffffe, null], // DT_VERNEED
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

/** Reads why a library cannot be loaded; null where nothing is wrong with it. {@linkcode parseElf} reads the names, too. */
export function parseElfFault(file: ByteSource): ElfFault | null {
  const header = parseElfHeader(file);
  if (!header) return null;
  const segments = readSegments(file, header);
  return segments ? faultOf(file, segments, readDynamic(file, header, segments)) : "truncated";
}

/**
 * Reads what the loader needs of an ELF file: its header, its segments and its dynamic section.
 *
 * @returns What it says, or null where this is no ELF file or its table of segments lies outside it.
 */
export function parseElf(file: ByteSource): ElfFile | null {
  const header = parseElfHeader(file);
  const segments = header && readSegments(file, header);
  if (!segments) return null;
  const entries = readDynamic(file, header, segments);
  const loader = segments.find(({ type }) => type === interpreter);
  const strings = valueOf(entries, tagStrings);
  const start = strings === undefined ? null : toOffset(segments, strings);
  const nameAt = (offset: number | undefined) =>
    start === null || offset === undefined ? null : textAt(file, start + offset);
  const needed = entries?.filter(([tag]) => tag === tagNeeded).slice(0, mostNeeded).map(([, offset]) => nameAt(offset));
  return {
    ...header,
    soname: nameAt(valueOf(entries, tagSoname)),
    needed: needed?.filter((name) => name !== null) ?? [],
    runpath: nameAt(valueOf(entries, tagRunpath) ?? valueOf(entries, tagRpath)),
    interpreter: loader ? textAt(file, loader.offset) : null,
    fault: faultOf(file, segments, entries),
  };
}

type Entries = readonly (readonly [tag: number, value: number])[];

const valueOf = (entries: Entries | null, wanted: number): number | undefined =>
  entries?.find(([tag]) => tag === wanted)?.[1];

function faultOf(file: ByteSource, segments: readonly Segment[], entries: Entries | null): ElfFault | null {
  let end = 0;
  for (const { type, offset, address, size, memorySize } of segments) {
    if (type === note && size > largestNote) return "damaged"; // it is read into memory
    if (type !== loadable) continue;
    if (!hasRange(file.size, offset, size)) return "truncated";
    if (address < end || memorySize < size) return "damaged";
    end = address + memorySize;
  }
  if (!entries) return "damaged";
  for (const [tag, sizeTag] of tables) {
    const address = valueOf(entries, tag);
    const size = sizeTag === null ? 1 : valueOf(entries, sizeTag);
    if (address === undefined ? tag === tagStrings || tag === tagSymbols : size === undefined) return "damaged";
    if (address !== undefined && toOffset(segments, address, size) === null) return "damaged";
  }
  // Functions that are run at once, and nothing that says where they are.
  const started = valueOf(entries, tagStartSize) ?? 0;
  if (started > 0 && !tagsOfRelocations.some((tag) => valueOf(entries, tag) !== undefined)) return "damaged";
  return ((valueOf(entries, tagFlags) ?? 0) & flagProgram) === 0 ? null : "program";
}

function readSegments(file: ByteSource, { bits, littleEndian }: ElfHeader): Segment[] | null {
  const wide = bits === 64;
  const header = viewAt(file, 0, wide ? 64 : 52);
  if (!header) return null;
  const word = (view: DataView, offset: number) =>
    wide ? getUint64(view, offset, littleEndian) : view.getUint32(offset, littleEndian);
  const table = word(header, wide ? 32 : 28);
  const entrySize = wide ? 56 : 32;
  const count = header.getUint16(wide ? 56 : 44, littleEndian);
  if (count === 0) return [];
  if (count > mostSegments || header.getUint16(wide ? 54 : 42, littleEndian) !== entrySize) return null;
  const view = viewAt(file, table, entrySize * count);
  return view && Array.from({ length: count }, (_, i): Segment => {
    const at = i * entrySize;
    return {
      type: view.getUint32(at, littleEndian),
      offset: word(view, at + (wide ? 8 : 4)),
      address: word(view, at + (wide ? 16 : 8)),
      size: word(view, at + (wide ? 32 : 16)),
      memorySize: word(view, at + (wide ? 40 : 20)),
    };
  });
}

/** The pairs of tag and value of the dynamic section; null where it is not in the file or has no end. */
function readDynamic(file: ByteSource, header: ElfHeader, segments: readonly Segment[]): Entries | null {
  const { bits, littleEndian } = header;
  const segment = segments.find(({ type }) => type === dynamic);
  // The loader goes by the address.
  const start = segment ? toOffset(segments, segment.address) : null;
  const view = segment && start !== null && viewAt(file, start, Math.min(segment.size, largestDynamic));
  if (!view) return null;
  const entries: [number, number][] = [];
  const step = bits / 4;
  for (let at = 0; at + step <= view.byteLength; at += step) {
    const tag = bits === 64 ? getUint64(view, at, littleEndian) : view.getUint32(at, littleEndian);
    if (tag === tagNull) return entries;
    entries.push([
      tag,
      bits === 64 ? getUint64(view, at + 8, littleEndian) : view.getUint32(at + 4, littleEndian),
    ]);
  }
  return null;
}

/** Where in the file lies what will lie at an address; null where it is not, or not all of it, in the file. */
function toOffset(segments: readonly Segment[], address: number, size = 1): number | null {
  for (const segment of segments) {
    const inside = address - segment.address;
    if (segment.type === loadable && hasRange(segment.size, inside, size)) return segment.offset + inside;
  }
  return null;
}
