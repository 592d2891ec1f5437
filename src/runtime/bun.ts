import { holdByLoader } from "./bun_loader.ts";
import { threadFunction } from "./bun_threads.ts";
import { evaluate } from "../emit/emitter.ts";
import { addressingEmpty } from "./empty.ts";
import type {
  Loaded,
  NativeCallback,
  NativeFunction,
  NativeLibrary,
  NativeScalar,
  NativeSignature,
  Runtime,
  WantedSymbol,
} from "./runtime.ts";

export interface BunSignature {
  ptr?: bigint;
  args: string[];
  returns: string;
  threadsafe?: boolean;
}

export interface BunLibrary {
  symbols: Record<string, NativeFunction & { ptr: number | bigint }>;
  close(): void;
}

/** The part of `bun:ffi` that is used here: consumers that check types without Bun's have no such module. */
export interface BunFfi {
  dlopen(path: string, symbols: Record<string, BunSignature>): BunLibrary;
  linkSymbols(symbols: Record<string, BunSignature>): BunLibrary;
  JSCallback: new (fn: NativeFunction, signature: BunSignature) => { ptr: number | bigint; close(): void };
  CString: new (address: number) => { toString(): string };
  ptr(memory: ArrayBuffer | ArrayBufferView): number | bigint;
  toArrayBuffer(address: number, offset: number, size: number): ArrayBuffer;
}

/** Comparing a bigint with a number would take four times as long. */
const MOST_EXACT = BigInt(Number.MAX_SAFE_INTEGER);
const nothing: BunSignature = { args: [], returns: "void" };
/** Results and callback parameters are bigints; Bun's `ptr` would turn them into numbers and lose bits above 2⁵³. */
const wordType = (type: NativeSignature["result"]): string =>
  type === "pointer" ? "u64" : type === "cstring" ? "ptr" : type;
const argumentType = (type: NativeScalar): string => type === "pointer" ? "ptr" : type;

/** The Bun implementation. */
export function bunRuntime(): Runtime {
  const { process, Buffer: { prototype: { utf8Write } } } = globalThis as unknown as {
    process: { platform: string; arch: string; getBuiltinModule(name: string): BunFfi };
    Buffer: { prototype: { utf8Write(this: Uint8Array, text: string): number } };
  };
  let module: BunFfi | undefined;
  const ffi = (): BunFfi => module ??= process.getBuiltinModule("bun:ffi");

  const signatureOf = ({ parameters, result }: NativeSignature): BunSignature => ({
    args: parameters.map(argumentType),
    returns: wordType(result),
  });

  function openLibrary(path: string, wanted: readonly WantedSymbol[] = []): NativeLibrary {
    const handles: BunLibrary[] = [];
    const load = (symbols: Record<string, BunSignature>) => {
      const handle = ffi().dlopen(path, symbols);
      handles.push(handle);
      return handle.symbols;
    };
    const address = (name: string): bigint => {
      try {
        return BigInt(load({ [name]: nothing })[name]!.ptr);
      } catch {
        return 0n;
      }
    };
    const addresses = (names: readonly string[]): bigint[] => {
      if (names.length === 0) return [];
      try {
        const found = load(Object.fromEntries(names.map((name) => [name, nothing])));
        return names.map((name) => BigInt(found[name]!.ptr));
      } catch {
        return names.map(address); // one is missing: find out which
      }
    };
    const has = (names: readonly string[]) => addresses(names).map((found) => found !== 0n);
    const bind = (name: string, signature: NativeSignature) =>
      make(load({ [name]: signatureOf(signature) })[name]!, signature);
    /** A name that is wanted twice is loaded on its own: the runtime knows no other names. */
    const loadPresent = (): Loaded[] => {
      const symbols: Record<string, BunSignature> = Object.create(null);
      const first = wanted.map(({ name, signature }) => {
        if (name in symbols) return false;
        symbols[name] = signature === null ? nothing : signatureOf(signature);
        return true;
      });
      const found = load(symbols);
      return wanted.map(({ name, signature }, i) => {
        if (signature === null) return "present";
        const native = first[i] ? found[name] : load({ [name]: signatureOf(signature) })[name];
        return () => make(native!, signature);
      });
    };
    const loadWanted = (): Loaded[] => {
      if (wanted.length === 0) {
        probe(load);
        return [];
      }
      try {
        return loadPresent();
      } catch (error) {
        probe(load); // is it the library or a symbol that is missing?
        const found = has(wanted.map(({ name }) => name));
        if (!found.includes(false)) throw error;
        const rest = openLibrary(path, wanted.filter((_, i) => found[i]));
        handles.push({ symbols: {}, close: rest.close });
        const loaded = rest.loaded.values();
        return found.map((present) => present ? loaded.next().value! : null);
      }
    };
    const release = holdByLoader(ffi(), process.platform, path);
    let loaded: Loaded[];
    try {
      loaded = loadWanted();
    } catch (error) {
      release();
      throw error;
    }
    return {
      loaded,
      has,
      symbols: addresses,
      bind,
      close() {
        for (const handle of handles.splice(0)) handle.close();
        release();
      },
    };
  }

  const addressOf = addressingEmpty((memory) => Number(ffi().ptr(memory)));
  const toNumber = (address: bigint) => Number(BigInt.asUintN(64, address));

  return {
    name: "bun",
    callsBackFromThreads: false,
    mostParameters: 32,
    bindsAddressesFast: true,
    platform: process.platform,
    arch: process.arch,
    // A loop over names costs 9 ns; the length of `keys` is known without making them.
    subtractNames: (count, object) =>
      `${count} -= Object.getPrototypeOf(${object}) === Object.prototype ? Object.keys(${object}).length : NaN;`,
    // JavaScriptCore makes a bigint for `asIntN`; comparing costs a fourth of that.
    fits64: (value, signed) =>
      signed
        ? `${value} <= ${2n ** 63n - 1n}n && ${value} >= ${-(2n ** 63n)}n`
        : `${value} <= ${2n ** 64n - 1n}n && ${value} >= 0n`,
    open: openLibrary,
    bindAddress: (address, signature) =>
      signature.nonblocking
        ? threaded(address, signature)
        : withText(ffi().linkSymbols({ f: { ptr: address, ...signatureOf(signature) } }).symbols["f"]!, signature),
    callback({ parameters, result }, fn, anyThread = false): NativeCallback {
      if (anyThread && result !== "void") {
        throw new TypeError("On Bun a callback for any thread cannot have a result: it runs after C has gone on");
      }
      const signature = { args: parameters.map(wordType), returns: wordType(result), threadsafe: anyThread };
      const callback = new (ffi().JSCallback)(fn, signature);
      return { address: BigInt(callback.ptr), close: () => callback.close() };
    },
    // JavaScriptCore leaves such code once it returns to it; until then the flags cost nothing.
    expectChange: () => {},
    mayKnowAddresses: () => true,
    addressOf,
    address: (value) => value,
    addressOfBigInt: (value) => value <= MOST_EXACT ? Number(value) : value,
    setAddress: (variable, value) =>
      `${value} >= 0n && ${value} <= ${MOST_EXACT}n && (${variable} = Number(${value}), true)`,
    loadAddress(view, offset) {
      const high = `${view}.getUint32(${offset} + 4, true)`;
      const number = `${view}.getUint32(${offset}, true) + ${high} * ${2 ** 32}`;
      return `(${high} < ${1 << 21} ? ${number} : ${view}.getBigUint64(${offset}, true))`;
    },
    external: (address, size) => size === 0 ? new ArrayBuffer(0) : ffi().toArrayBuffer(address, 0, size),
    encode: (text, bytes) => utf8Write.call(bytes, text), // a third quicker than TextEncoder
    shortText: 10,
    readCString: (address) => readText(toNumber(address)),
    mayRead: () => true,
    mayOpen: () => true,
    mayReadEnv: () => true,
  };

  function make(native: NativeFunction & { ptr: number | bigint }, signature: NativeSignature): NativeFunction {
    return signature.nonblocking ? threaded(BigInt(native.ptr), signature) : withText(native, signature);
  }

  /** Calls on another thread; text is read when the result is there. */
  function threaded(address: bigint, signature: NativeSignature): NativeFunction {
    const native = threadFunction(address, signatureOf(signature), addressOf);
    if (signature.result !== "cstring") return native;
    return async (...args) => {
      const text: number | null = await native(...args);
      return text === null ? null : readText(text);
    };
  }

  /** As a result, `cstring` would decode ill-formed UTF-8 as Latin-1; `CString` puts U+FFFD, as Deno does. */
  function readText(address: number): string {
    return new (ffi().CString)(address).toString();
  }

  /** Lets a function whose result is text return it. */
  function withText(native: NativeFunction, { parameters, result }: NativeSignature): NativeFunction {
    if (result !== "cstring") return native;
    const names = parameters.map((_, i) => `a${i}`).join(", ");
    return evaluate<NativeFunction>(
      `function (${names}) { const address = native(${names}); return address === null ? null : readText(address); }`,
      { native, readText },
    );
  }
}

/**
 * Opens a library without knowing any symbol of it: Bun wants at least one name. A library that opens but lacks the
 * name gives another error than one that does not open.
 */
function probe(load: (symbols: Record<string, BunSignature>) => unknown): void {
  const absent = "\u0001";
  try {
    load({ [absent]: nothing });
  } catch (error) {
    if (!String(error).includes(`"${absent}" not found`)) throw error;
  }
}
