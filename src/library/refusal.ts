/**
 * What must not be given to the loader. glibc's maps a library and believes what it finds there: it dies of a damaged one,
 * also of one that another needs, rather than refuse it; and for a pipe every loader waits for ever.
 *
 * @module
 */
import { dirname } from "@std/path/posix/dirname";
import { isBare } from "./bare_name.ts";
import { resolveOnLinux } from "./find/find_linux.ts";
import { linuxAbis } from "./find/linux_abi.ts";
import { lookAt } from "./find/linux_files.ts";
import { type System, system } from "./find/system.ts";
import type { ElfFile } from "./formats/elf.ts";
import { EMPTY, faults } from "./formats/file_fault.ts";

/** What is wrong with a pipe, a device, a socket. */
export const NO_FILE = "it is no plain file";

/**
 * Says why a library must not be given to the loader.
 *
 * @param path What is to be opened: a path or a file's bare name.
 * @returns The reason, or null where there is none or the file may not be read.
 */
export function refusal(path: string): string | null {
  return refusalIn(system, path);
}

/** {@linkcode refusal} on a machine that is passed in. */
export function refusalIn(system: System, path: string): string | null {
  const linux = system.platform === "linux";
  const file = isBare(system, path) ? linux ? resolveOnLinux(system, path) : null : path;
  if (file === null) return null;
  const seen = examine(system, file);
  return seen.fault ?? (linux ? faultOfNeeded(system, file, seen.elf) : null);
}

/** Libraries that others need and that were whole when they were looked at: while they are loaded, nobody opens them again. */
const whole = new WeakMap<System, Set<string>>();

/** They are in the process already, or come with what is. */
const inEveryProcess = /^(lib(c|m|dl|rt|pthread)\.so\.\d|ld-|libc\.musl-)/;

/** No library needs as many. */
const mostNeeded = 1024;

/** Says which of the libraries that a library needs the loader would die of. */
export function faultOfNeeded(system: System, path: string, elf: ElfFile | null): string | null {
  let known = whole.get(system);
  if (!known) whole.set(system, known = new Set());
  const open: [string, ElfFile | null][] = [[path, elf]];
  for (const [path, elf] of open) {
    for (const name of elf?.needed ?? []) {
      if (inEveryProcess.test(name) || open.length > mostNeeded) continue;
      const file = neededFile(system, name, path, elf);
      if (file === null || known.has(file) || open.some(([other]) => other === file)) continue;
      const seen = examine(system, file);
      if (seen.fault !== null) return `it needs ${JSON.stringify(file)}, and of that ${seen.fault}`;
      open.push([file, seen.elf]);
    }
  }
  for (const [file] of open.slice(1)) known.add(file);
  return null;
}

/** Where the loader finds what a library needs. */
export function neededFile(system: System, name: string, by: string, elf: ElfFile | null): string | null {
  if (name.includes("/")) return system.status(name).kind === "missing" ? null : name;
  const origin = dirname(by);
  const folders = (elf?.runpath ?? "").split(":").filter((folder) => folder !== "")
    .map((folder) => folder.replace(/\$(ORIGIN|\{ORIGIN\})/g, origin));
  return resolveOnLinux(system, name, folders);
}

function examine(system: System, path: string): { fault: string | null; elf: ElfFile | null } {
  const abi = system.platform === "linux" ? linuxAbis.get(system.arch) : undefined;
  const { kind, size, elf } = abi ? lookAt(system, abi, path) : { ...system.status(path), elf: null };
  if (kind === "other") return { fault: NO_FILE, elf };
  // The kernel's own files are empty, too, and reading some of them waits.
  if (kind === "file" && size === 0 && system.withFile(path, () => true)) return { fault: EMPTY, elf };
  // A program the loader refuses itself.
  return { fault: elf && elf.fault !== null && elf.fault !== "program" ? faults[elf.fault] : null, elf };
}
