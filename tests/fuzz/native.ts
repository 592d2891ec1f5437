/** The C fixture as the fuzzer opens it, again and again. */
import {
  ArrayOf,
  c_char,
  c_char_p,
  c_int,
  c_longlong,
  c_ubyte,
  c_uint,
  c_void_p,
  c_wchar_p,
  CFunction,
  dlopen,
  Pointer,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";
import { IntFunction, Named } from "./types.ts";

const Action = CFunction([]);
const bytes = Pointer(c_ubyte);
const N = Named.c;

const symbols = {
  seen_at: CFunction([c_int], c_uint),
  hash: CFunction([c_void_p, c_longlong], c_uint),
  hash_bytes: CFunction([bytes, c_longlong], c_uint, { name: "hash" }),
  byte_at: CFunction([c_void_p, c_longlong], c_int),
  hash_text: CFunction([c_char_p], c_uint),
  hash_wide: CFunction([c_wchar_p], c_uint),
  hash_behind: CFunction([c_void_p, c_longlong, c_longlong], c_uint),
  call_behind: CFunction([c_void_p, c_longlong, c_int], c_int),
  fill: CFunction([c_void_p, c_longlong, c_int, c_longlong]),
  copy: CFunction([c_void_p, c_void_p, c_longlong]),
  allocate: CFunction([c_longlong], c_void_p),
  release: CFunction([c_void_p]),
  same: CFunction([c_void_p], c_void_p),
  same_text: CFunction([c_char_p], c_char_p, { name: "same" }),
  same_wide: CFunction([c_wchar_p], c_wchar_p, { name: "same" }),
  same_function: CFunction([IntFunction], IntFunction, { name: "same" }),
  tail: CFunction([c_char_p, c_longlong], Pointer(c_char)),
  tail_text: CFunction([c_char_p, c_longlong], c_char_p, { name: "tail" }),
  around: CFunction([c_void_p, c_longlong, Action]),
  around_text: CFunction([c_char_p, Action]),
  around_behind: CFunction([c_void_p, c_longlong, c_longlong, Action]),
  around_function: CFunction([IntFunction, c_int, Action], c_int),
  fill_after: CFunction([c_void_p, c_longlong, c_int, c_longlong, Action]),
  run: CFunction([Action]),
  gather_texts: CFunction([CFunction([c_int], c_char_p), c_int]),
  gather_wides: CFunction([CFunction([c_int], c_wchar_p), c_int]),
  gather_pointers: CFunction([CFunction([c_int], bytes), c_int, c_longlong]),
  gather_voids: CFunction([CFunction([c_int], c_void_p), c_int, c_longlong], undefined, { name: "gather_pointers" }),
  gather_functions: CFunction([CFunction([c_int], IntFunction), c_int], c_int),
  gather_records: CFunction([CFunction([c_int], N), c_int]),
  around_record: CFunction([N, Action], c_uint),
  same_record: CFunction([N], N),
  remember: CFunction([c_int, c_void_p]),
  remember_text: CFunction([c_int, c_char_p], undefined, { name: "remember" }),
  hash_remembered: CFunction([c_int, c_longlong], c_uint),
  call_remembered: CFunction([c_int, c_int], c_int),
  variable_text: c_char_p,
  variable_numbers: ArrayOf(c_int, 4),
  hash_variable_text: CFunction([], c_uint),
  get_twice: CFunction([], IntFunction),
  get_numbers: CFunction([], Pointer(ArrayOf(c_int, 4))),
  close_gate: CFunction([]),
  open_gate: CFunction([]),
} as const;

const slow = {
  slow_hash: CFunction([c_void_p, c_longlong], c_uint, { nonblocking: true }),
  slow_hash_bytes: CFunction([bytes, c_longlong], c_uint, { name: "slow_hash", nonblocking: true }),
  slow_hash_text: CFunction([c_char_p], c_uint, { nonblocking: true }),
  slow_fill: CFunction([c_void_p, c_longlong, c_int, c_longlong], undefined, { nonblocking: true }),
} as const;

/** Opens the library once more. */
// deno-lint-ignore explicit-module-boundary-types
export const open = () => dlopen(fixture("fuzz"), symbols);
/** Opens a copy of it, which nobody else has open. */
export const openCopy = () => dlopen(fixture("fuzz_copy"), symbols);
export type Native = ReturnType<typeof open>;

/** Opens what runs on other threads; it is an Error where the runtime has no such calls. */
export const openSlow = () => dlopen(fixture("fuzz"), slow);
/** Opens functions that look at memory through pointers to a type. */
export const openTyped = (type: any) =>
  dlopen(fixture("fuzz"), {
    hash: CFunction([Pointer(type), c_longlong], c_uint),
    same: CFunction([Pointer(type)], Pointer(type)),
    around: CFunction([Pointer(type), c_longlong, Action]),
    fill: CFunction([Pointer(type), c_longlong, c_int, c_longlong]),
    gather: CFunction([CFunction([c_int], Pointer(type)), c_int, c_longlong], undefined, { name: "gather_pointers" }),
  });
