/**
 * Integers whose values have names: C's `enum`, and sets of bits.
 *
 * @module
 */
import { show } from "../../memory/show.ts";
import type { EnumType, FlagsType, InputOf, ScalarType } from "../ctype.ts";
import { infoOf, type TypeInfo } from "../type_info.ts";
import { scalarInfo, scalarOf } from "./scalar_info.ts";
import { simpleType } from "./simple_type.ts";

/** An integer type of C, of which enumerations are made. */
// deno-lint-ignore no-explicit-any
export type IntegerType = ScalarType<any, number, number> | ScalarType<any, bigint, bigint | number>;

/**
 * An integer type whose values have names, C's `enum`: the members are properties of the type. To TypeScript only they are
 * values; at run time any integer that fits is taken and given, as C does. Of several names for a value the first counts.
 *
 * @param type The integer type that it is in C; `c_int` or `c_uint` for most.
 * @param members The names and their values.
 * @throws {TypeError} If `type` is no integer type, a value is no integer, or a member is called like a property that the
 *   type has already (`size`, `name`, `call`, …).
 * @throws {RangeError} If a value does not fit in the type.
 *
 * @example
 * ```ts
 * import { c_int, Enum, Structure } from "@ctypes/ctypes";
 *
 * const Color = Enum(c_int, { RED: 0, GREEN: 1 });
 * class Pixel extends Structure({ color: Color }) {}
 *
 * const pixel = new Pixel({ color: Color.GREEN });
 * console.log(pixel.color, Color.nameOf(pixel.color)); // 1 GREEN
 * console.log(pixel); // Pixel { color: GREEN (1) }
 * ```
 */
export function Enum<T extends IntegerType, const M extends Record<string, InputOf<T>>>(
  type: T,
  members: M,
): EnumType<T, M> {
  return enumeration("Enum", type, members, (names) => (value) => names.get(value)) as unknown as EnumType<T, M>;
}

/**
 * An integer type whose bits have names. Values are numbers (or bigints, as the type's own); `nameOf(5)` is `"A | C"`,
 * members of several bits count whole and come first, and what has no name stands as a hexadecimal rest.
 *
 * @param type The integer type that it is in C.
 * @param members The names and their values.
 * @throws {TypeError} As {@linkcode Enum}.
 * @throws {RangeError} As {@linkcode Enum}.
 *
 * @example
 * ```ts
 * import { c_uint, Flags } from "@ctypes/ctypes";
 *
 * const Mode = Flags(c_uint, { READ: 4, WRITE: 2, ALL: 7 });
 * console.log(Mode.READ | Mode.WRITE, Mode.nameOf(6), Mode.nameOf(15)); // 6 READ | WRITE ALL | 0x8
 * ```
 */
export function Flags<T extends IntegerType, const M extends Record<string, InputOf<T>>>(
  type: T,
  members: M,
): FlagsType<T, M> {
  return enumeration("Flags", type, members, flagNames) as unknown as FlagsType<T, M>;
}

/** Names by value, as reading gives it; of several for one the first. */
type Names = ReadonlyMap<unknown, string>;
type NameOf = (value: unknown) => string | undefined;

function enumeration(
  factory: string,
  type: unknown,
  members: unknown,
  naming: (names: Names, plain: TypeInfo) => NameOf,
): object {
  const plain = infoOf(type, `${factory}()`);
  const scalar = scalarOf(plain);
  if (scalar === undefined || plain.scalar !== "number" && plain.scalar !== "bigint" || plain.plain !== undefined) {
    throw new TypeError(`${factory}(): expected an integer type, not ${plain.name}`);
  }
  if (typeof members !== "object" || members === null || Array.isArray(members)) {
    throw new TypeError(`${factory}(): expected an object of members, not ${show(members)}`);
  }
  const values = Object.entries(members).map(([name, given]): [string, unknown] => {
    const value = plain.toNative!(given, `member ${name}`, `${factory}()`) as number | bigint;
    return [name, plain.scalar === "bigint" ? BigInt(value) : value]; // as reading memory gives it
  });
  const names = new Map<unknown, string>();
  for (const [name, value] of values) if (!names.has(value)) names.set(value, name);
  const byValue = naming(names, plain);
  const nameOf: NameOf = (value) => byValue(plain.scalar === "bigint" && isInteger(value) ? BigInt(value) : value);
  const made = simpleType(scalarInfo({
    ...scalar,
    name: `${factory}(${plain.name})`,
    enumeration: { plain, names: [...names.values()], nameOf },
  }));
  Object.defineProperty(made, "nameOf", { value: nameOf });
  for (const [name, value] of values) {
    if (name in made) {
      throw new TypeError(`${factory}(): a member cannot be called ${show(name)}, as the type has that already`);
    }
    Object.defineProperty(made, name, { value, enumerable: true });
  }
  return made;
}

const isInteger = (value: unknown): value is number => typeof value === "number" && Number.isInteger(value);

function flagNames(names: Names, { size }: TypeInfo): NameOf {
  const bitsOf = (value: unknown) => BigInt.asUintN(8 * size, BigInt(value as number));
  const count = (bits: bigint) => bits.toString(2).replaceAll("0", "").length;
  const members = [...names].map(([value, name]) => ({ bits: bitsOf(value), name }));
  const none = members.find(({ bits }) => bits === 0n)?.name ?? "0";
  const widest = members.filter(({ bits }) => bits !== 0n).sort((a, b) => count(b.bits) - count(a.bits));
  return (value) => {
    if (typeof value !== "bigint" && !isInteger(value)) return undefined;
    let rest = bitsOf(value);
    if (rest === 0n) return none;
    const found: string[] = [];
    for (const { bits, name } of widest) {
      if ((rest & bits) !== bits) continue;
      found.push(name);
      rest &= ~bits;
    }
    if (rest !== 0n) found.push(`0x${rest.toString(16)}`);
    return found.join(" | ");
  };
}
