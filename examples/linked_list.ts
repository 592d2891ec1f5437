/**
 * A structure that points to itself, shared with C: each side makes a list and the other walks it.
 *
 * The C half is `tests/native/linked_list.c`, which `deno task test` compiles, or:
 *
 *     mkdir -p tests/native/build
 *     cc -shared -fPIC -o tests/native/build/liblinked_list.so tests/native/linked_list.c
 *     deno run --allow-ffi --allow-read --allow-env examples/linked_list.ts
 *     bun run examples/linked_list.ts
 *
 * @module
 */
import { c_int, c_longlong, CFunction, dlopen, Pointer, Structure } from "@ctypes/ctypes";
import { existsSync } from "node:fs";
import { fixture } from "../tests/native/mod.ts";

class Node extends Structure({
  value: c_int,
  get next() {
    return Pointer(Node);
  },
}) {}

function* walk(head: Node | null): Generator<number> {
  for (let node = head; node !== null; node = node.next?.contents ?? null) yield node.value;
}

function run(path: string): void {
  using lib = dlopen(path, {
    list_push: CFunction([Pointer(Node), c_int], Pointer(Node)),
    list_sum: CFunction([Pointer(Node)], c_longlong),
    list_reverse: CFunction([Pointer(Node)], Pointer(Node)),
    list_free: CFunction([Pointer(Node)]),
  });
  const { list_push, list_sum, list_reverse, list_free } = lib.symbols;

  // In JavaScript's memory, where each node keeps the next one alive.
  const three = new Node({ value: 3 });
  const two = new Node({ value: 2, next: three });
  const one = new Node({ value: 1, next: two });
  console.log(`C adds up ours, ${[...walk(one)].join(" ")}: ${list_sum(one)}`);
  const reversed = list_reverse(one);
  console.log(`C turns it round: ${[...walk(reversed!.contents)].join(" ")}`);

  // In C's memory, where it stays until C frees it.
  let list = list_push(null, 30);
  list = list_push(list, 20);
  list = list_push(list, 10);
  console.log(`We walk C's: ${[...walk(list!.contents)].join(" ")}`);
  list_free(list);
}

const path = fixture("linked_list");
if (existsSync(path)) run(path);
else console.log("tests/native/linked_list.c is not compiled: skipped");
