// What TypeScript knows about COM interfaces. Nothing here exists at run time.
import type { Arguments, CallbackArguments, CallResult, FunctionType } from "../../call/function/function_type.ts";
import type { CType, CTypeWithInstances, InputOf, InstanceOf, Scalar, VoidPointerInput } from "../../types/ctype.ts";
import type { GUID } from "./guid.ts";
import type { GuidInput } from "./guid_text.ts";

/** Where TypeScript keeps the methods of an interface. It exists for TypeScript only. */
export declare const METHODS: unique symbol;
/** What tells objects of ours from others. It exists for TypeScript only. */
export declare const SERVED: unique symbol;

/** The methods of an interface in the order of its vtable: names to `CFunction` types without the `this` parameter. */
// deno-lint-ignore no-explicit-any
export type Methods = Record<string, any>;

/** What every COM object can do. */
export interface UnknownMethods {
  /**
   * Another interface of the object.
   *
   * @returns An interface pointer with a reference of its own.
   * @throws {COMError} If the object has no such interface (`E_NOINTERFACE`), or as it fails.
   */
  QueryInterface<T extends AnyInterfaceType>(type: T): InstanceOf<T>;
  /** The same as C has it: stores an interface pointer with a reference and returns the HRESULT. */
  QueryInterface(riid: GuidInput, ppv: VoidPointerInput): number;
  /** Adds a reference. Returns how many there are, which COM means for tests only. */
  AddRef(): number;
  /** Gives up a reference. Returns how many are left; after the last one the object is gone. */
  Release(): number;
}

/**
 * An interface pointer, a cell that holds an address. As with a pointer in C, nothing is counted when it is made, copied
 * or collected: `using`, or `[Symbol.dispose]()`, releases once, and makes it NULL.
 */
export interface UnknownInstance
  extends UnknownMethods, Disposable, Scalar<"c_void_p", bigint | null, VoidPointerInput> {
  /** The address it holds, `0n` for NULL. */
  readonly address: bigint;
}

/** The methods of an interface as JavaScript calls them. */
export type MethodsOf<M> = {
  readonly [K in keyof M]: M[K] extends FunctionType<infer P, infer R, infer O>
    ? (...args: Arguments<P>) => CallResult<R, O>
    : never;
};

/** An interface pointer with its methods. */
export type InterfaceInstance<M> = UnknownInstance & MethodsOf<M>;

/** What a parameter or field takes whose type is an interface. */
export type InterfaceInput<M> = InterfaceInstance<M> | ComObject | null;

/** The class that `Interface` makes, to be extended. It is a C type: a pointer to an object with this interface. */
export interface InterfaceType<M>
  extends CTypeWithInstances<InterfaceInstance<M> | null, InterfaceInput<M>, InterfaceInstance<M>> {
  /**
   * A cell that holds the address of an object with this interface, NULL without one.
   *
   * @param pointer An address or what holds one; it takes over its reference.
   */
  new (pointer?: VoidPointerInput): InterfaceInstance<M>;
  /** The interface's GUID. */
  readonly iid: GUID;
  /** Exists for TypeScript only. */
  readonly [METHODS]: M;
}

/** Any interface. */
export interface AnyInterfaceType extends CType {
  /** What its instances have. */
  readonly prototype: UnknownInstance;
  /** A cell that holds the address of an object with this interface, NULL without one. */
  new (pointer?: VoidPointerInput): UnknownInstance;
  /** The interface's GUID. */
  readonly iid: GUID;
  /** Exists for TypeScript only. */
  readonly [METHODS]: unknown;
}

/** What a method of an object of ours may return: nothing stands for `S_OK`. */
export type ServedResult<R> = R extends { readonly prototype: Scalar<"HRESULT", infer _V, infer _I> } ? number | void
  : InputOf<R>;

/** The methods that C calls on an object of ours. */
export type Implementation<M> = {
  readonly [K in keyof M]: M[K] extends FunctionType<infer P, infer R, infer _O>
    ? (...args: CallbackArguments<P>) => ServedResult<R>
    : never;
};

/** The methods of several interfaces. */
export type ImplementationOf<I> = I extends readonly [{ readonly [METHODS]: infer M }, ...infer Rest]
  ? Implementation<M> & ImplementationOf<Rest>
  : unknown;

/** An object of JavaScript's that C sees as a COM object. */
export interface ComObject extends UnknownMethods {
  /** Exists for TypeScript only. */
  readonly [SERVED]: true;
}
