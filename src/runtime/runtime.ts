import { denoRuntime } from "./deno.ts";
import { bunRuntime } from "./bun.ts";

/**
 * A value that one machine register or stack slot carries. `pointer` travels as an {@link Address}; every other name
 * says its width and kind. `long double` is not here: neither runtime can pass one.
 */
export type NativeScalar =
  | "void"
  | "bool"
  | "i8"
  | "u8"
  | "i16"
  | "u16"
  | "i32"
  | "u32"
  | "i64"
  | "u64"
  | "f32"
  | "f64"
  | "pointer";

/** What a machine function takes and gives, in scalars. */
export interface NativeSignature {
  readonly parameters: readonly NativeScalar[];
  /** `cstring` is a `char *` that becomes text at once: a string, or null for NULL. Callbacks do not take it. */
  readonly result: NativeScalar | "cstring";
  /** Call it on another thread and return a Promise. */
  readonly nonblocking?: boolean | undefined;
  /** C does not call back from it. */
  readonly leaf?: boolean | undefined;
}

/**
 * An address in the form that the runtime passes to C most cheaply: a number on Bun, a bigint on Deno. Made by
 * {@linkcode Runtime.address}; NULL is the address of 0.
 */
export type Address = number | bigint;

/**
 * A function of the runtime's own FFI. It trusts its arguments: they must be in range already.
 *
 * - 8 to 32-bit integers: a number that fits (either sign); 64-bit: a bigint; floats: a number; bool: a boolean
 * - `pointer`: an {@link Address} or an `ArrayBufferView` (not an `ArrayBuffer`)
 * - results: a number, a bigint for 64-bit integers **and pointers** (NULL is `0n`), a boolean, undefined for void
 */
// deno-lint-ignore no-explicit-any
export type NativeFunction = (...args: any[]) => any;

/** A symbol that is loaded when its library is opened. */
export interface WantedSymbol {
  readonly name: string;
  /** How it is called; null if only its presence is asked for. */
  readonly signature: NativeSignature | null;
}

/**
 * What became of a wanted symbol: null if the library has none, else what makes its callable, if that was asked for.
 * Making takes time, and programs may have given up the permission to load until they need it.
 */
export type Loaded = (() => NativeFunction) | "present" | null;

/** A library that the runtime opened. */
export interface NativeLibrary {
  /** What became of the symbols that were wanted when it was opened. */
  readonly loaded: readonly Loaded[];
  /** Which symbols the library has. Deno tells so much even to a program that it does not permit addresses. */
  has(names: readonly string[]): boolean[];
  /** The addresses of symbols; `0n` for a name that the library does not have. */
  symbols(names: readonly string[]): bigint[];
  /** A callable for a symbol, which must exist. */
  bind(name: string, signature: NativeSignature): NativeFunction;
  close(): void;
}

/** Machine code that calls a JavaScript function. */
export interface NativeCallback {
  readonly address: bigint;
  /** Frees the code. C must not call it any more. */
  close(): void;
}

/** What the rest of the module needs from a JavaScript runtime; a new runtime is one more file that implements it. */
export interface Runtime {
  readonly name: string;
  /** Whether C may call any callback on a thread that does not run JavaScript; else only those made for that. */
  readonly callsBackFromThreads: boolean;
  /** How many parameters its calls and callbacks can have. */
  readonly mostParameters: number;
  /** `process.platform`'s word: `linux`, `darwin`, `win32`, … */
  readonly platform: string;
  /** `process.arch`'s word: `x64`, `arm64`, … */
  readonly arch: string;
  /** Source of the engine's quickest test whether the bigint `value` is a 64-bit integer. */
  fits64(value: string, signed: boolean): string;
  /**
   * Source of the engine's quickest statement that subtracts from the variable `count` how many names `for (… in object)`
   * finds; not a number where counting needs more than that.
   */
  subtractNames(count: string, object: string): string;
  /**
   * Opens a library by path or bare file name; throws what the runtime throws. A bare name opens what the system's loader
   * finds: on Linux never a file of the current folder.
   *
   * @param wanted What to load at once, which takes half the time of loading one after the other.
   */
  open(path: string, wanted?: readonly WantedSymbol[]): NativeLibrary;
  /** A callable for a function at an address. */
  bindAddress(address: bigint, signature: NativeSignature): NativeFunction;
  /** Whether what `bindAddress` makes is as fast as what `bind` makes; where not, libffi is faster. */
  readonly bindsAddressesFast: boolean;
  /**
   * Arguments arrive and results leave in the forms of {@linkcode NativeFunction}; the function must not throw.
   *
   * @param anyThread C may call it on a thread that does not run JavaScript; throws a TypeError where that is impossible.
   */
  callback(signature: NativeSignature, fn: NativeFunction, anyThread?: boolean): NativeCallback;
  /** Whether `addressOf` and `external` work without asking the user. */
  mayKnowAddresses(): boolean;
  /**
   * Lets the engine see that flags change, where it must not find out during a call: code that took them for constants is
   * thrown away then.
   */
  expectChange<K extends string>(flags: Record<K, boolean>): void;
  /** The address of the first byte of a buffer or view; not 0 where there is none. */
  addressOf(memory: ArrayBuffer | ArrayBufferView): number;
  /** Converts an address to the form that calls take. */
  address(value: number): Address;
  /** Converts an address to the form that calls take. */
  addressOfBigInt(value: bigint): Address;
  /**
   * Source that sets `variable` to the bigint `value` as an address, and is true; where the value is not quickly seen to
   * be one, it is false.
   */
  setAddress(variable: string, value: string): string;
  /** Source that reads a stored pointer in the form that calls take; it evaluates its operands more than once. */
  loadAddress(view: string, offset: string): string;
  /** An ArrayBuffer on memory that JavaScript does not own. It does not free it, and nothing checks the address. */
  external(address: number, size: number): ArrayBuffer;
  /**
   * Writes text as UTF-8 into memory that has room for it, lone surrogates as U+FFFD.
   *
   * @returns How many bytes that were.
   */
  encode(text: string, bytes: Uint8Array): number;
  /** Up to so many characters, copying one after the other takes less time than `encode`. */
  readonly shortText: number;
  /** The UTF-8 text at an address up to its NUL; ill-formed bytes become U+FFFD. */
  readCString(address: bigint): string;
  /** Whether a file or folder may be read without asking the user. */
  mayRead(path: string): boolean;
  /** Whether a library may be opened without asking the user. */
  mayOpen(path: string): boolean;
  /** Whether an environment variable may be read without asking the user. */
  mayReadEnv(name: string): boolean;
}

/** The runtime that this program runs on. */
export const runtime: Runtime = "Deno" in globalThis ? denoRuntime() : bunRuntime();
