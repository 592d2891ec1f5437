/** What a program reaches through `.buffer` is memory of that object alone. */
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import {
  addressof,
  ArrayOf,
  byref,
  c_double,
  c_int,
  c_int64,
  c_long,
  c_short,
  c_ubyte,
  c_void_p,
  cast,
  CFunction,
  createStringBuffer,
  dlopen,
  memoryAt,
  memset,
  Pointer,
  pointer,
  resize,
  Structure,
  Union,
} from "../../mod.ts";
import { collectThoroughly } from "../collect.ts";
import { fixture } from "../native/mod.ts";

class Point extends Structure({ x: c_int, y: c_int }) {}
class Marked extends Structure({ id: c_int, marks: ArrayOf(c_int, 3) }) {}
class Outer extends Structure({ before: c_int64, inner: Marked, list: ArrayOf(Marked, 2) }) {}
class Word extends Union({ value: c_int64, bytes: ArrayOf(c_ubyte, 8) }) {}
const Four = ArrayOf(c_int, 4);

const path = fixture("memory");
const { symbols: c } = dlopen(path, {
  numbers_of_c: CFunction([], Pointer(Four)),
  marked_of_c: CFunction([], Pointer(Marked)),
  memory_of_c: CFunction([c_int64], c_void_p),
  give_marked: CFunction([CFunction([Marked], c_int), c_int], c_int),
  sum_of: CFunction([c_void_p, c_int64], c_int64),
});

type Bytes = ArrayBufferView<ArrayBuffer>;

/** Typed arrays that the module hands out, and how large their object is. */
const views: Record<string, () => [view: Bytes, size: number]> = {
  "createStringBuffer": () => [createStringBuffer("hunter2"), 8],
  "createStringBuffer of a size": () => [createStringBuffer(100), 100],
  "an empty string buffer": () => [createStringBuffer(0), 8],
  "an array": () => [new (ArrayOf(c_double, 3))([1, 2, 3]), 24],
  "an array of bigints": () => [new (ArrayOf(c_int64, 3))([1, 2, 3]), 24],
  "a field": () => [new Marked({ marks: [1, 2, 3] }).marks, 16],
  "a field of a field": () => [new Outer().inner.marks, Outer.size],
  "a field of an element": () => [new Outer().list.at(1).marks, Outer.size],
  "an element": () => [new (ArrayOf(ArrayOf(c_short, 5), 3))().at(1), 30],
  "a union's field": () => [new Word({ value: 1 }).bytes, 8],
  "a copy's field": () => [new Marked(new Marked()).marks, 16],
  "a field of what fromBufferCopy made": () => [Marked.fromBufferCopy(new Uint8Array(50)).marks, 16],
  "a view of the program's own buffer": () => [Marked.fromBuffer(new Uint8Array(50)).marks, 50],
  "memoryAt of an int": () => [memoryAt(new c_int(5)), 4],
  "memoryAt of a structure": () => [memoryAt(new Point({ x: 5 })), 8],
  "memoryAt of a part": () => [memoryAt(byref(new Point(), 4), 4), 8],
  "memoryAt of an array": () => [memoryAt(new (ArrayOf(c_long, 4))()), 4 * c_long.size],
  "memoryAt of a pointer": () => [memoryAt(pointer(new c_int())), 4],
  "memoryAt of a pointer's own memory": () => [memoryAt(byref(pointer(new c_int())), 8), 8],
  "memoryAt of a large structure":
    () => [memoryAt(new (Structure({ a: ArrayOf(c_long, 1000) }))()), 1000 * c_long.size],
  "memoryAt of a field": () => [memoryAt(new Marked().marks), 16],
  "an array over a structure": () => [cast(new Point(), Pointer(ArrayOf(c_int, 2))).contents, 8],
  "memory of C": () => [memoryAt(c.memory_of_c(64)!, 64), 64],
  "an array of C": () => [c.numbers_of_c()!.contents, 16],
  "an array of C, as an element": () => [c.numbers_of_c()!.at(0), 16],
  "a field in memory of C": () => [c.marked_of_c()!.contents.marks, 12],
  "a variable": () => [dlopen(path, { variable_numbers: Four }).symbols.variable_numbers, 16],
  "a large array of C":
    () => [Structure({ a: ArrayOf(c_ubyte, 3 << 20) }).fromAddress(c.memory_of_c(3 << 20)!).a, 3 << 20],
};

/** The bytes of a view; of a large one, the first. */
const contents = ({ buffer, byteOffset, byteLength }: Bytes): number[] => [
  ...new Uint8Array(buffer, byteOffset, Math.min(byteLength, 100)),
];

describe("the buffer of", () => {
  for (const [name, make] of Object.entries(views)) {
    test(`${name} has its object's bytes and no others`, () => {
      for (let i = 0; i < 3; i++) {
        const [view, size] = make();
        const { byteLength } = view.buffer;
        assert(byteLength >= view.byteLength && byteLength <= size, `${byteLength} bytes, not ${size}`);
      }
    });
    test(`${name} can be cloned, posted, sliced and hashed`, async () => {
      const [view] = make();
      assertEquals(contents(structuredClone(view)), contents(view));
      assertStrictEquals(new Blob([view.buffer]).size, view.buffer.byteLength);
      const { port1, port2 } = new MessageChannel();
      port1.postMessage({ nested: [view] });
      port1.close();
      port2.close();
      assertStrictEquals(view.buffer.slice(0).byteLength, view.buffer.byteLength);
      assertStrictEquals((await new Response(view).arrayBuffer()).byteLength, view.byteLength);
      assertStrictEquals((await crypto.subtle.digest("SHA-256", view.buffer)).byteLength, 32);
    });
    test(`${name} can be transferred, which nobody else notices`, async () => {
      const strangers = Object.values(views).map((make) => make()[0]);
      const before = strangers.map(contents);
      const [view] = make();
      const bytes = contents(view);
      const stream = new ReadableStream({
        type: "bytes",
        start(controller) {
          if (view.byteLength > 0) controller.enqueue(view);
          controller.close();
        },
      });
      const got = new Uint8Array(await new Response(stream).arrayBuffer());
      assertEquals([...got.subarray(0, 100)], bytes);
      assertStrictEquals(view.byteLength, 0);
      assertEquals(strangers.map(contents), before);
      // Again, of memory that is the same.
      const [other] = make();
      structuredClone(other.buffer, { transfer: [other.buffer] });
      assertEquals(strangers.map(contents), before);
    });
  }
});

describe("what C owns is there for good", () => {
  test("after views of it were transferred away", () => {
    const address = BigInt(addressof(c.numbers_of_c()!.contents));
    for (let i = 0; i < 3; i++) {
      const array = c.numbers_of_c()!.contents;
      assertEquals([...array], [1, 2, 3, 4]);
      structuredClone(array, { transfer: [array.buffer] });
      const bytes = memoryAt(address, 16);
      structuredClone(bytes, { transfer: [bytes.buffer] });
      assertStrictEquals(array.length, 0);
    }
    const marked = c.marked_of_c()!.contents;
    structuredClone(marked.marks.buffer, { transfer: [marked.marks.buffer] });
    assertEquals([marked.id, ...marked.marks], [9, 1, 2, 3]);
  });
  test("and writing to views writes to it", () => {
    const memory = c.memory_of_c(16)!;
    memoryAt(memory, 16)[3] = 7;
    Four.fromAddress(memory)[1] = 5;
    assertStrictEquals(c.sum_of(memory, 16), 12n);
    memset(memory, 1, 16);
    assertStrictEquals(Four.fromAddress(memory)[3], 0x01010101);
  });
});

describe("memory of instances that share none with their buffers", () => {
  test("is seen through all views alike", () => {
    const point = new Point({ x: 1, y: 2 });
    const bytes = memoryAt(point), again = memoryAt(point), ints = cast(point, Pointer(ArrayOf(c_int, 2))).contents;
    bytes[0] = 10;
    again[4] = 20;
    assertEquals([point.x, point.y, ...ints], [10, 20, 10, 20]);
    ints[0] = 30;
    point.y = 40;
    assertEquals([bytes[0], again[4], point.x, ints[1]], [30, 40, 30, 40]);
    assertStrictEquals(addressof(bytes), addressof(point));
    assertStrictEquals(addressof(ints), addressof(point));
  });
  test("outlives the instance as long as someone has a view, even one that was transferred", async () => {
    const kept: { bytes: Uint8Array; i: number }[] = [];
    const Kinds = [
      () => new Point({ x: 7, y: 7 }),
      () => new c_int64(0x700000007n),
      () => resized(new Point({ x: 7, y: 7 })),
    ];
    for (let i = 0; i < 3000; i++) {
      let bytes = memoryAt(Kinds[i % 3]());
      if (i % 2) bytes = structuredClone(bytes, { transfer: [bytes.buffer] });
      kept.push({ bytes, i });
    }
    await collectThoroughly(2);
    for (const { bytes, i } of kept) assertEquals([i, ...bytes.subarray(0, 8)], [i, 7, 0, 0, 0, 7, 0, 0, 0]);
  });
  test("does not grow for ever where programs look at it", async () => {
    const look = () => {
      for (let i = 0; i < 20_000; i++) memoryAt(new (i % 2 ? Point : c_int)());
      for (let i = 0; i < 2_000; i++) memoryAt(new Outer().list.at(0).marks);
    };
    const rounds = async (count: number) => {
      for (let i = 0; i < count; i++) {
        look();
        await collectThoroughly(1);
      }
    };
    await rounds(10);
    const before = memory();
    await rounds(10);
    const grown = memory() - before;
    assert(grown < 50, `${grown} MiB more`);
  });
});

const memory = () => (globalThis as unknown as { process: NodeJS.Process }).process.memoryUsage().rss / 2 ** 20;

function resized<T extends object>(instance: T): T {
  resize(instance as never, 100);
  return instance;
}

test("a structure whose array was transferred away says so, and nothing else does", () => {
  const taken = new Marked({ id: 1, marks: [1, 2, 3] }), beside = new Marked({ id: 2, marks: [4, 5, 6] });
  structuredClone(taken.marks, { transfer: [taken.marks.buffer] });
  assertThrows(() => taken.id, TypeError);
  assertThrows(() => taken.marks, TypeError);
  assertEquals([beside.id, ...beside.marks], [2, 4, 5, 6]);
});

test("a structure that C gives a callback by value has memory of its own", () => {
  const kept: Marked[] = [];
  for (let i = 0; i < 100; i++) {
    assertStrictEquals(
      c.give_marked((marked: Marked) => {
        kept.push(marked);
        assertStrictEquals(marked.marks.buffer.byteLength, Marked.size);
        return marked.marks[2];
      }, i),
      i + 3,
    );
  }
  structuredClone(kept[50].marks, { transfer: [kept[50].marks.buffer] });
  kept.splice(50, 1);
  assert(kept.every(({ id, marks }) => marks[0] === id + 1 && marks.buffer.byteLength === 16));
});
