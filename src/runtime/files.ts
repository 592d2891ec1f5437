import { denoFiles } from "./deno_files.ts";
import { nodeFiles } from "./node_files.ts";

/** What lies at a path, links followed. */
export type FileKind = "file" | "folder" | "other" | "missing" | "denied";

/** What a path's file or folder is now. */
export interface FileStatus {
  readonly kind: FileKind;
  /** Bytes. */
  readonly size: number;
  /** Another string whenever the file, or the list of a folder's files, has changed; equal for two names of one file. */
  readonly stamp: string;
  /** When it last changed, in milliseconds since 1970. */
  readonly changed: number;
}

/** A file that is open for reading. */
export interface OpenFile {
  readonly status: FileStatus;
  /** The bytes from `offset`, all of them, or null where the file has fewer. */
  read(offset: number, length: number): Uint8Array | null;
  close(): void;
}

/**
 * The machine's files, variables and programs, as a JavaScript runtime shows them. Nothing here throws or asks the user:
 * what cannot be read, or may not be without asking, is null or missing.
 */
export interface Files {
  /** The path of the running program. */
  program(): string | null;
  env(name: string): string | undefined;
  /** Whether a path may be looked at without asking. */
  mayRead(path: string): boolean;
  status(path: string): FileStatus;
  /** A whole plain file, if it is no longer than {@linkcode LARGEST_FILE}. */
  readFile(path: string): Uint8Array | null;
  /** Opens a plain file. */
  open(path: string): OpenFile | null;
  /** The names in a folder. */
  list(folder: string): string[] | null;
  /** The path without links. */
  realPath(path: string): string | null;
  /** What a program prints, or null where it fails. */
  run(command: string, args: readonly string[]): string | null;
}

/** No file that is read as a whole is a hundredth of it. */
export const LARGEST_FILE: number = 1 << 26;

/** The files of the machine that this program runs on. */
export const files: Files = "Deno" in globalThis ? denoFiles() : nodeFiles();
