/**
 * Bindings of all headers, as `tasks/test_bindgen.ts` writes them: `BINDGEN_OUTPUT` is the folder, `BINDGEN_EXPLICIT` asks
 * for explicit types.
 *
 * @module
 */
import { relative } from "node:path";
import { env } from "node:process";
import { fileURLToPath } from "node:url";
import { type BindingConfig, defineConfig } from "../../../src/bindgen/mod.ts";
import { HEADERS } from "./headers.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const folder = relative(here, env.BINDGEN_OUTPUT!);
const module = relative(env.BINDGEN_OUTPUT!, fileURLToPath(new URL("../../../mod.ts", import.meta.url)));

export default defineConfig(HEADERS.map(({ name, headers, library, arguments: clang }): BindingConfig => ({
  headers,
  library,
  clang,
  output: `${folder}/${name}.ts`,
  explicitTypes: env.BINDGEN_EXPLICIT !== undefined,
  import: module,
}))) as readonly BindingConfig[];
