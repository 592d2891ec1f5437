import { evaluate } from "../emit/emitter.ts";
import { allowReentry, reentrant } from "./deno_reentry.ts";
import { addressingEmpty } from "./empty.ts";
import type {
  Address,
  Loaded,
  NativeCallback,
  NativeFunction,
  NativeLibrary,
  NativeScalar,
  NativeSignature,
  Runtime,
  WantedSymbol,
} from "./runtime.ts";

/** An external pointer object; never looked into. */
type PointerObject = { readonly __pointer: never } | null;

interface ForeignFunction {
  name?: string;
  parameters: string[];
  result: string;
  nonblocking?: boolean | undefined;
  optional?: boolean;
}

interface ForeignStatic {
  name?: string;
  type: "pointer";
  optional: true;
}

interface Permission {
  name: string;
  path?: string;
  variable?: string;
}

/** The part of the `Deno` namespace that is used here: consumers that check types without Deno's have no such name. */
interface DenoNamespace {
  build: { os: string; arch: string };
  dlopen(path: string, symbols: Record<string, ForeignFunction | ForeignStatic>): {
    symbols: Record<string, NativeFunction & PointerObject>;
    close(): void;
  };
  permissions: { querySync(descriptor: Permission): { state: string; partial: boolean } };
  UnsafeCallback: new (definition: { parameters: string[]; result: string }, fn: NativeFunction) => {
    pointer: PointerObject;
    close(): void;
  };
  UnsafeFnPointer: new (
    pointer: PointerObject,
    definition: { parameters: string[]; result: string; nonblocking?: boolean | undefined },
  ) => {
    call: NativeFunction;
  };
  UnsafePointer: {
    of(memory: ArrayBuffer | ArrayBufferView): PointerObject;
    create(address: bigint): PointerObject;
    value(pointer: PointerObject): bigint;
  };
  UnsafePointerView: {
    getCString(pointer: PointerObject): string;
    getArrayBuffer(pointer: PointerObject, size: number): ArrayBuffer;
  };
}

/** Pointers travel as u64: a bigint costs a third of what a pointer object costs to make. */
const wordType = (type: NativeSignature["result"]): string =>
  type === "pointer" ? "u64" : type === "cstring" ? "pointer" : type;
const bufferType = (type: NativeScalar): string => type === "pointer" ? "buffer" : type;

const foreignFunction = (
  name: string,
  { parameters, result, nonblocking }: NativeSignature,
  typeName: (type: NativeScalar) => string = wordType,
): ForeignFunction => ({ name, parameters: parameters.map(typeName), result: wordType(result), nonblocking });
const foreignStatic = (name: string): ForeignStatic => ({ name, type: "pointer", optional: true });

/** The Deno implementation. */
export function denoRuntime(): Runtime {
  const deno = (globalThis as unknown as { Deno: DenoNamespace }).Deno;
  const { UnsafePointer, UnsafePointerView } = deno;
  const encoder = new TextEncoder();

  const addressOf = addressingEmpty((memory) => Number(UnsafePointer.value(UnsafePointer.of(memory))));

  const granted = (descriptor: Permission): boolean => {
    try {
      const { state, partial } = deno.permissions.querySync(descriptor);
      return state === "granted" && !partial;
    } catch {
      return false;
    }
  };

  const definition = ({ parameters, result }: NativeSignature) => ({
    parameters: parameters.map(wordType),
    result: wordType(result),
  });

  const readText = (pointer: PointerObject) => pointer === null ? null : UnsafePointerView.getCString(pointer);

  /** A pointer object, straight from a call, is read twice as fast as an address that becomes one. */
  function textResult(native: NativeFunction, count: number, nonblocking = false): NativeFunction {
    if (nonblocking) return async (...args) => readText(await native(...args));
    const names = Array.from({ length: count }, (_, i) => `a${i}`).join(", ");
    const { getCString } = UnsafePointerView;
    return evaluate<NativeFunction>(
      `function (${names}) { const pointer = native(${names}); return pointer === null ? null : getCString(pointer); }`,
      { native, getCString },
    );
  }

  /** Of a function that returns nothing Deno's promise gives null. */
  const resolvingToNothing = (native: NativeFunction): NativeFunction => async (...args) => void await native(...args);

  function openLibrary(path: string, wanted: readonly WantedSymbol[] = []): NativeLibrary {
    const handles: { close(): void }[] = [];
    const load = (symbols: Record<string, ForeignFunction | ForeignStatic>) => {
      const handle = deno.dlopen(path, symbols);
      handles.push(handle);
      return handle.symbols;
    };
    const loadOne = (name: string, signature: NativeSignature, typeName?: (type: NativeScalar) => string) =>
      load({ f: foreignFunction(name, signature, typeName) })["f"]!;
    const make = (name: string, signature: NativeSignature, loaded: NativeFunction): NativeFunction => {
      const { parameters, result, nonblocking } = signature;
      const words = reentrant(loaded, signature);
      const bindBuffers = () => reentrant(loadOne(name, signature, bufferType), signature);
      const native = dispatchPointers(parameters, words, bindBuffers, addressOf);
      if (nonblocking && result === "void") return resolvingToNothing(native);
      return result === "cstring" ? textResult(native, parameters.length, nonblocking) : native;
    };
    const loadWanted = (): Loaded[] => {
      const symbols: Record<string, ForeignFunction | ForeignStatic> = {};
      wanted.forEach(({ name, signature }, i) =>
        symbols[`s${i}`] = signature === null
          ? foreignStatic(name)
          : { ...foreignFunction(name, signature), optional: true }
      );
      const found = load(symbols);
      return wanted.map(({ name, signature }, i) => {
        const words = found[`s${i}`] ?? null;
        if (words === null) return null;
        return signature === null ? "present" : () => make(name, signature, words);
      });
    };
    const find = (names: readonly string[]): PointerObject[] => {
      const found = load(Object.fromEntries(names.map((name, i) => [`s${i}`, foreignStatic(name)])));
      return names.map((_, i) => found[`s${i}`] ?? null);
    };
    return {
      loaded: loadWanted(),
      has: (names) => find(names).map((pointer) => pointer !== null),
      symbols: (names) => find(names).map(UnsafePointer.value),
      bind: (name, signature) => make(name, signature, loadOne(name, signature)),
      close() {
        for (const handle of handles.splice(0)) handle.close();
      },
    };
  }

  return {
    name: "deno",
    callsBackFromThreads: true,
    mostParameters: Infinity,
    bindsAddressesFast: false,
    platform: deno.build.os === "windows" ? "win32" : deno.build.os,
    arch: deno.build.arch === "x86_64" ? "x64" : deno.build.arch === "aarch64" ? "arm64" : deno.build.arch,
    // V8 knows these functions: they cost nothing. Comparing bigints costs it 4 ns each.
    // Asking for the prototype would cost 10 ns.
    subtractNames: (count, object) =>
      `if (${object}.constructor === Object) for (const name in ${object}) ${count}--; else ${count} = NaN;`,
    fits64: (value, signed) => `BigInt.${signed ? "asIntN" : "asUintN"}(64, ${value}) === ${value}`,
    open: openLibrary,
    bindAddress(address, signature) {
      const { parameters, result, nonblocking } = signature;
      const fn = new deno.UnsafeFnPointer(UnsafePointer.create(address), { ...definition(signature), nonblocking });
      const call: NativeFunction = result !== "void"
        ? (...args) => fn.call(...args)
        : nonblocking
        ? resolvingToNothing((...args) => fn.call(...args))
        : (...args) => void fn.call(...args); // Deno gives null
      const native = dispatchPointers(parameters, call, null, addressOf);
      return result === "cstring" ? textResult(native, parameters.length, nonblocking) : native;
    },
    callback(signature, fn): NativeCallback {
      allowReentry();
      const callback = new deno.UnsafeCallback(definition(signature), fn);
      return { address: UnsafePointer.value(callback.pointer), close: () => callback.close() };
    },
    expectChange(flags) {
      for (const flag in flags) {
        flags[flag] = !flags[flag];
        flags[flag] = !flags[flag];
      }
    },
    mayKnowAddresses: () => granted({ name: "ffi" }),
    addressOf,
    address: (value: number): Address => BigInt(value),
    addressOfBigInt: (value) => value,
    setAddress: (variable, value) => `BigInt.asUintN(64, ${value}) === (${variable} = ${value})`,
    loadAddress: (view, offset) => `${view}.getBigUint64(${offset}, true)`,
    external: (address, size) => UnsafePointerView.getArrayBuffer(UnsafePointer.create(BigInt(address)), size),
    encode: (text, bytes) => encoder.encodeInto(text, bytes).written,
    shortText: 32,
    readCString: (address) => UnsafePointerView.getCString(UnsafePointer.create(address)),
    mayRead: (path) => granted({ name: "read", path }),
    mayOpen: (path) => granted({ name: "ffi", path }),
    mayReadEnv: (variable) => granted({ name: "env", variable }),
  };
}

/**
 * Lets one function take addresses and views alike: a foreign function is bound once with its pointers as u64 and, when
 * a call gives views for all of them, once more with its pointers as buffers (making an address of a view costs more
 * than either call).
 */
function dispatchPointers(
  parameters: readonly NativeScalar[],
  words: NativeFunction,
  bindBuffers: (() => NativeFunction) | null,
  addressOf: (view: ArrayBufferView) => number,
): NativeFunction {
  const pointers = parameters.flatMap((type, i) => type === "pointer" ? [i] : []);
  if (pointers.length === 0) return words;
  const toWord = (value: bigint | ArrayBufferView) => typeof value === "bigint" ? value : BigInt(addressOf(value));
  let buffers: NativeFunction | null = null;
  const views: NativeFunction = (...args) => {
    if (bindBuffers && pointers.every((i) => typeof args[i] !== "bigint" || args[i] === 0n)) {
      for (const i of pointers) if (args[i] === 0n) args[i] = null; // as buffers, NULL is null
      return (buffers ??= bindBuffers())(...args);
    }
    for (const i of pointers) args[i] = toWord(args[i]);
    return words(...args);
  };
  const names = parameters.map((_, i) => `a${i}`).join(", ");
  const all = (test: string) => pointers.map((i) => `typeof a${i} ${test} "bigint"`).join(" && ");
  const rest = bindBuffers
    ? `if (${all("!==")}) { if (buffers === null) buffers = bindBuffers(); return buffers(${names}); }`
    : "";
  return evaluate<NativeFunction>(
    `(() => { let buffers = null; return function (${names}) {
      if (${all("===")}) return words(${names});
      ${rest}
      return views(${names});
    }; })()`,
    { words, views, bindBuffers },
  );
}
