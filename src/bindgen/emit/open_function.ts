/** Writes the function that opens the library. */
import { quote } from "./expression.ts";
import type { Writer } from "./writer.ts";

const CALL = `  return dlopen(path, functions, { missing: "throw" });\n}\n`;

/**
 * `open()`.
 *
 * @param writer Writes.
 * @param library What it opens by default; without it the path must be given.
 */
export function openFunction(writer: Writer, library: string | undefined): string {
  writer.use("dlopen", "Library");
  if (library === undefined) {
    return "/**\n * Opens the library: `using lib = open(path)`.\n *\n" +
      " * @param path Its path, a name that the system's loader knows, or null for the program itself.\n */\n" +
      `${head(writer, "path: string | null")}${CALL}`;
  }
  const before = "/** Opens the library: `using lib = open()`. */\n";
  if (isPath(library)) return `${before}${head(writer, `path: string = ${quote(library)}`)}${CALL}`;
  writer.use("findLibrary");
  const parameter = `path: string | null = findLibrary(${quote(library)})`;
  const check = `  if (path === null) throw new Error(${quote(`${library} is not installed`)});\n`;
  return `${before}${head(writer, parameter)}${check}${CALL}`;
}

function head({ width, explicit }: Writer, parameter: string): string {
  const type = `Library<${explicit ? "Functions" : "typeof functions"}>`;
  const line = `export function open(${parameter}): ${type} {`;
  return line.length <= width ? `${line}\n` : `export function open(\n  ${parameter},\n): ${type} {\n`;
}

/** Whether a library is a file rather than what `findLibrary` takes. */
export function isPath(library: string): boolean {
  return /[\\/]|\.(so|dll|dylib)\b/.test(library);
}
