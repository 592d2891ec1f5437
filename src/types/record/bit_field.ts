import { readBits, readBits32, writeBits, writeBits32 } from "./bit_access.ts";
import type { Placed } from "./layout.ts";
import type { Accessor } from "./record_class.ts";
import { outOfRange, type TypeInfo } from "../type_info.ts";

/**
 * How to read and write a bit field.
 *
 * @param info The declared type.
 * @param place Where its bits are.
 * @param little Whether the structure counts bits from the lowest.
 * @param size The size of the structure.
 */
export function bitAccess(info: TypeInfo, place: Placed, little: boolean, size: number): Accessor["custom"] {
  const at = place.bitOffset!, width = place.bitWidth!;
  const whole = little && at + width <= 8 * info.size && place.offset + info.size <= size;
  if (info.native === "bool") {
    return {
      read: (block, offset) => readBits32(block.view, offset, at, width, false, little) !== 0,
      write: (block, offset, value, label, owner) =>
        writeBits32(block.view, offset, at, width, info.convert!(value, label, owner) ? 1 : 0, little),
    };
  }
  const signed = /^i/.test(info.native as string) && info.scalar !== "char"; // C's char is signed, but bytes are bytes
  const low = -(2n ** BigInt(width - 1)), high = 2n ** BigInt(width) - 1n;
  const check = (value: unknown, label: string, owner: unknown) => {
    const converted = info.convert!(value, label, owner) as number | bigint;
    const number = typeof value === "string" ? converted : value as number | bigint;
    if (number < low || number > high) {
      throw outOfRange(value, `${info.name}:${width}`, label, owner, `an integer from ${low} to ${high}`);
    }
    return converted;
  };
  if (info.scalar === "bigint") {
    return {
      read: (block, offset) => readBits(block.view, offset, at, width, signed, little),
      write: (block, offset, value, label, owner) =>
        writeBits(block.view, offset, at, width, check(value, label, owner) as bigint, little),
    };
  }
  return {
    source: whole ? unitSource(info.size, at, width, signed) : undefined,
    read: (block, offset) => readBits32(block.view, offset, at, width, signed, little),
    write: (block, offset, value, label, owner) =>
      writeBits32(block.view, offset, at, width, check(value, label, owner) as number, little),
  };
}

/**
 * Source that reads and writes a bit field in one access to its whole unit.
 *
 * @param size Of the unit in bytes, up to 4.
 */
function unitSource(
  size: number,
  at: number,
  width: number,
  signed: boolean,
): NonNullable<Accessor["custom"]>["source"] {
  const order = size === 1 ? "" : ", true";
  const load = (view: string, offset: string) => `${view}.getUint${8 * size}(${offset}${order})`;
  const ones = width === 32 ? -1 : 2 ** width - 1;
  const mask = ones << at;
  return {
    get(view, offset) {
      if (signed) return `${load(view, offset)} << ${32 - at - width} >> ${32 - width}`;
      return width === 32 ? load(view, offset) : `${load(view, offset)} >>> ${at} & ${ones}`;
    },
    set: (view, offset, value) =>
      `${view}.setUint${8 * size}(${offset}, ${load(view, offset)} & ${~mask} | ${value} << ${at} & ${mask}${order})`,
    test: (value) =>
      `typeof ${value} === "number" && (${value} | 0) === ${value} && ` +
      `${value} >= ${-(2 ** (width - 1))} && ${value} < ${2 ** width}`,
  };
}
