import { library } from "./native/mod.ts";

/** The runtimes' own FFI, in one form. `buffer` is a typed array; `ptr` what the runtime has for an address. */
export type RawType =
  | "void"
  | "bool"
  | "i8"
  | "u32"
  | "i32"
  | "i64"
  | "u64"
  | "f32"
  | "f64"
  | "ptr"
  | "buffer"
  | "cstring"
  | { readonly struct: readonly RawType[] };

export type RawSignature = readonly [parameters: readonly RawType[], result: RawType];
export type RawFunction = (...args: any[]) => any;

export const isDeno: boolean = "Deno" in globalThis;

/** The module `bun:ffi`, on Bun. */
export const bunFfi: any = isDeno ? null : (globalThis as any).process.getBuiltinModule("bun:ffi");

const denoType = (type: RawType): unknown => type === "ptr" || type === "cstring" ? "pointer" : type;
const bunType = (type: RawType): unknown => type === "buffer" ? "ptr" : type;

/** A signature as the runtime describes it. */
export function describe([parameters, result]: RawSignature): any {
  if (isDeno) return { parameters: parameters.map(denoType), result: denoType(result) };
  return { args: parameters.map(bunType), returns: bunType(result) };
}

/** Opens a library with the runtime's own `dlopen`. */
export function rawLibrary<S extends Record<string, RawSignature>>(
  signatures: S,
  path: string = library,
): { [K in keyof S]: RawFunction } {
  const symbols = Object.fromEntries(Object.entries(signatures).map(([name, one]) => [name, describe(one)]));
  return (isDeno ? Deno.dlopen(path, symbols).symbols : bunFfi.dlopen(path, symbols).symbols) as never;
}

/** The address of a buffer, as the runtime has addresses. */
export function rawAddress(buffer: ArrayBufferView<ArrayBuffer>): any {
  return isDeno ? Deno.UnsafePointer.of(buffer) : bunFfi.ptr(buffer);
}

/** A callback of the runtime's own. */
export function rawCallback(signature: RawSignature, fn: RawFunction): { pointer: any; close(): void } {
  if (isDeno) return new Deno.UnsafeCallback(describe(signature), fn) as never;
  const callback = new bunFfi.JSCallback(fn, describe(signature));
  return { pointer: callback.ptr, close: () => callback.close() };
}
