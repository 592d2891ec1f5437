/** Macros as text: which of them may be constants, and what the header says beside them. */
import { Buffer } from "node:buffer";
import { commentBytes, commentText } from "./comments.ts";

/** A macro without parameters that may be a constant. */
export interface Macro {
  readonly name: string;
  /** What it stands for, without comments. */
  readonly body: string;
  /** The header's comment. */
  readonly comment?: string;
}

/** Reads macros out of the bytes of a file. */
export class MacroText {
  /** One character for each byte. */
  readonly #text: string;

  constructor(bytes: Uint8Array) {
    this.#text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  }

  /**
   * A macro by the place of its definition.
   *
   * @param name Its name.
   * @param start The offset of the name, in bytes.
   * @param end The offset behind the definition.
   * @returns Undefined if it cannot be a constant.
   */
  read(name: string, start: number, end: number): Macro | undefined {
    const body = withoutComments(utf8(this.#text.slice(start, end)).slice(name.length)).trim();
    if (!mayBeConstant(name, body)) return undefined;
    const raw = this.#behind(end) ?? this.#before(start);
    const comment = raw === undefined ? undefined : commentText(utf8(raw));
    return comment === undefined ? { name, body } : { name, body, comment };
  }

  /** The comment that follows on the same line. */
  #behind(end: number): string | undefined {
    const text = this.#text;
    const at = skip(text, end, /[^ \t]/g);
    if (text.startsWith("//", at)) return text.slice(at, skip(text, at, /[\r\n]/g));
    if (!text.startsWith("/*", at)) return undefined;
    const close = text.indexOf("*/", at + 2);
    return close < 0 ? undefined : text.slice(at, close + 2);
  }

  /** The comment that ends on the line before. */
  #before(start: number): string | undefined {
    const text = this.#text;
    const line = text.lastIndexOf("\n", start) + 1;
    const above = text.slice(0, line).trimEnd();
    if (text.slice(above.length, line).replaceAll(/[^\n]/g, "").length > 1) return undefined;
    if (above.endsWith("*/")) {
      const open = above.lastIndexOf("/*");
      const indent = above.slice(above.lastIndexOf("\n", open) + 1, open);
      return indent.trim() === "" ? above.slice(open) : undefined;
    }
    return /(?:(?:^|\n)[ \t]*\/\/[^\n]*)+$/.exec(above.slice(-4000))?.[0];
  }
}

function skip(text: string, from: number, until: RegExp): number {
  until.lastIndex = from;
  return until.exec(text)?.index ?? text.length;
}

function utf8(latin1: string): string {
  return commentBytes(Buffer.from(latin1, "latin1"));
}

function withoutComments(text: string): string {
  return text.replaceAll(
    /("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\/\*.*?\*\/|\/\/[^\n]*|\\\r?\n/gs,
    (_, literal) => literal ?? " ",
  );
}

/** Words that begin what is no expression. */
const NO_EXPRESSION =
  /^(extern|static|typedef|inline|const|volatile|struct|union|enum|do|if|for|while|return|goto|asm|void|char|int|short|long|float|double|signed|unsigned|_Bool|_Pragma|__attribute__|__declspec|__extension__|__inline\w*|__asm\w*|__volatile\w*|__restrict\w*|__const|_Noreturn|__cdecl|__stdcall)\b/;

/** What depends on the place where the macro is used. */
const PLACE = /\b__(FILE|LINE|FUNCTION|PRETTY_FUNCTION|DATE|TIME|TIMESTAMP|COUNTER|BASE_FILE|INCLUDE_LEVEL|func)__\b/;

function mayBeConstant(name: string, body: string): boolean {
  if (name.startsWith("__") || body === "" || NO_EXPRESSION.test(body) || PLACE.test(body)) return false;
  // What keeps a header from being read twice.
  if (/_H(PP)?(_INCLUDED)?_*$/i.test(name) && body === "1") return false;
  const bare = body.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "0");
  return !/[{};#]/.test(bare) && isBalanced(bare);
}

function isBalanced(text: string): boolean {
  let open = 0;
  for (const character of text) {
    if (character === "(") open++;
    if (character === ")" && --open < 0) return false;
  }
  return open === 0;
}
