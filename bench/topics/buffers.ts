// Making memory and pointers to it, beside what JavaScript has for it.
import {
  addressof,
  ArrayOf,
  byref,
  c_double,
  c_int,
  c_ubyte,
  cast,
  createStringBuffer,
  createUnicodeBuffer,
  Pointer,
  pointer,
} from "../../mod.ts";
import { loop } from "../loop.ts";
import type { Row, Target } from "../measure.js";
import { rawAddress } from "../raw.ts";

const ten = Array.from({ length: 10 }, (_, i) => i);
const scope = {
  ...{ addressof, byref, c_double, c_int, cast, createStringBuffer, createUnicodeBuffer, pointer, rawAddress },
  ring: new Array(64).fill(null),
  IntPointer: Pointer(c_int),
  BytePointer: Pointer(c_ubyte),
  Ints: ArrayOf(c_int, 10),
  ten,
  ints: ten.map((i) => new c_int(i)),
  rawInts: ten.map((i) => new Int32Array([i])),
  buffers: ten.map((i) => createStringBuffer(32 + i)),
  pointers: ten.map((i) => pointer(new c_int(i))),
  encoder: new TextEncoder(),
};

function row(name: string, us: string, raw: string | null, target: Target): Row {
  const make = (expression: string) => loop(`ring[i & 63] = ${expression};`, scope);
  return { name, us: make(us), ...raw === null ? {} : { raw: make(raw) }, target };
}

const address = "rawAddress(rawInts[i & 7])";

export const rows: Row[] = [
  row("createStringBuffer(32)", "createStringBuffer(32)", "new Uint8Array(new ArrayBuffer(32))", { python: 3 }),
  row("createStringBuffer(text)", "createStringBuffer('hello, world')", "encoder.encode('hello, world\\0')", {
    python: 1,
  }),
  row("createUnicodeBuffer(text)", "createUnicodeBuffer('hello, world')", null, { python: 1 }),
  row("new c_int(i)", "new c_int(i)", "new Int32Array([i])", { python: 1 }),
  row("new c_double(i)", "new c_double(i)", "new Float64Array([i])", { python: 1 }),
  row("new (ArrayOf(c_int, 10))()", "new Ints()", "new Int32Array(10)", { python: 1 }),
  row("new (ArrayOf(c_int, 10))(values)", "new Ints(ten)", "new Int32Array(ten)", { python: 1 }),
  row("byref(int)", "byref(ints[i & 7])", address, { python: 1 }),
  row("pointer(int)", "pointer(ints[i & 7])", address, { python: 5 }),
  row("cast(buffer, Pointer(c_int))", "cast(buffers[i & 7], IntPointer)", address, { python: 5 }),
  row("cast(pointer, Pointer(c_ubyte))", "cast(pointers[i & 7], BytePointer)", address, { python: 5 }),
  row("addressof(int)", "addressof(ints[i & 7])", address, { python: 1 }),
];
