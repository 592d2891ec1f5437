import { type FileKind, type Files, type FileStatus, LARGEST_FILE, type OpenFile } from "./files.ts";

interface DenoStatus {
  isFile: boolean;
  isDirectory: boolean;
  size: number;
  dev: number;
  ino: number | null;
  mtime: Date | null;
  ctime: Date | null;
}

interface DenoFile {
  readSync(into: Uint8Array): number | null;
  seekSync(offset: number, whence: number): number;
  close(): void;
}

/** The part of the `Deno` namespace that is used here. */
interface DenoNamespace {
  execPath(): string;
  env: { get(name: string): string | undefined };
  statSync(path: string): DenoStatus;
  readFileSync(path: string): Uint8Array;
  openSync(path: string): DenoFile;
  readDirSync(path: string): Iterable<{ name: string }>;
  realPathSync(path: string): string;
  permissions: {
    querySync(descriptor: { name: string; path?: string; variable?: string; command?: string }): { state: string };
  };
  Command: new (command: string, options: { args: readonly string[]; stdin: "null"; stderr: "null" }) => {
    outputSync(): { success: boolean; stdout: Uint8Array };
  };
}

const missing: FileStatus = { kind: "missing", size: 0, stamp: "", changed: 0 };
const SEEK_START = 0;

const kindOf = (status: DenoStatus): FileKind => status.isFile ? "file" : status.isDirectory ? "folder" : "other";

function statusOf(status: DenoStatus): FileStatus {
  const { dev, ino, size } = status;
  const mtime = status.mtime?.getTime() ?? 0;
  const ctime = status.ctime?.getTime() ?? 0;
  const stamp = `${dev}:${ino}:${size}:${mtime}:${ctime}`;
  return { kind: kindOf(status), size, stamp, changed: Math.max(mtime, ctime) };
}

const kindOfError = (error: unknown): FileKind => {
  const { code, name } = error as { code?: string; name?: string };
  return code === "EACCES" || code === "EPERM" || name === "PermissionDenied" || name === "NotCapable"
    ? "denied"
    : "missing";
};

const attempt = <T>(action: () => T): T | null => {
  try {
    return action();
  } catch {
    return null;
  }
};

/**
 * Deno's own functions rather than its `node:fs`: that takes 20 ms to load, ten times as long as Python's ctypes takes
 * for a whole look-up.
 */
export function denoFiles(): Files {
  const deno = (globalThis as unknown as { Deno: DenoNamespace }).Deno;

  const mayRead = (path: string): boolean => {
    try {
      return deno.permissions.querySync({ name: "read", path }).state === "granted";
    } catch {
      return false; // not a path: empty, or with a NUL
    }
  };

  /** Opening a pipe would wait for someone to write into it, and some devices never end. */
  const plainFile = (path: string): FileStatus | null => {
    const status = mayRead(path) ? attempt(() => deno.statSync(path)) : null;
    return status?.isFile ? statusOf(status) : null;
  };

  return {
    program: () => attempt(() => deno.execPath()),
    env(variable) {
      const { state } = deno.permissions.querySync({ name: "env", variable });
      return state === "granted" ? deno.env.get(variable) : undefined;
    },
    mayRead,
    status(path): FileStatus {
      if (!mayRead(path)) return missing;
      try {
        return statusOf(deno.statSync(path));
      } catch (error) {
        return { ...missing, kind: kindOfError(error) };
      }
    },
    readFile(path) {
      const status = plainFile(path);
      return status && status.size <= LARGEST_FILE ? attempt(() => deno.readFileSync(path)) : null;
    },
    open(path) {
      const status = plainFile(path);
      return status && attempt(() => openFile(deno.openSync(path), status));
    },
    list: (folder) =>
      mayRead(folder) ? attempt(() => Array.from(deno.readDirSync(folder), (entry) => entry.name)) : null,
    realPath: (path) => mayRead(path) ? attempt(() => deno.realPathSync(path)) : null,
    run(command, args) {
      try {
        if (deno.permissions.querySync({ name: "run", command }).state !== "granted") return null;
        const output = new deno.Command(command, { args, stdin: "null", stderr: "null" }).outputSync();
        return output.success ? new TextDecoder().decode(output.stdout) : null;
      } catch {
        return null;
      }
    },
  };
}

function openFile(file: DenoFile, status: FileStatus): OpenFile {
  return {
    status,
    read(offset, length) {
      try {
        const bytes = new Uint8Array(length);
        file.seekSync(offset, SEEK_START);
        for (let filled = 0; filled < length;) {
          const count = file.readSync(bytes.subarray(filled));
          if (!count) return null;
          filled += count;
        }
        return bytes;
      } catch {
        return null;
      }
    },
    close: () => file.close(),
  };
}
