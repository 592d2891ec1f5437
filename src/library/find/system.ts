import { type Files, files } from "../../runtime/files.ts";
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
  /** Gives a file to `use` and closes it; null where it cannot be opened or is no plain file. */
  withFile<T>(path: string, use: (file: ByteSource) => T | null): T | null;
}

/** Of a library most that is read lies in its first bytes, and one read takes as long as another. */
const HEAD = 4096;

/** The machine that this program runs on. */
export const system: System = {
  ...files,
  platform: runtime.platform,
  arch: runtime.arch,
  withFile(path, use) {
    const file = files.open(path);
    if (!file) return null;
    const { size } = file;
    let head: Uint8Array | null | undefined;
    const read = (offset: number, length: number) => {
      if (!hasRange(size, offset, length)) return null;
      if (offset + length > HEAD) return file.read(offset, length);
      head ??= file.read(0, Math.min(size, HEAD));
      return head && head.subarray(offset, offset + length);
    };
    try {
      return use({ size, read });
    } finally {
      file.close();
    }
  },
};
