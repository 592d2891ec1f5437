// Narrow arguments and results are extended as their C types say: some compilers trust their callers for that.
import { assertEquals } from "@std/assert";
import { existsSync } from "node:fs";
import { arch, platform } from "node:process";
import { describe, test } from "node:test";
import * as ctypes from "../../mod.ts";
import { c_int, CFunction, dlopen, Structure } from "../../mod.ts";
import { fixture } from "../native/mod.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

/** `char` is unsigned on Linux for arm64 only. */
const signedChar = arch !== "arm64" || platform !== "linux";
/** Each type with its width, and whether C sees its values as signed. */
const types: [string, number, boolean][] = [
  ["char", 8, signedChar],
  ["byte", 8, true],
  ["ubyte", 8, false],
  ["short", 16, true],
  ["ushort", 16, false],
  ["bool", 1, false],
];
/** On Linux for arm64 and on Windows callees extend: there registers may have anything above. */
const callersExtend = signedChar && platform !== "win32";
const HOT = 60_000;

/** A value in C, as an `int`. */
function inC(value: number, bits: number, signed: boolean): number {
  return signed ? value << 32 - bits >> 32 - bits : value & 2 ** bits - 1;
}

// One is compiled by gcc on Linux, the other by clang where there is one.
for (const library of ["narrow", "narrow_clang"].filter((name) => name === "narrow" || existsSync(fixture(name)))) {
  describe(`narrow values and functions of ${library}`, () => {
    for (const [name, bits, signed] of types) {
      const type = (ctypes as Any)[`c_${name}`];
      const Taker = CFunction([type], c_int), Giver = CFunction([c_int], type);
      const Pair = Structure({ a: type, b: type });
      const nine = [...Array.from({ length: 8 }, () => c_int), type];
      const { symbols: c }: Any = dlopen(fixture(library), {
        take: CFunction([type], c_int, { name: `take_${name}` }),
        give: CFunction([c_int], type, { name: `give_${name}` }),
        pass: CFunction([Taker, c_int], c_int, { name: `pass_${name}` }),
        ask: CFunction([Giver, c_int], c_int, { name: `ask_${name}` }),
        add: CFunction([type, Pair, type], c_int, { name: `add_${name}` }),
        ninth: CFunction(nine, c_int, { name: `ninth_${name}` }),
        take_register: CFunction([type], c_int),
        leaf: CFunction([type], c_int, { name: "take_register", leaf: true }),
        give_register: CFunction([c_int], type),
        pass_register: CFunction([Taker, c_int], c_int),
        ask_register: CFunction([Giver, c_int], c_int),
        first_of: CFunction([c_int], c_int, { variadic: true }),
      });
      const values = bits === 1 ? [0, 1] : [0, 1, 0xad, 2 ** (bits - 1), 2 ** bits - 1].map((v) => v % 2 ** bits);
      const js = (value: number): Any => bits === 1 ? value !== 0 : name === "char" ? value : inC(value, bits, signed);
      test(`c_${name}`, () => {
        for (const value of values) {
          const given = js(value), seen = inC(value, bits, signed);
          const dirty = bits === 1 ? value : value | 0x5a5a0000 & ~(2 ** bits - 1);
          const cell = new type(given);
          const found = {
            take: c.take(given),
            register: callersExtend ? [c.take_register(given), c.leaf(given)] : [seen, seen],
            ninth: c.ninth(1, 2, 3, 4, 5, 6, 7, 8, given),
            structure: c.add(given, { a: given, b: given }, given),
            variadic: c.first_of(1, cell),
            result: [c.give(seen), c.give_register(dirty)],
            parameter: [
              c.pass((v: Any) => v === given ? 1 : 0, seen),
              c.pass_register((v: Any) => v === given ? 1 : 0, dirty),
            ],
            answer: [c.ask(() => given, 0), callersExtend ? c.ask_register(() => given, 0) : seen],
          };
          assertEquals(found, {
            take: seen,
            register: [seen, seen],
            ninth: seen,
            structure: seen + 1000 * seen + seen,
            variadic: seen,
            result: [given, given],
            parameter: [1, 1],
            answer: [seen, seen],
          }, `${value}`);
        }
      });
      test(`c_${name}, hot and at an address`, () => {
        if (!callersExtend) return assertEquals(c.take(js(values.at(-1)!)), inC(values.at(-1)!, bits, signed));
        const given = js(values.at(-1)!), seen = inC(values.at(-1)!, bits, signed);
        const address = new ctypes.c_void_p(c.take_register).value!;
        const there: Any = new (CFunction([type], c_int))(address);
        let wrong = 0;
        for (let i = 0; i < HOT; i++) {
          if (c.take(given) !== seen || c.take_register(given) !== seen || there(given) !== seen) wrong++;
          if (c.give(seen) !== given || c.give_register(seen) !== given) wrong++;
        }
        const keep = (v: Any) => v;
        const Same = CFunction([type], type);
        const { symbols: { same } }: Any = dlopen(fixture(library), {
          same: CFunction([Same, c_int], c_int, { name: "pass_register" }),
        });
        for (let i = 0; i < HOT; i++) if (same(keep, seen) !== seen) wrong++;
        assertEquals(wrong, 0);
      });
    }
  });
}
