/**
 * Bytes at random offsets: a file, or memory. The parsers of file formats read from one, so that none of them needs a
 * whole file in memory, and none can read or allocate more than the file has.
 */
export interface ByteSource {
  readonly size: number;
  /** The bytes from `offset`, all of them, or null where the source has fewer. */
  read(offset: number, length: number): Uint8Array | null;
}

/** Whether a source has these bytes. Offsets come out of files: they may be any number, also beyond 2⁵³. */
export function hasRange(size: number, offset: number, length: number): boolean {
  return Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0 &&
    offset <= size && length <= size - offset;
}

/** Bytes in memory as a source. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) => hasRange(bytes.length, offset, length) ? bytes.subarray(offset, offset + length) : null,
  };
}

/** A view of the bytes from `offset`, or null where the source has fewer. */
export function viewAt(source: ByteSource, offset: number, length: number): DataView | null {
  const bytes = source.read(offset, length);
  return bytes && new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The longest name that is believed: Linux's `PATH_MAX`. */
const longestText = 4096;
const firstRead = 256;

/** The text from `offset` to its NUL, or null where there is no NUL or the text is longer than any path. */
export function textAt(source: ByteSource, offset: number): string | null {
  for (let length = firstRead; length <= longestText; length *= 4) {
    const available = Math.min(length, source.size - offset);
    const bytes = source.read(offset, available);
    if (!bytes) return null;
    const end = bytes.indexOf(0);
    if (end >= 0) return decodeText(bytes, 0, end);
    if (available < length) return null;
  }
  return null;
}

let decoder: TextDecoder | undefined;

/** UTF-8 to text. Short ASCII does without a `TextDecoder`, which takes longer to make than a name to find. */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte >= 0x80) return (decoder ??= new TextDecoder()).decode(bytes.subarray(start, end));
    text += String.fromCharCode(byte);
  }
  return text;
}

/** A 64-bit number of a file as a JavaScript number; beyond 2⁵³ it is inexact, and in no file's range. */
export function getUint64(view: DataView, offset: number, littleEndian: boolean): number {
  const low = view.getUint32(offset + (littleEndian ? 0 : 4), littleEndian);
  const high = view.getUint32(offset + (littleEndian ? 4 : 0), littleEndian);
  return high * 2 ** 32 + low;
}
