/** Reads headers: clang parses them, and what it found becomes the model. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import process from "node:process";
import { type Clang, openClang } from "../libclang/clang.ts";
import { clangArguments } from "../libclang/clang_arguments.ts";
import { type CXCursor, CXCursorKind } from "../libclang/index.ts";
import { DETAILED_PREPROCESSING_RECORD, SKIP_FUNCTION_BODIES, Unit } from "../libclang/unit.ts";
import type { Header } from "../model.ts";
import { Probes, probes, Spoilers } from "./constants.ts";
import { Declarations } from "./declarations.ts";
import { type Inclusion, ownFiles } from "./files.ts";
import { type Macro, MacroText } from "./macros.ts";

/** What to read, and how. */
export interface ParseOptions {
  /** Paths, or names as after `#include`. */
  readonly headers: readonly string[];
  /** Globs of the files whose declarations are wanted; by default the headers' own. */
  readonly files?: readonly string[];
  /** Only functions, variables, constants and types whose name matches, and the types that these need. */
  readonly only?: RegExp | string;
  /** Nothing whose name matches, except types that others need. */
  readonly skip?: RegExp | string;
  /** Further arguments of clang: `-I`, `-D`, … */
  readonly clang?: readonly string[];
  /** The machine to read for, as clang's `-target` has it; this one by default. */
  readonly target?: string;
  /** Whether comments are read; they are by default. */
  readonly comments?: boolean;
}

/** A header is in error: the message is clang's. */
export class HeaderError extends Error {
  /** Tells it from other errors. */
  override readonly name = "HeaderError";
}

/** The file that includes the headers; it exists only for clang. */
const MAIN = "ctypes_bindgen.c";

/**
 * Reads C headers with libclang.
 *
 * @param options What to read, and how.
 * @returns What they declare.
 * @throws {HeaderError} If clang finds an error in them. The message is clang's.
 * @throws {Error} If libclang is not installed; the message says what to install.
 *
 * @example
 * ```ts
 * import { parseHeaders } from "@ctypes/ctypes/bindgen";
 *
 * const { functions } = await parseHeaders({ headers: ["stdlib.h"], only: /^div$/ });
 * console.log(functions[0].prototype); // div_t div(int __numer, int __denom) on Linux
 * ```
 */
export function parseHeaders(options: ParseOptions): Promise<Header> {
  // What goes wrong rejects.
  return new Promise((resolve) => resolve(parse(options)));
}

function parse(options: ParseOptions): Header {
  const clang = openClang();
  const includes = options.headers.map((header) => {
    return existsSync(header) ? `#include "${resolve(header).replaceAll("\\", "/")}"\n` : `#include <${header}>\n`;
  }).join("");
  const { macros, own } = readMacros(clang, includes, options);
  const comments = options.comments === false ? [] : ["-fparse-all-comments", "-fretain-comments-from-system-headers"];
  const args = [...comments, "-ferror-limit=0", ...clangArguments(options)];
  const spoilers = new Spoilers(macros);
  for (;;) {
    const text = includes + probes(macros.map(({ name }) => name));
    using unit = new Unit(clang, { name: MAIN, text, arguments: args, flags: SKIP_FUNCTION_BODIES });
    const found = new Probes();
    const cursors = clang.children(unit.root).filter((cursor) => {
      return cursor.kind !== CXCursorKind.CXCursor_VarDecl || !found.take(clang.name(cursor), cursor);
    });
    if (!found.complete && spoilers.remove(found.last)) continue;
    const declarations = new Declarations(unit, cursors, own, options);
    declarations.macros(macros, found);
    return { headers: options.headers, target: unit.target, ...declarations.result() };
  }
}

/** First the macros that may be constants, and which files count: the preprocessor's record comes before everything. */
function readMacros(clang: Clang, includes: string, options: ParseOptions): { macros: Macro[]; own: Set<string> } {
  const flags = DETAILED_PREPROCESSING_RECORD | SKIP_FUNCTION_BODIES;
  using unit = new Unit(clang, { name: MAIN, text: includes, arguments: clangArguments(options), flags });
  const errors = unit.errors();
  if (errors.length > 0) throw new HeaderError(explain(errors));
  const definitions: CXCursor[] = [];
  const inclusions: Inclusion[] = [];
  for (const cursor of clang.children(unit.root)) {
    if (cursor.kind === CXCursorKind.CXCursor_MacroDefinition) definitions.push(cursor);
    if (cursor.kind === CXCursorKind.CXCursor_InclusionDirective) inclusions.push(inclusion(unit, cursor));
  }
  const own = ownFiles(headerFiles(options.headers, inclusions), inclusions, options.files);
  return { macros: constantMacros(unit, definitions, own), own };
}

function inclusion(unit: Unit, cursor: CXCursor): Inclusion {
  const { file, offset } = unit.clang.locationOf(cursor);
  const to = unit.clang.c.getIncludedFile(cursor);
  const bytes = file === null ? new Uint8Array() : unit.contents(file);
  const end = bytes.indexOf(10, offset);
  const line = new TextDecoder().decode(bytes.subarray(offset, end < 0 ? bytes.length : end));
  return {
    from: file === null ? "" : unit.fileName(file),
    to: to === null ? "" : unit.fileName(to),
    quoted: /^#?\s*(include|import)\w*\s*"/.test(line),
  };
}

function headerFiles(headers: readonly string[], inclusions: readonly Inclusion[]): { asked: string; file: string }[] {
  const files = inclusions.filter(({ from }) => from === MAIN).map(({ to }) => to);
  return headers.map((header, i) => {
    const asked = existsSync(header) ? resolve(header) : header;
    return { asked, file: files[i] ?? asked };
  });
}

function constantMacros(unit: Unit, definitions: readonly CXCursor[], own: ReadonlySet<string>): Macro[] {
  const { clang } = unit;
  const macros = new Map<string, Macro>();
  const texts = new Map<bigint, MacroText>();
  for (const cursor of definitions) {
    const { file, offset } = clang.locationOf(cursor);
    if (file === null || !own.has(unit.fileName(file)) || clang.c.Cursor_isMacroFunctionLike(cursor)) continue;
    let text = texts.get(file);
    if (text === undefined) texts.set(file, text = new MacroText(unit.contents(file)));
    const end = clang.location(clang.c.getRangeEnd(clang.c.getCursorExtent(cursor))).offset;
    const macro = text.read(clang.name(cursor), offset, end);
    if (macro !== undefined) macros.set(macro.name, macro);
  }
  return [...macros.values()];
}

function explain(errors: readonly string[]): string {
  const count = `${errors.length} error${errors.length === 1 ? "" : "s"} generated.`;
  const missing = errors.some((error) => /'std(def|arg|bool|int)\.h' file not found/.test(error));
  const advice = process.platform === "linux"
    ? "install them (libclang-common-*-dev on Debian), or use gcc's: -- -isystem $(gcc -print-file-name=include)"
    : "install clang";
  return [...errors, count, ...missing ? [`clang's own headers are missing: ${advice}`] : []].join("\n");
}
