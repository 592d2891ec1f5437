/**
 * Reads and writes bit fields wherever they lie: up to 64 bits that start at any bit, so in up to nine bytes.
 *
 * Bits are counted as in `Placed`: in the order in which a compiler allots them, from the first bit of the byte at
 * `byteOffset`. That is the lowest bit of each byte first on little-endian memory, the highest first on big-endian.
 * Only bytes that hold bits of the field are touched, since the ones beside them may lie outside the structure.
 */

/**
 * Reads a bit field of up to 32 bits.
 *
 * @param view The memory.
 * @param byteOffset The byte in `view` from which bits are counted.
 * @param bitOffset The field's first bit.
 * @param bitWidth The field's width, 1 to 32.
 * @param signed Whether the field's highest bit is a sign.
 * @param littleEndian The byte order of the structure.
 * @returns The field's value.
 */
export function readBits32(
  view: DataView,
  byteOffset: number,
  bitOffset: number,
  bitWidth: number,
  signed: boolean,
  littleEndian: boolean,
): number {
  const first = byteOffset + (bitOffset >>> 3);
  const skip = bitOffset & 7;
  const end = skip + bitWidth;
  let value = view.getUint8(first);
  if (littleEndian) {
    // A shift by more than 31 would wrap, so the first byte goes down before the others come in above it.
    value >>>= skip;
    for (let at = 8; at < end; at += 8) value |= view.getUint8(first + (at >>> 3)) << (at - skip);
  } else {
    let at = 8;
    for (; at + 8 <= end; at += 8) value = (value << 8) | view.getUint8(first + (at >>> 3));
    const rest = end - at;
    if (rest > 0) value = (value << rest) | (view.getUint8(first + (at >>> 3)) >>> (8 - rest));
    else value >>>= -rest;
  }
  // What lies above the field goes out at the top, and the sign or zeros come in.
  const unused = 32 - bitWidth;
  return signed ? (value << unused) >> unused : (value << unused) >>> unused;
}

/**
 * Writes a bit field of up to 32 bits; the bits beside it stay.
 *
 * @param view The memory.
 * @param byteOffset The byte in `view` from which bits are counted.
 * @param bitOffset The field's first bit.
 * @param bitWidth The field's width, 1 to 32.
 * @param value An integer from −2³¹ to 2³² − 1; its low `bitWidth` bits are stored, as C does.
 * @param littleEndian The byte order of the structure.
 */
export function writeBits32(
  view: DataView,
  byteOffset: number,
  bitOffset: number,
  bitWidth: number,
  value: number,
  littleEndian: boolean,
): void {
  let byte = byteOffset + (bitOffset >>> 3);
  let skip = bitOffset & 7;
  let left = bitWidth;
  while (left > 0) {
    const taken = Math.min(8 - skip, left);
    left -= taken;
    // From the low end of the value in the one order, from the high end in the other.
    const part = littleEndian ? value >>> (bitWidth - left - taken) : value >>> left;
    const shift = littleEndian ? skip : 8 - skip - taken;
    const mask = ((1 << taken) - 1) << shift;
    view.setUint8(byte, (view.getUint8(byte) & ~mask) | ((part << shift) & mask));
    byte++;
    skip = 0;
  }
}

/**
 * Reads a bit field of up to 64 bits.
 *
 * @param view The memory.
 * @param byteOffset The byte in `view` from which bits are counted.
 * @param bitOffset The field's first bit.
 * @param bitWidth The field's width, 1 to 64.
 * @param signed Whether the field's highest bit is a sign.
 * @param littleEndian The byte order of the structure.
 * @returns The field's value.
 */
export function readBits(
  view: DataView,
  byteOffset: number,
  bitOffset: number,
  bitWidth: number,
  signed: boolean,
  littleEndian: boolean,
): bigint {
  const above = bitWidth - 32;
  if (above <= 0) return BigInt(readBits32(view, byteOffset, bitOffset, bitWidth, signed, littleEndian));
  const highAt = littleEndian ? bitOffset + 32 : bitOffset;
  const lowAt = littleEndian ? bitOffset : bitOffset + above;
  const high = readBits32(view, byteOffset, highAt, above, signed, littleEndian);
  const low = readBits32(view, byteOffset, lowAt, 32, false, littleEndian);
  return (BigInt(high) << 32n) | BigInt(low);
}

/**
 * Writes a bit field of up to 64 bits; the bits beside it stay.
 *
 * @param view The memory.
 * @param byteOffset The byte in `view` from which bits are counted.
 * @param bitOffset The field's first bit.
 * @param bitWidth The field's width, 1 to 64.
 * @param value Any integer; its low `bitWidth` bits are stored, as C does.
 * @param littleEndian The byte order of the structure.
 */
export function writeBits(
  view: DataView,
  byteOffset: number,
  bitOffset: number,
  bitWidth: number,
  value: bigint,
  littleEndian: boolean,
): void {
  const above = bitWidth - 32;
  const low = Number(BigInt.asIntN(32, value));
  if (above <= 0) return writeBits32(view, byteOffset, bitOffset, bitWidth, low, littleEndian);
  const high = Number(BigInt.asIntN(32, value >> 32n));
  writeBits32(view, byteOffset, littleEndian ? bitOffset : bitOffset + above, 32, low, littleEndian);
  writeBits32(view, byteOffset, littleEndian ? bitOffset + 32 : bitOffset, above, high, littleEndian);
}
