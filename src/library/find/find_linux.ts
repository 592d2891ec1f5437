import { parseElf } from "../formats/elf.ts";
import { findInCache, type LdSoCache, parseLdSoCache } from "../formats/ld_so_cache.ts";
import { fitsLinux, isMeantFor, type LinuxAbi, linuxAbis } from "./linux_abi.ts";
import { environmentFolders, libraryNames, loaderFolders } from "./linux_folders.ts";
import { isFresh, type Memory } from "./remembered.ts";
import type { System } from "./system.ts";

const cachePath = "/etc/ld.so.cache";

const caches = new WeakMap<System, Memory<LdSoCache>>();

/** Whether libraries of the database could be loaded when they were looked at. */
const looked = new WeakMap<System, Map<string, Memory<boolean>>>();

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
  if (cached && loads(system, abi, cached.path)) return cached.name;
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
  const isThere = (path: string) => {
    const seen = system.withFile(path, (file) => ({ meant: isMeantFor(file, abi) }));
    return seen ? seen.meant : system.status(path).kind === "other"; // it waits for a pipe
  };
  const first = (folders: readonly string[]) => folders.map((folder) => `${folder}/${soname}`).find(isThere);
  const early = first([...environmentFolders(system), ...extraFolders]);
  if (early !== undefined) return early;
  const cache = loaderCache(system, abi);
  const cached = cache && findInCache(cache, soname, abi, true);
  if (cached && exists(system, cached.path)) return cached.path;
  return first(searchedFolders(system, abi)) ?? null;
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

/** Whether a file of the database is there still: `ldconfig` may not have run since. */
const exists = (system: System, path: string): boolean =>
  !system.mayRead(path) || system.status(path).kind !== "missing";

/** Whether a library of the database can be loaded. One that may not be looked at is believed to be whole. */
function loads(system: System, abi: LinuxAbi, path: string): boolean {
  if (!system.mayRead(path)) return true;
  let known = looked.get(system);
  if (!known) looked.set(system, known = new Map());
  const memory = known.get(path) ?? {};
  if (typeof memory.value === "boolean" && isFresh(memory, system, path)) return memory.value;
  known.set(path, memory);
  return memory.value = fits(system, abi, path);
}

const fits = (system: System, abi: LinuxAbi, path: string): boolean =>
  system.withFile(path, (file) => fitsLinux(file, abi)) === true;

function findInFolders(system: System, abi: LinuxAbi, prefix: string, hasDatabase: boolean): string | null {
  for (const folder of loaderFolders(system, abi, hasDatabase)) {
    for (const name of libraryNames(system, folder, prefix)) {
      const path = `${folder.path}/${name}`;
      // Links may lead nowhere, and there are linker scripts, folders, damaged and other machines' libraries.
      const elf = system.withFile(path, (file) => fitsLinux(file, abi) ? parseElf(file) : null);
      if (!elf) continue;
      const { soname } = elf;
      const loads = folder.searched && soname && !soname.includes("/") &&
        (soname === name || fits(system, abi, `${folder.path}/${soname}`));
      return loads ? soname : path;
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
    if (name?.startsWith(prefix) && words === abi.cacheWords && loads(system, abi, path!)) return name;
  }
  return null;
}
