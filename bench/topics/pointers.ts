// Calls of C functions with memory of ours.
import {
  byref,
  c_char_p,
  c_int,
  c_void_p,
  CFunction,
  createStringBuffer,
  dlopen,
  Pointer,
  pointer,
  Structure,
} from "../../mod.ts";
import { loop } from "../loop.ts";
import type { Row, Target } from "../measure.js";
import { library } from "../native/mod.ts";
import { rawAddress, rawLibrary } from "../raw.ts";

class Point extends Structure({ x: c_int, y: c_int }) {}

const { symbols: us } = dlopen(library, {
  first_byte: CFunction([c_char_p], c_int),
  first_int: CFunction([Pointer(c_int)], c_int),
  first_x: CFunction([Pointer(Point)], c_int),
  copy_int: CFunction([Pointer(c_int), Pointer(c_int)], c_int),
  is_null: CFunction([c_void_p], c_int),
});
const raw = rawLibrary({
  first_byte: [["buffer"], "i32"],
  first_int: [["buffer"], "i32"],
  first_x: [["buffer"], "i32"],
  copy_int: [["buffer", "buffer"], "i32"],
  is_null: [["buffer"], "i32"],
});
// A raw caller may have made the address once and for all.
const { first_int: rawByAddress, first_x: rawByAddressX } = rawLibrary({
  first_int: [["ptr"], "i32"],
  first_x: [["ptr"], "i32"],
});

const four = <T>(make: (i: number) => T): T[] => [0, 1, 2, 3].map(make);
const bytes = four((i) => new Uint8Array(1000).fill(i));
const strings = four((i) => createStringBuffer("abcd".slice(i), 32));
const ints = four((i) => new c_int(i));
const pointers = ints.map((int) => pointer(int));
const points = four((i) => new Point({ x: i }));
const rawInts = four((i) => new Int32Array([i, i]));
const rawAddresses = rawInts.map(rawAddress);
const target: Target = { raw: 1.25, python: 50, koffi: 5 };

const scope = {
  us,
  raw,
  rawByAddress,
  rawByAddressX,
  byref,
  bytes,
  strings,
  ints,
  pointers,
  points,
  rawInts,
  rawAddresses,
};

/**
 * @param ours Source of the call in turn `i`.
 * @param theirs The same without us; of several ways, by name.
 */
function row(name: string, ours: string, theirs: string | Record<string, string>): Row {
  const sum = (call: string) => loop(`sum ^= ${call};`, scope);
  const raw = typeof theirs === "string"
    ? sum(theirs)
    : Object.fromEntries(Object.entries(theirs).map(([way, call]) => [way, sum(call)]));
  return { name, us: sum(ours), raw, target };
}

export const rows: Row[] = [
  row("uint8_t *, a Uint8Array", "us.first_byte(bytes[i & 3])", "raw.first_byte(bytes[i & 3])"),
  row("uint8_t *, always the same Uint8Array", "us.first_byte(bytes[1])", "raw.first_byte(bytes[1])"),
  row("char *, a string buffer", "us.first_byte(strings[i & 3])", "raw.first_byte(bytes[i & 3])"),
  row("int *, byref(c_int)", "us.first_int(byref(ints[i & 3]))", "raw.first_int(rawInts[i & 3])"),
  row("int *, a pointer", "us.first_int(pointers[i & 3])", "rawByAddress(rawAddresses[i & 3])"),
  row("int *, an Int32Array", "us.first_int(rawInts[i & 3])", "raw.first_int(rawInts[i & 3])"),
  row("Point *, a structure", "us.first_x(points[i & 3])", {
    "a buffer": "raw.first_x(rawInts[i & 3])",
    "an address made before": "rawByAddressX(rawAddresses[i & 3])",
  }),
  row(
    "int *, int *, both byref",
    "us.copy_int(byref(ints[i & 3]), byref(ints[(i + 1) & 3]))",
    "raw.copy_int(rawInts[i & 3], rawInts[(i + 1) & 3])",
  ),
  row("void *, a Uint8Array", "us.is_null(bytes[i & 3])", "raw.is_null(bytes[i & 3])"),
  row("void *, null", "us.is_null(null)", "raw.is_null(null)"),
];
