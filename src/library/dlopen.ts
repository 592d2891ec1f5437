import type { Block } from "../memory/block.ts";
import { show } from "../memory/show.ts";
import { foreignObject } from "../memory/window.ts";
import {
  type Loaded,
  type NativeFunction,
  type NativeLibrary,
  type NativeSignature,
  runtime,
} from "../runtime/runtime.ts";
import { AuditEvent } from "../runtime/audit.ts";
import { whenSettled } from "../call/function/nonblocking.ts";
import { isMapped } from "../call/mapped.ts";
import { callbackDepth } from "../call/function/text_argument.ts";
import { keepingLastError } from "../call/last_error.ts";
import { bindAddress, closeable, endUnloaded } from "../call/function/address_function.ts";
import { functionSignature } from "../call/function/function_type.ts";
import { type AnyFunction, foreignFunction, type Wrapper } from "../call/function/foreign.ts";
import { directSignature, type Signature } from "../call/function/signature.ts";
import type { InstanceOf, SizedType } from "../types/ctype.ts";
import { infoOf, type TypeInfo } from "../types/type_info.ts";
import { libraryPath } from "./library_path.ts";
import { openNative } from "./open_native.ts";

/**
 * Up to so many functions are made when a library is opened, those of larger ones when they are looked at: a property
 * that has its function from the start is a constant to V8, and a call by way of it takes a cycle less.
 */
const FEW = 32;
/** More functions than this are loaded when they are looked at, too: on Deno, loading takes 50 µs each. */
const MANY = 256;

const openEvent = new AuditEvent("ctypes.dlopen");
const symbolEvent = new AuditEvent("ctypes.dlsym");

/** Names to C types: `CFunction` types for functions, any other type for variables. */
export type SymbolTypes = Record<string, SizedType>;

/** The functions and variables of an open library. */
export type Symbols<S> = {
  readonly [K in keyof S]: S[K] extends { readonly options: { readonly optional: true } } ? InstanceOf<S[K]> | null
    : InstanceOf<S[K]>;
};

/** How a library is opened. */
export interface DlopenOptions {
  /**
   * Flags of the C library's own `dlopen`, such as {@linkcode RTLD_GLOBAL}, so that libraries opened later find these
   * symbols. Linux and macOS only.
   */
  readonly flags?: number;
}

/** An open library. */
export interface Library<S> extends Disposable {
  /**
   * The functions, callable, and the variables, as instances at their address. Of a large library, what JavaScript needs
   * to call a function is made when it is first looked at.
   */
  readonly symbols: Symbols<S>;
  /** What it was opened by; null is the program itself. */
  readonly path: string | null;
  /**
   * Closes it. Calling a function or reading a variable is an Error from now on. The system unloads the library when
   * nobody else has it open and no call of it is running: then calling what points to its code, such as a function that
   * it returned, is an Error, too. Memory of the library itself, such as a `static` array that it returned a pointer to,
   * is gone with it: copy what you need, and let its threads end. If the buffer of a variable was transferred away, the
   * library stays loaded.
   */
  close(): void;
}

/**
 * Opens a library.
 *
 * A variable is an instance of its type at its address: reading it reads C's memory (Python's `in_dll`).
 *
 * @param path A path, a bare file name that is looked for where the system has libraries (not in the current folder), a
 *   `file:` URL as an object or a text, or null for the program itself. What `findLibrary` did not find is null, too:
 *   check before.
 * @param symbols What to find in it.
 * @throws {TypeError} If an argument is of the wrong kind, or a path, URL or symbol's name is none.
 * @throws {Error} If the library cannot be opened (the message says where it looked, and why), or a symbol is missing
 *   that is not `optional`. So it is for a library that is damaged, or no plain file, which would end or stop the
 *   program: where Deno may read the file.
 *
 * @example
 * ```ts
 * import { c_char_p, c_size_t, CFunction, dlopen, findLibrary } from "@ctypes/ctypes";
 *
 * using libc = dlopen(findLibrary("c"), { strlen: CFunction([c_char_p], c_size_t) });
 * console.log(libc.symbols.strlen("hello")); // 5n
 * ```
 */
export function dlopen<const S extends SymbolTypes>(
  path: string | URL | null,
  symbols: S,
  options: DlopenOptions = {},
): Library<S> {
  const file = libraryPath(path, runtime.platform);
  if (typeof symbols !== "object" || symbols === null) {
    throw new TypeError(`dlopen(): expected an object of symbols, not ${show(symbols)}`);
  }
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`dlopen(): expected options, not ${show(options)}`);
  }
  const wanted = Object.entries(symbols).map(([key, type]) => wantedSymbol(key, type));
  if (openEvent.heard) openEvent.publish({ name: file });
  const atOnce = wanted.map(({ name, direct }) => ({ name, signature: wanted.length > MANY ? null : direct }));
  return new OpenLibrary(file, openNative(file, options.flags, atOnce), wanted) as unknown as Library<S>;
}

interface Wanted {
  readonly key: string;
  readonly name: string;
  readonly info: TypeInfo;
  /** Null for a variable. */
  readonly signature: Signature | null;
  /** The signature of a function that the runtime itself can call. */
  readonly direct: NativeSignature | null;
}

function wantedSymbol(key: string, type: unknown): Wanted {
  const info = infoOf(type, `dlopen() symbol ${show(key)}`);
  if (info.kind === "void" || info.kind === "opaque") {
    throw new TypeError(`dlopen() symbol ${show(key)}: ${info.name} is no type of a variable`);
  }
  const signature = functionSignature(info);
  const name = signature?.options.name ?? key;
  // C would take a name up to its NUL.
  if (name === "" || name.includes("\0") || !name.isWellFormed()) {
    throw new TypeError(`dlopen() symbol ${show(key)}: ${show(name)} is no name of a symbol`);
  }
  const direct = signature === null ? null : directSignature(signature);
  return { key, name, info, signature, direct };
}

/** The memory of a variable, whose size nothing else tells once it was taken away. */
interface Variable {
  readonly block: Block;
  readonly size: number;
}

class OpenLibrary {
  readonly path: string | null;
  readonly symbols: Record<string, unknown>;
  #native: NativeLibrary | null;
  readonly #wrappers: Wrapper[] = [];
  readonly #variables: Variable[] = [];

  constructor(path: string | null, native: NativeLibrary, wanted: readonly Wanted[]) {
    this.path = path;
    this.#native = native;
    const { loaded } = native;
    const missing = wanted.filter(({ signature }, i) => loaded[i] === null && !signature?.options.optional);
    if (missing.length > 0) {
      native.close();
      throw missingSymbols(path, missing);
    }
    const symbols: Record<string, unknown> = {};
    const few = wanted.length <= FEW;
    try {
      wanted.forEach((symbol, i) => this.#define(symbols, symbol, loaded[i]!, few));
    } catch (error) {
      this.close();
      throw error;
    }
    this.symbols = Object.freeze(symbols);
  }

  #define(symbols: Record<string, unknown>, symbol: Wanted, loaded: Loaded, atOnce: boolean): void {
    const { key, name, info, signature, direct } = symbol;
    if (symbolEvent.heard) symbolEvent.publish({ library: this.path, name });
    if (loaded === null) {
      Object.defineProperty(symbols, key, { value: null, enumerable: true });
    } else if (signature === null) {
      const variable = this.#variable(info, Number(this.#open(name).symbols([name])[0]));
      const get = () => (this.#open(name), variable);
      Object.defineProperty(symbols, key, { get, enumerable: true });
    } else {
      const library = this.#open(name);
      const bind = direct === null
        ? (address: () => bigint) => bindAddress(address(), signature, name, (scalars) => library.bind(name, scalars))
        : loaded === "present"
        ? () => library.bind(name, direct)
        : loaded;
      const make = () => this.#function(name, signature, bind);
      // That some cannot be called here is found while they are made.
      if (atOnce || direct === null || signature.options.nonblocking) {
        Object.defineProperty(symbols, key, { value: make(), enumerable: true });
      } else {
        defineWhenAsked(symbols, key, () => keepingLastError(make));
      }
    }
  }

  #open(name: string): NativeLibrary {
    if (this.#native === null) throw new Error(`${name}: the library ${this.path ?? "(the program)"} is closed`);
    return this.#native;
  }

  #function(name: string, signature: Signature, bind: (address: () => bigint) => NativeFunction): AnyFunction {
    // Deno tells addresses only to programs that may open any library: plain calls shall need no more than this one.
    let known = 0n, closed = false;
    const open = () => {
      if (closed) throw new Error(`${name}() is closed`);
      return this.#open(name);
    };
    const address = () => {
      const library = open();
      return known ||= library.symbols([name])[0]!;
    };
    const wrapper = foreignFunction({
      name,
      signature,
      lazy: false,
      bind: () => (open(), bind(address)),
      address,
    });
    this.#wrappers.push(wrapper);
    return closeable(wrapper.call, () => {
      closed = true;
      wrapper.unbind();
    });
  }

  /** A variable has a buffer of its own, which is taken away when the library is closed. */
  #variable(info: TypeInfo, address: number): object {
    const block = foreignObject(address, info.size);
    this.#variables.push({ block, size: info.size });
    return info.view(block, 0);
  }

  close(): void {
    const native = this.#native;
    if (native === null) return;
    this.#native = null;
    for (const wrapper of this.#wrappers) wrapper.unbind();
    // What a program transferred away cannot be taken back: its memory must stay.
    const variables = this.#variables;
    const stays = variables.some(({ block }) => !block.present);
    for (const { block } of variables) if (block.present) block.view.buffer.transfer(0);
    if (stays) return;
    closeWhenIdle(() => {
      native.close();
      endUnloaded();
      variables.forEach(forgetUnloaded);
    });
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/**
 * Defines a property that is made when it is first read: a function costs as much to make as ten thousand calls, and
 * programs declare more of them than they call. It stays a getter, which engines look through: to define an ordinary one
 * instead takes V8 a copy of all others' descriptions, 1 ms among 300.
 */
function defineWhenAsked(object: object, key: string, make: () => unknown): void {
  let value: unknown;
  const get = () => value === undefined ? value = make() : value;
  Object.defineProperty(object, key, { get, enumerable: true });
}

/** A library may be closed by a callback that it called, or while another thread is in it: its code must stay until then. */
function closeWhenIdle(close: () => void): void {
  if (callbackDepth() === 0) whenSettled(close);
  else setTimeout(() => closeWhenIdle(close), 0);
}

/** Lets go of what was assigned to a variable, unless another handle keeps the library. */
function forgetUnloaded({ block, size }: Variable): void {
  const kept = block.keptWithin(0, size);
  if (kept.length === 0 || isMapped(BigInt(block.address))) return;
  for (const [offset] of kept) block.keep(offset, null, null);
}

function missingSymbols(path: string | null, missing: readonly Wanted[]): Error {
  const names = missing.map(({ name }) => show(name)).join(", ");
  return new Error(
    `dlopen(): ${path ?? "the program"} has no symbol${missing.length === 1 ? "" : "s"} ${names}` +
      (path === null
        ? " (dlopen(null) means the program: if findLibrary gave that null, the library was not found)"
        : " (a symbol that may be missing needs the option optional)"),
  );
}
