/** What points to memory that a program transferred away is not given to C. */
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import {
  addressof,
  ArrayOf,
  byref,
  c_char_p,
  c_int,
  c_int64,
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
  sizeof,
  Structure,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";

class Two extends Structure({ a: Pointer(c_int), b: Pointer(c_int) }) {}
class Named extends Structure({ name: c_char_p, number: c_int64 }) {}
class Node extends Structure({
  data: c_void_p,
  get next() {
    return Pointer(Node);
  },
}) {}
class Wide extends Structure({ first: Named, rest: ArrayOf(Node, 100) }) {}

const NamedPointer = Pointer(Named);
const { symbols: c } = dlopen(fixture("memory"), {
  fill_bytes: CFunction([Pointer(c_int), c_int, c_int64]),
  fill_any: CFunction([c_void_p, c_int, c_int64], undefined, { name: "fill_bytes" }),
  name_length: CFunction([NamedPointer], c_int64),
  name_length_any: CFunction([c_void_p], c_int64, { name: "name_length" }),
  name_length_by_value: CFunction([Named], c_int64),
  name_length_far: CFunction([Pointer(Pointer(NamedPointer))], c_int64),
  text_length_of: CFunction([c_char_p], c_int64),
  memory_of_c: CFunction([c_int64], c_void_p),
  free_memory_of_c: CFunction([c_void_p]),
});

function transfer(view: ArrayBufferView<ArrayBuffer>): ArrayBuffer {
  return structuredClone(view.buffer, { transfer: [view.buffer] });
}

/** Makes engines sure of what they see before it changes. */
function hot(call: () => unknown): void {
  for (let i = 0; i < 60_000; i++) call();
}

describe("a guard stays, though another pointer of the same memory", () => {
  const others: Record<string, (two: Two) => void> = {
    "becomes NULL": (two) => two.a = null,
    "is pointed to memory that nobody can transfer": (two) => two.a = new c_int(1) as never,
    "is copied over": (two) => memmove(two, new Two(), 8),
    "is pointed to memory of C": (two) => two.a = cast(c.memory_of_c(8)!, Pointer(c_int)) as never,
    "is pointed to a buffer that is there": (two) => two.a = new Int32Array(4) as never,
  };
  for (const [name, change] of Object.entries(others)) {
    for (const first of ["a", "b"] as const) {
      test(`${name} (${first} was first)`, () => {
        const two = new Two(), kept = new Int32Array(4), given = new Int32Array(4);
        if (first === "a") two.a = kept as never;
        two.b = given as never;
        if (first === "b") two.a = kept as never;
        const p = two.b!;
        hot(() => c.fill_bytes(p, 1, 16));
        change(two);
        c.fill_bytes(p, 2, 16);
        const moved = new Uint8Array(transfer(given));
        for (
          const call of [() => c.fill_bytes(p, 3, 16), () => c.fill_any(p, 3, 16), () => c.fill_bytes(two.b, 3, 16)]
        ) {
          assertThrows(call, TypeError, "ArrayBuffer");
        }
        assertEquals([...moved], new Array(16).fill(2));
      });
    }
  }
});

/** Ways to lead C to a text, by way of which a buffer is reached. */
const ways: Record<string, (text: Uint8Array) => () => unknown> = {
  "a field": (text) => {
    const named = new Named({ name: text });
    return () => c.name_length(named);
  },
  "a field, byref": (text) => {
    const named = new Named({ name: text });
    return () => c.name_length(byref(named));
  },
  "a field, as void *": (text) => {
    const named = new Named({ name: text });
    return () => c.name_length_any(named);
  },
  "a field, by a pointer": (text) => {
    const p = pointer(new Named({ name: text }));
    return () => c.name_length(p);
  },
  "a field, by a pointer as void *": (text) => {
    const p = pointer(new Named({ name: text }));
    return () => c.name_length_any(p);
  },
  "a field, by an address cell": (text) => {
    const cell = new c_void_p(new Named({ name: text }));
    return () => c.name_length_any(cell);
  },
  "a field of a structure by value": (text) => {
    const named = new Named({ name: text });
    return () => c.name_length_by_value(named);
  },
  "a field of an object's structure by value": (text) => {
    const object = { name: new c_char_p(text) };
    return () => c.name_length_by_value(object as never);
  },
  "three pointers": (text) => {
    const far = pointer(pointer(pointer(new Named({ name: text }))));
    return () => c.name_length_far(far.contents as never);
  },
  "a field that was given later": (text) => {
    const named = new Named(), p = pointer(named), pp = pointer(pointer(p));
    named.name = text as never;
    return () => c.name_length_far(pp as never);
  },
  "a text cell": (text) => {
    const cell = new c_char_p(text);
    return () => c.text_length_of(cell);
  },
  "a cast": (text) => {
    const p = cast(new c_char_p(text), c_void_p)!;
    return () => c.text_length_of(p as never);
  },
  "a structure in the program's own buffer": (text) => {
    const named = Named.fromBuffer(new Uint8Array(64), 16);
    named.name = text as never;
    return () => c.name_length(named);
  },
  "a copy": (text) => {
    const named = new Named();
    memmove(named, new Named({ name: text }), sizeof(Named));
    return () => c.name_length(named);
  },
  "a structure in memory of C": (text) => {
    const named = Named.fromAddress(c.memory_of_c(64)!);
    named.name = text as never;
    return () => c.name_length(named);
  },
  "a structure that was seen as bytes": (text) => {
    const named = new Named();
    Named.fromBuffer(memoryAt(named)).name = text as never;
    return () => c.name_length(named);
  },
  "the first of a large one": (text) => {
    const wide = new Wide({ first: { name: text } });
    for (const node of wide.rest) node.data = node as never;
    return () => c.name_length(wide.first);
  },
  "a subarray of it": (text) => {
    const named = new Named({ name: text.subarray(1) });
    return () => c.name_length(named);
  },
};

describe("a buffer that was transferred away is not reached by", () => {
  for (const [name, make] of Object.entries(ways)) {
    test(name, () => {
      const text = new Uint8Array(1 << 16).fill(65);
      text[text.length - 1] = text[1] = 0;
      const call = make(text);
      const before = call();
      hot(call);
      assertStrictEquals(call(), before);
      transfer(text);
      for (let i = 0; i < 3; i++) assertThrows(call, TypeError, "ArrayBuffer");
    });
  }
});

describe("what is there is passed on,", () => {
  test("though something else was transferred", () => {
    const named = new Named({ name: "abc" });
    const gone = createStringBuffer("gone");
    const lost = new Named({ name: gone as never });
    transfer(gone);
    assertStrictEquals(c.name_length(named), 3n);
    assertThrows(() => c.name_length(lost), TypeError, "parameter 1");
    lost.name = "def!";
    assertStrictEquals(c.name_length(lost), 4n);
    lost.name = null;
    assertStrictEquals(c.name_length(lost), -1n);
  });
  test("though its neighbour in the same array leads to what is gone", () => {
    const all = new (ArrayOf(Named, 3))([{ name: "a" }, { name: "bc" }, { name: "def" }]);
    const text = new Uint8Array(8).fill(65, 0, 7);
    all.at(1).name = text as never;
    assertEquals([0, 1, 2].map((i) => c.name_length(all.at(i))), [1n, 7n, 3n]);
    transfer(text);
    assertEquals([0, 2].map((i) => c.name_length(all.at(i))), [1n, 3n]);
    assertThrows(() => c.name_length(all.at(1)), TypeError);
    assertThrows(() => c.name_length_any(all), TypeError);
  });
  test("around a ring, and along a list of many", () => {
    const nodes = Array.from({ length: 50_000 }, () => new Node());
    nodes.forEach((node, i) => node.next = nodes[(i + 1) % nodes.length] as never);
    assertStrictEquals(c.name_length_any(byref(new Named())), -1n);
    const data = new Uint8Array(8);
    c.fill_any(nodes[0], 0, 0);
    nodes[40_000].data = data as never;
    c.fill_any(nodes[0], 0, 0);
    transfer(data);
    assertThrows(() => c.fill_any(nodes[0], 0, 0), TypeError);
    nodes[40_000].data = null;
    c.fill_any(nodes[0], 0, 0);
  });
});

describe("a list without buffers of the program's is not walked for each call", () => {
  test("and takes no longer the longer it is", () => {
    const make = (length: number) => {
      let head: Node | null = null;
      for (let i = 0; i < length; i++) head = new Node({ next: head });
      return head!;
    };
    const steps = (head: Node) => {
      let seen = 0;
      const { add } = Set.prototype;
      Set.prototype.add = function (value) {
        seen++;
        return add.call(this, value);
      };
      try {
        c.fill_any(head, 0, 0);
        c.fill_any(pointer(head), 0, 0);
      } finally {
        Set.prototype.add = add;
      }
      return seen;
    };
    assertStrictEquals(steps(make(1000)), 0);
  });
});

test("an instance whose bytes are transferred away stays as it is, or says that it is gone", () => {
  class Own extends Structure({ name: c_char_p, number: c_int64 }) {}
  let whole = 0;
  for (let i = 0; i < 100; i++) {
    const own = new Own({ name: "abc", number: 5 });
    const uses = [() => own.number, () => own.name, () => c.name_length_any(own), () => pointer(own).contents.number];
    const bytes = memoryAt(own);
    transfer(bytes);
    assertThrows(() => pointer(bytes as never), TypeError);
    assertThrows(() => c.fill_any(bytes, 0, 1), TypeError);
    if (isThere(own)) {
      whole++;
      assertEquals(uses.map((use) => use()), [5n, "abc", 3n, 5n]);
    } else for (const use of uses) assertThrows(use, TypeError);
  }
  // Memory that is shared with others is lost to them for good when a program has seen a part.
  assertEquals(whole < 2, true, `${whole} stayed`);
});

function isThere(instance: object): boolean {
  try {
    return addressof(instance as never) > 0n;
  } catch {
    return false;
  }
}

test("an address that no longer points to what was transferred can be read, and passed", () => {
  const buffer = new Uint8Array(1 << 17), cell = new c_void_p(buffer), before = cell.value!;
  memset(byref(cell), 1, 2);
  transfer(buffer);
  assertStrictEquals(cell.value, (before & ~0xffffn) | 0x101n);
  const other = new Named();
  const gone = createStringBuffer("gone");
  other.name = gone as never;
  transfer(gone);
  assertThrows(() => c.name_length(other), TypeError);
  memset(other, 0, 8);
  assertStrictEquals(c.name_length(other), -1n);
});

test("the beginning of a pointer at the end of a buffer is none", () => {
  const pointers = new (ArrayOf(Pointer(Named), 2))([new Named(), new Named({ name: createStringBuffer(3) as never })]);
  const bytes = createStringBuffer(9);
  memmove(bytes, byref(pointers, 0), 9);
  c.fill_any(byref(bytes), 0, 0);
  c.fill_any(pointer(bytes), 0, 0);
});
