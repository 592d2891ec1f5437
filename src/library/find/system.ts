import { type Files, files, type FileStatus } from "../../runtime/files.ts";
import { runtime } from "../../runtime/runtime.ts";
import { type ByteSource, hasRange } from "../formats/byte_source.ts";

/**
 * What the search for libraries knows of a machine. It is passed in, so that the search of every platform runs on any
 * machine. As with {@linkcode Files}, nothing here throws or asks the user.
 */
export interface System extends Omit<Files, "open"> {
  /** `process.platform`'s word: `linux`, `darwin`, `win32`, … */
  readonly platform: string;
  /** `process.arch`'s word: `x64`, `arm64`, … */
  readonly arch: string;
  /** Gives a file, and how it is, to `use` and closes it; null where it cannot be opened or is no plain file. */
  withFile<T>(path: string, use: (file: ByteSource, status: FileStatus) => T | null): T | null;
}

/** What is read of a library lies near together, and one read takes as long as another. */
const BLOCK = 4096;

/** The machine that this program runs on. */
export const system: System = {
  ...files,
  platform: runtime.platform,
  arch: runtime.arch,
  withFile(path, use) {
    const file = files.open(path);
    if (!file) return null;
    const { size } = file.status;
    let block: Uint8Array | null = null;
    let start = 0;
    const read = (offset: number, length: number) => {
      if (!hasRange(size, offset, length)) return null;
      if (length > BLOCK) return file.read(offset, length);
      if (!block || offset < start || offset + length > start + block.length) {
        block = file.read(offset, Math.min(size - offset, BLOCK));
        start = offset;
      }
      return block && block.subarray(offset - start, offset - start + length);
    };
    try {
      return use({ size, read }, file.status);
    } finally {
      file.close();
    }
  },
};
