import { type ByteSource, getUint64, hasRange, textAt, viewAt } from "./byte_source.ts";

/** What Windows' loader reads of a PE file, a `.dll` or `.exe`. */
export interface PeFile {
  /** `Machine`: 0x8664 for x86-64, 0xaa64 for arm64, 0x14c for x86. */
  readonly machine: number;
  /** Whether it is a library rather than a program. */
  readonly library: boolean;
  /** The DLLs that it needs, in the order of its tables. */
  readonly imports: readonly string[];
  /** The DLLs that it opens at the first call of one of their functions. */
  readonly delayedImports: readonly string[];
  /** Whether the file ends before what is to be loaded does: the loader refuses it. */
  readonly truncated: boolean;
}

/** A part of the file and where it lies in memory, both counted in bytes. */
export interface PeSection {
  readonly name: string;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  /** How much of the memory it takes. */
  readonly memorySize: number;
}

interface PeHeaders {
  readonly machine: number;
  readonly library: boolean;
  readonly imageBase: number;
  readonly sections: readonly PeSection[];
  /** Address and size of the n-th data directory. */
  directory(index: number): { address: number; size: number };
}

const importDirectory = 1;
const delayDirectory = 13;
const libraryFlag = 0x2000;
const importEntrySize = 20;
const delayEntrySize = 32;
const mostImports = 1024;
const mostSections = 1024;

/**
 * Reads a PE file's machine and imports.
 *
 * @returns What it says, or null where this is no PE file.
 */
export function parsePe(file: ByteSource): PeFile | null {
  const headers = readHeaders(file);
  if (!headers) return null;
  const { machine, library, imageBase } = headers;
  const imports = readNames(file, headers, importDirectory, importEntrySize, (view) => view.getUint32(12, true));
  const delayedImports = readNames(file, headers, delayDirectory, delayEntrySize, (view) => {
    const name = view.getUint32(4, true);
    // Compilers before 2002 wrote addresses in memory instead of distances from the start of the image.
    const relative = (view.getUint32(0, true) & 1) !== 0;
    return relative || name === 0 ? name : name - imageBase;
  });
  // What is in the file beyond the memory that a section takes is padding, and may be missing.
  const truncated = headers.sections.some(({ offset, size, memorySize }) =>
    !hasRange(file.size, offset, memorySize === 0 ? size : Math.min(size, memorySize))
  );
  return { machine, library, imports, delayedImports, truncated };
}

/** The sections of a PE file, or null where this is none. */
export function parsePeSections(file: ByteSource): readonly PeSection[] | null {
  return readHeaders(file)?.sections ?? null;
}

function readHeaders(file: ByteSource): PeHeaders | null {
  const dos = viewAt(file, 0, 64);
  if (!dos || dos.getUint16(0) !== 0x4d5a) return null;
  const start = dos.getUint32(60, true);
  const coff = viewAt(file, start, 24);
  if (!coff || coff.getUint32(0) !== 0x50450000) return null;
  const sectionCount = coff.getUint16(6, true);
  const optionalSize = coff.getUint16(20, true);
  if (sectionCount > mostSections) return null;
  const optional = viewAt(file, start + 24, optionalSize);
  const table = viewAt(file, start + 24 + optionalSize, sectionCount * 40);
  if (!optional || !table || optionalSize < 2) return null;
  const magic = optional.getUint16(0, true);
  if (magic !== 0x10b && magic !== 0x20b) return null;
  const wide = magic === 0x20b;
  const directories = wide ? 112 : 96;
  if (optionalSize < directories) return null;
  const count = optional.getUint32(directories - 4, true);
  return {
    machine: coff.getUint16(4, true),
    library: (coff.getUint16(22, true) & libraryFlag) !== 0,
    imageBase: wide ? getUint64(optional, 24, true) : optional.getUint32(28, true),
    sections: Array.from({ length: sectionCount }, (_, i): PeSection => {
      const at = i * 40;
      let name = "";
      for (let j = 0; j < 8 && table.getUint8(at + j) !== 0; j++) name += String.fromCharCode(table.getUint8(at + j));
      return {
        name,
        address: table.getUint32(at + 12, true),
        offset: table.getUint32(at + 20, true),
        size: table.getUint32(at + 16, true),
        memorySize: table.getUint32(at + 8, true),
      };
    }),
    directory(index) {
      const at = directories + index * 8;
      if (index >= count || at + 8 > optionalSize) return { address: 0, size: 0 };
      return { address: optional.getUint32(at, true), size: optional.getUint32(at + 4, true) };
    },
  };
}

/** The names of the DLLs in a table of imports, which ends with an entry that names none. */
function readNames(
  file: ByteSource,
  { sections, directory }: PeHeaders,
  index: number,
  entrySize: number,
  nameAddress: (entry: DataView) => number,
): string[] {
  const names: string[] = [];
  const { address } = directory(index);
  const start = address === 0 ? null : toOffset(sections, address);
  if (start === null) return names;
  for (let i = 0; i < mostImports; i++) {
    const entry = viewAt(file, start + i * entrySize, entrySize);
    const at = entry && nameAddress(entry);
    if (!at) break;
    const offset = toOffset(sections, at);
    const name = offset === null ? null : textAt(file, offset);
    if (name === null) break;
    names.push(name);
  }
  return names;
}

/** Where in the file lies what will lie at an address. */
function toOffset(sections: readonly PeSection[], address: number): number | null {
  for (const section of sections) {
    const inside = address - section.address;
    if (inside >= 0 && inside < section.size) return section.offset + inside;
  }
  return null;
}
