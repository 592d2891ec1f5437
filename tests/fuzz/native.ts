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
  type FunctionOptions,
  Pointer,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";
import { IntFunction, Named } from "./types.ts";

export const Action = CFunction([]);
const bytes = Pointer(c_ubyte);
const N = Named.c;

/** The ways of calling: each has wrappers of its own. */
const ways: readonly FunctionOptions[] = [{}, { useErrno: true }, { errcheck: (result) => result }];

/** All functions, called in one of these ways; those that do not call back may promise it. */
function symbolsFor(way: FunctionOptions, leaf: boolean) {
  const calling = ((parameters: any, result: any, options: any) => (
    CFunction(parameters, result, { ...way, ...options })
  )) as typeof CFunction;
  const quick =
    (leaf
      ? (parameters: any, result: any, options: any) => calling(parameters, result, { leaf, ...options })
      : calling) as typeof CFunction;
  return {
    seen_at: quick([c_int], c_uint),
    hash: quick([c_void_p, c_longlong], c_uint),
    hash_bytes: quick([bytes, c_longlong], c_uint, { name: "hash" }),
    byte_at: quick([c_void_p, c_longlong], c_int),
    hash_text: quick([c_char_p], c_uint),
    hash_wide: quick([c_wchar_p], c_uint),
    hash_behind: quick([c_void_p, c_longlong, c_longlong], c_uint),
    call_behind: calling([c_void_p, c_longlong, c_int], c_int),
    fill: quick([c_void_p, c_longlong, c_int, c_longlong]),
    copy: quick([c_void_p, c_void_p, c_longlong]),
    allocate: quick([c_longlong], c_void_p),
    release: quick([c_void_p]),
    same: quick([c_void_p], c_void_p),
    same_text: quick([c_char_p], c_char_p, { name: "same" }),
    same_wide: quick([c_wchar_p], c_wchar_p, { name: "same" }),
    same_function: quick([IntFunction], IntFunction, { name: "same" }),
    tail: quick([c_char_p, c_longlong], Pointer(c_char)),
    tail_text: quick([c_char_p, c_longlong], c_char_p, { name: "tail" }),
    around: calling([c_void_p, c_longlong, Action]),
    around_text: calling([c_char_p, Action]),
    around_behind: calling([c_void_p, c_longlong, c_longlong, Action]),
    around_function: calling([IntFunction, c_int, Action], c_int),
    fill_after: calling([c_void_p, c_longlong, c_int, c_longlong, Action]),
    run: calling([Action]),
    gather_texts: calling([CFunction([c_int], c_char_p), c_int]),
    gather_wides: calling([CFunction([c_int], c_wchar_p), c_int]),
    gather_pointers: calling([CFunction([c_int], bytes), c_int, c_longlong]),
    gather_voids: calling([CFunction([c_int], c_void_p), c_int, c_longlong], undefined, { name: "gather_pointers" }),
    gather_functions: calling([CFunction([c_int], IntFunction), c_int], c_int),
    gather_records: calling([CFunction([c_int], N), c_int]),
    around_record: calling([N, Action], c_uint),
    same_record: quick([N], N),
    remember: quick([c_int, c_void_p]),
    remember_text: quick([c_int, c_char_p], undefined, { name: "remember" }),
    hash_remembered: quick([c_int, c_longlong], c_uint),
    call_remembered: calling([c_int, c_int], c_int),
    variable_text: c_char_p,
    variable_numbers: ArrayOf(c_int, 4),
    hash_variable_text: quick([], c_uint),
    get_twice: quick([], IntFunction),
    get_numbers: quick([], Pointer(ArrayOf(c_int, 4))),
    close_gate: quick([]),
    open_gate: quick([]),
  };
}

const slow = {
  slow_hash: CFunction([c_void_p, c_longlong], c_uint, { nonblocking: true }),
  slow_hash_bytes: CFunction([bytes, c_longlong], c_uint, { name: "slow_hash", nonblocking: true }),
  slow_hash_text: CFunction([c_char_p], c_uint, { nonblocking: true }),
  slow_fill: CFunction([c_void_p, c_longlong, c_int, c_longlong], undefined, { nonblocking: true }),
  slow_calls: CFunction([IntFunction, c_int], c_int, { nonblocking: true }),
} as const;

/** Opens the library once more. */
// deno-lint-ignore explicit-module-boundary-types
export const open = (way = 0, leaf = false) => dlopen(fixture("fuzz"), symbolsFor(ways[way % ways.length], leaf));
/** Opens a copy of it, which nobody else has open. */
export const openCopy = () => dlopen(fixture("fuzz_copy"), symbolsFor({}, false));
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
