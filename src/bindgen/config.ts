/** What one output is made from, as configuration files say it. */
import type { EmitOptions } from "./emit/options.ts";

/** One output: the headers, the library, and what shall be different. */
export interface BindingConfig extends EmitOptions {
  /** Paths, or names as after `#include`. */
  readonly headers: readonly string[];
  /** The file to write, relative to the configuration's folder. */
  readonly output: string;
  /** Globs of the files whose declarations are wanted; by default the headers' own. */
  readonly files?: readonly string[];
  /** Only what is called so. */
  readonly only?: RegExp | string;
  /** Nothing that is called so. */
  readonly skip?: RegExp | string;
  /** Further arguments of clang. */
  readonly clang?: readonly string[];
  /** The machines to write it for, as clang's `-target` has them; this one by default. */
  readonly targets?: readonly string[];
}

const KEYS: Readonly<Record<keyof BindingConfig, "text" | "texts" | "pattern" | "any">> = {
  headers: "texts",
  output: "text",
  library: "text",
  files: "texts",
  only: "pattern",
  skip: "pattern",
  rename: "any",
  stripPrefix: "any",
  clang: "texts",
  targets: "texts",
  types: "any",
  functions: "any",
  docs: "text",
  explicitTypes: "any",
  import: "text",
  lineWidth: "any",
};

/**
 * What the default export of a configuration file is made with: it checks the configuration, and an editor knows its
 * types.
 *
 * @param outputs One for each file to write.
 * @returns The same.
 * @throws {TypeError} If a property is unknown, missing or of the wrong kind.
 *
 * @example
 * ```ts
 * import { defineConfig } from "@ctypes/ctypes/bindgen";
 *
 * export default defineConfig([{
 *   headers: ["sqlite3.h"],
 *   library: "sqlite3",
 *   output: "sqlite3.ts",
 *   functions: { sqlite3_mprintf: { result: 'Owned(c_char_p, "sqlite3_free")' } },
 * }]);
 * ```
 */
export function defineConfig(outputs: readonly BindingConfig[]): readonly BindingConfig[] {
  if (!Array.isArray(outputs)) throw new TypeError("defineConfig(): expected an array, one object for each output");
  outputs.forEach((output, i) => check(output, `defineConfig() output ${i + 1}`));
  return outputs;
}

function check(output: BindingConfig, where: string): void {
  if (typeof output !== "object" || output === null) throw new TypeError(`${where}: expected an object`);
  for (const [key, value] of Object.entries(output)) {
    if (!Object.hasOwn(KEYS, key)) throw new TypeError(`${where}: ${key} is none of ${Object.keys(KEYS).join(", ")}`);
    const kind = KEYS[key as keyof BindingConfig];
    if (value === undefined || kind === "any" || isA(kind, value)) continue;
    throw new TypeError(`${where}: ${key} must be ${EXPECTED[kind]}`);
  }
  if (output.headers === undefined || output.headers.length === 0) throw new TypeError(`${where} has no headers`);
  if (output.output === undefined) throw new TypeError(`${where} has no output`);
  if (output.docs !== undefined && !["full", "brief", "none"].includes(output.docs)) {
    throw new TypeError(`${where}: docs must be "full", "brief" or "none", not ${JSON.stringify(output.docs)}`);
  }
}

const EXPECTED = { text: "a string", texts: "an array of strings", pattern: "a regular expression" };

function isA(kind: keyof typeof EXPECTED, value: unknown): boolean {
  if (kind === "texts") return Array.isArray(value) && value.every((item) => typeof item === "string");
  return typeof value === "string" || (kind === "pattern" && value instanceof RegExp);
}
