// What tests/lifetime/soak_test.ts runs, one phase per process: works hard in rounds, checks what it holds, and prints
// by how much the process's memory grew in each round, until it grew by less than the given megabytes.
import { argv, memoryUsage } from "node:process";
import {
  ArrayOf,
  byref,
  c_bool,
  c_char_p,
  c_int,
  c_longlong,
  c_size_t,
  c_ubyte,
  c_uint,
  c_void_p,
  c_wchar_p,
  cast,
  CFunction,
  createStringBuffer,
  dlopen,
  Pointer,
  pointer,
  Structure,
  type VariadicInput,
} from "../../mod.ts";
import { collect, collectThoroughly } from "../collect.ts";
import { fixture } from "../native/mod.ts";

class Node extends Structure({
  value: c_int,
  name: c_char_p,
  data: Pointer(c_ubyte),
  get next() {
    return Pointer(Node);
  },
}) {}
const IntFunction = CFunction([c_int], c_int);
const { symbols: c } = dlopen(fixture("basic"), {
  add_int: CFunction([c_int, c_int], c_int),
  text_length: CFunction([c_char_p], c_size_t),
  text_same: CFunction([c_char_p], c_char_p),
  sum_bytes: CFunction([Pointer(c_ubyte), c_size_t], c_uint),
  read_int: CFunction([Pointer(c_int)], c_int),
  call_times: CFunction([c_int, IntFunction], c_longlong),
  call_any: CFunction([c_int, c_void_p], c_longlong, { name: "call_times" }),
  format_text: CFunction([c_char_p, c_size_t, c_char_p], c_int, { variadic: true }),
  each_int: CFunction([Pointer(c_int), c_int, CFunction([c_void_p, c_int], c_bool), c_void_p], c_int),
  call_text: CFunction([CFunction([c_char_p, c_wchar_p], c_int), c_char_p, c_wchar_p], c_int),
});
let wrong = 0;
const check = (right: boolean) => void (right || wrong++);

/** Calls of every kind. */
function calls(count: number): void {
  const bytes = new Uint8Array(16).fill(1), x = new c_int(7), p = pointer(x);
  for (let i = 0; i < count / 10; i++) {
    for (let j = 0; j < 5; j++) check(c.add_int(i, j) === i + j);
    check(c.text_length("some text") === 9n);
    check(c.sum_bytes(bytes, 16) === 16);
    check(c.read_int(byref(x)) === 7);
    check(c.read_int(p) === 7);
    check(c.read_int(x) === 7);
    if (i % 16 === 0) check(c.text_same("täxt") === "täxt");
  }
}

/** Arguments that nobody holds but the call, also while C calls back and garbage is collected. */
function temporaries(count: number): void {
  const long = "x".repeat(3000);
  for (let i = 0; i < count; i++) {
    check(c.sum_bytes(new Uint8Array(64).fill(i), 64) === 64 * (i & 255));
    check(c.sum_bytes(new (ArrayOf(c_ubyte, 3000))().fill(1), 3000) === 3000);
    check(c.read_int(new c_int(i)) === i);
    check(c.read_int(byref(new (ArrayOf(c_int, 1000))([i]))) === i);
    check(c.read_int(pointer(new c_int(i))) === i);
    check(c.text_length(long + i) === BigInt(3000 + String(i).length));
    if (i % 1000 !== 0) continue;
    const items: number[] = [];
    const fill = () => {
      collect();
      for (let j = 0; j < 20; j++) new Uint8Array(new ArrayBuffer(4096)).fill(0x5a);
    };
    c.each_int(new (ArrayOf(c_int, 1000))([i, i + 1, i + 2]), 3, (_user, item) => {
      items.push(item);
      fill();
      return true;
    }, null);
    check(items.join() === [i, i + 1, i + 2].join());
    check(
      c.call_text((a, b) => (fill(), a!.length + b!.length), long + i, `wide ${i}`) === 3005 + 2 * String(i).length,
    );
  }
}

/** Callbacks that are closed, dropped, or never were more than functions. */
async function callbacks(count: number): Promise<void> {
  const lasting = new IntFunction((v) => v * 3);
  for (let i = 0; i < count; i++) {
    if (i % 3 === 0) check(c.call_times(2, (v) => v + i) === BigInt(2 * i + 1));
    else {
      const made = new IntFunction((v) => v - i);
      check(c.call_times(2, made) === BigInt(1 - 2 * i));
      if (i % 3 === 1) made.close();
    }
    if (i % 5000 === 4999) await collectThoroughly(1);
  }
  check(c.call_times(3, lasting) === 9n);
}

/** Buffers and arrays; some are held for a while and looked at then. */
function buffers(count: number): void {
  const held: { buffer: Uint8Array; byte: number }[] = [];
  for (let i = 0; i < count; i++) {
    const buffer = i % 100 === 0
      ? createStringBuffer(20_000)
      : i % 3 === 0
      ? createStringBuffer("text", 32)
      : new (ArrayOf(c_ubyte, 32))();
    buffer.fill(i);
    if (i % 7 !== 0) continue;
    const slot = i % 997;
    const old = held[slot];
    if (old !== undefined) check(c.sum_bytes(old.buffer, old.buffer.length) === old.byte * old.buffer.length);
    held[slot] = { buffer, byte: i & 255 };
    if (i % 100_000 === 0) collect();
  }
}

/** Lists of structures with pointers to text and bytes; of each only the head is held. */
function structures(count: number): void {
  const LENGTH = 10;
  const heads: { head: Node; start: number }[] = [];
  const verify = ({ head, start }: { head: Node; start: number }) => {
    let length = 0;
    for (let node: Node | undefined = head; node; node = node.next?.contents) {
      const value = start + LENGTH - 1 - length++;
      check(node.value === value && node.name === `node ${value}`);
      check(
        c.sum_bytes(node.data, 8) === 8 * (value & 255) && cast(node.data!, Pointer(c_ubyte)).at(7) === (value & 255),
      );
    }
    check(length === LENGTH);
  };
  for (let start = 0; start < count; start += LENGTH) {
    let head: Node | null = null;
    for (let i = start; i < start + LENGTH; i++) {
      head = new Node({ value: i, name: `node ${i}`, data: new (ArrayOf(c_ubyte, 8))().fill(i), next: head });
    }
    const slot = (start / LENGTH) % 500;
    if (heads[slot]) verify(heads[slot]);
    heads[slot] = { head: head!, start };
    if (start % 20_000 === 0) collect();
  }
  heads.forEach(verify);
}

/** Libraries that are opened, called and closed. */
function libraries(count: number): void {
  for (let i = 0; i < count; i++) {
    using library = dlopen(fixture("closing"), {
      get_twice: CFunction([], IntFunction),
      apply: CFunction([IntFunction, c_int], c_int),
      text_of_label: CFunction([c_char_p], c_bool, { name: "closing_label_is" }),
      closing_name: c_char_p,
    });
    check(library.symbols.text_of_label("label"));
    if (i % 4 === 0) check(library.symbols.apply(library.symbols.get_twice(), i) === 2 * i);
    if (i % 100 === 0) library.symbols.closing_name.value = "x".repeat(10_000);
  }
}

/** Classes that are made, used and dropped, no two of them alike. */
async function classes(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const name = `field_${made++}`;
    class Made extends Structure({ [name]: c_int, more: ArrayOf(c_ubyte, i % 100 + 1) }) {}
    const instance = new Made({ [name]: i }) as unknown as Record<string, number>;
    check(instance[name] === i);
    if (i % 500 === 499) await collectThoroughly(1);
  }
}
let made = 0;

/** Callbacks whose types are written down where they are used: some again and again, some of a class that is new. */
async function functionTypes(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const callback = new (CFunction([c_int], c_int))((v) => v + i);
    check(c.call_any(2, callback) === BigInt(2 * i + 1));
    if (i % 2 === 0) callback.close();
    if (i % 4 === 0) {
      class Made extends Structure({ value: c_int }) {}
      using other = new (CFunction([Pointer(Made)], c_int))((made) => made === null ? i : -1);
      check(c.call_any(1, other) === BigInt(i));
    }
    if (i % 500 === 499) await collectThoroughly(1);
  }
}

/** Calls of a variadic function with ever other lists of types, and of classes that are gone. */
async function variadics(count: number): Promise<void> {
  const kinds = [() => new c_int(7), () => new c_longlong(8n), () => "text"];
  for (let i = 0; i < count; i++) {
    const extra: VariadicInput[] = [];
    for (let rest = listed++; rest > 0; rest = Math.floor(rest / 3)) extra.push(kinds[rest % 3]());
    check(c.format_text(null, 0, "%d", new c_int(i), ...extra) === String(i).length);
    class Made extends Structure({ value: c_int }) {}
    if (i % 4 === 0) check(c.format_text(null, 0, "%d", new Made({ value: i })) === String(i).length);
    if (i % 500 === 499) await collectThoroughly(1);
  }
}
let listed = 1;

const phases: Record<string, [(count: number) => unknown, number]> = {
  calls: [calls, 10_000_000],
  temporaries: [temporaries, 100_000],
  callbacks: [callbacks, 100_000],
  buffers: [buffers, 1_000_000],
  structures: [structures, 200_000],
  libraries: [libraries, 2_000],
  classes: [classes, 5_000],
  functionTypes: [functionTypes, 8_000],
  variadics: [variadics, 4_000],
};

async function memory(): Promise<number> {
  await collectThoroughly(3);
  return memoryUsage.rss() / 2 ** 20;
}

const [run, count] = phases[argv[2]];
/** What remains of one round in each after it, in MiB: engines let their heaps grow at first, but a leak never stops. */
const growth: number[] = [];
await run(count / 5);
let before = await memory();
do {
  await run(count);
  const after = await memory();
  growth.push(after - before);
  before = after;
} while (growth.at(-1)! > Number(argv[3]) && growth.length < 8);
console.log(JSON.stringify({ wrong, growth }));
