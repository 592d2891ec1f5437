// Calls of a function of which the program has the address.
import { c_double, c_int, c_void_p, CFunction, dlopen, Pointer, Structure } from "../../mod.ts";
import type { Row } from "../measure.js";
import { library } from "../native/mod.ts";
import { bunFfi, describe, isDeno, type RawFunction, rawLibrary, type RawSignature } from "../raw.ts";

const Add = CFunction([c_int, c_int], c_int);
class Table extends Structure({ add: Add }) {}

const { symbols: us } = dlopen(library, {
  add_address: CFunction([], c_void_p),
  table_memory: CFunction([], Pointer(Table)),
  add_doubles: CFunction([c_double, c_double], c_double),
});
const raw = rawLibrary({ add_address: [[], "ptr"] });

function rawAtAddress(address: any, signature: RawSignature): RawFunction {
  if (!isDeno) return bunFfi.CFunction({ ptr: address, ...describe(signature) });
  const fn = new Deno.UnsafeFnPointer(address, describe(signature));
  return (a, b) => fn.call(a, b);
}

const usAdd = new Add(us.add_address()!);
const rawAdd = rawAtAddress(raw.add_address(), [["i32", "i32"], "i32"]);
const table = us.table_memory()!.contents;

const rawLoop = (n: number) => {
  let sum = 0;
  for (let i = 0; i < n; i++) sum ^= rawAdd(i, 1);
  return sum;
};
const target = { deno: 0.25, bun: 1.5, python: 10, koffi: 5 };

export const rows: Row[] = [
  {
    name: "int f(int, int)",
    us: (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum ^= usAdd(i, 1);
      return sum;
    },
    raw: rawLoop,
    target,
  },
  {
    name: "a structure's field, read and called",
    us: (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum ^= table.add!(i, 1);
      return sum;
    },
    raw: rawLoop,
    target,
  },
];
