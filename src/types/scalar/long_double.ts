import { runtime } from "../../runtime/runtime.ts";
import { scalarInfo, unfinished } from "./scalar_info.ts";
import type { TypeInfo } from "../type_info.ts";

/** How a platform stores `long double`: as a double, in x87's 80 bits, or as an IEEE binary128. */
type Format = "double" | "x87" | "quad";

function format(): Format {
  if (runtime.platform === "win32") return "double";
  if (runtime.arch === "arm64") return runtime.platform === "darwin" ? "double" : "quad";
  return "x87";
}

/** Describes `long double` as this platform has it. */
export function longDoubleInfo(): TypeInfo {
  const double = scalarInfo({ name: "c_longdouble", access: "Float64", value: "float" });
  const kind = format();
  if (kind === "double") return double;
  const [get, set] = kind === "x87" ? [getX87, setX87] : [getQuad, setQuad];
  return {
    kind: "scalar",
    name: "c_longdouble",
    type: null as never,
    size: 16,
    alignment: 16,
    native: "longdouble",
    scalar: "float",
    hasPointers: false,
    convert: double.convert,
    toNative: double.convert,
    read: (block, offset) => get(block.view, offset),
    write: (block, offset, value, label, owner) =>
      set(block.view, offset, double.convert!(value, label, owner) as number),
    view: unfinished,
  };
}

/** An extended number taken apart: (−1)^sign × significand × 2^(exponent − 16383 − 63), significand of 64 bits. */
function compose(negative: boolean, exponent: number, significand: bigint): number {
  if (exponent === 0x7fff) {
    const fraction = significand & 0x7fff_ffff_ffff_ffffn;
    return fraction !== 0n ? NaN : negative ? -Infinity : Infinity;
  }
  // Number() rounds 64 bits to 53; scaling in two steps keeps subnormal results from overflowing on the way. A result
  // below the normal range would be rounded twice, so its excess bits go first.
  const power = Math.max(exponent, 1) - 16383 - 63;
  const excess = -1074 - power;
  const rounded = excess > 0 ? roundedShift(significand, excess) : significand;
  const scale = excess > 0 ? -1074 : power;
  const half = Math.trunc(scale / 2);
  const value = Number(rounded) * 2 ** half * 2 ** (scale - half);
  return negative ? -value : value;
}

function roundedShift(significand: bigint, bits: number): bigint {
  if (bits > 66) return 0n;
  const shift = BigInt(bits);
  const down = significand >> shift;
  const rest = significand - (down << shift);
  const half = 1n << (shift - 1n);
  return rest > half || rest === half && (down & 1n) === 1n ? down + 1n : down;
}

function decompose(value: number): { negative: boolean; exponent: number; significand: bigint } {
  const scratch = new DataView(new ArrayBuffer(8));
  scratch.setFloat64(0, value);
  const bits = scratch.getBigUint64(0);
  const negative = bits >> 63n === 1n;
  const exponent = Number(bits >> 52n & 0x7ffn);
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  if (exponent === 0x7ff) return { negative, exponent: 0x7fff, significand: 1n << 63n | fraction << 11n };
  if (exponent === 0) {
    if (fraction === 0n) return { negative, exponent: 0, significand: 0n };
    const shift = 64 - fraction.toString(2).length;
    return { negative, exponent: 16383 - 1074 + 63 - shift, significand: fraction << BigInt(shift) };
  }
  return { negative, exponent: exponent - 1023 + 16383, significand: (1n << 52n | fraction) << 11n };
}

function getX87(view: DataView, offset: number): number {
  const high = view.getUint16(offset + 8, true);
  return compose(high >> 15 === 1, high & 0x7fff, view.getBigUint64(offset, true));
}

function setX87(view: DataView, offset: number, value: number): void {
  const { negative, exponent, significand } = decompose(value);
  view.setBigUint64(offset, significand, true);
  view.setUint16(offset + 8, (negative ? 0x8000 : 0) | exponent, true);
}

function getQuad(view: DataView, offset: number): number {
  const high = view.getBigUint64(offset + 8, true);
  const low = view.getBigUint64(offset, true);
  const exponent = Number(high >> 48n & 0x7fffn);
  const fraction = (high & 0xffff_ffff_ffffn) << 64n | low;
  const implicit = exponent === 0 ? 0n : 1n << 112n;
  const whole = implicit | fraction;
  // 113 bits become 64, and a sticky bit keeps the later rounding right.
  const sticky = (whole & (1n << 49n) - 1n) === 0n ? 0n : 1n;
  return compose(high >> 63n === 1n, exponent, whole >> 49n | sticky);
}

function setQuad(view: DataView, offset: number, value: number): void {
  const { negative, exponent, significand } = decompose(value);
  const fraction = (significand & 0x7fff_ffff_ffff_ffffn) << 49n;
  view.setBigUint64(offset, BigInt.asUintN(64, fraction), true);
  view.setBigUint64(offset + 8, (negative ? 1n << 63n : 0n) | BigInt(exponent) << 48n | fraction >> 64n, true);
}
