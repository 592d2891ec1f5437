import {
  addressof,
  alignment,
  anonymous,
  ArrayOf,
  BigEndianStructure,
  bits,
  byref,
  bytesAt,
  c_char,
  c_char_p,
  c_double,
  c_int,
  c_long,
  c_longlong,
  c_short,
  c_ubyte,
  c_uint,
  c_void,
  c_void_p,
  c_wchar_p,
  cast,
  CFunction,
  createStringBuffer,
  createUnicodeBuffer,
  memmove,
  memoryAt,
  memset,
  Pointer,
  pointer,
  resize,
  sizeof,
  stringAt,
  Structure,
  Union,
  wstringAt,
} from "../../mod.ts";
import { type Case, type Cases, error, rangeError, typeError } from "./case.ts";

class Point extends Structure({ x: c_int, y: c_int }) {}
class Holder extends Structure({
  point: Point,
  text: c_char_p,
  wide: c_wchar_p,
  list: ArrayOf(c_int, 3),
  to: Pointer(Point),
  call: CFunction([c_int], c_int),
  mode: bits(c_uint, 3),
}) {}
// deno-lint-ignore no-explicit-any
const any = (value: unknown): any => value;

const sizes: Record<string, unknown> = {
  negative: -1,
  fractional: 0.5,
  "not a number": NaN,
  infinite: Infinity,
  "unsafe": 2 ** 53,
};
const bySize = (what: string, says: string, run: (size: number) => unknown): [string, Case][] =>
  Object.entries(sizes).map((
    [name, size],
  ) => [`${what} of a size that is ${name}`, rangeError(says, () => run(size as number))]);
const huge = (run: () => unknown): Case => rangeError(/./, run);

const lone = "a\ud800b";

export const cases: Cases = {
  "NULL: contents": error("Cannot dereference NULL", () => new (Pointer(c_int))().contents),
  "NULL: at()": error("Cannot dereference NULL", () => new (Pointer(c_int))().at(0)),
  "NULL: set()": error("Cannot dereference NULL", () => new (Pointer(c_int))().set(0, 1)),
  "NULL: a field of contents": error("Cannot dereference NULL", () => new (Pointer(Point))().contents.x),
  "NULL: stringAt()": error("Cannot dereference NULL", () => stringAt(null)),
  "NULL: wstringAt()": error("Cannot dereference NULL", () => wstringAt(0n)),
  "NULL: bytesAt()": error("Cannot dereference NULL", () => bytesAt(null, 1)),
  "NULL: memoryAt()": error("Cannot dereference NULL", () => memoryAt(new c_void_p(), 1)),
  "NULL: memmove() to": error("Cannot dereference NULL", () => memmove(null, new Uint8Array(1), 1)),
  "NULL: memmove() from": error("Cannot dereference NULL", () => memmove(new Uint8Array(1), null, 1)),
  "NULL: memset()": error("Cannot dereference NULL", () => memset(null, 0, 1)),
  "NULL: fromAddress()": rangeError("Point: 0n is no address", () => Point.fromAddress(0n)),
  "NULL: a null pointer field": typeError(/null/, () => any(new Holder()).to.contents),
  "no address": rangeError("is no address", () => Point.fromAddress(2n ** 63n)),
  "an address as a number": typeError("expected a bigint", () => Point.fromAddress(any(4096))),
  "a pointer to no address": rangeError("no address", () => cast(-1n, Pointer(c_int))!.at(0)),

  "out of bounds: a pointer": rangeError("the object there ends at 4", () => pointer(new c_int()).at(1)),
  "out of bounds: behind a pointer": rangeError("Cannot access", () => pointer(new c_int()).at(-1)),
  "out of bounds: far away": rangeError("Cannot access", () => pointer(new c_int()).at(2 ** 50)),
  "out of bounds: writing": rangeError("Cannot access", () => new (Pointer(c_int))(new Int32Array(2)).set(2, 0)),
  "out of bounds: an array": rangeError("index 3 is outside 0 … 2", () => new (ArrayOf(c_long, 3))().at(3)),
  "out of bounds: writing an array": rangeError("index -1 is outside", () => new (ArrayOf(c_long, 3))().set(-1, 0)),
  "out of bounds: memmove()": rangeError("Cannot access 9 bytes", () => memmove(new Uint8Array(9), new c_double(), 9)),
  "out of bounds: memset()": rangeError("Cannot access 9 bytes", () => memset(new c_double(), 0, 9)),
  "out of bounds: bytesAt()": rangeError("Cannot access 5 bytes", () => bytesAt(new c_int(), 5)),
  "out of bounds: byref()": rangeError("is outside 0 … 4", () => byref(new c_int(), 5)),
  "out of bounds: a cast": rangeError("Cannot access", () => cast(new c_int(), Pointer(c_longlong)).at(0)),
  "out of bounds: contents of a cast": rangeError("Cannot access", () => cast(new c_ubyte(), Pointer(Point)).contents),
  "an index that is text": typeError("expected an integer", () => pointer(new c_int()).at(any("0"))),
  "an index of an array that is text": typeError("expected an index", () => new (ArrayOf(c_long, 3))().at(any("0"))),

  ...Object.fromEntries([
    ...bySize("ArrayOf()", "ArrayOf(): expected a length of 0 or more", (size) => ArrayOf(c_int, size)),
    ...bySize("createStringBuffer()", "expected a length of 0 or more", (size) => createStringBuffer(size)),
    ...bySize(
      "createStringBuffer() of text",
      "expected a length of 0 or more",
      (size) => createStringBuffer("x", size),
    ),
    ...bySize("createUnicodeBuffer()", "expected a length of 0 or more", (size) => createUnicodeBuffer(size)),
    ...bySize("resize()", "expected a size of at least 8", (size) => resize(new Point(), size)),
    ...bySize("memmove()", "memmove(): expected a size", (size) => memmove(new Uint8Array(9), new Uint8Array(9), size)),
    ...bySize("memset()", "memset(): expected a size", (size) => memset(new Uint8Array(9), 0, size)),
    ...bySize("stringAt()", "stringAt(): expected a size", (size) => stringAt(new Uint8Array(9), size)),
    ...bySize("wstringAt()", "wstringAt(): expected a size", (size) => wstringAt(new Uint8Array(9), size)),
    ...bySize("memoryAt()", "memoryAt(): expected a size", (size) => memoryAt(new Uint8Array(9), size)),
  ]),
  "a huge array": huge(() => new (ArrayOf(c_int, 2 ** 50))()),
  "a huge array of structures": huge(() => new (ArrayOf(Point, 2 ** 49))()),
  "a huge buffer": huge(() => createStringBuffer(2 ** 52)),
  "a huge wide buffer": huge(() => createUnicodeBuffer(2 ** 50)),
  "a huge resize": huge(() => resize(new Point(), 2 ** 52)),
  "a size that is text": typeError("expected a length", () => ArrayOf(c_int, any("3"))),
  "a size given twice": typeError("twice", () => createStringBuffer(3, 4)),
  "text longer than its buffer": rangeError("do not fit", () => createStringBuffer("hello", 3)),
  "text with a lone surrogate in a buffer": typeError("lone surrogates", () => createStringBuffer(lone)),
  "text with a lone surrogate in a wide buffer": typeError("lone surrogates", () => createUnicodeBuffer(lone)),
  "text longer than its buffer, later": rangeError(
    "at most 3 units",
    () => createStringBuffer("abc", 3).value = "abcd",
  ),
  "resizing a typed array": typeError("resize(): expected an instance", () => resize(any(createStringBuffer(3)), 9)),

  "a cast to a number": typeError(
    "expected a pointer, string or function type, not c_int",
    () => cast(new c_int(), c_int),
  ),
  "a cast to a structure": typeError("not Point", () => cast(new c_int(), Point)),
  "a cast to an array": typeError("not ArrayOf(c_int, 3)", () => cast(new c_int(), ArrayOf(c_int, 3))),
  "a cast to no type": typeError("expected a C type", () => cast(new c_int(), any(Number))),
  "a cast of a number": typeError("5 has no address", () => cast(any(5), c_void_p)),
  "a cast of text": typeError('"text" has no address', () => cast(any("text"), c_char_p)),
  "a cast of a resizable buffer": typeError(
    "resizable",
    () => cast(new ArrayBuffer(1, { maxByteLength: 2 }), c_void_p),
  ),
  "a pointer to a number": typeError("expected an instance of a C type", () => pointer(any(5))),
  "a pointer to no type": typeError("expected a C type", () => Pointer(any(Number))),
  "a pointer to a plain array": typeError("expected an instance of a C type", () => pointer(new Int32Array(1))),
  "a value of void": typeError("void has no values", () => cast(new c_int(), Pointer(c_void)).at(0)),
  "an instance of void": typeError("c_void has no instances", () => new (any(c_void))()),
  "the size of a number": typeError("sizeof()", () => sizeof(any(5))),
  "the alignment of an object": typeError("alignment()", () => alignment(any({}))),
  "the address of text": typeError("addressof()", () => addressof(any("x"))),
  "a type without new": typeError(/new/, () => any(c_int)(5)),
  "a structure without new": typeError(/new/, () => any(Point)({ x: 1 })),

  "an unknown field": typeError('Point has no field "z"', () => new Point(any({ z: 1 }))),
  "an unknown nested field": typeError('Point has no field "z"', () => new Holder({ point: any({ z: 1 }) })),
  "a field defined twice": typeError(
    'field "x" is defined twice',
    () => Structure({ u: anonymous(Union({ x: c_int })), v: anonymous(Union({ x: c_int })) }),
  ),
  "a field of no type": typeError('field "x": expected a C type, not function Date', () => Structure({ x: any(Date) })),
  "a field of a class of the user's": typeError("expected a C type, not class Own", () => {
    class Own {}
    Structure({ x: any(Own) });
  }),
  "a field of void": typeError("c_void has no size", () => Structure({ x: c_void })),
  "a field with a number for a name": typeError("JavaScript would reorder", () => Structure({ 1: c_int })),
  "a structure without fields by value": typeError("has no size", () => CFunction([Structure({})], c_int)),
  "fields that are a list": typeError(/number|expected/, () => Structure(any([c_int, c_int]))),
  "fields that are nothing": typeError("expected an object of fields", () => Structure(any(null))),
  "a structure in itself": typeError("contains itself", () => {
    class Self extends Structure({
      get self(): unknown {
        return Self;
      },
    }) {}
    new Self();
  }),
  "bits wider than the type": rangeError("expected 1 to 16 bits of c_short", () => bits(c_short, 17)),
  "no bits": rangeError("expected 1 to 32 bits", () => bits(c_int, 0)),
  "bits of a double": typeError("expected an integer type, not c_double", () => bits(c_double, 3)),
  "a pack that is none": rangeError("pack", () => Structure({ x: c_int }, { pack: 3 })),
  "an alignment that is none": rangeError("align", () => Structure({ x: c_int }, { align: 5 })),
  "a pointer in the other byte order": typeError(
    "no other byte order",
    () => BigEndianStructure({ p: Pointer(c_int) }),
  ),
  "an anonymous number": typeError("expected a structure or union", () => anonymous(any(c_int))),
  "a buffer too small": rangeError(
    "8 bytes at offset 0 do not fit in 7 bytes",
    () => Point.fromBuffer(new Uint8Array(7)),
  ),
  "an offset too large": rangeError("do not fit", () => Point.fromBuffer(new Uint8Array(16), 9)),
  "a misaligned buffer": rangeError("not aligned to 4", () => Point.fromBuffer(new Uint8Array(16), 2)),
  "a buffer that is none": typeError("expected a buffer", () => Point.fromBuffer(any([1, 2]))),
  "a shared buffer": typeError("SharedArrayBuffer", () => Point.fromBuffer(any(new SharedArrayBuffer(8)))),

  "a field: text for a number": typeError(
    'cannot convert "5" to field x (c_int) of Point',
    () => new Point().x = any("5"),
  ),
  "a field: a number too large": rangeError("4294967296 to field x (c_int) of Point", () => new Point().x = 2 ** 32),
  "a field: bits too many": rangeError("8 to field mode (c_uint:3) of Holder", () => new Holder().mode = 8),
  "a field: a number for text": typeError("5 to field text (c_char_p) of Holder", () => new Holder().text = any(5)),
  "a field: text with NUL": typeError("without NUL", () => new Holder().text = "a\0b"),
  "a field: a lone surrogate": typeError("lone surrogates", () => new Holder().wide = lone),
  "a field: a number for a structure": typeError(
    "5 to field point (Point) of Holder",
    () => new Holder().point = any(5),
  ),
  "a field: another structure": typeError(
    "field point (Point) of Holder",
    () => new Holder().point = any(new Holder()),
  ),
  "a field: null for a structure": typeError("null to field point (Point)", () => new Holder().point = any(null)),
  "a field: a number for an array": typeError(
    "field list (ArrayOf(c_int, 3)) of Holder",
    () => new Holder().list = any(5),
  ),
  "a field: too many for an array": rangeError("at most 3 values", () => new Holder().list = any([1, 2, 3, 4])),
  "a field: text in an array": typeError('"x" to element 1 of field list', () => new Holder().list = any([1, "x"])),
  "a field: a number for a pointer": typeError("field to (Pointer(Point)) of Holder", () => new Holder().to = any(5)),
  "a field: another pointer": typeError("field to (Pointer(Point))", () => new Holder().to = any(pointer(new c_int()))),
  "a field: a number for a function": typeError("field call", () => new Holder().call = any(5)),
  "an initialiser that throws": error("from a getter", () =>
    new Point(any({
      get x() {
        throw new Error("from a getter");
      },
    }))),
  "an iterable that throws": error("from an iterator", () =>
    new (ArrayOf(c_int, 3))(function* () {
      yield 1;
      throw new Error("from an iterator");
    }())),
  "an iterable without end": rangeError("at most 3 values", () =>
    new (ArrayOf(c_int, 3))(function* () {
      while (true) yield 1;
    }())),
  "an iterable that takes the memory away": typeError(/detached|bounds|buffer/i, () => {
    const buffer = new ArrayBuffer(64);
    const holder = Holder.fromBuffer(buffer);
    holder.list = any(function* () {
      yield 1;
      buffer.transfer();
      yield 2;
    }());
  }),
  "a character of two": typeError("one character", () => new c_char("ab")),
  "a field of the prototype": typeError(/./, () => any(Point.prototype).x),
  "a method of another object": typeError(/./, () => any(new (ArrayOf(c_long, 1))()).at.call({}, 0)),
};
