import { bindAddress } from "../../call/function/address_function.ts";
import { type AnyFunction, foreignFunction } from "../../call/function/foreign.ts";
import type { Signature } from "../../call/function/signature.ts";
import { addressOfPlace, MEMORY, OFFSET, type Placed } from "../../memory/block.ts";
import { foreignBlock, offsetIn } from "../../memory/window.ts";
import { type NativeFunction, runtime } from "../../runtime/runtime.ts";
import { c_void_p } from "../../types/pointer/address_types.ts";
import { c_void } from "../../types/scalar/scalars.ts";
import { infoOf, type TypeInfo } from "../../types/type_info.ts";
import { onWindows } from "../errors.ts";
import type { Slot } from "./vtable.ts";

const POINTER_SIZE = 8;

/**
 * Calls one method of an interface on any object: it takes the function from the object's vtable. Messages count the
 * parameters without `this`, as the caller does.
 */
export class MethodCall {
  readonly #index: number;
  readonly #name: string;
  readonly #signature: Signature;
  readonly #call: AnyFunction;
  /** The functions in the vtables seen so far, by address. */
  readonly #natives = new Map<number, NativeFunction>();
  /** The one called last, and its address. */
  #native: NativeFunction = noFunction;
  #nativeAddress = 0;
  /** The object of the call under way; it stays alive as long. */
  #self: Placed | null = null;

  constructor(name: string, index: number, { signature }: Slot) {
    this.#index = index;
    this.#name = name;
    this.#signature = withThis(signature);
    const binding = {
      lazy: false,
      name,
      signature,
      bind: () => (...args: unknown[]) => this.#run(args),
      address: () => {
        throw new TypeError(`${name} is a method: it has no address without an object`);
      },
    };
    this.#call = foreignFunction(binding).call;
  }

  call(self: Placed, args: unknown[]): unknown {
    // Conversions and callbacks may call the same method of another object.
    const outer = this.#self;
    this.#self = self;
    try {
      return this.#call(...args);
    } finally {
      this.#self = outer;
    }
  }

  #run(args: unknown[]): unknown {
    const self = this.#self!;
    const object = loadNumber(self[MEMORY].view, self[OFFSET]);
    if (object === 0) throw new Error(`${this.#name}(): the interface pointer is NULL`);
    const address = functionAt(object, this.#index, this.#name);
    const native = address === this.#nativeAddress ? this.#native : this.#nativeAt(address);
    const first = runtime.address(object);
    if (!resultByPointer(this.#signature)) return native(first, ...args);
    const made = args.pop() as Placed;
    native(first, addressOfPlace(made), ...args);
    return made;
  }

  #nativeAt(address: number): NativeFunction {
    let native = this.#natives.get(address);
    if (native === undefined) {
      native = bindAddress(BigInt(address), lowered(this.#signature), this.#name);
      this.#natives.set(address, native);
    }
    this.#nativeAddress = address;
    return this.#native = native;
  }
}

function noFunction(): never {
  throw new Error("No function was bound");
}

/** The function in an object's vtable. */
function functionAt(object: number, index: number, name: string): number {
  const table = loadPointer(object);
  const found = table === 0 ? 0 : loadPointer(table + index * POINTER_SIZE);
  if (found === 0) throw new Error(`${name}(): the object at 0x${object.toString(16)} has no such method`);
  return found;
}

function loadPointer(address: number): number {
  const block = foreignBlock(address, POINTER_SIZE);
  return loadNumber(block.view, offsetIn(block, address));
}

/** A stored address as a number, without a bigint in between: user space ends far below 2⁵³. */
function loadNumber(view: DataView, offset: number): number {
  return view.getUint32(offset, true) + view.getUint32(offset + 4, true) * 2 ** 32;
}

/** The signature that C sees. */
function withThis(signature: Signature): Signature {
  return { ...signature, parameters: [infoOf(c_void_p, "this"), ...signature.parameters] };
}

/** C++ on Windows has methods, unlike functions, write every structure that they return to where a pointer after `this` says. */
export function resultByPointer({ result }: Signature): boolean {
  return onWindows && result.kind === "record";
}

function lowered(signature: Signature): Signature {
  if (!resultByPointer(signature)) return signature;
  const [self, ...rest] = signature.parameters as [TypeInfo, ...TypeInfo[]];
  return { ...signature, parameters: [self, self, ...rest], result: infoOf(c_void, "result") };
}
