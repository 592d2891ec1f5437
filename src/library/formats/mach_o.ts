import { type ByteSource, decodeText, getUint64, hasRange, viewAt } from "./byte_source.ts";

/** The code for one processor in a Mach-O file. */
export interface MachOSlice {
  /** `cputype`: 0x01000007 for x86-64, 0x0100000c for arm64. */
  readonly cpu: number;
  /** `cpusubtype` without its capability bits: 2 on arm64 means arm64e. */
  readonly subtype: number;
  /** `filetype`: 6 for libraries, 8 for bundles, 2 for programs. */
  readonly type: number;
  /** The name that programs linked with it ask for. */
  readonly installName: string | null;
  /** The install names of the libraries that it needs; it runs without the ones that it links weakly. */
  readonly needed: readonly string[];
  /** Whether the file ends before what is to be loaded does: the loader refuses it. */
  readonly truncated: boolean;
}

const magic32 = 0xfeedface;
const magic64 = 0xfeedfacf;
const magicFat = 0xcafebabe;
const magicFat64 = 0xcafebabf;

/** Java's class files have the magic number of universal files, and a version of at least 43 in the place of a count. */
const mostSlices = 42;
const largestCommands = 1 << 20;

const commandSegment = 0x1;
const commandSegment64 = 0x19;
const commandLoad = 0xc;
const commandId = 0xd;
const commandReexport = 0x8000001f;

/**
 * Reads a Mach-O file: a thin one, or a universal one with code for several processors.
 *
 * @returns Its slices, or null where this is no Mach-O file.
 */
export function parseMachO(file: ByteSource): MachOSlice[] | null {
  const head = viewAt(file, 0, 8);
  if (!head) return null;
  const magic = head.getUint32(0);
  if (magic !== magicFat && magic !== magicFat64) {
    const slice = parseSlice(file, 0, file.size);
    return slice && [slice];
  }
  const wide = magic === magicFat64;
  const entrySize = wide ? 32 : 20;
  const count = head.getUint32(4);
  if (count > mostSlices) return null;
  const table = viewAt(file, 8, count * entrySize);
  if (!table) return null;
  const slices: MachOSlice[] = [];
  for (let i = 0; i < count; i++) {
    const at = i * entrySize + 8;
    const start = wide ? getUint64(table, at, false) : table.getUint32(at);
    const size = wide ? getUint64(table, at + 8, false) : table.getUint32(at + 4);
    const slice = parseSlice(file, start, size);
    if (!slice) return null;
    slices.push(slice);
  }
  return slices;
}

function parseSlice(file: ByteSource, start: number, length: number): MachOSlice | null {
  const head = viewAt(file, start, 28);
  if (!head) return null;
  const magic = head.getUint32(0, true);
  const littleEndian = magic === magic32 || magic === magic64;
  const ownMagic = littleEndian ? magic : head.getUint32(0);
  if (ownMagic !== magic32 && ownMagic !== magic64) return null;
  const size = head.getUint32(20, littleEndian);
  if (size > largestCommands) return null;
  const view = viewAt(file, start + (ownMagic === magic64 ? 32 : 28), size);
  if (!view) return null;
  let installName: string | null = null;
  const needed: string[] = [];
  let truncated = !hasRange(file.size, start, length);
  for (let at = 0; at + 8 <= size;) {
    const command = view.getUint32(at, littleEndian);
    const commandSize = view.getUint32(at + 4, littleEndian);
    if (commandSize < 8 || commandSize > size - at) break;
    const body = new DataView(view.buffer, view.byteOffset + at, commandSize);
    if (command === commandId) installName = nameIn(body, littleEndian);
    else if (command === commandLoad || command === commandReexport) {
      const name = nameIn(body, littleEndian);
      if (name !== null) needed.push(name);
    } else if (command === commandSegment && commandSize >= 40) {
      truncated ||= !hasRange(length, body.getUint32(32, littleEndian), body.getUint32(36, littleEndian));
    } else if (command === commandSegment64 && commandSize >= 56) {
      truncated ||= !hasRange(length, getUint64(body, 40, littleEndian), getUint64(body, 48, littleEndian));
    }
    at += commandSize;
  }
  return {
    cpu: head.getUint32(4, littleEndian),
    subtype: head.getUint32(8, littleEndian) & 0xffffff,
    type: head.getUint32(12, littleEndian),
    installName,
    needed,
    truncated,
  };
}

/** The text in a command, up to its NUL or the command's end. */
function nameIn(body: DataView, littleEndian: boolean): string | null {
  const start = body.byteLength < 12 ? Infinity : body.getUint32(8, littleEndian);
  if (start >= body.byteLength) return null;
  const bytes = new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  const end = bytes.indexOf(0, start);
  return decodeText(bytes, start, end < 0 ? bytes.length : end);
}
