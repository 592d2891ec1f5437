import { readBits, readBits32, writeBits, writeBits32 } from "./bit_access.ts";
import type { Placed } from "./layout.ts";
import type { Accessor } from "./record_class.ts";
import { outOfRange, type TypeInfo } from "./type_info.ts";

/**
 * How to read and write a bit field.
 *
 * @param info The declared type.
 * @param place Where its bits are.
 * @param little Whether the structure counts bits from the lowest.
 */
export function bitAccess(info: TypeInfo, { bitOffset, bitWidth }: Placed, little: boolean): Accessor["custom"] {
  const at = bitOffset!, width = bitWidth!;
  if (info.native === "bool") {
    return {
      read: (block, offset) => readBits32(block.view, offset, at, width, false, little) !== 0,
      write: (block, offset, value, label, owner) =>
        writeBits32(block.view, offset, at, width, info.convert!(value, label, owner) ? 1 : 0, little),
    };
  }
  const signed = /^i/.test(info.native as string);
  // What the type's own conversion gives tells whether JavaScript sees a bigint.
  const big = typeof info.convert!(0, "", null) === "bigint";
  const low = -(2n ** BigInt(width - 1)), high = 2n ** BigInt(width) - 1n;
  const check = (value: unknown, label: string, owner: unknown) => {
    const converted = info.convert!(value, label, owner) as number | bigint;
    const number = typeof value === "string" ? converted : value as number | bigint;
    if (number < low || number > high) {
      throw outOfRange(value, `${info.name}:${width}`, label, owner, `an integer from ${low} to ${high}`);
    }
    return converted;
  };
  if (big) {
    return {
      read: (block, offset) => readBits(block.view, offset, at, width, signed, little),
      write: (block, offset, value, label, owner) =>
        writeBits(block.view, offset, at, width, check(value, label, owner) as bigint, little),
    };
  }
  return {
    read: (block, offset) => readBits32(block.view, offset, at, width, signed, little),
    write: (block, offset, value, label, owner) =>
      writeBits32(block.view, offset, at, width, check(value, label, owner) as number, little),
  };
}
