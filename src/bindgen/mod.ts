/**
 * TypeScript bindings from C headers: libclang, called through this package itself, reads them. A program to run, and
 * functions to call.
 *
 * ```sh
 * deno run -A jsr:@ctypes/ctypes/bindgen sqlite3.h -l sqlite3 -o sqlite3.ts
 * ```
 *
 * @module
 */
import process from "node:process";
import { main } from "./main.ts";

export { type BindingConfig, defineConfig } from "./config.ts";
export type { DocumentationOptions } from "./emit/documentation.ts";
export { emit } from "./emit/emit.ts";
export type { NameOptions } from "./emit/names.ts";
export type { EmitOptions, FunctionOverride } from "./emit/options.ts";
export type * from "./model.ts";
export { HeaderError, parseHeaders, type ParseOptions } from "./parse/parse.ts";
export { main };

// Not awaited here: a configuration imports this module while the program runs.
if (import.meta.main) void main(process.argv.slice(2)).then((code) => process.exitCode = code);
