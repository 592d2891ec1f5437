import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { describe, test } from "node:test";
import {
  addressof,
  ArrayOf,
  c_char_p,
  c_double,
  c_int,
  c_size_t,
  c_ubyte,
  c_void_p,
  c_wchar_p,
  cast,
  CFunction,
  createStringBuffer,
  dlopen,
  memoryAt,
  Pointer,
  pointer,
  Structure,
} from "../../mod.ts";
import { collectThoroughly, survivors } from "../collect.ts";
import { fixture } from "../native/mod.ts";
import { Everything, Node, Point } from "./everything.ts";

const { symbols: c } = dlopen(fixture("values"), {
  everything_sum: CFunction([Pointer(Everything)], c_double),
  list_sum: CFunction([Pointer(Node)], c_int),
});
const { symbols: memory } = dlopen(fixture("basic"), {
  new_memory: CFunction([c_size_t], c_void_p),
  free_memory: CFunction([c_void_p]),
});

const COUNT = 200;
/** Long enough to have memory of its own, which goes when nothing holds it. */
const long = (i: number) => `${i}:`.padEnd(5000, "x");
/** Makes many, collects, and lets C or JavaScript look at each. */
async function surviving<T>(make: (i: number) => T, look: (made: T, i: number) => void): Promise<void> {
  const all = Array.from({ length: COUNT }, (_, i) => make(i));
  await collectThoroughly();
  all.forEach(look);
}

describe("a structure keeps alive what was given to its field", () => {
  test("a text", () =>
    surviving((i) => new Everything({ text: long(i) }), (e, i) => {
      assertStrictEquals(e.text, long(i));
      assertStrictEquals(c.everything_sum(e), 5000);
    }));
  test("a wide text", () =>
    surviving((i) => new Everything({ wide: long(i) }), (e, i) => {
      assertStrictEquals(e.wide, long(i));
      assertStrictEquals(c.everything_sum(e), 5000);
    }));
  test("an array, by pointer", () =>
    surviving((i) => new Everything({ numbers: new (ArrayOf(c_int, 2000))([i, 1]) }), (e, i) => {
      assertStrictEquals(c.everything_sum(e), i + 1);
      assertStrictEquals(e.numbers!.at(1999), 0);
    }));
  test("a structure, by pointer", () =>
    surviving((i) => new Everything({ behind: new Point({ x: i, y: 0.5 }) }), (e, i) => {
      assertEquals([c.everything_sum(e), e.behind!.contents.x], [i + 0.5, i]);
    }));
  test("a plain function", () =>
    surviving((i) => new Everything({ function: (v) => v * i }), (e, i) => {
      assertEquals([c.everything_sum(e), e.function!(2)], [5 * i, 2 * i]);
    }));
  test("a buffer, as an untyped address", () =>
    surviving((i) => new Everything({ any: new Uint8Array(5000).fill(i) }), (e, i) => {
      const bytes = cast(e.any, Pointer(c_ubyte))!;
      assert([0, 4999].every((at) => bytes.at(at) === (i & 255)));
    }));
  test("texts in an array", () =>
    surviving((i) => new Everything({ names: [long(i), null, long(i + 1)] }), (e, i) => {
      assertEquals([...e.names], [long(i), null, long(i + 1)]);
      assertStrictEquals(c.everything_sum(e), 10000);
    }));
  test("through views of it, also on a buffer of the user's", () =>
    surviving((i) => {
      const buffer = new ArrayBuffer(Everything.size);
      Everything.fromBuffer(buffer).text = long(i);
      Everything.fromBuffer(buffer).names.set(2, long(i));
      return buffer;
    }, (buffer, i) => {
      const e = Everything.fromBuffer(buffer);
      assertEquals([e.text, e.names.at(2), c.everything_sum(e)], [long(i), long(i), 10000]);
    }));
  test("when it is copied or assigned whole", async () => {
    class Pair extends Structure({ first: Everything, list: ArrayOf(Everything, 2) }) {}
    await surviving((i) => {
      const pair = new Pair();
      pair.first = new Everything({ text: long(i) });
      pair.list.set(1, pair.first);
      return i % 2 === 0 ? new Pair(pair) : Pair.fromBufferCopy(pair);
    }, (pair, i) => {
      assertEquals([pair.first.text, pair.list.at(1).text], [long(i), long(i)]);
      assertStrictEquals(c.everything_sum(pair.list.at(1)), 5000);
    });
  });
});

test("what is assigned to itself or shifted keeps its texts", async () => {
  class Outer extends Structure({ inner: Everything, list: ArrayOf(Everything, 3), texts: ArrayOf(c_char_p, 3) }) {}
  await surviving((i) => {
    const outer = new Outer({
      inner: { text: long(i) },
      list: [{ text: long(i + 1) }],
      texts: [long(i), null, long(i + 2)],
    });
    const { inner, texts, list } = outer;
    Object.assign(outer, { inner, texts, list });
    for (let at = 0; at < 3; at++) outer.list.set(at, outer.list.at(0));
    outer.list.set(0, outer.inner);
    return outer;
  }, (outer, i) => {
    assertEquals([outer.inner.text, ...outer.texts], [long(i), long(i), null, long(i + 2)]);
    assertEquals([...outer.list].map((e) => e.text), [long(i), long(i + 1), long(i + 1)]);
  });
});

test("many texts in one array, each replaced, each alone", async () => {
  class Named extends Structure({ name: c_char_p, id: c_int }) {}
  const all = new (ArrayOf(Named, 5000))();
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < all.length; i++) all.set(i, { name: `${round} ${i}`, id: i });
  }
  await collectThoroughly(1);
  assert([...all].every((named, i) => named.name === `1 ${i}` && named.id === i));
});

describe("keeps alive what it points to", () => {
  test("a pointer, and what is reached through it", () =>
    surviving((i) => pointer(pointer(new (ArrayOf(c_int, 1000))().fill(i))), (p, i) => {
      assertStrictEquals(p.contents.contents[999], i);
    }));
  test("contents, fields and elements, after their owner is gone", () =>
    surviving((i) => {
      const e = new Everything({ behind: new Point({ x: i }), points: [{ x: i }] });
      return [e.behind!.contents, e.points.at(0), e.points, e.behind!] as const;
    }, ([contents, element, points, behind], i) => {
      assertEquals([contents.x, element.x, points.at(0).x, behind.at(0).x], [i, i, i, i]);
    }));
  test("a cast", () =>
    surviving((i) => {
      const source = createStringBuffer(long(i));
      return [cast(source, c_char_p), cast(cast(pointer(source), c_void_p), Pointer(c_ubyte))] as const;
    }, ([text, bytes], i) => {
      assertEquals([text.value, bytes.at(4999)], [long(i), 120]);
    }));
  test("text and wide text instances", () =>
    surviving((i) => [new c_char_p(long(i)), new c_wchar_p(long(i))] as const, ([text, wide], i) => {
      assertEquals([text.value, wide.value], [long(i), long(i)]);
    }));
  test("memoryAt", () =>
    surviving((i) => memoryAt(new (ArrayOf(c_int, 2000))().fill(i)), (bytes, i) => {
      assertEquals([bytes[0], bytes[7996]], [i & 255, i & 255]);
    }));
  test("a pointer whose contents were replaced", () =>
    surviving((i) => {
      const p = pointer(new (ArrayOf(c_int, 1000))());
      p.contents = new (ArrayOf(c_int, 1000))().fill(i);
      return p;
    }, (p, i) => assertStrictEquals(p.contents[999], i)));
  test("a list of which only the head is held", async () => {
    let head: Node | null = null;
    for (let value = 0; value < 20_000; value++) head = new Node({ value: 1, next: head });
    await collectThoroughly();
    assertStrictEquals(c.list_sum(head), 20_000);
  });
  test("a structure in C's memory, as long as C has the address", async () => {
    const addresses = Array.from({ length: 50 }, (_, i) => {
      const address = memory.new_memory(Everything.size)!;
      const e = Everything.fromAddress(address);
      e.text = long(i);
      e.numbers = new (ArrayOf(c_int, 1000))([i, 0]) as never;
      return address;
    });
    await collectThoroughly();
    addresses.forEach((address, i) => {
      assertStrictEquals(c.everything_sum(Everything.fromAddress(address)), 5000 + i);
      Everything.fromAddress(address).text = null;
      Everything.fromAddress(address).numbers = null;
      memory.free_memory(address);
    });
  });
});

describe("lets go of", () => {
  const mostly = (alive: number) => assert(alive < COUNT / 4, `${alive} of ${COUNT} are still there`);
  const weakly = <T extends object>(make: () => T) => Array.from({ length: COUNT }, () => new WeakRef(make()));

  test("what is not referenced any more", async () => {
    mostly(await survivors(weakly(() => new Everything({ text: long(1) }))));
    mostly(await survivors(weakly(() => createStringBuffer(5000))));
  });
  test("what a field pointed to before", async () => {
    const holders = Array.from({ length: COUNT }, () => new Everything());
    const targets = holders.map((holder) => {
      const target = new (ArrayOf(c_int, 1000))();
      holder.numbers = target as never;
      return new WeakRef(target);
    });
    await collectThoroughly();
    assert(targets.every((target) => target.deref() !== undefined));
    holders.forEach((holder, i) => holder.numbers = i % 2 ? null : pointer(new c_int()));
    mostly(await survivors(targets));
    assert(holders.every((holder, i) => (holder.numbers === null) === (i % 2 === 1)));
  });
  test("types that nobody uses", async () => {
    mostly(await survivors(weakly(() => Structure({ x: c_int }))));
    mostly(await survivors(weakly(() => Pointer(Structure({ x: c_int })))));
    mostly(await survivors(weakly(() => ArrayOf(Structure({ x: c_int }), 3))));
  });
  test("functions that are not passed any more", async () => {
    const F = CFunction([c_int], c_int);
    mostly(await survivors(weakly(() => new F((v) => v))));
    const holders = Array.from({ length: COUNT }, () => new Everything());
    const functions = holders.map((holder) => {
      const fn = (v: number) => v;
      holder.function = fn as never;
      return new WeakRef(fn);
    });
    holders.forEach((holder) => holder.function = null);
    mostly(await survivors(functions));
  });
});

test("addresses do not move", async () => {
  const all = Array.from({ length: 1000 }, (_, i) => new (ArrayOf(c_int, 3))([i]));
  const addresses = all.map(addressof);
  await collectThoroughly();
  all.forEach((array, i) => {
    assertStrictEquals(addressof(array), addresses[i]);
    assertStrictEquals(c_int.fromAddress(addresses[i]).value, i);
  });
});
