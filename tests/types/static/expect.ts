/**
 * Questions to the compiler. The files of this folder are checked, never run: what they say of types is true as long as
 * `deno check` and `tsc` accept them.
 *
 * @module
 */

/** Whether two types are the same, `any` being equal to itself alone. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;

// deno-lint-ignore no-explicit-any
export type IsAny<T> = Equal<T, any>;

/** The names of the properties whose type is `any`. */
export type AnyKeys<T> = { [K in keyof T]-?: IsAny<T[K]> extends true ? K : never }[keyof T];

/** Compiles when its argument is true. */
export declare function holds<T extends true>(): T;
/** Compiles when the value has exactly the type. */
export declare function exactly<T>(): <V>(value: Equal<T, V> extends true ? V : never) => void;
