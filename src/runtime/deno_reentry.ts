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
import { evaluate } from "../emit/emitter.ts";
import type { NativeFunction, NativeSignature } from "./runtime.ts";

/**
 * Whether this thread has made a callback: until then no JavaScript can run during a call, and there is no such property.
 * To V8 both that it is not there and, later, its value are constants, for which asking is free: when it is added, V8 throws
 * away the code that relied on its absence.
 */
class Reentry {
  declare possible?: true;
}

/** All copies of this module in a program share it: one may call what was given a callback of another. */
const KEY = Symbol.for("@ctypes/ctypes reentry");
const shared = globalThis as { [KEY]?: Reentry };
if (shared[KEY] === undefined) Object.defineProperty(shared, KEY, { value: new Reentry() });
const reentry = shared[KEY]!;

/** From now on C may call JavaScript. To be called before the first callback is there, which no call can be under way at. */
export function allowReentry(): void {
  if (reentry.possible === undefined) reentry.possible = true;
}

/** What a function needs once there are callbacks. Likewise: properties that are added once are constants to V8. */
class Apart {
  /** Makes the call, in a frame of its own. */
  declare call?: NativeFunction;
  /** As arguments and as results V8 puts every float into a new object; in a field it is overwritten where it is. */
  declare floats?: Record<string, number>;
}

/**
 * V8 inlines functions of up to 460 bytes of bytecode. These statements are some 1,000 bytes that are never run: optimised
 * code does not contain them.
 */
const BALLAST = `if (never) { let n; ${"[n] = n;".repeat(8)} }`;

/** A signature by its kinds of parameters. */
class Parts {
  readonly names: readonly string[];
  readonly floats: readonly string[];
  /** The parameters that are no floats, as a list. */
  readonly others: string;
  readonly givesFloat: boolean;

  constructor({ parameters, result }: NativeSignature) {
    const all = parameters.map((type, i) => ({ name: `a${i}`, float: isFloat(type) }));
    this.names = all.map(({ name }) => name);
    this.floats = all.filter(({ float }) => float).map(({ name }) => name);
    this.others = all.filter(({ float }) => !float).map(({ name }) => name).join(", ");
    this.givesFloat = isFloat(result);
  }
}

const isFloat = (type: NativeSignature["result"]): boolean => type === "f32" || type === "f64";

/** Statements that set fields of an object. */
function assign(object: string, fields: readonly string[], value: (field: string) => string): string {
  return fields.map((field) => `${object}.${field} = ${value(field)};`).join(" ");
}

/**
 * Makes a foreign function one during which C may call JavaScript. Without a result it is one already. What it takes is
 * made when it is needed: most programs have no callbacks, and it takes as long to make as the rest of a function.
 */
export function reentrant(native: NativeFunction, signature: NativeSignature): NativeFunction {
  const { result, nonblocking, leaf } = signature;
  if (result === "void" || nonblocking || leaf) return native;
  const parts = new Parts(signature);
  const { floats, others, givesFloat } = parts;
  const names = parts.names.join(", ");
  return evaluate<NativeFunction>(
    `function (${names}) {
      if (reentry.possible !== true) return native(${names});
      if (apart.call === undefined) fill(apart);
      const { call, floats } = apart;
      ${assign("floats", floats, (name) => name)}
      ${givesFloat ? `call(${others}); return floats.result;` : `return call(${others});`}
    }`,
    { native, reentry, apart: new Apart(), fill: (apart: Apart) => fill(apart, native, parts) },
  );
}

function fill(apart: Apart, native: NativeFunction, { names, floats, others, givesFloat }: Parts): void {
  const fields = givesFloat ? [...floats, "result"] : floats;
  const call = `native(${names.map((name) => floats.includes(name) ? `floats.${name}` : name).join(", ")})`;
  const made = evaluate<Required<Apart>>(
    `(() => {
      const floats = new class { constructor() { ${assign("this", fields, () => "0.5")} } }();
      ${assign("floats", fields, () => "1.5")} // a field that changed is no constant
      function call(${others}) {
        ${BALLAST}
        ${givesFloat ? `floats.result = ${call};` : `return ${call};`}
      }
      return { call, floats };
    })()`,
    { native, never: false },
  );
  apart.floats = made.floats;
  apart.call = made.call;
}
