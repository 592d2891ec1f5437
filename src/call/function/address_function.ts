import { heldTarget, type Target } from "../../memory/addressable.ts";
import type { Block } from "../../memory/block.ts";
import { type NativeFunction, type NativeSignature, runtime } from "../../runtime/runtime.ts";
import { bindDynamic } from "../machine/dynamic_call.ts";
import { isMapped, prepareMapped } from "../mapped.ts";
import { type AnyFunction, foreignFunction } from "./foreign.ts";
import { directSignature, type Signature } from "./signature.ts";

/**
 * A callable for a function at an address, by the quickest way there is.
 *
 * @param bind Binds it with a signature of scalars, if there is a better way than by its address.
 */
export function bindAddress(
  address: bigint,
  signature: Signature,
  name: string,
  bind: ((scalars: NativeSignature) => NativeFunction) | null = null,
): NativeFunction {
  const { parameters, result } = signature;
  const natives = parameters.map((info) => info.native);
  const bindScalars = bind && ((scalars: NativeSignature) => bind({ ...scalars, leaf: signature.options.leaf }));
  const dynamic = () => bindDynamic(address, { parameters: natives, result: result.native }, name, bindScalars);
  const direct = directSignature(signature);
  if (direct === null) return dynamic();
  if (runtime.bindsAddressesFast || direct.nonblocking) return runtime.bindAddress(address, direct);
  try {
    return dynamic();
  } catch {
    return runtime.bindAddress(address, direct); // without libffi it is slower, but right
  }
}

/** What a function holds on to. A closure does not do: Bun's transpiler drops a variable that is only mentioned. */
const KEEP: unique symbol = Symbol("keep");

/** How often a library was closed, and code may have been unloaded with it. */
let unloads = 0;

/** A function at an address: whether it can be called still. */
class Code {
  readonly name: string;
  readonly #address: bigint;
  /** Ends it for the wrapper that calls it. */
  #end: (() => void) | null = null;
  #ended: "closed" | "unloaded" | null = null;
  /** What `unloads` was when it was known to be there. */
  #seen = 0;
  #remembered = false;

  constructor(name: string, address: bigint) {
    this.name = name;
    this.#address = address;
  }

  whenEnded(end: () => void): void {
    this.#end = end;
  }

  /** The address, to be used; throws if the function is closed. */
  get address(): bigint {
    if (!this.#remembered) this.#remembered = remember(this);
    if (this.#seen !== unloads && this.#ended === null) this.look();
    if (this.#ended === null) return this.#address;
    throw new Error(
      this.#ended === "closed" ? `${this.name} is closed` : `${this.name}: the library that it is in was closed`,
    );
  }

  /** Finds out whether it was unloaded. */
  look(): void {
    if (isMapped(this.#address)) this.#seen = unloads;
    else this.end("unloaded");
  }

  end(why: "closed" | "unloaded"): void {
    this.#ended ??= why;
    this.#end?.();
  }
}

/** The functions at addresses that were used: the next call does not look at their {@linkcode Code}. */
const used = new Set<WeakRef<Code>>();
const FEW = 256;
let most = FEW;

function remember(code: Code): true {
  prepareMapped();
  used.add(new WeakRef(code));
  if (used.size >= most) {
    for (const reference of used) if (reference.deref() === undefined) used.delete(reference);
    most = Math.max(FEW, 2 * used.size);
  }
  return true;
}

/** Ends the functions at addresses whose code was unloaded with a library. */
export function endUnloaded(): void {
  unloads++;
  for (const reference of used) {
    const code = reference.deref();
    if (code === undefined) used.delete(reference);
    else code.look();
  }
}

/** A foreign function at an address that is valid as long as `keep` lives, and as long as code is there. */
export function addressFunction(signature: Signature, address: bigint, keep: unknown): AnyFunction {
  const name = signature.options.name ?? `function at 0x${address.toString(16)}`;
  const code = new Code(name, address);
  const wrapper = foreignFunction({
    name,
    signature,
    lazy: true, // most functions that are read from memory or made for C are never called from here
    bind: () => bindAddress(code.address, signature, name),
    address: () => code.address,
  });
  Object.defineProperty(wrapper.call, KEEP, { value: keep });
  code.whenEnded(() => {
    wrapper.unbind();
    endedFunctions.add(wrapper.call);
  });
  return closeable(wrapper.call, () => code.end("closed"));
}

/** Lets a function be closed, and ended by `using`. */
export function closeable(fn: AnyFunction, close: () => void): AnyFunction {
  return Object.defineProperties(fn, {
    close: { value: close, configurable: true },
    [Symbol.dispose]: { value: close, configurable: true },
  });
}

/** Functions that ended: reading their address from memory again makes new ones. */
const endedFunctions = new WeakSet<AnyFunction>();

/** The functions of one signature that were read from memory: reading a field twice gives the same function. */
class KnownFunctions {
  readonly #signature: Signature;
  readonly #all = new Map<bigint, WeakRef<AnyFunction>>();
  #most = FEW;
  /** The one read last: tables of functions are read again and again. */
  #low = 0;
  #high = 0;
  #last: WeakRef<AnyFunction> | null = null;

  constructor(signature: Signature) {
    this.#signature = signature;
  }

  read(block: Block, offset: number): AnyFunction | null {
    const { view } = block;
    const low = view.getUint32(offset, true), high = view.getUint32(offset + 4, true);
    if (low === this.#low && high === this.#high) {
      const fn = this.#last?.deref();
      if (fn !== undefined && !endedFunctions.has(fn)) return fn;
    }
    const fn = this.at(heldTarget(block, offset));
    if (fn === null) return null;
    this.#low = low;
    this.#high = high;
    this.#last = new WeakRef(fn);
    return fn;
  }

  at({ address, keep }: Target): AnyFunction | null {
    if (address === 0n) return null;
    const known = this.#all.get(address)?.deref();
    if (known !== undefined && !endedFunctions.has(known)) return known;
    const fn = addressFunction(this.#signature, address, keep);
    this.#all.set(address, new WeakRef(fn));
    if (this.#all.size >= this.#most) this.#forgetDropped();
    return fn;
  }

  #forgetDropped(): void {
    for (const [address, reference] of this.#all) if (reference.deref() === undefined) this.#all.delete(address);
    this.#most = Math.max(FEW, 2 * this.#all.size);
  }
}

const known = new WeakMap<Signature, KnownFunctions>();

function knownFunctions(signature: Signature): KnownFunctions {
  let functions = known.get(signature);
  if (functions === undefined) known.set(signature, functions = new KnownFunctions(signature));
  return functions;
}

/** The function that the pointer stored at a place points to; null for NULL. */
export function readFunction(signature: Signature, block: Block, offset: number): AnyFunction | null {
  return knownFunctions(signature).read(block, offset);
}

/** The function that a pointer points to; null for NULL. */
export function functionAt(signature: Signature, target: Target): AnyFunction | null {
  return knownFunctions(signature).at(target);
}
