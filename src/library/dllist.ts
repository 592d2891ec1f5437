import { openLibc } from "../call/libc.ts";
import { files } from "../runtime/files.ts";
import { runtime } from "../runtime/runtime.ts";

/**
 * Lists the libraries that are loaded in this process. It is Python's `ctypes.util.dllist`.
 *
 * Under Deno it needs `--allow-ffi`, unless it runs with `--allow-all` on Linux.
 *
 * @returns The paths of the program and its libraries.
 * @throws {Error} If the system does not tell, or Deno does not permit to ask.
 *
 * @example Is a library loaded?
 * ```ts
 * import { dllist } from "@ctypes/ctypes";
 *
 * console.log(dllist().some((path) => path.includes("libc")));
 * ```
 */
export function dllist(): string[] {
  switch (runtime.platform) {
    case "linux":
      return (runtime.mayRead("/proc/self/maps") ? listMaps() : null) ?? listByLoader();
    case "darwin":
      return listMacos();
    case "win32":
      return listWindows();
    default:
      throw new Error(`Cannot list the loaded libraries: there is no way known on ${runtime.platform}`);
  }
}

/** What the kernel says is mapped: reading it opens no library. */
function listMaps(): string[] | null {
  const bytes = files.readFile("/proc/self/maps");
  return bytes && parseMaps(new TextDecoder().decode(bytes));
}

/**
 * The files that code is mapped from, in `/proc/self/maps`.
 *
 * @param text The file: lines of addresses, permissions, offset, device, inode and path.
 */
export function parseMaps(text: string): string[] {
  const paths = new Set<string>();
  for (const line of text.split("\n")) {
    const [, permissions = "", path = ""] = /^\S+ (\S+) \S+ \S+ \d+ +(\/.*)$/.exec(line) ?? [];
    // Neither data files nor memory shared with other processes is a library.
    if (permissions.includes("x") && !/^\/(dev|memfd:|SYSV)/.test(path)) paths.add(path.replace(/ \(deleted\)$/, ""));
  }
  return [...paths];
}

/** `dl_iterate_phdr` of the C library. */
function listByLoader(): string[] {
  const libc = openLibc();
  const paths: string[] = [];
  const visit = runtime.callback({ parameters: ["pointer", "pointer", "pointer"], result: "i32" }, (info: bigint) => {
    const [, name] = new BigUint64Array(runtime.external(Number(info), 16));
    const path = runtime.readCString(name!);
    // The program's own name is empty; the kernel's part of every process is no file.
    if (path !== "" && !path.startsWith("linux-vdso")) paths.push(path);
    return 0;
  });
  try {
    const iterate = libc.bind("dl_iterate_phdr", { parameters: ["u64", "u64"], result: "i32" });
    iterate(visit.address, 0n);
  } finally {
    visit.close();
    libc.close();
  }
  const program = files.program();
  return program === null ? paths : [program, ...paths];
}

/** dyld's own list. */
function listMacos(): string[] {
  const dyld = runtime.open("/usr/lib/libSystem.B.dylib");
  try {
    const count = dyld.bind("_dyld_image_count", { parameters: [], result: "u32" });
    const name = dyld.bind("_dyld_get_image_name", { parameters: ["u32"], result: "pointer" });
    const addresses: bigint[] = Array.from({ length: count() }, (_, i) => name(i));
    return addresses.filter((address) => address !== 0n).map((address) => runtime.readCString(address));
  } finally {
    dyld.close();
  }
}

/** What `GetCurrentProcess()` gives. */
const currentProcess = -1n;
const moduleSize = 8;
const longestPath = 32767;

/** The modules of the process. */
function listWindows(): string[] {
  const kernel = runtime.open("kernel32.dll");
  try {
    const enumerate = kernel.bind("K32EnumProcessModules", {
      parameters: ["i64", "pointer", "u32", "pointer"],
      result: "i32",
    });
    const fileName = kernel.bind("GetModuleFileNameW", { parameters: ["u64", "pointer", "u32"], result: "u32" });
    const needed = new Uint32Array(new ArrayBuffer(4));
    let modules = new BigUint64Array(new ArrayBuffer(moduleSize * 1024));
    while (enumerate(currentProcess, modules, modules.byteLength, needed) && needed[0]! > modules.byteLength) {
      modules = new BigUint64Array(new ArrayBuffer(needed[0]! + moduleSize * 16));
    }
    if (needed[0] === 0) throw new Error("Cannot list the loaded libraries: K32EnumProcessModules() failed");
    const path = new Uint16Array(new ArrayBuffer(longestPath * 2));
    return Array.from(modules.subarray(0, needed[0]! / moduleSize), (module) => {
      const length: number = fileName(module, path, longestPath);
      return new TextDecoder("utf-16le").decode(path.subarray(0, length));
    });
  } finally {
    kernel.close();
  }
}
