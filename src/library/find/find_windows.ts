import { dirname } from "@std/path/windows/dirname";
import { extname } from "@std/path/windows/extname";
import { join } from "@std/path/windows/join";
import { hasApiSet, isApiSetName } from "../formats/api_set.ts";
import { parsePe } from "../formats/pe.ts";
import type { System } from "./system.ts";

/** `Machine` of PE files by `process.arch`. */
const machines: Readonly<Record<string, number | undefined>> = { x64: 0x8664, arm64: 0xaa64, ia32: 0x14c };

/** The C runtime that is part of Windows since 10, and the one that always was. */
const runtimes = ["ucrtbase.dll", "msvcrt.dll"];

/**
 * Finds a library on Windows: in the System32 folder, the program's folder, the folders of `PATH` that are given with
 * their drive; never in the current folder, where a stranger's file could lie.
 *
 * @returns Its path; or its bare name for an API set, which is no file.
 */
export function findOnWindows(system: System, name: string): string | null {
  if (/[\\:*?"<>|]/.test(name)) return null;
  if (name === "c" || name === "m") {
    return runtimes.map((file) => findFile(system, [file])).find((path) => path !== null) ?? null;
  }
  const file = extname(name).toLowerCase() === ".dll" ? name : `${name}.dll`;
  return findFile(system, file === name ? [file] : [name, file]) ??
    (isApiSetName(name) && hasSet(system, name) ? file : null);
}

/** Where Windows keeps its own libraries. */
function systemFolder(system: System): string {
  const folders = [system.env("SystemRoot"), system.env("windir")];
  return join(folders.find((folder) => folder !== undefined && isWhole(folder)) ?? "C:\\Windows", "System32");
}

/** The folders that are searched, in this order. */
export function windowsFolders(system: System): string[] {
  const program = system.program();
  const fromPath = splitPath(system.env("PATH") ?? "").filter(isWhole);
  return [systemFolder(system), ...(program ? [dirname(program)] : []), ...fromPath];
}

/** The folders of `PATH`, which stand in quotes where they have a semicolon. */
const splitPath = (path: string): string[] =>
  (path.match(/(?:"[^"]*"?|[^;"])+/g) ?? []).map((folder) => folder.replaceAll('"', "").trim());

/**
 * Whether a folder is one whatever the current drive and folder are: `\\tmp` is on the current drive, `C:tmp` in the
 * current folder of that drive. `\\\\.\\` is for devices.
 */
const isWhole = (folder: string): boolean => /^(?:[A-Za-z]:[\\/]|[\\/]{2}[^\\/.][^\\/]*[\\/])/.test(folder);

function findFile(system: System, names: readonly string[]): string | null {
  const own = systemFolder(system);
  for (const folder of windowsFolders(system)) {
    for (const name of names) {
      const path = join(folder, name);
      const file = system.withFile(path, parsePe);
      // Windows shows every program the System32 that fits it, on arm64 with libraries for two processors in one.
      if (file && !file.truncated && (folder === own || file.machine === machines[system.arch])) return path;
    }
  }
  return null;
}

const hasSet = (system: System, name: string): boolean =>
  system.withFile(join(systemFolder(system), "apisetschema.dll"), (file) => hasApiSet(file, name)) ?? false;

/** Whether a program for a processor, `process.arch`'s word, can load code for a machine. */
export const isForWindows = (machine: number, arch: string): boolean => machines[arch] === machine;

/** The processor, `process.arch`'s word, that a PE file is for. */
export const peArch = (machine: number): string | null =>
  Object.keys(machines).find((arch) => machines[arch] === machine) ?? null;
