import { Bytes, stringTable } from "./bytes.ts";

/** What an ELF file for a test says. */
export interface ElfSample {
  readonly bits?: 32 | 64;
  readonly littleEndian?: boolean;
  readonly type?: number;
  readonly machine?: number;
  readonly flags?: number;
  readonly soname?: string;
  readonly needed?: readonly string[];
  readonly runpath?: string;
  readonly interpreter?: string;
  /** Whether it is a program that may lie anywhere, which has the type of a library. */
  readonly program?: boolean;
}

/** An ELF file of a header, three segments, a dynamic section, its strings and a symbol table of one entry. */
export function elfFile(sample: ElfSample = {}): Uint8Array {
  const { bits = 64, littleEndian = true, type = 3, machine = 62, flags = 0, soname, needed = [], runpath } = sample;
  const wide = bits === 64;
  const header = wide ? 64 : 52;
  const segment = wide ? 56 : 32;
  const word = wide ? 8 : 4;
  const strings = ["", ...needed, soname ?? "", runpath ?? "", sample.interpreter ?? ""];
  const dynamic = header + 3 * segment;
  const tags: [number, number][] = needed.map((_, i) => [1, i + 1]);
  if (soname !== undefined) tags.push([14, needed.length + 1]);
  if (runpath !== undefined) tags.push([29, needed.length + 2]);
  const flags1 = sample.program ? [[0x6ffffffb, 0x08000000]] : [];
  const dynamicSize = (tags.length + 4 + flags1.length) * word * 2;
  const table = stringTable(dynamic + dynamicSize, strings);
  const symbols = dynamic + dynamicSize + table.size;
  const size = symbols + (wide ? 24 : 16);
  const address = 0x10000;
  const file = new Bytes(size, littleEndian);
  const words = (offset: number, ...values: number[]) =>
    wide ? file.u64(offset, ...values) : file.u32(offset, ...values);
  file.bytes(0, 0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, littleEndian ? 1 : 2, 1).u16(16, type, machine).u32(20, 1);
  words(24, 0, header, 0);
  file.u32(wide ? 48 : 36, flags).u16(wide ? 52 : 40, header, segment, 3);
  const interpreter = table.offsets[strings.length - 1];
  const segments = [
    [1, 0, address, size],
    [2, dynamic, address + dynamic, dynamicSize],
    [sample.interpreter === undefined ? 0 : 3, interpreter, address + interpreter, size - interpreter],
  ];
  segments.forEach(([kind, offset, virtual, length], i) => {
    const at = header + i * segment;
    file.u32(at, kind);
    words(at + (wide ? 8 : 4), offset, virtual, virtual, length, length);
  });
  const entries = [
    ...tags.map(([tag, index]) => [tag, table.offsets[index] - table.offsets[0]]),
    [5, address + table.offsets[0]],
    [10, table.size],
    [6, address + symbols],
    ...flags1,
    [0, 0],
  ];
  entries.forEach(([tag, value], i) => words(dynamic + i * word * 2, tag, value));
  strings.forEach((text, i) => file.text(table.offsets[i], text));
  return file.done();
}

/** A library of the loader's database: name, path, flags (0x303: x86-64), capabilities. */
export type CacheLine = readonly [name: string, path: string, flags?: number, capabilities?: number];

/** `/etc/ld.so.cache` in the new format; the lines lie as they are given. */
export function newCache(lines: readonly CacheLine[], littleEndian = true, order = littleEndian ? 2 : 3): Uint8Array {
  const table = stringTable(48 + lines.length * 24, lines.flatMap(([name, path]) => [name, path]));
  const file = new Bytes(48 + lines.length * 24 + table.size, littleEndian);
  file.text(0, "glibc-ld.so.cache1.1").u32(20, lines.length, table.size).bytes(28, order);
  lines.forEach(([name, path, flags = 0x303, capabilities = 0], i) => {
    const at = 48 + i * 24;
    file.u32(at, flags, table.offsets[i * 2], table.offsets[i * 2 + 1], 0).u64(at + 16, capabilities);
    file.text(table.offsets[i * 2], name).text(table.offsets[i * 2 + 1], path);
  });
  return file.done();
}

/** `/etc/ld.so.cache` in the old format, with the new one behind it if `behind` is given. */
export function oldCache(lines: readonly CacheLine[], behind?: readonly CacheLine[], alignment = 8): Uint8Array {
  const start = 16 + lines.length * 12;
  if (behind) {
    const second = newCache(behind);
    const at = Math.ceil(start / alignment) * alignment;
    return new Bytes(at + second.length).text(0, "ld.so-1.7.0").u32(12, lines.length).bytes(at, ...second).done();
  }
  const table = stringTable(0, lines.flatMap(([name, path]) => [name, path]));
  const file = new Bytes(start + table.size).text(0, "ld.so-1.7.0").u32(12, lines.length);
  lines.forEach(([name, path, flags = 0x303], i) => {
    file.u32(16 + i * 12, flags, table.offsets[i * 2], table.offsets[i * 2 + 1]);
    file.text(start + table.offsets[i * 2], name).text(start + table.offsets[i * 2 + 1], path);
  });
  return file.done();
}

/** What a slice of a Mach-O file for a test says. */
export interface MachOSample {
  readonly cpu?: number;
  readonly subtype?: number;
  readonly type?: number;
  readonly bits?: 32 | 64;
  readonly littleEndian?: boolean;
  readonly installName?: string;
  readonly needed?: readonly string[];
  /** A part that is mapped, behind the commands. */
  readonly segment?: Uint8Array;
}

export const x86_64 = 0x01000007;
export const arm64 = 0x0100000c;

/** A thin Mach-O file of a header and commands. */
export function machOFile(sample: MachOSample = {}): Uint8Array {
  const { cpu = x86_64, subtype = 3, type = 6, bits = 64, littleEndian = true, needed = [] } = sample;
  const header = bits === 64 ? 32 : 28;
  const names = [
    ...(sample.installName === undefined ? [] : [[0xd, sample.installName] as const]),
    ...needed.map((name) => [0xc, name] as const),
  ];
  const commands = names.map(([command, name]) => ({ command, name, size: Math.ceil((name.length + 25) / 8) * 8 }));
  const { segment } = sample;
  const segmentSize = segment ? bits === 64 ? 72 : 56 : 0;
  const size = commands.reduce((sum, command) => sum + command.size, segmentSize);
  const count = commands.length + (segment ? 1 : 0);
  const file = new Bytes(header + size + (segment?.length ?? 0), littleEndian);
  file.u32(0, bits === 64 ? 0xfeedfacf : 0xfeedface, cpu, subtype, type, count, size);
  let at = header;
  if (segment) {
    file.bytes(header + size, ...segment).u32(at, bits === 64 ? 0x19 : 1, segmentSize);
    if (bits === 64) file.u64(at + 40, header + size, segment.length);
    else file.u32(at + 32, header + size, segment.length);
    at += segmentSize;
  }
  for (const { command, name, size } of commands) {
    file.u32(at, command, size, 24).text(at + 24, name);
    at += size;
  }
  return file.done();
}

/** A universal Mach-O file. */
export function universalFile(samples: readonly MachOSample[], bits: 32 | 64 = 32): Uint8Array {
  const slices = samples.map(machOFile);
  const entry = bits === 64 ? 32 : 20;
  let at = 4096;
  const offsets = slices.map((slice) =>
    (at += Math.ceil(slice.length / 4096) * 4096) - Math.ceil(slice.length / 4096) * 4096
  );
  const file = new Bytes(at, false).u32(0, bits === 64 ? 0xcafebabf : 0xcafebabe, slices.length);
  slices.forEach((slice, i) => {
    const start = 8 + i * entry;
    const { cpu = x86_64, subtype = 3 } = samples[i];
    file.u32(start, cpu, subtype);
    if (bits === 64) file.u64(start + 8, offsets[i], slice.length).u32(start + 24, 12);
    else file.u32(start + 8, offsets[i], slice.length, 12);
    file.bytes(offsets[i], ...slice);
  });
  return file.done();
}

/** What a PE file for a test says. */
export interface PeSample {
  readonly machine?: number;
  readonly bits?: 32 | 64;
  readonly library?: boolean;
  readonly imports?: readonly string[];
  readonly delayed?: readonly string[];
  /** Delay imports with addresses in memory, as old compilers wrote them. */
  readonly oldDelayed?: boolean;
  /** A second section. */
  readonly section?: { readonly name: string; readonly bytes: Uint8Array };
}

/** A PE file of headers and sections; the first has the tables of imports. */
export function peFile(sample: PeSample = {}): Uint8Array {
  const { machine = 0x8664, bits = 64, library = true, imports = [], delayed = [], oldDelayed = false } = sample;
  const base = 0x400000;
  const optionalSize = (bits === 64 ? 112 : 96) + 16 * 8;
  const sectionTable = 64 + 24 + optionalSize;
  const start = 512;
  const virtual = 0x1000;
  const delayedAt = (imports.length + 1) * 20;
  const namesAt = delayedAt + (delayed.length + 1) * 32;
  const names = stringTable(namesAt, [...imports, ...delayed]);
  const size = namesAt + names.size;
  const extra = sample.section?.bytes ?? new Uint8Array();
  const file = new Bytes(start + size + extra.length);
  file.text(0, "MZ").u32(60, 64).text(64, "PE").u16(68, machine, 2).u16(84, optionalSize, library ? 0x2022 : 0x22);
  file.u16(88, bits === 64 ? 0x20b : 0x10b);
  if (bits === 64) file.u64(88 + 24, base);
  else file.u32(88 + 28, base);
  const directories = 88 + (bits === 64 ? 112 : 96);
  file.u32(directories - 4, 16).u32(directories + 8, virtual, delayedAt).u32(
    directories + 13 * 8,
    virtual + delayedAt,
    1,
  );
  file.text(sectionTable, ".idata").u32(sectionTable + 8, size, virtual, size, start);
  file.text(sectionTable + 40, sample.section?.name ?? "").u32(sectionTable + 48, extra.length, 0x9000, extra.length);
  file.u32(sectionTable + 60, start + size).bytes(start + size, ...extra);
  imports.forEach((name, i) => {
    file.u32(start + i * 20 + 12, virtual + names.offsets[i]).text(start + names.offsets[i], name);
  });
  delayed.forEach((name, i) => {
    const offset = names.offsets[imports.length + i];
    file.u32(start + delayedAt + i * 32, oldDelayed ? 0 : 1, (oldDelayed ? base : 0) + virtual + offset);
    file.text(start + offset, name);
  });
  return file.done();
}

/** `apisetschema.dll` with these sets: the name with its revision, and the DLL that it stands for, or "". */
export function apiSetSchema(sets: readonly (readonly [name: string, host: string])[]): Uint8Array {
  const entries = 28;
  const values = entries + sets.length * 24;
  const texts = values + sets.length * 20;
  const offsets: number[] = [];
  let at = texts;
  for (const text of sets.flat()) {
    offsets.push(at);
    at += text.length * 2;
  }
  const section = new Bytes(at).u32(0, 6, at, 0, sets.length, entries, 0, 31);
  sets.forEach(([name, host], i) => {
    const compared = name.lastIndexOf("-") * 2;
    section.u32(entries + i * 24, 0, offsets[i * 2], name.length * 2, compared, values + i * 20, 1);
    section.u32(values + i * 20, 0, 0, 0, offsets[i * 2 + 1], host.length * 2);
    section.wide(offsets[i * 2], name).wide(offsets[i * 2 + 1], host);
  });
  return peFile({ section: { name: ".apiset", bytes: section.done() } });
}

/** macOS's shared cache with these libraries; `header` is where its mappings start: 0x200 since macOS 12. */
export function dyldCache(paths: readonly string[], header = 0x200): Uint8Array {
  const images = header + 32;
  const table = stringTable(images + paths.length * 32, paths);
  const file = new Bytes(images + paths.length * 32 + table.size).text(0, "dyld_v1  arm64e");
  file.u32(16, header, 1).u32(header > 0x1c0 ? 0x1c0 : 0x18, images, paths.length);
  paths.forEach((path, i) => file.u32(images + i * 32 + 24, table.offsets[i]).text(table.offsets[i], path));
  return file.done();
}
