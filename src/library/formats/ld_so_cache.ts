import { decodeText } from "./byte_source.ts";

/** One library of the database. */
export interface CacheEntry {
  /** What a program asks the loader for: the SONAME. */
  readonly name: string;
  /** Where the file is. */
  readonly path: string;
}

/** Which of the database's libraries are for the running program, and how they are sorted. */
export interface CacheQuery {
  /** glibc's flags for the machine and the C library. */
  readonly cacheFlags: number;
  /** Whether C's `char` is signed on this machine, which matters to the order of names beyond ASCII. */
  readonly signedChar: boolean;
}

/**
 * The loader's own database, `/etc/ld.so.cache`, as glibc's `ldconfig` writes it. Made by {@linkcode parseLdSoCache},
 * read by {@linkcode findInCache}. Plain functions on plain data: at a program's first look-up each function costs its
 * compilation, more than what it does.
 */
export interface LdSoCache {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly littleEndian: boolean;
  /** Where the table of entries starts. */
  readonly table: number;
  readonly entrySize: number;
  /** Where the offsets of strings count from. */
  readonly strings: number;
  /** How many entries there are. */
  readonly size: number;
}

const oldMagic = "ld.so-1.7.0";
const newMagic = "glibc-ld.so.cache1.1";
const oldHeaderSize = 16;
const oldEntrySize = 12;
const newHeaderSize = 48;
const newEntrySize = 24;
const bigEndian = 3;

/** No library has as many versions, and `PATH_MAX` of Linux. */
const mostAlike = 1024;
const longestText = 4096;

/**
 * Reads a database: in the format of 1996, in the one of 1999 that replaced it, or in the first with the second behind.
 *
 * @param bytes The file.
 * @param machineOrder Whether the machine is little-endian, for files that do not tell their byte order.
 * @param start Where the database starts.
 * @returns The database, or null where this is none.
 */
export function parseLdSoCache(bytes: Uint8Array, machineOrder: boolean, start = 0): LdSoCache | null {
  const table = start + newHeaderSize;
  for (let i = 0; i < newMagic.length; i++) {
    if (bytes[start + i] !== newMagic.charCodeAt(i)) return start === 0 ? parseOld(bytes, machineOrder) : null;
  }
  if (table > bytes.length) return null;
  // 0 is from before files told their byte order: then it is the machine's.
  const order = bytes[start + 28]! & 3;
  const littleEndian = order === 0 ? machineOrder : order !== bigEndian;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = view.getUint32(start + 20, littleEndian);
  if (size * newEntrySize > bytes.length - table) return null;
  return { bytes, view, littleEndian, table, entrySize: newEntrySize, strings: start, size };
}

function parseOld(bytes: Uint8Array, littleEndian: boolean): LdSoCache | null {
  if (bytes.length < oldHeaderSize || decodeText(bytes, 0, oldMagic.length) !== oldMagic) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = view.getUint32(12, littleEndian);
  if (size * oldEntrySize > bytes.length - oldHeaderSize) return null;
  const strings = oldHeaderSize + size * oldEntrySize;
  // The new one behind it is aligned as the machine aligns 64-bit integers: to 8 bytes, or to 4 (i386).
  return parseLdSoCache(bytes, littleEndian, Math.ceil(strings / 8) * 8) ??
    parseLdSoCache(bytes, littleEndian, Math.ceil(strings / 4) * 4) ??
    { bytes, view, littleEndian, table: oldHeaderSize, entrySize: oldEntrySize, strings, size };
}

/**
 * The first library whose name starts with `prefix` and goes on, in the order of the database: the highest version.
 *
 * @param prefix What the name starts with: `libfoo.`. It is taken as ASCII: libraries with other names are not found.
 * @param exact Whether it is the whole name instead.
 */
export function findInCache(cache: LdSoCache, prefix: string, query: CacheQuery, exact = false): CacheEntry | null {
  const { bytes, view, littleEndian, table, entrySize, strings, size } = cache;
  const flip = query.signedChar ? 0x80 : 0;
  let low = 0;
  for (let high = size; low < high;) {
    const middle = (low + high) >>> 1;
    const start = strings + view.getUint32(table + middle * entrySize + 4, littleEndian);
    let i = 0;
    while (i < prefix.length && bytes[start + i] === prefix.charCodeAt(i)) i++;
    const ours = bytes[start + i]!;
    const theirs = prefix.charCodeAt(i);
    const digits = ours >= 0x30 && ours <= 0x39 || theirs >= 0x30 && theirs <= 0x39;
    const order = i === prefix.length
      ? 0
      : digits
      ? compareNames(bytes, start, prefix, flip)
      : (ours ^ flip) - (theirs ^ flip);
    // Sorted downwards: what compares greater lies before.
    if (order > 0) low = middle + 1;
    else high = middle;
  }
  let special: CacheEntry | null = null;
  for (let i = low; i < size && i < low + mostAlike; i++) {
    const at = table + i * entrySize;
    const start = strings + view.getUint32(at + 4, littleEndian);
    const end = endOfText(bytes, start);
    const name = end < 0 ? "" : decodeText(bytes, start, end);
    if (!name.startsWith(prefix)) {
      // What compares equal need not start with it: `libfoo02.` equals `libfoo2.`.
      if (compareNames(bytes, start, prefix, flip) !== 0) break;
      continue;
    }
    const pathStart = strings + view.getUint32(at + 8, littleEndian);
    const pathEnd = endOfText(bytes, pathStart);
    const fits = view.getInt32(at, littleEndian) === query.cacheFlags && exact === (name.length === prefix.length);
    if (!fits || pathEnd < 0) continue;
    const entry = { name, path: decodeText(bytes, pathStart, pathEnd) };
    // Those with capabilities are for some processors of the machine: the loader may not use them here, and where it
    // does, it puts them in the plain one's place by itself.
    const plain = entrySize === oldEntrySize || view.getUint32(at + 16) === 0 && view.getUint32(at + 20) === 0;
    if (plain) return entry;
    special ??= entry;
  }
  return special;
}

/** Where the text from `start` has its NUL; −1 where it has none, or is longer than any path. */
function endOfText(bytes: Uint8Array, start: number): number {
  const length = bytes.subarray(start, start + longestText).indexOf(0);
  return length < 0 ? -1 : start + length;
}

/**
 * The order of the database, `_dl_cache_libcmp` of glibc: digits compare as numbers and come after everything else.
 *
 * @param start Where the NUL-terminated name starts.
 * @param flip What turns the order of bytes into that of the machine's characters.
 * @returns Positive where that name is greater than `prefix`, 0 where it starts with (the equal of) `prefix`.
 */
function compareNames(bytes: Uint8Array, start: number, prefix: string, flip: number): number {
  const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;
  let at = start;
  for (let i = 0; i < prefix.length;) {
    const ours = bytes[at]!;
    const theirs = prefix.charCodeAt(i);
    if (isDigit(ours) !== isDigit(theirs)) return isDigit(ours) ? 1 : -1;
    if (!isDigit(ours)) {
      if (ours !== theirs) return (ours ^ flip) - (theirs ^ flip);
      at++;
      i++;
      continue;
    }
    let a = 0;
    let b = 0;
    // 32 bits, as in C, whatever becomes of longer ones there.
    for (; isDigit(bytes[at]!) && at < start + longestText; at++) a = (Math.imul(a, 10) + bytes[at]! - 0x30) | 0;
    for (; isDigit(prefix.charCodeAt(i)); i++) b = (Math.imul(b, 10) + prefix.charCodeAt(i) - 0x30) | 0;
    if (a !== b) return a - b;
  }
  return 0;
}
