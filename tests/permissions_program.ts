/**
 * Does things that need permissions: `permissions_program.ts <library> <what>…`. Prints what they gave, or the error
 * message, as JSON. For permissions_test.ts.
 *
 * @module
 */
import {
  addressof,
  ArrayOf,
  bits,
  byref,
  c_bool,
  c_char_p,
  c_double,
  c_int,
  c_longlong,
  c_size_t,
  c_uint,
  c_void_p,
  c_wchar_p,
  cast,
  CFunction,
  createStringBuffer,
  dllist,
  dlopen,
  findLibrary,
  getErrno,
  memmove,
  memoryAt,
  Pointer,
  pointer,
  RTLD_GLOBAL,
  sizeof,
  stringAt,
  Structure,
} from "../mod.ts";
import { argv } from "node:process";

const [, , library, ...whats] = argv;
class Point extends Structure({ x: c_int, y: c_int, mode: bits(c_uint, 3) }) {}
class Text extends Structure({ text: c_char_p }) {}

const parts: Record<string, () => unknown> = {
  import: () => "imported",
  structures: () => {
    const point = new Point({ x: 1, mode: 5 });
    point.y = 4;
    const shared = Point.fromBuffer(new Uint8Array(sizeof(Point)));
    const buffer = createStringBuffer("hi", 10);
    return [point.x + point.y + point.mode + shared.x, new (ArrayOf(c_int, 3))([1, 2, 3])[2], buffer.value].join();
  },
  bytes: () => {
    const views = [memoryAt(new c_int(5)), memoryAt(new Point({ x: 6 }))];
    return views.map((view) => [view[0], view.buffer.byteLength]).join();
  },
  numbers: () => {
    using lib = dlopen(library, { add_int: CFunction([c_int, c_int], c_int) });
    return lib.symbols.add_int(1, 2);
  },
  "numbers, once the permission is given up": () => {
    const Add = CFunction([c_int, c_int], c_int, { name: "add_int" });
    using lib = dlopen(library, Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`f${i}`, Add])));
    // deno-lint-ignore no-explicit-any
    (globalThis as any).Deno.permissions.revokeSync({ name: "ffi" });
    return lib.symbols.f7(1, 2);
  },
  strings: () => {
    using lib = dlopen(library, {
      text_length: CFunction([c_char_p], c_size_t),
      text_is_null: CFunction([c_char_p], c_bool),
      wide_length: CFunction([c_wchar_p], c_size_t),
    });
    const { text_length, text_is_null, wide_length } = lib.symbols;
    return [text_length("héllo"), text_length("é".repeat(1000)), text_is_null(null), wide_length("héllo")].join();
  },
  arrays: () => {
    using lib = dlopen(library, {
      count_up: CFunction([Pointer(c_int), c_size_t]),
      divide: CFunction([c_int, c_int, Pointer(c_int), Pointer(c_int)], c_bool),
      text_copy: CFunction([c_char_p, c_size_t, c_char_p], c_size_t),
      fill: CFunction([c_void_p, c_int, c_size_t]),
    });
    for (const memory of [new Float64Array(1), new DataView(new ArrayBuffer(8)), new ArrayBuffer(8)]) {
      lib.symbols.fill(memory, 1, 8);
    }
    const numbers = new Int32Array(3);
    lib.symbols.count_up(numbers, 3);
    const quotient = new (ArrayOf(c_int, 1))();
    lib.symbols.divide(7, 2, quotient, null);
    const copy = createStringBuffer(10);
    lib.symbols.text_copy(copy, 10, "copied");
    return [...numbers, ...quotient, copy.value].join();
  },
  pointers: () => pointer(new c_int(5)).at(0),
  addresses: () => addressof(new c_int()) > 0n,
  casts: () => cast(new c_int(5), Pointer(c_int)).at(0),
  "string fields": () => new Text({ text: "abc" }).text,
  memmove: () => {
    const to = new c_int();
    memmove(to, new c_int(7), 4);
    return to.value;
  },
  stringAt: () => stringAt(createStringBuffer("abc")),
  byref: () => {
    using lib = dlopen(library, { divide: CFunction([c_int, c_int, Pointer(c_int), Pointer(c_int)], c_bool) });
    const quotient = new c_int();
    lib.symbols.divide(7, 2, byref(quotient), null);
    return quotient.value;
  },
  "string results": () => {
    using lib = dlopen(library, { text_greeting: CFunction([], c_char_p) });
    return lib.symbols.text_greeting();
  },
  callbacks: () => {
    using lib = dlopen(library, { call_times: CFunction([c_int, CFunction([c_int], c_int)], c_longlong) });
    return lib.symbols.call_times(4, (i) => i * i);
  },
  variables: () => {
    using lib = dlopen(library, { data_int: c_int });
    return lib.symbols.data_int.value;
  },
  variadic: () => {
    using lib = dlopen(library, { sum_int_list: CFunction([c_int], c_int, { variadic: true }) });
    return lib.symbols.sum_int_list(2, new c_int(1), new c_int(2));
  },
  "by value": () => {
    class Div extends Structure({ quot: c_int, rem: c_int }) {}
    using libc = dlopen("libc.so.6", { div: CFunction([c_int, c_int], Div) });
    return libc.symbols.div(7, 2).quot;
  },
  useErrno: () => {
    using lib = dlopen(library, { fail_with: CFunction([c_int], c_int, { useErrno: true }) });
    lib.symbols.fail_with(2);
    return getErrno();
  },
  "the program": () => {
    using program = dlopen(null, { strlen: CFunction([c_char_p], c_size_t) });
    return program.symbols.strlen("abc");
  },
  flags: () => {
    using lib = dlopen(library, { add_int: CFunction([c_int, c_int], c_int) }, { flags: RTLD_GLOBAL });
    return lib.symbols.add_int(1, 2);
  },
  dllist: () => dllist().some((path) => path.includes("libc")),
  "a bare name": () => {
    using libm = dlopen("libm.so.6", { sqrt: CFunction([c_double], c_double) });
    return libm.symbols.sqrt(9);
  },
  findLibrary: () => findLibrary("c"),
  LD_LIBRARY_PATH: () => findLibrary("basic") !== null,
  "a wrong path": () => {
    try {
      dlopen("/no/such/library.so", {});
    } catch (error) {
      return (error as Error).message.includes("there is no such file");
    }
  },
};

const attempt = (what: string): string => {
  try {
    return String(parts[what]());
  } catch (error) {
    return (error as Error).message;
  }
};
console.log(JSON.stringify(Object.fromEntries(whats.map((what) => [what, attempt(what)]))));
