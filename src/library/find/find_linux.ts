import { findInCache, type LdSoCache, parseLdSoCache } from "../formats/ld_so_cache.ts";
import { type LinuxAbi, linuxAbis } from "./linux_abi.ts";
import { loads, lookAt } from "./linux_files.ts";
import { environmentFolders, libraryNames, loaderFolders } from "./linux_folders.ts";
import { isFresh, type Memory } from "./remembered.ts";
import type { System } from "./system.ts";

const cachePath = "/etc/ld.so.cache";

const caches = new WeakMap<System, Memory<LdSoCache>>();

/**
 * Finds a library on Linux: in the loader's database; else in the folders that the loader searches, and the usual ones
 * beside those; else by `ldconfig`, where the database is there but cannot be read.
 *
 * @returns What the loader can open: a SONAME, or a path where the loader would not find that.
 */
export function findOnLinux(system: System, name: string): string | null {
  const abi = linuxAbis.get(system.arch);
  if (!abi) return null;
  const prefix = `lib${name}.`;
  const cache = loaderCache(system, abi);
  const cached = cache && findInCache(cache, prefix, abi);
  if (cached && isBelieved(system, abi, cached.path)) return cached.name;
  return findInFolders(system, abi, prefix, isComplete(cache, abi)) ??
    (cache ? null : findByLdconfig(system, abi, prefix));
}

/**
 * Where the loader finds a SONAME. What is there need not be whole: the loader takes the first file that says it is for
 * this machine.
 *
 * @param extraFolders Where a library that needs it says that it is.
 */
export function resolveOnLinux(system: System, soname: string, extraFolders: readonly string[] = []): string | null {
  const abi = linuxAbis.get(system.arch);
  if (!abi) return null;
  const early = findFile(system, abi, [...environmentFolders(system), ...extraFolders], soname);
  if (early !== null) return early;
  const cache = loaderCache(system, abi);
  const cached = cache && findInCache(cache, soname, abi, true);
  if (cached && (!system.mayRead(cached.path) || lookAt(system, abi, cached.path).kind !== "missing")) {
    return cached.path;
  }
  return findFile(system, abi, searchedFolders(system, abi), soname);
}

function findFile(system: System, abi: LinuxAbi, folders: readonly string[], name: string): string | null {
  for (const folder of folders) {
    const path = `${folder}/${name}`;
    const { kind, elf } = lookAt(system, abi, path);
    if (elf !== null || kind === "other") return path; // it waits for a pipe
  }
  return null;
}

/** The folders in which the loader looks for a SONAME that its database does not have. */
export function searchedFolders(system: System, abi: LinuxAbi): string[] {
  const folders = loaderFolders(system, abi, isComplete(loaderCache(system, abi), abi));
  return folders.filter((folder) => folder.searched).map((folder) => folder.path);
}

/** Whether the database is of this ABI: an emulated program sees that of the machine, which knows none of its libraries. */
const isComplete = (cache: LdSoCache | null, abi: LinuxAbi): boolean =>
  cache !== null && findInCache(cache, "libc.", abi) !== null;

function loaderCache(system: System, { littleEndian }: LinuxAbi): LdSoCache | null {
  const memory = caches.get(system) ?? {};
  if (memory.value && isFresh(memory, system, cachePath)) return memory.value;
  caches.set(system, memory);
  const bytes = system.readFile(cachePath);
  return memory.value = bytes && parseLdSoCache(bytes, littleEndian);
}

/**
 * Whether a library of the database can be loaded: `ldconfig` may not have run since. One that may not be looked at is
 * believed to be.
 */
const isBelieved = (system: System, abi: LinuxAbi, path: string): boolean =>
  !system.mayRead(path) || loads(system, abi, path);

function findInFolders(system: System, abi: LinuxAbi, prefix: string, hasDatabase: boolean): string | null {
  for (const folder of loaderFolders(system, abi, hasDatabase)) {
    for (const name of libraryNames(system, folder, prefix)) {
      const path = `${folder.path}/${name}`;
      // Links may lead nowhere, and there are linker scripts, folders, damaged and other machines' libraries.
      const { elf } = lookAt(system, abi, path);
      if (elf?.fault !== null) continue;
      const { soname } = elf;
      const isFound = folder.searched && soname && !soname.includes("/") &&
        (soname === name || loads(system, abi, `${folder.path}/${soname}`));
      return isFound ? soname : path;
    }
  }
  return null;
}

/** What `ldconfig` prints of the database that could not be read here. */
function findByLdconfig(system: System, abi: LinuxAbi, prefix: string): string | null {
  if (system.mayRead(cachePath) && system.status(cachePath).kind === "missing") return null;
  const output = system.run("/sbin/ldconfig", ["-p"]);
  for (const line of output?.split("\n") ?? []) {
    // `	libz.so.1 (libc6,x86-64) => /lib/x86_64-linux-gnu/libz.so.1`
    const [, name, words, path] = /^\s+(\S+) \(([^,)]*(?:,[^,)]*)?)(?:, .*)?\) => (.*)$/.exec(line) ?? [];
    if (name?.startsWith(prefix) && words === abi.cacheWords && isBelieved(system, abi, path!)) return name;
  }
  return null;
}
