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
  /** Whether the file ends before what is to be loaded does. The loader dies of such a file rather than refuse it. */
  readonly truncated: boolean;
}

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

/** `e_type` of a shared library. */
export const sharedObject = 3;

const loadable = 1;
const dynamic = 2;
const interpreter = 3;

const tagNull = 0;
const tagNeeded = 1;
const tagStrings = 5;
const tagSoname = 14;
const tagRpath = 15;
const tagRunpath = 29;

const largestDynamic = 1 << 20;
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

/** Whether this is an ELF file whose {@linkcode ElfFile.truncated} is true; every library is asked that when it is opened. */
export function isTruncatedElf(file: ByteSource): boolean {
  const header = parseElfHeader(file);
  const segments = header && readSegments(file, header);
  return segments !== null && endsEarly(file, segments);
}

const endsEarly = (file: ByteSource, segments: readonly Segment[]): boolean =>
  segments.some(({ type, offset, size }) => type === loadable && !hasRange(file.size, offset, size));

/**
 * Reads what the loader needs of an ELF file: its header, its segments and its dynamic section.
 *
 * @returns What it says, or null where this is no ELF file or its tables lie outside it.
 */
export function parseElf(file: ByteSource): ElfFile | null {
  const header = parseElfHeader(file);
  const segments = header && readSegments(file, header);
  if (!segments) return null;
  const loader = segments.find(({ type }) => type === interpreter);
  const found = {
    soname: null as string | null,
    needed: [] as string[],
    runpath: null as string | null,
    interpreter: loader ? textAt(file, loader.offset) : null,
    truncated: endsEarly(file, segments),
  };
  const entries = readDynamic(file, header, segments);
  const strings = entries.find(([tag]) => tag === tagStrings);
  const start = strings ? toOffset(segments, strings[1]) : null;
  if (start === null) return { ...header, ...found };
  for (const [tag, value] of entries) {
    if (tag === tagSoname) found.soname = textAt(file, start + value);
    else if (tag === tagRunpath) found.runpath = textAt(file, start + value);
    else if (tag === tagRpath) found.runpath ??= textAt(file, start + value);
    else if (tag === tagNeeded && found.needed.length < mostNeeded) {
      const name = textAt(file, start + value);
      if (name !== null) found.needed.push(name);
    }
  }
  return { ...header, ...found };
}

function readSegments(file: ByteSource, { bits, littleEndian }: ElfHeader): Segment[] | null {
  const wide = bits === 64;
  const header = viewAt(file, 0, wide ? 64 : 52);
  if (!header) return null;
  const word = (view: DataView, offset: number) =>
    wide ? getUint64(view, offset, littleEndian) : view.getUint32(offset, littleEndian);
  const table = word(header, wide ? 32 : 28);
  const entrySize = header.getUint16(wide ? 54 : 42, littleEndian);
  const count = header.getUint16(wide ? 56 : 44, littleEndian);
  if (entrySize < (wide ? 56 : 32)) return count === 0 ? [] : null;
  const view = viewAt(file, table, entrySize * count);
  return view && Array.from({ length: count }, (_, i): Segment => {
    const at = i * entrySize;
    return {
      type: view.getUint32(at, littleEndian),
      offset: word(view, at + (wide ? 8 : 4)),
      address: word(view, at + (wide ? 16 : 8)),
      size: word(view, at + (wide ? 32 : 16)),
    };
  });
}

/** The pairs of tag and value of the dynamic section. */
function readDynamic(file: ByteSource, header: ElfHeader, segments: readonly Segment[]): [number, number][] {
  const { bits, littleEndian } = header;
  const segment = segments.find(({ type }) => type === dynamic);
  const view = segment && viewAt(file, segment.offset, Math.min(segment.size, largestDynamic));
  const entries: [number, number][] = [];
  if (!view) return entries;
  const step = bits / 4;
  for (let at = 0; at + step <= view.byteLength; at += step) {
    const tag = bits === 64 ? getUint64(view, at, littleEndian) : view.getUint32(at, littleEndian);
    if (tag === tagNull) break;
    entries.push([
      tag,
      bits === 64 ? getUint64(view, at + 8, littleEndian) : view.getUint32(at + 4, littleEndian),
    ]);
  }
  return entries;
}

/** Where in the file lies what will lie at an address. */
function toOffset(segments: readonly Segment[], address: number): number | null {
  for (const segment of segments) {
    const inside = address - segment.address;
    if (segment.type === loadable && inside >= 0 && inside < segment.size) return segment.offset + inside;
  }
  return null;
}
