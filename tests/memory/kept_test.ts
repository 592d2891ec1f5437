/** What pointers refer to is kept alive wherever their bytes go. */
import { assertEquals, assertStrictEquals } from "@std/assert";
import { describe, test } from "node:test";
import {
  ArrayOf,
  byref,
  bytesAt,
  c_char,
  c_char_p,
  c_int64,
  c_long,
  c_size_t,
  c_ubyte,
  c_void_p,
  cast,
  CFunction,
  createStringBuffer,
  dlopen,
  memmove,
  memoryAt,
  memset,
  Pointer,
  pointer,
  resize,
  sizeof,
  Structure,
} from "../../mod.ts";
import { collectThoroughly, survivors } from "../collect.ts";
import { fixture } from "../native/mod.ts";

class Named extends Structure({ name: c_char_p, number: c_int64 }) {}
class Pair extends Structure({ first: Named, second: Named }) {}
class Packed extends Structure({ tag: c_ubyte, name: c_char_p }, { pack: 1 }) {}
/** As large as `Named`, but C's pointers are numbers to it. */
class Numbers extends Structure({ address: c_size_t, number: c_int64 }) {}

const path = fixture("memory");
const { symbols: c } = dlopen(path, {
  name_length: CFunction([Pointer(Named)], c_int64),
  memory_of_c: CFunction([c_int64], c_void_p),
  free_memory_of_c: CFunction([c_void_p]),
});

const COUNT = 40;
const SIZE = sizeof(Named);
/** Long enough to have memory of its own. */
const long = (i: number) => String(i % 10).repeat(20_000);
const named = (i: number) => new Named({ name: long(i), number: i });

/** Makes many of which nothing but the result is held, collects, and lets C and JavaScript read the text. */
async function surviving<T>(make: (i: number) => T, at: (made: T) => Named): Promise<void> {
  const all = Array.from({ length: COUNT }, (_, i) => make(i));
  await collectThoroughly(2);
  all.forEach((made, i) => {
    const named = at(made);
    assertStrictEquals(c.name_length(named), 20_000n);
    assertStrictEquals(named.name, long(i));
  });
}

const itself = (named: Named) => named;
const inBuffer = (buffer: Uint8Array) => Named.fromBuffer(buffer as Uint8Array<ArrayBuffer>);
const atAddress = (address: bigint) => Named.fromAddress(address);
const moved = (to: Named, from: Named | Uint8Array, count = SIZE) => (memmove(to, from as never, count), to);

describe("what a text field refers to stays, when its structure is", () => {
  const cases: Record<string, () => Promise<void>> = {
    "moved to another": () => surviving((i) => moved(new Named(), named(i)), itself),
    "moved to another, which had a text": () => surviving((i) => moved(named(i + 1), named(i)), itself),
    "moved and moved on": () => surviving((i) => moved(new Named(), moved(new Named(), named(i))), itself),
    "moved to a field": () =>
      surviving((i) => {
        const pair = new Pair();
        memmove(pair.second, named(i), SIZE);
        return pair;
      }, ({ second }) => second),
    "moved within its memory, overlapping": () =>
      surviving((i) => {
        const bytes = new Uint8Array(64);
        Named.fromBuffer(bytes).name = long(i);
        for (const [to, from] of [[8, 0], [16, 8], [8, 16], [0, 8], [24, 0]]) {
          memmove(byref(bytes, to), byref(bytes, from), SIZE);
        }
        return bytes;
      }, (bytes) => Named.fromBuffer(bytes, 24)),
    "moved in pieces": () =>
      surviving((i) => {
        const from = named(i), to = new Named();
        for (let at = 0; at < SIZE; at += 4) memmove(byref(to, at), byref(from, at), 4);
        return to;
      }, itself),
    "moved byte by byte, backwards": () =>
      surviving((i) => {
        const from = named(i), to = named(i + 1);
        for (let at = SIZE - 1; at >= 0; at--) memmove(byref(to, at), byref(from, at), 1);
        return to;
      }, itself),
    "overwritten in part": () =>
      surviving((i) => {
        const to = named(i);
        // The same bytes from elsewhere: half of the pointer stays what it was.
        memmove(to, bytesAt(byref(to), 4), 4);
        memmove(to, new Uint8Array(bytesAt(byref(to), 4)), 4);
        return to;
      }, itself),
    "moved to a buffer": () =>
      surviving((i) => {
        const bytes = new Uint8Array(SIZE + 8);
        memmove(byref(bytes, 8), named(i), SIZE);
        return bytes;
      }, (bytes) => Named.fromBuffer(bytes, 8)),
    "moved to an array of bytes": () =>
      surviving((i) => {
        const bytes = new (ArrayOf(c_ubyte, SIZE))();
        memmove(bytes, named(i), SIZE);
        return bytes;
      }, (bytes) => Named.fromBuffer(bytes)),
    "moved to a structure that has no pointers": () =>
      surviving((i) => {
        const numbers = new Numbers();
        memmove(numbers, named(i), SIZE);
        return numbers;
      }, (numbers) => cast(numbers, Pointer(Named)).contents),
    "moved through a pointer": () =>
      surviving((i) => {
        const to = new Named();
        memmove(pointer(to), pointer(named(i)), SIZE);
        return to;
      }, itself),
    "moved to memory of C": () =>
      surviving((i) => {
        const address = c.memory_of_c(SIZE)!;
        memmove(address, named(i), SIZE);
        return address;
      }, atAddress),
    "moved to memory of C and back": () =>
      surviving((i) => {
        const address = c.memory_of_c(SIZE)!;
        memmove(address, named(i), SIZE);
        const back = moved(new Named(), cast(address, Pointer(Named)) as never);
        memmove(address, new Uint8Array(SIZE), SIZE);
        c.free_memory_of_c(address);
        return back;
      }, itself),
    "seen as bytes": () => surviving((i) => memoryAt(named(i)), inBuffer),
    "seen as bytes, as part of another": () =>
      surviving((i) => memoryAt(new Pair({ second: named(i) })), (bytes) => Named.fromBuffer(bytes as never, SIZE)),
    "seen as bytes that C owns": () =>
      surviving((i) => {
        const address = c.memory_of_c(SIZE)!;
        Named.fromBuffer(memoryAt(address, SIZE)).name = long(i);
        return address;
      }, atAddress),
    "made of bytes": () => surviving((i) => Named.fromBuffer(memoryAt(named(i))), itself),
    "made of a copy of bytes": () => surviving((i) => Named.fromBufferCopy(memoryAt(named(i))), itself),
    "copied as bytes": () => surviving((i) => bytesAt(named(i)), inBuffer),
    "copied as bytes, from C": () =>
      surviving((i) => {
        const address = c.memory_of_c(SIZE)!;
        Named.fromAddress(address).name = long(i);
        const bytes = bytesAt(address, SIZE);
        Named.fromAddress(address).name = null;
        return bytes;
      }, inBuffer),
    "copied as a structure without pointers": () =>
      surviving((i) => Numbers.fromBufferCopy(named(i)), (numbers) => cast(numbers, Pointer(Named)).contents),
    "copied as an array of bytes": () =>
      surviving((i) => new (ArrayOf(c_ubyte, SIZE))(memoryAt(named(i))), (bytes) => Named.fromBuffer(bytes)),
    "copied as an array of bytes twice": () => {
      const Bytes = ArrayOf(c_ubyte, SIZE);
      return surviving((i) => new Bytes(Bytes.fromBufferCopy(named(i))), (bytes) => Named.fromBuffer(bytes));
    },
    "copied as an array's field": () => {
      class Wrapped extends Structure({ bytes: ArrayOf(c_ubyte, SIZE) }) {}
      return surviving((i) => new Wrapped({ bytes: memoryAt(named(i)) }), (w) => Named.fromBuffer(w.bytes));
    },
    "copied as a string buffer": () =>
      surviving((i) => createStringBuffer(memoryAt(named(i))), (bytes) => Named.fromBuffer(bytes as never)),
    "copied to the raw bytes of a string buffer": () =>
      surviving((i) => {
        const buffer = createStringBuffer(SIZE);
        buffer.raw = memoryAt(named(i));
        return buffer;
      }, (bytes) => Named.fromBuffer(bytes as never)),
    "made larger": () =>
      surviving((i) => {
        const made = named(i);
        resize(made, 1000);
        resize(made, 5000);
        return made;
      }, itself),
    "in packed structures": () =>
      surviving((i) => {
        const from = new Packed({ name: long(i) });
        const to = new Packed();
        memmove(to, from, sizeof(Packed));
        return to;
      }, (packed) => Named.fromBufferCopy(bytesWith(packed))),
  };
  for (const [name, run] of Object.entries(cases)) test(name, run);
});

/** The bytes behind a packed structure's tag, as long as a `Named`. */
function bytesWith(packed: Packed): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(SIZE);
  memmove(bytes, byref(packed, 1), 8);
  return bytes;
}

describe("structures in memory of C keep what is assigned to them", () => {
  for (const size of [SIZE, 1000, 1 << 20, (1 << 20) + 1, 5 << 20]) {
    class Large extends Structure({ name: c_char_p, rest: ArrayOf(c_char, size - 16), last: c_char_p }) {}
    test(`of ${size} bytes, as long as C may`, async () => {
      const all = Array.from({ length: 10 }, (_, i) => {
        const address = c.memory_of_c(sizeof(Large))!;
        const large = Large.fromAddress(address);
        large.name = long(i);
        large.last = long(i + 1);
        return address;
      });
      await collectThoroughly(2);
      all.forEach((address, i) => {
        assertStrictEquals(c.name_length(cast(address, Pointer(Named))), 20_000n);
        const large = Large.fromAddress(address);
        assertEquals([large.name, large.last], [long(i), long(i + 1)]);
        // Whichever way it is reached.
        assertStrictEquals(c_char_p.fromAddress(address).value, long(i));
        large.name = large.last = null;
        c.free_memory_of_c(address);
      });
    });
  }

  test("and let go of it when something else is, whichever way it is reached", async () => {
    const address = c.memory_of_c(8 << 20)!;
    const ways = [
      (at: bigint) => Named.fromAddress(at),
      (at: bigint) => cast(at, Pointer(Named))!.contents,
      (at: bigint) => Named.fromBuffer(memoryAt(at, SIZE)),
      (at: bigint) => Named.fromBuffer(memoryAt(at, 3 << 20)),
      (at: bigint) => (Named.fromAddress(at - (1n << 20n)), Named.fromAddress(at)),
    ];
    const targets: WeakRef<object>[] = [];
    for (let i = 0; i < 200; i++) {
      const at = address + (1n << 20n) + BigInt(i % 40) * 100_000n;
      const target = createStringBuffer(5000);
      targets.push(new WeakRef(target));
      ways[i % ways.length](at).name = target as never;
      ways[(i + i % 7) % ways.length](at).name = null;
    }
    const alive = await survivors(targets);
    assertEquals(alive < 20, true, `${alive} are still there`);
    c.free_memory_of_c(address);
  });
});

test("what is copied over is let go of", async () => {
  const holder = new Named(), texts: WeakRef<object>[] = [];
  for (let i = 0; i < 200; i++) {
    const text = createStringBuffer(5000);
    texts.push(new WeakRef(text));
    memmove(holder, new Named({ name: text }), SIZE);
  }
  memmove(holder, new Named(), SIZE);
  memset(holder, 0, SIZE);
  const alive = await survivors(texts);
  assertEquals(alive < 50, true, `${alive} of 200 are still there`);
});

test("an array that is given fewer texts than before reads NULL behind them", () => {
  const texts = new (ArrayOf(c_char_p, 3))(["a", "b", "c"]);
  const holder = new (Structure({ texts: ArrayOf(c_char_p, 3) }))({ texts });
  holder.texts = ["d"] as never;
  assertEquals([[...texts], [...holder.texts]], [["a", "b", "c"], ["d", null, null]]);
  assertStrictEquals(new c_long(1).value, 1n);
});
