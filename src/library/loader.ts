import { openLibc } from "../call/libc.ts";
import { openFirst } from "../runtime/open_first.ts";
import { type NativeFunction, type NativeLibrary, runtime, type WantedSymbol } from "../runtime/runtime.ts";

const darwin = runtime.platform === "darwin";

/** Bind functions when they are first called. For {@linkcode DlopenOptions.flags}. */
export const RTLD_LAZY = 1;
/** Bind all functions at once. */
export const RTLD_NOW = 2;
/** Libraries opened later find the symbols of this one. */
export const RTLD_GLOBAL: number = darwin ? 0x8 : 0x100;
/** Libraries opened later do not find its symbols: the default. */
export const RTLD_LOCAL: number = darwin ? 0x4 : 0;
/** Open only what is loaded already. */
export const RTLD_NOLOAD: number = darwin ? 0x10 : 0x4;
/** Keep it loaded when it is closed. */
export const RTLD_NODELETE: number = darwin ? 0x80 : 0x1000;

/** The loader's own functions, bound once. */
interface Loader {
  readonly dlopen: NativeFunction;
  readonly dlsym: NativeFunction;
  readonly dlclose: NativeFunction;
  readonly dladdr: NativeFunction;
  readonly dlerror: NativeFunction;
}

let loader: Loader | undefined;

function loaderFunctions(): Loader {
  return loader ??= bindLoader();
}

const names = ["dlopen", "dlsym", "dlclose", "dladdr", "dlerror"];

/** Since glibc 2.34 the loader's functions are in the C library; before, in one of their own. */
function loaderLibrary(): NativeLibrary {
  const libc = openLibc();
  if (!libc.has(names).includes(false)) return libc;
  libc.close();
  return openFirst(["libdl.so.2"], "Cannot find the loader's dlopen");
}

function bindLoader(): Loader {
  const library = loaderLibrary();
  return {
    dlopen: library.bind("dlopen", { parameters: ["pointer", "i32"], result: "pointer" }),
    dlsym: library.bind("dlsym", { parameters: ["pointer", "pointer"], result: "pointer" }),
    dlclose: library.bind("dlclose", { parameters: ["pointer"], result: "i32" }),
    dladdr: library.bind("dladdr", { parameters: ["pointer", "pointer"], result: "i32" }),
    dlerror: library.bind("dlerror", { parameters: [], result: "pointer" }),
  };
}

const encoder = new TextEncoder();
const cString = (text: string): Uint8Array => encoder.encode(`${text}\0`);

/**
 * Opens a library with flags of the C library's own `dlopen`.
 *
 * @returns What closes it again.
 * @throws {Error} With the loader's words, if it cannot be opened.
 */
export function openWithFlags(path: string, flags: number): () => void {
  if (runtime.platform === "win32") throw new Error("dlopen(): Windows has no flags for opening a library");
  const { dlopen, dlclose, dlerror } = loaderFunctions();
  const binding = flags & (RTLD_LAZY | RTLD_NOW) ? flags : flags | RTLD_NOW;
  const handle: bigint = dlopen(cString(path), binding);
  if (handle === 0n) throw new Error(runtime.readCString(dlerror()));
  return () => void dlclose(runtime.addressOfBigInt(handle));
}

/** The program itself and all that is loaded for everyone to see, as a library. */
export function openProgram(wanted: readonly WantedSymbol[]): NativeLibrary {
  const program = runtime.platform === "win32" ? openWindowsProgram() : openUnixProgram();
  const found = program.has(wanted.map(({ name }) => name));
  const loaded = wanted.map(({ name, signature }, i) => {
    if (!found[i]) return null;
    return signature === null ? "present" : () => program.bind(name, signature);
  });
  return { ...program, loaded };
}

function openUnixProgram(): NativeLibrary {
  const { dlopen, dlsym, dladdr } = loaderFunctions();
  const handle = runtime.addressOfBigInt(dlopen(runtime.address(0), RTLD_LAZY));
  const homes: NativeLibrary[] = [];
  const find = (name: string): bigint => dlsym(handle, cString(name));
  const information = new DataView(new ArrayBuffer(32));
  /** The file that holds an address: its functions bind faster by name than by address. */
  const fileOf = (address: bigint): string | null => {
    if (dladdr(runtime.addressOfBigInt(address), information) === 0) return null;
    return runtime.readCString(information.getBigUint64(0, true));
  };
  return {
    loaded: [],
    has: (names) => names.map((name) => find(name) !== 0n),
    symbols: (names) => names.map(find),
    bind(name, signature) {
      const address = find(name);
      const file = fileOf(address);
      try {
        const home = runtime.open(file ?? "");
        homes.push(home);
        if (home.symbols([name])[0] === address) return home.bind(name, signature);
      } catch {
        // The program itself cannot be opened as a library.
      }
      if (signature.nonblocking) throw new Error(`${name}(): a function of the program itself cannot be nonblocking`);
      return runtime.bindAddress(address, signature);
    },
    close() {
      for (const home of homes.splice(0)) home.close();
    },
  };
}

function openWindowsProgram(): NativeLibrary {
  const kernel = runtime.open("kernel32.dll");
  const moduleHandle = kernel.bind("GetModuleHandleW", { parameters: ["pointer"], result: "pointer" });
  const procAddress = kernel.bind("GetProcAddress", { parameters: ["pointer", "pointer"], result: "pointer" });
  const handle = runtime.addressOfBigInt(moduleHandle(runtime.address(0)));
  const find = (name: string): bigint => procAddress(handle, cString(name));
  return {
    loaded: [],
    has: (names) => names.map((name) => find(name) !== 0n),
    symbols: (names) => names.map(find),
    bind: (name, signature) => runtime.bindAddress(find(name), signature),
    close: () => kernel.close(),
  };
}
