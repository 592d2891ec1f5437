import { type FileKind, type Files, type FileStatus, LARGEST_FILE, type OpenFile } from "./files.ts";

interface NodeStatus {
  isFile(): boolean;
  isDirectory(): boolean;
  size: number;
  dev: number;
  ino: number;
  mtimeMs: number;
  ctimeMs: number;
}

/** The part of `node:fs` that is used here. */
interface NodeFileSystem {
  statSync(path: string): NodeStatus;
  readFileSync(path: string): Uint8Array;
  openSync(path: string, flags: string): number;
  readSync(descriptor: number, into: Uint8Array, at: number, length: number, offset: number): number;
  closeSync(descriptor: number): void;
  readdirSync(path: string): string[];
  realpathSync: { native(path: string): string };
}

/** The part of `node:child_process` that is used here. */
interface NodeChildProcess {
  spawnSync(command: string, args: readonly string[], options: { encoding: "utf8"; stdio: string[] }): {
    status: number | null;
    stdout: string | null;
  };
}

/** The part of `process` that is used here. */
interface NodeProcess {
  execPath: string;
  env: Record<string, string | undefined>;
  getBuiltinModule(name: "node:fs"): NodeFileSystem;
  getBuiltinModule(name: "node:child_process"): NodeChildProcess;
}

const kindOf = (status: NodeStatus): FileKind => status.isFile() ? "file" : status.isDirectory() ? "folder" : "other";

function statusOf(status: NodeStatus): FileStatus {
  const { dev, ino, size, mtimeMs, ctimeMs } = status;
  const stamp = `${dev}:${ino}:${size}:${mtimeMs}:${ctimeMs}`;
  return { kind: kindOf(status), size, stamp, changed: Math.max(mtimeMs, ctimeMs) };
}

const kindOfError = (error: unknown): FileKind => {
  const { code } = error as { code?: string };
  return code === "EACCES" || code === "EPERM" ? "denied" : "missing";
};

/** The files of a runtime that has `node:fs`. */
export function nodeFiles(): Files {
  const { process } = globalThis as unknown as { process: NodeProcess };
  // Loaded now, not at first need: Bun takes longer for it than Python's ctypes takes for a whole look-up.
  const fs = process.getBuiltinModule("node:fs");

  const attempt = <T>(action: () => T): T | null => {
    try {
      return action();
    } catch {
      return null;
    }
  };

  /** Opening a pipe would wait for someone to write into it, and some devices never end. */
  const plainFile = (path: string): FileStatus | null => {
    const status = attempt(() => fs.statSync(path));
    return status?.isFile() ? statusOf(status) : null;
  };

  return {
    program: () => process.execPath,
    env: (name) => process.env[name],
    mayRead: (path) => path !== "" && !path.includes("\0"),
    status(path): FileStatus {
      try {
        return statusOf(fs.statSync(path));
      } catch (error) {
        return { kind: kindOfError(error), size: 0, stamp: "", changed: 0 };
      }
    },
    readFile(path) {
      const status = plainFile(path);
      return status && status.size <= LARGEST_FILE ? attempt(() => fs.readFileSync(path)) : null;
    },
    open(path) {
      const status = plainFile(path);
      return status && attempt(() => openFile(fs, fs.openSync(path, "r"), status));
    },
    list: (folder) => attempt(() => fs.readdirSync(folder)),
    realPath: (path) => attempt(() => fs.realpathSync.native(path)),
    run: (command, args) =>
      attempt(() => {
        const { spawnSync } = process.getBuiltinModule("node:child_process");
        const result = spawnSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
        return result.status === 0 ? result.stdout : null;
      }),
  };
}

function openFile(fs: NodeFileSystem, descriptor: number, status: FileStatus): OpenFile {
  return {
    status,
    read(offset, length) {
      try {
        const bytes = new Uint8Array(length);
        for (let filled = 0; filled < length;) {
          const count = fs.readSync(descriptor, bytes, filled, length - filled, offset + filled);
          if (count === 0) return null;
          filled += count;
        }
        return bytes;
      } catch {
        return null;
      }
    },
    close: () => fs.closeSync(descriptor),
  };
}
