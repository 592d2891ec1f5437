import { basename } from "@std/path/posix/basename";
import { join } from "@std/path/posix/join";
import { parseDyldCache } from "../formats/dyld_cache.ts";
import { type MachOSlice, parseMachO } from "../formats/mach_o.ts";
import type { System } from "./system.ts";

/** `cputype` by `process.arch`. */
const cpus: Readonly<Record<string, number | undefined>> = { x64: 0x01000007, arm64: 0x0100000c };
const arm64e = 2;
const program = 2;

/** Names that every macOS has for its one system library. */
const systemNames = new Set(["c", "m", "dl", "info", "pthread", "poll", "proc", "dbm", "rpcsvc", "System"]);

const cacheFolders = [
  "/System/Volumes/Preboot/Cryptexes/OS/System/Library/dyld",
  "/System/Cryptexes/OS/System/Library/dyld",
  "/System/Library/dyld",
  "/private/var/db/dyld",
];
const cacheNames: Readonly<Record<string, readonly string[] | undefined>> = {
  x64: ["dyld_shared_cache_x86_64h", "dyld_shared_cache_x86_64"],
  arm64: ["dyld_shared_cache_arm64e", "dyld_shared_cache_arm64"],
};

const caches = new WeakMap<System, ReadonlySet<string>>();

/**
 * Finds a library or framework on macOS, where dyld looks: the folders of `DYLD_FRAMEWORK_PATH` and
 * `DYLD_LIBRARY_PATH`; those of their `FALLBACK` twins, or the usual ones; the system's own.
 *
 * @returns A path that dyld can open.
 */
export function findOnMacos(system: System, name: string): string | null {
  for (const file of [`lib${name}.dylib`, `${name}.dylib`, `${name}.framework/${name}`]) {
    for (const path of places(system, file)) {
      for (const variant of withSuffix(system, path)) {
        if (fitsMacos(system, variant)) return variant;
      }
    }
  }
  return findInSystem(system, name);
}

/** Where dyld looks for a library, or for a framework's `Foo.framework/Foo`. */
export function places(system: System, file: string): string[] {
  const home = system.env("HOME");
  const framework = file.includes(".framework/");
  // A bare name would be searched for.
  const place = (folder: string, name: string) => folder === "." ? `./${name}` : join(folder, name);
  const inFolders = (variable: string, name: string) =>
    (system.env(variable) ?? "").split(":").filter((folder) => folder !== "").map((folder) => place(folder, name));
  const fallback = (variable: string, name: string, folders: readonly string[]) => {
    const found = inFolders(variable, name);
    return found.length > 0 ? found : folders.map((folder) => join(folder, name));
  };
  const inHome = (folder: string) => home ? [join(home, folder)] : [];
  return [
    ...(framework ? inFolders("DYLD_FRAMEWORK_PATH", file) : []),
    ...inFolders("DYLD_LIBRARY_PATH", basename(file)),
    ...(framework
      ? fallback("DYLD_FALLBACK_FRAMEWORK_PATH", file, [
        ...inHome("Library/Frameworks"),
        "/Library/Frameworks",
        "/Network/Library/Frameworks",
        "/System/Library/Frameworks",
      ])
      : []),
    ...fallback("DYLD_FALLBACK_LIBRARY_PATH", basename(file), [
      ...inHome("lib"),
      "/usr/local/lib",
      "/opt/homebrew/lib",
      "/lib",
      "/usr/lib",
    ]),
  ];
}

/** `DYLD_IMAGE_SUFFIX`: `libfoo_debug.dylib` before `libfoo.dylib`. */
function withSuffix(system: System, path: string): string[] {
  const suffix = system.env("DYLD_IMAGE_SUFFIX");
  if (!suffix) return [path];
  return [path.endsWith(".dylib") ? `${path.slice(0, -6)}${suffix}.dylib` : path + suffix, path];
}

function fitsMacos(system: System, path: string): boolean {
  return system.withFile(path, parseMachO)?.some((slice) => isForMacos(slice, system.arch) && !slice.truncated) ??
    false;
}

/** Whether a program for a processor, `process.arch`'s word, can load a slice of a Mach-O file. */
export const isForMacos = ({ cpu, subtype, type }: MachOSlice, arch: string): boolean =>
  cpu === cpus[arch] && type !== program && !(arch === "arm64" && subtype === arm64e);

/** The processor, `process.arch`'s word, that a slice is for. */
export const machOArch = ({ cpu }: MachOSlice): string | null =>
  Object.keys(cpus).find((arch) => cpus[arch] === cpu) ?? null;

/** Finds one of the system's libraries, which since macOS 11 are no files. */
function findInSystem(system: System, name: string): string | null {
  // Links, which the cache does not list; every macOS has them.
  if (systemNames.has(name)) return `/usr/lib/lib${name}.dylib`;
  const paths = sharedCache(system);
  for (const path of [`/usr/lib/lib${name}.dylib`, `/usr/lib/${name}.dylib`]) {
    if (paths.has(path)) return path;
  }
  // `libz.dylib` was a link to `libz.1.dylib`, which is listed.
  const versions = `/usr/lib/lib${name}.`;
  const framework = `/System/Library/Frameworks/${name}.framework/`;
  let best: string | null = null;
  for (const path of paths) {
    if (path.startsWith(versions) && /^[\dA-Z.]+\.dylib$/.test(path.slice(versions.length))) {
      if (best === null || path.localeCompare(best, "en", { numeric: true }) > 0) best = path;
    } else if (best === null && path.startsWith(framework) && path.endsWith(`/${name}`)) {
      return framework + name;
    }
  }
  return best;
}

function sharedCache(system: System): ReadonlySet<string> {
  let paths = caches.get(system);
  if (!paths) {
    paths = readSharedCache(system) ?? new Set<string>();
    // It changes with the system only, and the system starts anew then.
    caches.set(system, paths);
  }
  return paths;
}

function readSharedCache(system: System): ReadonlySet<string> | null {
  for (const folder of cacheFolders) {
    for (const name of cacheNames[system.arch] ?? []) {
      const paths = system.withFile(join(folder, name), parseDyldCache);
      if (paths) return paths;
    }
  }
  return null;
}
