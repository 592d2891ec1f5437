import type { FileKind } from "../../runtime/files.ts";
import type { ElfFile } from "../formats/elf.ts";
import { type LinuxAbi, readForLinux } from "./linux_abi.ts";
import { isSettled } from "./remembered.ts";
import type { System } from "./system.ts";

/** What lies where a library could. */
export interface LinuxFile {
  readonly kind: FileKind;
  /** Bytes. */
  readonly size: number;
  /** What it says, if it says that it is a library for this machine and may be read. */
  readonly elf: ElfFile | null;
}

interface Known extends LinuxFile {
  readonly stamp: string;
}

/** No program looks at as many files. */
const most = 1024;

const known = new WeakMap<System, Map<string, Known>>();

/**
 * Looks at a file. What was read is kept while the file stays as it is: who finds a library opens it next, and in a
 * program that has just started reading it takes longer than asking whether it has changed.
 */
export function lookAt(system: System, abi: LinuxAbi, path: string): LinuxFile {
  let files = known.get(system);
  if (!files) known.set(system, files = new Map());
  const before = files.get(path);
  if (before && before.stamp === system.status(path).stamp) return before;
  const seen = system.withFile(path, (file, { kind, size, stamp, changed }) => {
    const now: Known = { kind, size, stamp, elf: readForLinux(file, abi) };
    if (files.size >= most) files.clear();
    if (isSettled(changed)) files.set(path, now);
    return now;
  });
  return seen ?? { kind: system.status(path).kind, size: 0, elf: null };
}

/** Whether a file is a library that the loader can load. */
export const loads = (system: System, abi: LinuxAbi, path: string): boolean =>
  lookAt(system, abi, path).elf?.fault === null;
