// Opens a library and calls each of its first functions once: `opens.ts LIBRARY DECLARED CALLED`. Prints the milliseconds.
import { c_double, c_int, c_void_p, CFunction, dlopen } from "../../mod.ts";
import { time } from "./opening.ts";

const kinds = [
  () => CFunction([c_int, c_int], c_int),
  () => CFunction([c_double, c_double], c_double),
  () => CFunction([c_void_p, c_int], c_int),
];
time(kinds, (path, types) => dlopen(path, types).symbols);
