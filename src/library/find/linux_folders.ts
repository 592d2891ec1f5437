import { dirname } from "@std/path/posix/dirname";
import { decodeText } from "../formats/byte_source.ts";
import { parseElf } from "../formats/elf.ts";
import type { LinuxAbi } from "./linux_abi.ts";
import { isFresh, type Memory } from "./remembered.ts";
import type { System } from "./system.ts";

/** A folder that may have libraries. */
export interface LibraryFolder {
  readonly path: string;
  /** Whether the loader looks there itself, so that the bare name of a file in it can be opened. */
  readonly searched: boolean;
  /** Whether the loader's database has what is in it, except the names that are for linkers: `libfoo.so`. */
  readonly covered: boolean;
}

interface Folders {
  readonly fixed: Map<boolean, readonly LibraryFolder[]>;
  readonly names: Map<string, Memory<readonly string[]>>;
}

const known = new WeakMap<System, Folders>();

/**
 * The folders that may have libraries, in the order in which they are searched.
 *
 * @param hasDatabase Whether glibc's database was read.
 */
export function loaderFolders(system: System, abi: LinuxAbi, hasDatabase: boolean): LibraryFolder[] {
  const { fixed } = foldersOf(system);
  let folders = fixed.get(hasDatabase);
  if (!folders) {
    folders = withoutTwins(system, fixedFolders(system, abi, hasDatabase));
    fixed.set(hasDatabase, folders);
  }
  return [...environmentFolders(system).map((path) => ({ path, searched: true, covered: false })), ...folders];
}

/**
 * The folders of `LD_LIBRARY_PATH`. The loader takes an empty one for the current folder; here it is none, as a stranger's
 * file could lie there.
 */
export const environmentFolders = (system: System): string[] =>
  (system.env("LD_LIBRARY_PATH") ?? "").split(/[:;]/).filter((path) => path !== "");

/**
 * The names of the files in a folder that may be a library.
 *
 * @param prefix What they start with: `libfoo.`.
 */
export function libraryNames(system: System, { path, covered }: LibraryFolder, prefix: string): readonly string[] {
  const linkerName = `${prefix}so`;
  if (covered) return system.realPath(`${path}/${linkerName}`) === null ? [] : [linkerName];
  const names = listed(system, path).filter((name) => name.startsWith(prefix));
  // The linker's name first, then the highest version.
  return names.length < 2 ? names : names.sort((a, b) => {
    if (a === linkerName || b === linkerName) return a === linkerName ? -1 : 1;
    return b.localeCompare(a, "en", { numeric: true });
  });
}

function listed(system: System, folder: string): readonly string[] {
  const { names } = foldersOf(system);
  const memory = names.get(folder) ?? {};
  if (memory.value && isFresh(memory, system, folder)) return memory.value;
  names.set(folder, memory);
  const isLibrary = (name: string) => name.startsWith("lib") && (name.endsWith(".so") || name.includes(".so."));
  return memory.value = system.list(folder)?.filter(isLibrary) ?? [];
}

function foldersOf(system: System): Folders {
  let folders = known.get(system);
  if (!folders) known.set(system, folders = { fixed: new Map(), names: new Map() });
  return folders;
}

function fixedFolders(system: System, abi: LinuxAbi, hasDatabase: boolean): LibraryFolder[] {
  const { triplet, bits } = abi;
  const searched = (path: string): LibraryFolder => ({ path, searched: true, covered: hasDatabase });
  // Whether the loader searches these depends on how it was built.
  const usual = (path: string): LibraryFolder => ({ path, searched: false, covered: hasDatabase });
  const local = (path: string): LibraryFolder => ({ path, searched: false, covered: false });
  const loader = hasDatabase ? null : programLoader(system);
  if (loader ? loader.includes("ld-musl") : !hasDatabase && hasMusl(system, abi)) {
    return [...muslFolders(system, abi).map(searched), local(`/usr/local/lib/${triplet}`)];
  }
  return [
    // glibc always searches the folder that it was built to lie in itself: Nix and Guix have no other.
    ...(loader ? [searched(dirname(system.realPath(loader) ?? loader))] : []),
    searched(`/lib/${triplet}`),
    searched(`/usr/lib/${triplet}`),
    usual(`/lib${bits}`),
    usual(`/usr/lib${bits}`),
    usual("/lib"),
    usual("/usr/lib"),
    local(`/usr/local/lib/${triplet}`),
    local(`/usr/local/lib${bits}`),
    local("/usr/local/lib"),
    local("/run/current-system/sw/lib"),
    local("/run/opengl-driver/lib"),
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

/** No such file is a hundredth of it. */
const largestPaths = 65536;

/** musl takes its folders from a file, separated by colons or lines, or has these three. */
function muslFolders(system: System, { musl }: LinuxAbi): string[] {
  const bytes = system.readFile(`/etc/ld-musl-${musl}.path`);
  const text = bytes && bytes.length <= largestPaths
    ? decodeText(bytes, 0, bytes.length)
    : "/lib:/usr/local/lib:/usr/lib";
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
