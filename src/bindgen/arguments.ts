/** The command line. */
import { parseArgs } from "node:util";
import type { BindingConfig } from "./config.ts";

/** What the command line asks for. */
export type Request =
  | { readonly kind: "help" }
  | { readonly kind: "config"; readonly file: string; readonly check?: string }
  | { readonly kind: "output"; readonly config: BindingConfig; readonly write: boolean; readonly check?: string };

/** The command line is wrong. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What `--help` prints. */
export const HELP = `Writes TypeScript bindings for C headers, which libclang reads.

  deno run -A jsr:@ctypes/ctypes/bindgen HEADER… -o FILE [options] [-- CLANG-ARGUMENTS]
  bun run node_modules/@ctypes/ctypes/src/bindgen/mod.ts HEADER… -o FILE [options] [-- CLANG-ARGUMENTS]

HEADER is a file, or a name as after #include: sqlite3.h, curl/curl.h.

  -o, --output FILE      the file to write
  -l, --library LIBRARY  the library that open() opens: as for the linker's -l, or a path
      --files GLOB       take the declarations of these files; by default the headers, what they include in quotes,
                         and what lies in their folder. May be repeated
      --only REGEX       only functions, types and constants whose C names match, and the types that they need
      --skip REGEX       nothing whose C name matches, but types that others need
      --strip-prefix P   leave this beginning of names out; may be repeated
      --docs HOW         take over comments: full, brief (the first paragraph; the default) or none
      --explicit-types   write out the types of all exports, as JSR wants them
      --import FROM      where the output imports from; @ctypes/ctypes by default
      --line-width N     the longest line, as deno fmt has it; 80 by default
      --target TRIPLE    read for another machine, as clang's -target; may be repeated: then one file is written if it
                         is the same for all, else one for each
      --check LIBRARY    open the library and say which functions it lacks
      --config FILE      do what this file says: a module whose default export is made by defineConfig(), or JSON
  -h, --help             print this

Arguments after -- are clang's: -I, -D, -isystem, … LIBCLANG_PATH says where libclang is.
`;

/**
 * Reads the command line.
 *
 * @param args The arguments.
 * @throws {UsageError} If they are wrong.
 */
export function readArguments(args: readonly string[]): Request {
  const end = args.indexOf("--");
  const own = end < 0 ? args : args.slice(0, end);
  const clang = end < 0 ? [] : args.slice(end + 1);
  const { values, positionals: headers } = parse(own);
  if (values.help) return { kind: "help" };
  const { config: file, check } = values;
  if (file !== undefined) {
    if (headers.length > 0) throw new UsageError(`--config says what is read; ${headers[0]} is too much`);
    return { kind: "config", file, check };
  }
  if (headers.length === 0) throw new UsageError("no header is given");
  if (values.output === undefined && check === undefined) throw new UsageError("-o FILE says what to write");
  return { kind: "output", config: configOf(headers, values, clang), write: values.output !== undefined, check };
}

type Values = ReturnType<typeof parse>["values"];

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        output: { type: "string", short: "o" },
        library: { type: "string", short: "l" },
        files: { type: "string", multiple: true },
        only: { type: "string" },
        skip: { type: "string" },
        "strip-prefix": { type: "string", multiple: true },
        docs: { type: "string" },
        "explicit-types": { type: "boolean" },
        import: { type: "string" },
        "line-width": { type: "string" },
        target: { type: "string", multiple: true },
        check: { type: "string" },
        config: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function configOf(headers: readonly string[], values: Values, clang: readonly string[]): BindingConfig {
  return {
    headers,
    output: values.output ?? "",
    library: values.library,
    files: values.files,
    only: pattern("--only", values.only),
    skip: pattern("--skip", values.skip),
    stripPrefix: values["strip-prefix"],
    docs: oneOf("--docs", values.docs, ["full", "brief", "none"]),
    explicitTypes: values["explicit-types"],
    import: values.import,
    lineWidth: width(values["line-width"]),
    targets: values.target,
    clang,
  };
}

function pattern(option: string, source: string | undefined): RegExp | undefined {
  try {
    return source === undefined ? undefined : new RegExp(source, "u");
  } catch (error) {
    throw new UsageError(`${option}: ${(error as Error).message}`);
  }
}

function oneOf<T extends string>(option: string, value: string | undefined, allowed: readonly T[]): T | undefined {
  if (value === undefined || allowed.includes(value as T)) return value as T | undefined;
  throw new UsageError(`${option} is ${allowed.join(", ")}, not ${value}`);
}

function width(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d+$/.test(value) || Number(value) < 20) {
    throw new UsageError(`--line-width is a number of characters, not ${value}`);
  }
  return Number(value);
}
