import { Block } from "../../memory/block.ts";
import { openFirst } from "../../runtime/open_first.ts";
import { type Address, type NativeFunction, type NativeLibrary, runtime } from "../../runtime/runtime.ts";
import type { Composite, MachineScalar, MachineType, Plan } from "../abi/plan.ts";

/** Enough for `ffi_cif` and for `ffi_closure` with all that any platform adds to them. */
const CIF_SIZE = 64;
const CLOSURE_SIZE = 128;
const TYPE_SIZE = 24;
const TYPE_STRUCT = 13;
/** What every system but Apple's has had since 2010, newest first. */
const LINUX_NAMES = ["libffi.so.8", "libffi.so.7", "libffi.so.6"];
const MAC_NAMES = ["/usr/lib/libffi.dylib", "libffi.dylib", "/opt/homebrew/opt/libffi/lib/libffi.dylib"];
/** `FFI_DEFAULT_ABI` per processor. */
const abis: Record<string, number | undefined> = { x64: 2, arm64: 1 };

const typeSymbols: Record<MachineScalar, string> = {
  void: "ffi_type_void",
  bool: "ffi_type_uint8",
  i8: "ffi_type_sint8",
  u8: "ffi_type_uint8",
  i16: "ffi_type_sint16",
  u16: "ffi_type_uint16",
  i32: "ffi_type_sint32",
  u32: "ffi_type_uint32",
  i64: "ffi_type_sint64",
  u64: "ffi_type_uint64",
  f32: "ffi_type_float",
  f64: "ffi_type_double",
  pointer: "ffi_type_pointer",
  longdouble: "ffi_type_longdouble",
};

/** The part of libffi that is used here. */
export interface Libffi {
  /** `ffi_call(cif, function, result, arguments)`, all as addresses. */
  readonly call: NativeFunction;
  /**
   * Writes an `ffi_cif` and what it refers to.
   *
   * @param memory Where; it must have {@linkcode cifSize} bytes free at `offset`, and live as long as the cif is used.
   */
  prepare(plan: Plan, memory: Block, offset: number): void;
  /**
   * Makes machine code that calls `handler(cif, result, arguments, data)`.
   *
   * @param memory What was prepared, at offset 0; `free` keeps it alive.
   */
  closure(memory: Block, handler: bigint): Closure;
}

/** Machine code that libffi made. */
export interface Closure {
  readonly code: bigint;
  free(): void;
}

/** An ArrayBuffer of its own: what libffi refers to lives as long as a function, and would hold a whole slab. */
export function newMemory(size: number): Block {
  return new Block(new DataView(new ArrayBuffer(size)));
}

/** Writes an address as C stores it. */
export function storeAddress(view: DataView, offset: number, address: number): void {
  view.setUint32(offset, address >>> 0, true);
  view.setUint32(offset + 4, Math.floor(address / 2 ** 32), true);
}

function compositesOf({ parameters, result }: Plan): Composite[] {
  return [...parameters, result].map(({ type }) => type).filter((type) => typeof type === "object");
}

/** How many bytes {@linkcode Libffi.prepare} writes. */
export function cifSize(plan: Plan): number {
  const types = compositesOf(plan).map(({ elements }) => TYPE_SIZE + 8 * ((elements?.length ?? 1) + 1));
  return CIF_SIZE + 8 * plan.parameters.length + types.reduce((sum, size) => sum + size, 0);
}

let opened: Libffi | undefined;

/**
 * The system's libffi, opened when it is first asked for.
 *
 * @param who What needs it, for the message.
 * @throws {Error} If there is none, or this processor is none that it is known of.
 */
export function libffi(who: string): Libffi {
  if (opened !== undefined) return opened;
  const abi = abis[runtime.arch];
  if (abi === undefined) {
    throw new Error(
      `${who} cannot be called on ${runtime.arch}: structures by value, variadic functions and ` +
        "functions by address are known of x64 and arm64 only",
    );
  }
  return opened = new OpenLibffi(open(who), abi);
}

function open(who: string): NativeLibrary {
  const install =
    "apt-get install libffi8, Fedora: dnf install libffi, Alpine: apk add libffi, macOS: brew install libffi";
  return openFirst(
    runtime.platform === "darwin" ? MAC_NAMES : LINUX_NAMES,
    `${who} needs libffi, and it could not be opened: install it (Debian and Ubuntu: ${install})`,
  );
}

class OpenLibffi implements Libffi {
  readonly call: NativeFunction;
  readonly #abi: number;
  readonly #types = new Map<string, bigint>();
  readonly #library: NativeLibrary;
  readonly #prepCif: NativeFunction;
  readonly #prepCifVar: NativeFunction;
  /** The pointer to a type that no registers can hold, as an element makes a structure go on the stack. */
  readonly #large = newMemory(TYPE_SIZE + 16);

  constructor(library: NativeLibrary, abi: number) {
    this.#library = library;
    this.#abi = abi;
    this.call = library.bind("ffi_call", {
      parameters: ["pointer", "pointer", "pointer", "pointer"],
      result: "void",
    });
    this.#prepCif = library.bind("ffi_prep_cif", {
      parameters: ["pointer", "u32", "u32", "pointer", "pointer"],
      result: "i32",
    });
    this.#prepCifVar = library.bind("ffi_prep_cif_var", {
      parameters: ["pointer", "u32", "u32", "u32", "pointer", "pointer"],
      result: "i32",
    });
    const names = [...new Set(Object.values(typeSymbols))];
    library.symbols(names).forEach((address, i) => this.#types.set(names[i]!, address));
    writeType(this.#large, 0, { size: 64, alignment: 8 }, TYPE_SIZE, [this.#scalar("u8")]);
  }

  #scalar(type: MachineScalar): bigint {
    return this.#types.get(typeSymbols[type])!;
  }

  prepare(plan: Plan, memory: Block, offset: number): void {
    const { view, base } = memory;
    const list = offset + CIF_SIZE;
    let next = list + 8 * plan.parameters.length;
    const typeAddress = (type: MachineType): bigint => {
      if (typeof type !== "object") return this.#scalar(type);
      const at = next;
      const elements = type.elements?.map((it) => this.#scalar(it)) ?? [BigInt(this.#large.base)];
      next = writeType(memory, at, type, at + TYPE_SIZE, elements);
      return BigInt(base + at);
    };
    plan.parameters.forEach(({ type }, i) => view.setBigUint64(list + 8 * i, typeAddress(type), true));
    const count = plan.parameters.length;
    const at = (place: number): Address => runtime.address(base + place);
    const result = runtime.address(Number(typeAddress(plan.result.type)));
    const status = plan.fixed === undefined
      ? this.#prepCif(at(offset), this.#abi, count, result, at(list))
      : this.#prepCifVar(at(offset), this.#abi, plan.fixed, count, result, at(list));
    if (status !== 0) throw new Error(`libffi refused the signature with status ${status}`);
  }

  closure(memory: Block, handler: bigint): Closure {
    this.#closures ??= bindClosures(this.#library);
    const { allocate, prepare, free } = this.#closures;
    const address = (value: bigint) => runtime.address(Number(value));
    const out = newMemory(8);
    let closure: bigint = allocate(BigInt(CLOSURE_SIZE), runtime.address(out.base));
    if (closure === 0n) throw new Error("libffi could not get memory for a callback");
    const code = out.view.getBigUint64(0, true);
    const cif = runtime.address(memory.base);
    let kept: Block | null = memory;
    const release = () => {
      if (closure !== 0n) free(address(closure));
      closure = 0n;
      kept = null;
    };
    const status = prepare(address(closure), cif, address(handler), runtime.address(0), address(code));
    if (status !== 0) release();
    if (kept === null) throw new Error(`libffi refused the callback with status ${status}`);
    return { code, free: release };
  }

  #closures: ReturnType<typeof bindClosures> | undefined;
}

function bindClosures(library: NativeLibrary) {
  return {
    allocate: library.bind("ffi_closure_alloc", { parameters: ["u64", "pointer"], result: "pointer" }),
    prepare: library.bind("ffi_prep_closure_loc", {
      parameters: ["pointer", "pointer", "pointer", "pointer", "pointer"],
      result: "i32",
    }),
    free: library.bind("ffi_closure_free", { parameters: ["pointer"], result: "void" }),
  };
}

/**
 * Writes an `ffi_type` of a structure. Its size is given, so libffi does not lay it out.
 *
 * @returns Where the list of its elements ends.
 */
function writeType(
  { view, base }: Block,
  offset: number,
  { size, alignment }: Pick<Composite, "size" | "alignment">,
  list: number,
  elements: readonly bigint[],
): number {
  view.setBigUint64(offset, BigInt(size), true);
  view.setUint16(offset + 8, alignment, true);
  view.setUint16(offset + 10, TYPE_STRUCT, true);
  view.setBigUint64(offset + 16, BigInt(base + list), true);
  elements.forEach((element, i) => view.setBigUint64(list + 8 * i, element, true));
  view.setBigUint64(list + 8 * elements.length, 0n, true);
  return list + 8 * (elements.length + 1);
}
