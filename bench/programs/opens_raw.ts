// The same with the runtime's own FFI.
import { isDeno, time } from "./opening.ts";

/** Bun's module is loaded when it is first asked for, as it is by us. */
const dlopen = () => isDeno ? Deno.dlopen : (globalThis as any).process.getBuiltinModule("bun:ffi").dlopen;
const describe = isDeno
  ? (parameters: string[], result: string) => ({ parameters, result })
  : (args: string[], returns: string) => ({ args, returns });
const kinds = [
  () => describe(["i32", "i32"], "i32"),
  () => describe(["f64", "f64"], "f64"),
  () => describe([isDeno ? "pointer" : "ptr", "i32"], "i32"),
];
time(kinds, (path, types) => dlopen()(path, types).symbols);
