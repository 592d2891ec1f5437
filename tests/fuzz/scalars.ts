/** What the fuzzer knows of scalar types and bit fields: their bytes and random values, independent of the module. */
import * as ctypes from "../../mod.ts";
import type { Random } from "./random.ts";

export type ScalarValue = number | bigint | boolean;

/** How values of a type are stored. */
export interface Codec {
  /** Which bytes hold it. */
  readonly first: number;
  readonly size: number;
  read(bytes: readonly number[], at: number): ScalarValue;
  write(bytes: number[], at: number, value: ScalarValue): void;
  /** A value to write; what reading then gives is what `read` says. */
  random(random: Random): ScalarValue;
  /** A value that must be refused, and how. */
  wrong(random: Random): [value: unknown, error: "TypeError" | "RangeError"];
}

/** A scalar type of the module's, as the fuzzer sees it. */
export interface ScalarFacts {
  readonly name: string;
  readonly size: number;
  readonly kind: "int" | "float" | "bool";
  readonly signed: boolean;
  /** Whether JavaScript sees bigints. */
  readonly big: boolean;
  /** Which of JavaScript's arrays can stand for memory of it. */
  readonly array?: string;
  /** Its class, where that has no name in the module. */
  readonly c?: unknown;
}

const fact = (name: string, size: number, signed: boolean, array?: string): ScalarFacts => (
  { name, size, kind: "int", signed, big: size === 8, array }
);
const { c_long, c_wchar } = ctypes;

export const SCALARS: readonly ScalarFacts[] = [
  { name: "c_bool", size: 1, kind: "bool", signed: false, big: false },
  fact("c_char", 1, false, "Uint8Array"),
  fact("c_byte", 1, true, "Int8Array"),
  fact("c_ubyte", 1, false, "Uint8Array"),
  fact("c_short", 2, true, "Int16Array"),
  fact("c_ushort", 2, false, "Uint16Array"),
  fact("c_int", 4, true, "Int32Array"),
  fact("c_uint", 4, false, "Uint32Array"),
  fact("c_longlong", 8, true, "BigInt64Array"),
  fact("c_ulonglong", 8, false, "BigUint64Array"),
  fact("c_size_t", 8, false, "BigUint64Array"),
  { ...fact("c_long", c_long.size, true), big: true },
  { ...fact("c_ulong", c_long.size, false), big: true },
  fact("c_wchar", c_wchar.size, false),
  { ...fact("Color", 4, true, "Int32Array"), c: ctypes.Enum(ctypes.c_int, { RED: 0, GREEN: 1, BLUE: -7 }) },
  { ...fact("Access", 1, false, "Uint8Array"), c: ctypes.Flags(ctypes.c_ubyte, { READ: 1, WRITE: 2, ALL: 7 }) },
  { name: "c_float", size: 4, kind: "float", signed: true, big: false, array: "Float32Array" },
  { name: "c_double", size: 8, kind: "float", signed: true, big: false, array: "Float64Array" },
];

const toBytes = (value: bigint, size: number): number[] =>
  Array.from({ length: size }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));

const fromBytes = (bytes: readonly number[], at: number, size: number): bigint => {
  let value = 0n;
  for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[at + i] ?? 0);
  return value;
};

/** A random integer of a width; every width up to it is as likely, and the ends are more likely. */
function randomInteger(random: Random, width: number, signed: boolean): bigint {
  const ends = [0n, 1n, -1n, (1n << BigInt(width)) - 1n, -(1n << BigInt(width - 1)), (1n << BigInt(width - 1)) - 1n];
  if (random.chance(0.3)) return random.pick(ends);
  const used = random.between(1, width);
  let value = 0n;
  for (let i = 0; i < used; i++) value = (value << 1n) | BigInt(random.below(2));
  return signed && random.chance(0.5) ? BigInt.asIntN(used, value) : value;
}

/** As JavaScript takes an integer of a type; small ones as a number or as a bigint where both are taken. */
const asInput = (value: bigint, big: boolean, random: Random): ScalarValue =>
  big && !(value >= -1000n && value <= 1000n && random.chance(0.3)) ? value : Number(value);

function wrongInteger(random: Random, width: number, big: boolean): [unknown, "TypeError" | "RangeError"] {
  const [above, below] = [1n << BigInt(width), -(1n << BigInt(width - 1)) - 1n];
  const beyond = (value: bigint): [unknown, "RangeError"] => [big ? value : Number(value), "RangeError"];
  return random.pick<[unknown, "TypeError" | "RangeError"]>([
    beyond(above),
    beyond(below),
    [0.5, "RangeError"],
    [big ? NaN : -0.5, "RangeError"],
    [null, "TypeError"],
    [{}, "TypeError"],
    [[1], "TypeError"],
    [true, "TypeError"],
  ]);
}

/** How a scalar type is stored. */
export function scalarCodec({ size, kind, signed, big }: ScalarFacts, little: boolean): Codec {
  const order = (bytes: number[]) => little ? bytes : bytes.reverse();
  const whole = (bytes: readonly number[], at: number) => fromBytes(order(bytes.slice(at, at + size)), 0, size);
  const put = (bytes: number[], at: number, stored: number[]) => bytes.splice(at, size, ...order(stored));
  if (kind === "bool") {
    return {
      first: 0,
      size,
      read: (bytes, at) => bytes[at] !== 0,
      write: (bytes, at, value) => void (bytes[at] = value ? 1 : 0),
      random: (random) => random.chance(0.5),
      wrong: (random) => [random.pick([null, 2, 1, "true", {}]), "TypeError"],
    };
  }
  if (kind === "float") {
    const view = new DataView(new ArrayBuffer(8));
    const method = size === 4 ? "Float32" : "Float64";
    return {
      first: 0,
      size,
      read(bytes, at) {
        order(bytes.slice(at, at + size)).forEach((byte, i) => view.setUint8(i, byte));
        return view[`get${method}`](0, true);
      },
      write(bytes, at, value) {
        view[`set${method}`](0, value as number, true);
        put(bytes, at, Array.from({ length: size }, (_, i) => view.getUint8(i)));
      },
      random: (random) => random.pick([0, -0, 1.5, -2.25, Infinity, 1e300, 5e-324, random.below(1e6) / 7]),
      wrong: (random) => [random.pick([null, "1.5", 1n, {}]), "TypeError"],
    };
  }
  return {
    first: 0,
    size,
    read(bytes, at) {
      const value = signed ? BigInt.asIntN(8 * size, whole(bytes, at)) : whole(bytes, at);
      return big ? value : Number(value);
    },
    write: (bytes, at, value) => void put(bytes, at, toBytes(BigInt(value), size)),
    random: (random) => asInput(randomInteger(random, 8 * size, true), big, random),
    wrong: (random) => wrongInteger(random, 8 * size, big),
  };
}

/**
 * How a bit field is stored.
 *
 * @param start Its first bit, counted in the order in which compilers allot them.
 */
export function bitCodec(
  { kind, signed, big }: ScalarFacts,
  { start, width, little }: { start: number; width: number; little: boolean },
): Codec {
  const place = (i: number): [byte: number, mask: number] => {
    // Of value bit i: the lowest bit comes first where bytes do so, last otherwise.
    const at = start + (little ? i : width - 1 - i);
    return [at >> 3, 1 << (little ? at & 7 : 7 - (at & 7))];
  };
  return {
    first: start >> 3,
    size: ((start + width + 7) >> 3) - (start >> 3),
    read(bytes, at) {
      let value = 0n;
      for (let i = 0; i < width; i++) {
        const [byte, mask] = place(i);
        if (bytes[at + byte] & mask) value |= 1n << BigInt(i);
      }
      if (kind === "bool") return value !== 0n;
      if (signed) value = BigInt.asIntN(width, value);
      return big ? value : Number(value);
    },
    write(bytes, at, value) {
      for (let i = 0; i < width; i++) {
        const [byte, mask] = place(i);
        bytes[at + byte] = (BigInt(value) >> BigInt(i)) & 1n ? bytes[at + byte] | mask : bytes[at + byte] & ~mask;
      }
    },
    random: (random) => kind === "bool" ? random.chance(0.5) : asInput(randomInteger(random, width, true), big, random),
    wrong: (random) => kind === "bool" ? [1, "TypeError"] : wrongInteger(random, width, big),
  };
}
