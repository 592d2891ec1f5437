/**
 * A program as a user of the package writes it. It is checked, not run: what compiles here must go on compiling, and
 * what is wrong must not compile.
 *
 * @module
 */
import {
  ArrayOf,
  byref,
  c_char_p,
  c_double,
  c_int,
  c_long,
  c_size_t,
  c_void_p,
  cast,
  CFunction,
  createStringBuffer,
  dlopen,
  findLibrary,
  type InputOf,
  type InstanceOf,
  Pointer,
  pointer,
  sizeof,
  Structure,
} from "@ctypes/ctypes";
import { GUID } from "@ctypes/ctypes/com";
import type { POINT, RECT } from "@ctypes/ctypes/wintypes";

using libc = dlopen(findLibrary("c"), {
  strlen: CFunction([c_char_p], c_size_t),
  strtol: CFunction([c_char_p, Pointer(c_char_p), c_int], c_long),
  qsort: CFunction([c_void_p, c_size_t, c_size_t, CFunction([Pointer(c_int), Pointer(c_int)], c_int)]),
  pow: CFunction([c_double, c_double], c_double),
});

export const length: bigint = libc.symbols.strlen("hello");
export const power: number = libc.symbols.pow(2, 10);

const numbers = new (ArrayOf(c_int, 3))([3, 1, 2]);
libc.symbols.qsort(numbers, 3, sizeof(c_int), (a, b) => (a?.at(0) ?? 0) - (b?.at(0) ?? 0));
export const sorted: Int32Array = numbers;

const end = new c_char_p();
export const parsed: bigint = libc.symbols.strtol("12 apples", byref(end), 10);
export const rest: string | null = end.value;

const buffer = createStringBuffer("text", 32);
export const bytes: Uint8Array = buffer;
export const text: string = buffer.value;
export const address = cast(buffer, c_void_p).value;
export const first: number = pointer(new c_int(5)).at(0);

class Node extends Structure({
  value: c_int,
  get next() {
    return Pointer(Node);
  },
}) {
  total(): number {
    return this.value + (this.next?.contents.total() ?? 0);
  }
}
export const total: number = Node.fromBuffer(new Uint8Array(16)).total();
export const cornerOf = ({ left: x, top: y }: InstanceOf<typeof RECT>): InputOf<typeof POINT> => ({ x, y });
export const name: string = GUID.create().toString();

// @ts-expect-error A number is no C string.
libc.symbols.strlen(5);
// @ts-expect-error There is one argument too many.
libc.symbols.pow(1, 2, 3);
// @ts-expect-error The library was not asked for this symbol.
libc.symbols.strcpy("x");
// @ts-expect-error A 64-bit result is a bigint.
export const wrong: number = libc.symbols.strlen("hello");
// @ts-expect-error A size or a text is needed.
createStringBuffer({});
