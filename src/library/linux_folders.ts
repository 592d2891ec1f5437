import { dirname } from "@std/path/posix";
import { decodeText } from "./byte_source.ts";
import { parseElf } from "./elf.ts";
import type { LinuxAbi } from "./linux_abi.ts";
import { isFresh, type Memory } from "./remembered.ts";
import type { System } from "./system.ts";

/** A folder that may have libraries. */
export interface LibraryFolder {
  readonly path: string;
  /** Whether the loader looks there itself, so that the bare name of a file in it can be opened. */
  readonly searched: boolean;
}

interface Folders {
  readonly fixed: readonly LibraryFolder[];
  readonly names: Map<string, Memory<readonly string[]>>;
}

const known = new WeakMap<System, Folders>();

/** The folders that may have libraries, in the order in which they are searched. */
export function loaderFolders(system: System, abi: LinuxAbi): LibraryFolder[] {
  const fromEnvironment = (system.env("LD_LIBRARY_PATH") ?? "").split(/[:;]/).filter((path) => path !== "");
  return [...fromEnvironment.map((path) => ({ path, searched: true })), ...foldersOf(system, abi).fixed];
}

/** The names of the shared libraries in a folder. */
export function folderNames(system: System, abi: LinuxAbi, folder: string): readonly string[] {
  const { names } = foldersOf(system, abi);
  const memory = names.get(folder) ?? {};
  if (memory.value && isFresh(memory, system, folder)) return memory.value;
  names.set(folder, memory);
  const isLibrary = (name: string) => name.startsWith("lib") && name.includes(".so");
  return memory.value = system.list(folder)?.filter(isLibrary) ?? [];
}

function foldersOf(system: System, abi: LinuxAbi): Folders {
  let folders = known.get(system);
  if (!folders) {
    folders = { fixed: withoutTwins(system, fixedFolders(system, abi)), names: new Map() };
    known.set(system, folders);
  }
  return folders;
}

function fixedFolders(system: System, abi: LinuxAbi): LibraryFolder[] {
  const searched = (path: string): LibraryFolder => ({ path, searched: true });
  const usual = (path: string): LibraryFolder => ({ path, searched: false });
  const loader = programLoader(system);
  const { triplet, bits } = abi;
  if (loader ? loader.includes("ld-musl") : hasMusl(system, abi)) {
    return [...muslFolders(system, abi).map(searched), usual(`/usr/local/lib/${triplet}`)];
  }
  return [
    // glibc always searches the folder that it was built to lie in itself: Nix and Guix have no other.
    ...(loader ? [searched(dirname(system.realPath(loader) ?? loader))] : []),
    searched(`/lib/${triplet}`),
    searched(`/usr/lib/${triplet}`),
    // Whether it searches these depends on how it was built.
    usual(`/lib${bits}`),
    usual(`/usr/lib${bits}`),
    usual("/lib"),
    usual("/usr/lib"),
    usual(`/usr/local/lib/${triplet}`),
    usual(`/usr/local/lib${bits}`),
    usual("/usr/local/lib"),
    usual("/run/current-system/sw/lib"),
    usual("/run/opengl-driver/lib"),
  ];
}

/** The loader that the running program asks for. */
function programLoader(system: System): string | null {
  const program = system.program();
  return program === null ? null : system.withFile(program, parseElf)?.interpreter ?? null;
}

/** Without the program's own word: whether musl's loader is there and glibc's database is not. */
const hasMusl = (system: System, { musl }: LinuxAbi): boolean =>
  system.status(`/lib/ld-musl-${musl}.so.1`).kind === "file" &&
  system.status("/etc/ld.so.cache").kind === "missing";

/** musl takes its folders from a file, separated by colons or lines, or has these three. */
function muslFolders(system: System, { musl }: LinuxAbi): string[] {
  const bytes = system.readFile(`/etc/ld-musl-${musl}.path`);
  const text = bytes ? decodeText(bytes, 0, bytes.length) : "/lib:/usr/local/lib:/usr/lib";
  return text.split(/[:\n]/).filter((path) => path.startsWith("/"));
}

/** On many systems `/lib` is a link to `/usr/lib`. */
function withoutTwins(system: System, folders: readonly LibraryFolder[]): LibraryFolder[] {
  const seen = new Set<string>();
  return folders.filter(({ path }) => {
    const real = system.realPath(path) ?? path;
    return !seen.has(real) && seen.add(real);
  });
}
