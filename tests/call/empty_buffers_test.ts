// A buffer of zero bytes has an address: only null is NULL.
import { assertEquals, assertNotStrictEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import {
  addressof,
  ArrayOf,
  byref,
  c_char,
  c_char_p,
  c_int,
  c_size_t,
  c_ubyte,
  c_uint,
  c_void,
  c_void_p,
  cast,
  CFunction,
  createStringBuffer,
  dlopen,
  memoryAt,
  Pointer,
  Structure,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

class Triple extends Structure({ a: c_int, b: c_int, c: c_int }) {}
class Span extends Structure({ p: c_void_p, n: c_int }) {}
class ByteSpan extends Structure({ p: Pointer(c_ubyte), n: c_int }) {}
class TextSpan extends Structure({ p: c_char_p, n: c_int }) {}

const { symbols: c } = dlopen(fixture("empty_buffers"), {
  untyped: CFunction([c_void_p], c_size_t, { name: "address_of" }),
  typed: CFunction([Pointer(c_ubyte)], c_size_t, { name: "address_of" }),
  opaque: CFunction([Pointer(c_void)], c_size_t, { name: "address_of" }),
  text: CFunction([c_char_p], c_size_t, { name: "address_of" }),
  checked: CFunction([c_void_p], c_size_t, { name: "address_of", errcheck: (result) => result }),
  two: CFunction([c_void_p, c_void_p], c_size_t, { name: "two_addresses" }),
  beside: CFunction([c_void_p, Triple], c_size_t, { name: "address_beside" }),
  besideTyped: CFunction([Pointer(c_ubyte), Triple], c_size_t, { name: "address_beside" }),
  value: CFunction([Span], c_size_t, { name: "address_in_value" }),
  place: CFunction([Pointer(Span)], c_size_t, { name: "address_in_place" }),
  behind: CFunction([c_int], c_size_t, { name: "address_behind", variadic: true }),
  given: CFunction([CFunction([], c_void_p)], c_size_t, { name: "address_given" }),
  givenTyped: CFunction([CFunction([], Pointer(c_ubyte))], c_size_t, { name: "address_given" }),
  givenText: CFunction([CFunction([], c_char_p)], c_size_t, { name: "address_given" }),
  get: CFunction([], c_void_p, { name: "get_address_of" }),
  checksum: CFunction([c_uint, Pointer(c_ubyte), c_uint], c_uint),
}) as Any;
const byAddress = cast(c.get(), CFunction([c_void_p], c_size_t)) as Any;
const triple = new Triple({ a: 1, b: 2, c: 3 });
const backed = new Uint8Array(new ArrayBuffer(100));

/** Buffers of zero bytes; where there is a number, the distance of their address from that of `backed`. */
const empty: Record<string, [make: () => Any, distance?: number]> = {
  "a Uint8Array": [() => new Uint8Array(0)],
  "an Int8Array": [() => new Int8Array()],
  "an ArrayBuffer": [() => new ArrayBuffer(0)],
  "a DataView": [() => new DataView(new ArrayBuffer(0))],
  "a subarray": [() => backed.subarray(10, 10), 10],
  "a subarray at the beginning": [() => backed.subarray(0, 0), 0],
  "a subarray at the end": [() => backed.subarray(100), 100],
  "a DataView of a part": [() => new DataView(backed.buffer, 5, 0), 5],
  "a subarray of a small array": [() => new Uint8Array(8).subarray(3, 3)],
  "memoryAt of 0 bytes": [() => memoryAt(backed, 0)],
  "memoryAt of 0 bytes of C": [() => memoryAt(c.get(), 0)],
  "a string buffer": [() => createStringBuffer(0)],
  "an empty text": [() => createStringBuffer("", 0)],
  "an array": [() => new (ArrayOf(c_ubyte, 0))()],
};
const references: typeof empty = Object.fromEntries(
  Object.entries(empty).map(([name, [make, distance]]) => [`byref of ${name}`, [() => byref(make()), distance]]),
);

/** Ways to C; each gives the address that C sees. */
const ways: Record<string, (buffer: Any) => bigint> = {
  "void *": c.untyped,
  "unsigned char *": c.typed,
  "Pointer(c_void)": c.opaque,
  "char *": c.text,
  "with errcheck": c.checked,
  "beside a view": (buffer) => c.two(buffer, backed),
  "beside an address": (buffer) => c.two(buffer, addressof(backed)),
  "beside a structure": (buffer) => c.beside(buffer, triple),
  "typed, beside a structure": (buffer) => c.besideTyped(buffer, triple),
  "variadic": (buffer) => c.behind(1, buffer),
  "by address": byAddress,
  "in a field, by value": (buffer) => c.value({ p: buffer }),
  "in a field": (buffer) => c.place(new Span({ p: buffer })),
  "in a typed field": (buffer) => c.place(cast(new ByteSpan({ p: buffer }), Pointer(Span))),
  "in a text field": (buffer) => c.place(cast(new TextSpan({ p: buffer }), Pointer(Span))),
  "in a cell": (buffer) => c.untyped(new c_void_p(buffer)),
  "in a pointer": (buffer) => c.untyped(new (Pointer(c_ubyte))(buffer)),
  "in an element": (buffer) => c.untyped(new (ArrayOf(c_void_p, 1))([buffer]).at(0)),
  "from a callback": (buffer) => c.given(() => buffer),
  "typed, from a callback": (buffer) => c.givenTyped(() => buffer),
  "text, from a callback": (buffer) => c.givenText(() => buffer),
};

for (const [way, pass] of Object.entries(ways)) {
  describe(`as an argument ${way}`, () => {
    for (const [name, [make, distance]] of Object.entries({ ...empty, ...references })) {
      test(name, () => {
        const seen = pass(make());
        assertNotStrictEquals(seen, 0n);
        if (distance !== undefined) assertStrictEquals(seen, addressof(backed) + BigInt(distance));
      });
    }
    test("null alone is NULL", () => assertStrictEquals(pass(null), 0n));
  });
}

test("also in hot code", () => {
  const call = (buffer: Any) => [c.untyped(buffer), c.typed(buffer), c.text(buffer), c.beside(buffer, triple)];
  for (let i = 0; i < 60_000; i++) call(backed);
  for (const [make] of Object.values(empty)) for (const seen of call(make())) assertNotStrictEquals(seen, 0n);
  assertEquals(call(null), [0n, 0n, 0n, 0n]);
});

test("no bytes do not change a checksum", () => {
  for (const make of [() => new Uint8Array(0), () => createStringBuffer(0), () => backed.subarray(7, 7)]) {
    assertStrictEquals(c.checksum(77, make(), 0), 77);
  }
  assertStrictEquals(c.checksum(77, null, 0), 1);
});

test("addresses and what they point to", () => {
  for (const [make, distance] of Object.values(empty)) {
    const buffer = make(), address = addressof(buffer);
    assertNotStrictEquals(address, 0n);
    if (distance !== undefined) assertStrictEquals(address, addressof(backed) + BigInt(distance));
    const pointer = cast(buffer, Pointer(c_ubyte));
    assertStrictEquals(pointer.address, address);
    assertThrows(() => pointer.at(0), RangeError);
    assertStrictEquals(new c_char_p(buffer).value, "");
    assertStrictEquals(new c_void_p(buffer).value, address);
  }
  assertStrictEquals(new (Pointer(c_char))().address, 0n);
});

test("a buffer that was transferred away is none", () => {
  const gone = new Uint8Array(new ArrayBuffer(0));
  gone.buffer.transfer();
  for (const call of [c.untyped, c.typed, c.text]) assertThrows(() => call(gone), TypeError, "detached");
});

test("-1 as an address reads as the unsigned number that it is", () => {
  assertStrictEquals(new c_void_p(-1n).value, 0xffff_ffff_ffff_ffffn);
  assertStrictEquals(c.untyped(-1n), 0xffff_ffff_ffff_ffffn);
});

test("on another thread, and in functions that do not call back", async () => {
  using library = dlopen(fixture("empty_buffers"), {
    elsewhere: CFunction([Pointer(c_ubyte)], c_size_t, { name: "address_of", nonblocking: true }),
    leaf: CFunction([c_void_p], c_size_t, { name: "address_of", leaf: true }),
  });
  const { elsewhere, leaf } = library.symbols as Any;
  for (const [make, distance] of Object.values({ ...empty, ...references })) {
    for (const seen of [await elsewhere(make()), leaf(make())]) {
      assertNotStrictEquals(seen, 0n);
      if (distance !== undefined) assertStrictEquals(seen, addressof(backed) + BigInt(distance));
    }
  }
  assertEquals([await elsewhere(null), leaf(null)], [0n, 0n]);
});
