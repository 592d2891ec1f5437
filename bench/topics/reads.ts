// Reading and writing memory through pointers, beside the quickest that the runtimes have: `UnsafePointerView`, `read`.
import {
  ArrayOf,
  c_int,
  cast,
  CFunction,
  createStringBuffer,
  dlopen,
  memmove,
  memoryAt,
  Pointer,
  pointer,
  stringAt,
  Structure,
} from "../../mod.ts";
import { loop } from "../loop.ts";
import type { Row, Target } from "../measure.js";
import { library } from "../native/mod.ts";
import { bunFfi, isDeno, rawLibrary } from "../raw.ts";

class Point extends Structure({ x: c_int, y: c_int }) {}
class Node extends Structure({
  value: c_int,
  get next() {
    return Pointer(Node);
  },
}) {}

const { symbols: us } = dlopen(library, {
  int_memory: CFunction([], Pointer(c_int)),
  point_memory: CFunction([], Pointer(Point)),
  list_memory: CFunction([], Pointer(Node)),
});
const raw = rawLibrary({ int_memory: [[], "ptr"], point_memory: [[], "ptr"], list_memory: [[], "ptr"] });

const own = new (ArrayOf(c_int, 1024))(Array.from({ length: 1024 }, (_, i) => i));
const ownList = Array.from({ length: 1000 }, (_, i) => new Node({ value: i }));
ownList.forEach((node, i) => i > 0 && (ownList[i - 1].next = pointer(node)));
const first = us.int_memory()!;
const scope: Record<string, unknown> = {
  ints: first,
  point: us.point_memory(),
  eight: Array.from({ length: 8 }, () => us.int_memory()),
  eightPoints: Array.from({ length: 8 }, () => us.point_memory()),
  list: us.list_memory(),
  ownInts: cast(own, Pointer(c_int)),
  ownList: pointer(ownList[0]),
  ...{ memoryAt, memmove, stringAt },
  text: createStringBuffer("hello, world"),
  to: createStringBuffer(1000),
  from: createStringBuffer(1000),
  bytes: new Uint8Array(1000),
  decoder: new TextDecoder(),
};

if (isDeno) {
  const view = (pointer: Deno.PointerObject) => new Deno.UnsafePointerView(pointer);
  scope.view = view(raw.int_memory());
  scope.views = Array.from({ length: 8 }, () => view(raw.int_memory()));
  scope.nodeView = view(raw.list_memory());
  scope.View = Deno.UnsafePointerView;
} else {
  scope.read = bunFfi.read;
  scope.address = raw.int_memory();
  scope.addresses = Array.from({ length: 8 }, () => raw.int_memory());
  scope.node = raw.list_memory();
}

const runtimeRead = (at: string) => isDeno ? `view.getInt32(${at})` : `read.i32(address, ${at})`;
const runtimeReadOne = isDeno ? "views[i & 7].getInt32()" : "read.i32(addresses[i & 7], 0)";
const runtimeWalk = isDeno
  ? `for (let node = nodeView; node !== null;) {
      sum ^= node.getInt32(0);
      const next = node.getPointer(8);
      node = next === null ? null : new View(next);
    }`
  : "for (let at = node; at !== 0; at = read.ptr(at, 8)) sum ^= read.i32(at, 0);";
const walk = (list: string) =>
  `for (let p = ${list}; p !== null;) { const node = p.contents; sum ^= node.value; p = node.next; }`;

function row(name: string, us: string, raw: string | null, target: Target = { raw: 2, python: 5 }, per?: number): Row {
  return { name, us: loop(us, scope), ...raw === null ? {} : { raw: loop(raw, scope) }, target, per };
}

export const rows: Row[] = [
  row("int, p.at(i), C's memory", "sum ^= ints.at(i & 1023);", `sum ^= ${runtimeRead("(i & 1023) * 4")};`),
  row("int, p.at(i), our memory", "sum ^= ownInts.at(i & 1023);", null),
  row("int, p.set(i, value), C's memory", "ints.set(i & 1023, i);", null),
  row("int, p.contents.value", "sum ^= eight[i & 7].contents.value;", `sum ^= ${runtimeReadOne};`),
  row("structure, p.contents.x", "sum ^= eightPoints[i & 7].contents.x;", `sum ^= ${runtimeReadOne};`),
  row("structure, p.at(i).x", "sum ^= point.at(i & 1023).x;", `sum ^= ${runtimeRead("(i & 1023) * 8")};`),
  row("linked list of C, per node", walk("list"), runtimeWalk, undefined, 1000),
  row("linked list of ours, per node", walk("ownList"), null, undefined, 1000),
  row(
    "stringAt(buffer)",
    "sum += stringAt(text).length;",
    "sum += decoder.decode(text.subarray(0, text.indexOf(0))).length;",
    {
      raw: 1.2,
      python: 1,
    },
  ),
  row("memmove of 1000 bytes", "memmove(to, from, 1000);", "bytes.set(from);", { python: 1 }),
  row("memoryAt(pointer, 100)[i]", "sum += memoryAt(eight[i & 7], 100)[3];", null, { python: 1 }),
];
