import { type Files, files, type FileStatus } from "../runtime/files.ts";
import { runtime } from "../runtime/runtime.ts";
import { type ByteSource, hasRange } from "./byte_source.ts";

/**
 * What the search for libraries knows of a machine. It is passed in, so that the search of every platform runs on any
 * machine. Nothing here throws; what may not be read without asking the user is as if it were not there.
 */
export interface System {
  /** `process.platform`'s word: `linux`, `darwin`, `win32`, … */
  readonly platform: string;
  /** `process.arch`'s word: `x64`, `arm64`, … */
  readonly arch: string;
  /** The path of the running program. */
  program(): string | null;
  env(name: string): string | undefined;
  /** Whether a path may be looked at. */
  mayRead(path: string): boolean;
  status(path: string): FileStatus;
  readFile(path: string): Uint8Array | null;
  /** Gives a file to `use` and closes it; null where it cannot be opened or is no plain file. */
  withFile<T>(path: string, use: (file: ByteSource) => T | null): T | null;
  /** The names in a folder. */
  list(folder: string): readonly string[] | null;
  /** The path without links. */
  realPath(path: string): string | null;
  /** What a program prints. */
  run(command: string, args: readonly string[]): string | null;
}

const hidden: FileStatus = { kind: "missing", size: 0, stamp: "", changed: 0 };

function hostSystem(host: Files): System {
  // A NUL would end a path early, and no system takes longer ones than Windows' 32767.
  const mayRead = (path: string): boolean =>
    path !== "" && path.length < 32768 && !path.includes("\0") && runtime.mayRead(path);
  return {
    platform: runtime.platform,
    arch: runtime.arch,
    program: () => host.program(),
    env: (name) => runtime.mayReadEnv(name) ? host.env(name) : undefined,
    mayRead,
    status: (path) => mayRead(path) ? host.status(path) : hidden,
    readFile: (path) => mayRead(path) ? host.readFile(path) : null,
    withFile(path, use) {
      // Opening a pipe would wait for someone to write into it.
      const file = mayRead(path) && host.status(path).kind === "file" ? host.open(path) : null;
      if (!file) return null;
      const { size } = file;
      try {
        return use({
          size,
          read: (offset, length) => hasRange(size, offset, length) ? file.read(offset, length) : null,
        });
      } finally {
        file.close();
      }
    },
    list: (folder) => mayRead(folder) ? host.list(folder) : null,
    realPath: (path) => mayRead(path) ? host.realPath(path) : null,
    run: (command, args) => host.run(command, args),
  };
}

/** The machine that this program runs on. */
export const system: System = hostSystem(files);
