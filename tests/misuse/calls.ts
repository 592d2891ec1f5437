import {
  byref,
  c_bool,
  c_char_p,
  c_double,
  c_int,
  c_int8,
  c_longlong,
  c_size_t,
  c_void_p,
  c_wchar_p,
  cast,
  CFunction,
  createStringBuffer,
  dlopen,
  Pointer,
  pointer,
  setErrno,
} from "../../mod.ts";
import { collectThoroughly } from "../collect.ts";
import { fixture } from "../native/mod.ts";
import { type Cases, error, rangeError, typeError } from "./case.ts";

const path = fixture("basic");
const IntFunction = CFunction([c_int], c_int);
const open = () =>
  dlopen(path, {
    same_int: IntFunction,
    same_int8: CFunction([c_int8], c_int8),
    same_bool: CFunction([c_bool], c_bool),
    same_double: CFunction([c_double], c_double),
    same_longlong: CFunction([c_longlong], c_longlong),
    add_int: CFunction([c_int, c_int], c_int),
    touch: CFunction([]),
    text_length: CFunction([c_char_p], c_size_t),
    wide_length: CFunction([c_wchar_p], c_size_t),
    fill: CFunction([c_void_p, c_int, c_size_t]),
    sum_ints: CFunction([Pointer(c_int), c_size_t], c_longlong),
    divide: CFunction([c_int, c_int, Pointer(c_int), Pointer(c_int)], c_bool),
    call_times: CFunction([c_int, IntFunction], c_longlong),
    call_pointer: CFunction([CFunction([c_void_p], Pointer(c_int)), c_void_p], c_void_p),
    call_binary: CFunction([CFunction([c_int, c_int], c_int), c_int, c_int], c_int),
    store_callback: CFunction([IntFunction]),
    call_stored: CFunction([c_int], c_int),
    format_text: CFunction([c_void_p, c_size_t, c_char_p], c_int, { variadic: true }),
    data_int: c_int,
    data_text: c_char_p,
  });
const { symbols: c } = open();
// deno-lint-ignore no-explicit-any
const any = (value: unknown): any => value;

const kinds = typeError(/^cannot convert .* to parameter 1 \(c_int\) of same_int\(\): expected an integer/, () => 0);
const wrongKinds: Record<string, unknown> = {
  "text": "1",
  "a bigint": 1n,
  "null": null,
  "undefined": undefined,
  "a boolean": true,
  "an array": [1],
  "a symbol": Symbol("s"),
  "a function": () => 1,
  "an object without prototype": Object.create(null),
  "an object that converts itself": { valueOf: () => 1, [Symbol.toPrimitive]: () => 1 },
};

export const cases: Cases = {
  ...Object.fromEntries(
    Object.entries(wrongKinds).map(([name, value]) => [
      `${name} for an int`,
      { ...kinds, run: () => c.same_int(any(value)) },
    ]),
  ),
  "a number too large": rangeError("cannot convert 4294967296 to parameter 1 (c_int)", () => c.same_int(2 ** 32)),
  "a number too small": rangeError("cannot convert -129 to parameter 1 (c_byte)", () => c.same_int8(-129)),
  "a fraction for an integer": rangeError("0.5", () => c.same_int(0.5)),
  "NaN for an integer": rangeError("NaN", () => c.same_int(NaN)),
  "an unsafe integer": rangeError("9007199254740992", () => c.same_longlong(2 ** 53)),
  "a bigint too large": rangeError("18446744073709551616n", () => c.same_longlong(2n ** 64n)),
  "a number for a boolean": typeError("expected a boolean", () => c.same_bool(any(1))),
  "a bigint for a double": typeError("expected a number", () => c.same_double(any(1n))),
  "too few arguments": typeError("add_int()", () => any(c.add_int)(1)),
  "no arguments": typeError("add_int()", () => any(c.add_int)()),
  "too many arguments": typeError("add_int() takes 2 arguments", () => any(c.add_int)(1, 2, 3)),
  "an argument for none": typeError("touch() takes 0 arguments", () => any(c.touch)(1)),
  "called with new": typeError(/construct|parameter|takes/, () => new (any(c.add_int))()),
  "too few for a variadic": typeError("at least 3 arguments", () => any(c.format_text)(null, 0)),
  "a plain number as a variadic extra": typeError("needs a C type", () => c.format_text(null, 0, "%d", any(5))),
  "an object as a variadic extra": typeError("needs a C type", () => c.format_text(null, 0, "%d", any({}))),

  "text with NUL": typeError("without NUL characters", () => c.text_length("a\0b")),
  "long text with NUL": typeError("without NUL characters", () => c.text_length("x".repeat(5000) + "\0")),
  "wide text with NUL": typeError("without NUL characters", () => c.wide_length("a\0b")),
  "a lone surrogate": typeError("without lone surrogates", () => c.text_length("a\ud800")),
  "a lone surrogate in wide text": typeError("without lone surrogates", () => c.wide_length("\udc00")),
  "a number for text": typeError("parameter 1 (c_char_p) of text_length()", () => c.text_length(any(5))),
  "an address for text": typeError("parameter 1 (c_char_p) of text_length()", () => c.text_length(any(4096n))),
  "integers for text": typeError("parameter 1 (c_char_p) of text_length()", () => c.text_length(new Int32Array(2))),

  "a number for a pointer": typeError("parameter 1 (c_void_p) of fill()", () => c.fill(any(5), 0, 0)),
  "text for a pointer": typeError("parameter 1 (c_void_p) of fill()", () => c.fill(any("text"), 0, 0)),
  "an array for a pointer": typeError("parameter 1 (Pointer(c_int))", () => c.sum_ints(any([1, 2]), 2)),
  "another pointer": typeError("parameter 1 (Pointer(c_int))", () => c.sum_ints(any(pointer(new c_double())), 1)),
  "a reference to something else": typeError(
    "parameter 3 (Pointer(c_int)) of divide()",
    () => c.divide(1, 2, any(byref(new c_double())), null),
  ),
  "a typed array of something else": typeError(
    "parameter 1 (Pointer(c_int))",
    () => c.sum_ints(any(new Float64Array(2)), 1),
  ),
  "an address out of range": rangeError("an address of 64 bits", () => c.fill(2n ** 64n, 0, 0)),
  "a resizable buffer": typeError("resizable", () => c.fill(new ArrayBuffer(8, { maxByteLength: 16 }), 0, 8)),
  "a view of a resizable buffer": typeError(
    "resizable",
    () => c.fill(new Uint8Array(new ArrayBuffer(8, { maxByteLength: 16 })), 0, 8),
  ),
  "a shared buffer": typeError("SharedArrayBuffer", () => c.fill(any(new SharedArrayBuffer(8)), 0, 8)),
  "a view of a shared buffer": typeError(
    "SharedArrayBuffer",
    () => c.fill(any(new Uint8Array(new SharedArrayBuffer(8))), 0, 8),
  ),
  "a detached buffer": typeError("detached", () => {
    const bytes = new Uint8Array(8);
    c.fill(bytes, 0, 8);
    bytes.buffer.transfer();
    c.fill(bytes, 0, 8);
  }),
  "a detached string buffer": typeError("detached", () => {
    const buffer = createStringBuffer(5000);
    c.fill(buffer, 65, 8);
    any(buffer.buffer).transfer();
    c.fill(buffer, 0, 8);
  }),
  "an instance whose buffer is gone": typeError(/detached|gone/i, () => {
    const buffer = new ArrayBuffer(8);
    const x = c_int.fromBuffer(buffer);
    c.fill(x, 1, 4);
    buffer.transfer();
    c.fill(x, 1, 4);
  }),
  "a pointer to a buffer that is gone": typeError("detached", () => {
    const ints = new Int32Array(1 << 20), p = cast(ints, Pointer(c_int));
    c.sum_ints(p, ints.length);
    ints.buffer.transfer(0);
    c.sum_ints(p, 1 << 20);
  }),
  "an untyped pointer to a buffer that is gone": typeError("detached", () => {
    const bytes = new Uint8Array(1 << 20), p = new c_void_p(bytes);
    c.fill(p, 1, bytes.length);
    bytes.buffer.transfer(0);
    c.fill(p, 1, 1 << 20);
  }),
  "a pointer that was cast from one to a buffer that is gone": typeError("detached", () => {
    const bytes = new Uint8Array(1 << 20), p = cast(new c_void_p(bytes), Pointer(c_int));
    c.fill(p, 1, bytes.length);
    bytes.buffer.transfer(0);
    c.fill(p, 1, 1 << 20);
  }),
  "a callback that returns a pointer to a buffer that is gone": typeError("detached", () => {
    const ints = new Int32Array(1 << 20), p = cast(ints, Pointer(c_int));
    ints.buffer.transfer(0);
    c.call_pointer(() => p, null);
  }),
  "a pointer to a string buffer that is gone": typeError("detached", () => {
    const buffer = createStringBuffer("hello", 1 << 20), p = new c_char_p(buffer);
    c.text_length(p);
    any(buffer.buffer).transfer(0);
    c.text_length(p);
  }),
  "a pointer to a variable of a closed library": typeError(/detached|closed/, () => {
    const library = open(), p = pointer(library.symbols.data_int);
    c.sum_ints(p, 1);
    library.close();
    c.sum_ints(p, 1);
  }),
  "reading an instance whose buffer is gone": typeError(/detached|bounds/i, () => {
    const buffer = new ArrayBuffer(8);
    const x = c_int.fromBuffer(buffer);
    buffer.transfer();
    return x.value;
  }),

  "a call after close()": error("is closed", () => {
    const library = open();
    const { same_int } = library.symbols;
    same_int(1);
    library.close();
    same_int(1);
  }),
  "a first call after close()": error("is closed", () => {
    const library = open();
    const { same_int } = library.symbols;
    library.close();
    same_int(1);
  }),
  "a variable after close()": error("is closed", () => {
    const library = open();
    library.close();
    return library.symbols.data_int;
  }),
  "an instance of a variable after close()": typeError(/detached|bounds/i, () => {
    const library = open();
    const { data_int } = library.symbols;
    library.close();
    return data_int.value;
  }),
  "the address of a function after close()": error("is closed", () => {
    const library = open();
    const { same_int } = library.symbols;
    library.close();
    c.call_times(1, same_int);
  }),
  "a callback after close()": error("is closed", () => {
    const fn = new IntFunction((v) => v);
    fn.close();
    fn(1);
  }),
  "passing a callback after close()": error("is closed", () => {
    const fn = new IntFunction((v) => v);
    fn.close();
    c.call_times(1, fn);
  }),
  "C calling a callback after close()": error("closed", () => {
    const fn = new IntFunction((v) => v);
    c.store_callback(fn);
    fn.close();
    c.call_stored(1);
  }),
  "C calling a callback after close(), much later": error("closed", async () => {
    const fn = new IntFunction((v) => v);
    c.store_callback(fn);
    fn.close();
    await collectThoroughly();
    c.call_stored(1);
  }),
  "a callback that closes itself": error("closed", () => {
    const fn = new IntFunction((v) => {
      fn.close();
      return v;
    });
    c.call_times(3, fn);
  }),
  "C calling a callback that was collected": error("collected", async () => {
    (() => c.store_callback(new IntFunction((v) => v)))();
    for (let i = 0; i < 20; i++) {
      // What was passed last is held until later calls.
      c.fill(new Uint8Array(1), 0, 0);
      (() => c.call_times(0, (v) => v))();
      for (let j = 0; j < 10; j++) c.divide(1, 1, new c_int(), new c_int());
      await collectThoroughly(1);
    }
    c.call_stored(1);
  }),
  "a callback that recurses without end": rangeError(/stack/i, () => {
    const down = (a: number, b: number): number => c.call_binary(down, a, b);
    c.call_binary(down, 1, 2);
  }),
  "a callback that gives text": typeError("to result (c_int)", () => c.call_times(1, any(() => "x"))),
  "a callback that gives too much": rangeError("to result (c_int)", () => c.call_times(1, () => 2 ** 40)),
  "a callback that gives nothing": typeError("undefined to result", () => c.call_times(1, any(() => {}))),
  "a callback that gives a promise": typeError("to result (c_int)", () => c.call_times(1, any(async () => await 1))),
  "a callback that throws": error("from a callback", () =>
    c.call_times(3, () => {
      throw new Error("from a callback");
    })),
  "a number for a function": typeError("parameter 2", () => c.call_times(1, any(5))),
  "a class for a function": typeError(/new|class/i, () => c.call_times(1, any(class {}))),
  "a function at address 0": rangeError("is no address", () => new IntFunction(0n)),
  "a function at a number": typeError("expected an address or a function", () => new IntFunction(any(4096))),

  "a missing library": error('"libno-such-thing.so.3"', () => dlopen("libno-such-thing.so.3", {})),
  "a missing library's path": error("/no/such/libthing.so", () => dlopen("/no/such/libthing.so", {})),
  "a file that is no library": error("mod.ts", () => dlopen(new URL("../../mod.ts", import.meta.url), {})),
  "a folder": error("native", () => dlopen(new URL("../native", import.meta.url), {})),
  "a missing symbol": error('has no symbol "no_such_function"', () => dlopen(path, { no_such_function: IntFunction })),
  "a missing variable": error('has no symbol "no_such_variable"', () => dlopen(path, { no_such_variable: c_int })),
  "a library that was not found": typeError("expected a path or null", () => dlopen(any(undefined), {})),
  "errno of text": typeError("setErrno()", () => setErrno(any("5"))),
  "errno too large": rangeError("setErrno()", () => setErrno(2 ** 33)),
};
