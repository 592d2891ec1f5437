/**
 * Structures by value: the divisions of the C library return quotient and remainder as one structure.
 *
 *     deno run --allow-ffi --allow-read examples/div.ts
 *     bun run examples/div.ts
 *
 * @module
 */
import { c_int, c_long, c_longlong, CFunction, dlopen, findLibrary, Structure } from "@ctypes/ctypes";

class Div extends Structure({ quot: c_int, rem: c_int }) {}
class LongDiv extends Structure({ quot: c_long, rem: c_long }) {}
class LongLongDiv extends Structure({ quot: c_longlong, rem: c_longlong }) {}

using libc = dlopen(findLibrary("c"), {
  div: CFunction([c_int, c_int], Div),
  ldiv: CFunction([c_long, c_long], LongDiv),
  lldiv: CFunction([c_longlong, c_longlong], LongLongDiv),
});
const { div, ldiv, lldiv } = libc.symbols;

const { quot, rem } = div(17, 5);
console.log(`17 = ${quot} × 5 + ${rem}`);
console.log("div(-17, 5):", div(-17, 5));
console.log("ldiv(1000000007, 1000):", ldiv(1_000_000_007, 1000));
console.log("lldiv(10^18 + 9, 10^9):", lldiv(10n ** 18n + 9n, 10n ** 9n));
