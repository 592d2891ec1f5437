import type { BunFfi } from "./bun.ts";
import type { NativeFunction } from "./runtime.ts";

/** Where `dlopen` is. The C library is in every process: its name opens it and no file. Before glibc 2.34 it is beside it. */
const homes: Readonly<Record<string, readonly string[] | undefined>> = {
  linux: ["libc.so.6", "libdl.so.2"],
  darwin: ["/usr/lib/libSystem.B.dylib"],
};

const RTLD_LAZY = 1;

let loader: Record<"dlopen" | "dlclose" | "dlerror", NativeFunction> | undefined;

function loaderFunctions(ffi: BunFfi, names: readonly string[]): NonNullable<typeof loader> {
  const symbols = {
    dlopen: { args: ["ptr", "i32"], returns: "ptr" },
    dlclose: { args: ["ptr"], returns: "i32" },
    dlerror: { args: [], returns: "ptr" },
  };
  for (const name of names.slice(0, -1)) {
    try {
      return ffi.dlopen(name, symbols).symbols as NonNullable<typeof loader>;
    } catch {
      // It is in the next.
    }
  }
  return ffi.dlopen(names[names.length - 1]!, symbols).symbols as NonNullable<typeof loader>;
}

/** Whether Bun could find another file than the loader: not by an absolute path whose parts are all names. */
const isAmbiguous = (path: string): boolean => !path.startsWith("/") || /\/\.{0,2}(\/|$)/.test(path);

/**
 * Has the loader find a library, which Bun can then open by the same text. Where the loader does not find it, Bun would
 * try once more: a bare name in the current folder, where a stranger's file could lie, and `a.so/../b.so` as `b.so`.
 *
 * @param platform `process.platform`'s word. On Windows this does nothing: there the loader itself looks there.
 * @param path A path or bare name; nothing is done where Bun could find no other file.
 * @returns What lets it go again.
 * @throws {Error} With the loader's words, if it does not find it.
 */
export function holdByLoader(ffi: BunFfi, platform: string, path: string): () => void {
  const names = homes[platform];
  if (!names || names.includes(path) || !isAmbiguous(path)) return () => {};
  const { dlopen, dlclose, dlerror } = loader ??= loaderFunctions(ffi, names);
  const handle: number | null = dlopen(new TextEncoder().encode(`${path}\0`), RTLD_LAZY);
  if (handle === null) throw new Error(new ffi.CString(dlerror()).toString());
  return () => void dlclose(handle);
}
