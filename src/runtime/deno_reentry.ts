/**
 * Calls during which C may call JavaScript, as V8 survives them.
 *
 * V8 carries out a foreign call within the optimised code of its caller. If C calls back meanwhile, and what the callback
 * does makes V8 throw that code away, V8 ends the process once C returns: "Lazy deopt after a fast API call with return
 * value is unsupported" (denoland/deno#31122). So such a call is made by a small function that V8 neither inlines nor ever
 * throws away: it depends on nothing that can change.
 *
 * @module
 */
import { compile } from "./compile.ts";
import type { NativeFunction, NativeSignature } from "./runtime.ts";

/**
 * Whether this thread has made a callback. Until then no JavaScript can run during a call, and a field that has never
 * changed is a constant to V8: asking for it is free. Once it changes V8 throws away the code that relied on it. A class
 * of its own makes sure that it is asked for by nobody else's objects.
 */
class Reentry {
  possible = false;
}

/** All copies of this module in a program share it: one may call what was given a callback of another. */
const KEY = Symbol.for("@ctypes/ctypes reentry");
const shared = globalThis as { [KEY]?: Reentry };
if (shared[KEY] === undefined) Object.defineProperty(shared, KEY, { value: new Reentry() });
const reentry = shared[KEY]!;

/** From now on C may call JavaScript. To be called before the first callback is there, which no call can be under way at. */
export function allowReentry(): void {
  if (!reentry.possible) reentry.possible = true;
}

/**
 * V8 inlines functions of up to 460 bytes of bytecode. These statements are 700 bytes that are never run: optimised code
 * does not contain them.
 */
const BALLAST = `if (never) { let n; ${"n = 1e9;".repeat(100)} }`;

/**
 * Makes a foreign function one during which C may call JavaScript. Without a result it is one already. What it takes is
 * made when it is needed: most programs have no callbacks, and it takes as long to make as the rest of a function.
 */
export function reentrant(native: NativeFunction, signature: NativeSignature): NativeFunction {
  const { parameters, result, nonblocking, leaf } = signature;
  if (result === "void" || nonblocking || leaf) return native;
  const given = parameters.map((_, i) => `a${i}`).join(", ");
  return compile<NativeFunction>(
    `(() => {
      let safe = null;
      return (function (${given}) {
        if (!reentry.possible) return native(${given});
        if (safe === null) safe = makeSafe();
        return safe(${given});
      });
    })()`,
    { native, reentry, makeSafe: () => makeSafe(native, signature) },
  );
}

function makeSafe(native: NativeFunction, { parameters, result }: NativeSignature): NativeFunction {
  const names = parameters.map((_, i) => `a${i}`);
  // As arguments and as results, V8 puts every double into a new object; in a field it is overwritten where it is.
  const floats = names.filter((_, i) => isFloat(parameters[i]!));
  const others = names.filter((_, i) => !isFloat(parameters[i]!)).join(", ");
  const fields = isFloat(result) ? [...floats, "result"] : floats;
  const call = `native(${names.map((name, i) => isFloat(parameters[i]!) ? `floats.${name}` : name).join(", ")})`;
  return compile<NativeFunction>(
    `(() => {
      const floats = new class { constructor() { ${assign("this", fields, "0.5")} } }();
      ${assign("floats", fields, "1.5")} // a field that changed is no constant
      function alone(${others}) {
        ${BALLAST}
        ${isFloat(result) ? `floats.result = ${call};` : `return ${call};`}
      }
      return function (${names.join(", ")}) {
        ${floats.map((name) => `floats.${name} = ${name};`).join(" ")}
        ${isFloat(result) ? `alone(${others}); return floats.result;` : `return alone(${others});`}
      };
    })()`,
    { native, never: false },
  );
}

const isFloat = (type: NativeSignature["result"]): boolean => type === "f32" || type === "f64";

/** Statements that set fields of an object. */
function assign(object: string, fields: readonly string[], value: string): string {
  return fields.map((field) => `${object}.${field} = ${value};`).join(" ");
}
