import { type ByteSource, textAt, viewAt } from "./byte_source.ts";

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
}

const magic32 = 0xfeedface;
const magic64 = 0xfeedfacf;
const magicFat = 0xcafebabe;
const magicFat64 = 0xcafebabf;

/** Java's class files have the magic number of universal files, and a version of at least 43 in the place of a count. */
const mostSlices = 42;
const largestCommands = 1 << 20;

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
    const slice = parseSlice(file, 0);
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
    const slice = parseSlice(file, wide ? Number(table.getBigUint64(at)) : table.getUint32(at));
    if (!slice) return null;
    slices.push(slice);
  }
  return slices;
}

function parseSlice(file: ByteSource, start: number): MachOSlice | null {
  const head = viewAt(file, start, 28);
  if (!head) return null;
  const magic = head.getUint32(0, true);
  const littleEndian = magic === magic32 || magic === magic64;
  const ownMagic = littleEndian ? magic : head.getUint32(0);
  if (ownMagic !== magic32 && ownMagic !== magic64) return null;
  const commands = start + (ownMagic === magic64 ? 32 : 28);
  const size = head.getUint32(20, littleEndian);
  if (size > largestCommands) return null;
  const view = viewAt(file, commands, size);
  if (!view) return null;
  const slice = {
    cpu: head.getUint32(4, littleEndian),
    subtype: head.getUint32(8, littleEndian) & 0xffffff,
    type: head.getUint32(12, littleEndian),
    installName: null as string | null,
    needed: [] as string[],
  };
  for (let at = 0; at + 12 <= size;) {
    const command = view.getUint32(at, littleEndian);
    const commandSize = view.getUint32(at + 4, littleEndian);
    if (commandSize < 8 || commandSize > size - at) break;
    if (command === commandId || command === commandLoad || command === commandReexport) {
      const name = textAt(file, commands + at + view.getUint32(at + 8, littleEndian));
      if (command === commandId) slice.installName = name;
      else if (name !== null) slice.needed.push(name);
    }
    at += commandSize;
  }
  return slice;
}
