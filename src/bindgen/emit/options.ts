/** What `emit` may be told. */
import type { DocumentationOptions } from "./documentation.ts";
import type { NameOptions } from "./names.ts";

/** How a header is written as TypeScript. */
export interface EmitOptions extends NameOptions, DocumentationOptions {
  /** The library that `open()` opens by default: what `findLibrary` takes, or a path. */
  readonly library?: string;
  /** What types are instead, by their C names: type expressions, or `"Enum"` or `"Flags"` for an enumeration. */
  readonly types?: Readonly<Record<string, string>>;
  /** What results and parameters of functions are instead, by the functions' C names. */
  readonly functions?: Readonly<Record<string, FunctionOverride>>;
  /** Write the types of what is exported, as JSR wants them. */
  readonly explicitTypes?: boolean;
  /** Where the output imports from; `@ctypes/ctypes` by default. */
  readonly import?: string;
  /** The longest line, where lines can be broken: `deno fmt`'s 80 by default. */
  readonly lineWidth?: number;
}

/** What a function takes and gives instead: type expressions as they stand in the output. */
export interface FunctionOverride {
  /** What it gives. */
  readonly result?: string;
  /** By the parameters' names, or their numbers from 1. */
  readonly parameters?: Readonly<Record<string, string>>;
}
