/** Reads the type expressions that a configuration gives: `Owned(c_char_p, "sqlite3_free")`. */
import { call, type Entry, type Expression, fields, list, literal, name, quote } from "./expression.ts";

const TOKEN =
  /\s*(?:([\p{L}_$][\p{L}\p{N}_$]*)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(-?[0-9][0-9A-Za-z_.]*)|([()[\]{},:]))/uy;

/**
 * Reads an expression of names, calls, arrays, objects, numbers and texts.
 *
 * @param source The expression.
 * @throws {SyntaxError} If it is something else.
 */
export function parseExpression(source: string): Expression {
  const tokens = new Tokens(source);
  const expression = tokens.expression();
  tokens.end();
  return expression;
}

class Tokens {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  expression(): Expression {
    const match = this.#next();
    const [, word, text, number, sign] = match ?? [];
    if (word !== undefined) return this.#named(word);
    if (text !== undefined) return { kind: "literal", text: quote(unquote(text)) };
    if (number !== undefined) return literal(number);
    if (sign === "[") return list(this.#items("]"));
    if (sign === "{") return fields(this.#entries());
    throw this.#unexpected();
  }

  end(): void {
    if (this.#source.slice(this.#at).trim() !== "") throw this.#unexpected();
  }

  #named(word: string): Expression {
    if (["true", "false", "null", "undefined"].includes(word)) return literal(word);
    return this.#takes("(") ? call(word, ...this.#items(")")) : name(word);
  }

  #items(close: string): Expression[] {
    const items: Expression[] = [];
    while (!this.#takes(close)) {
      items.push(this.expression());
      if (!this.#takes(",") && !this.#peeks(close)) throw this.#unexpected();
    }
    return items;
  }

  #entries(): Entry[] {
    const entries: Entry[] = [];
    while (!this.#takes("}")) {
      const [, word, text] = this.#next() ?? [];
      if (word === undefined && text === undefined || !this.#takes(":")) throw this.#unexpected();
      entries.push({ key: word ?? unquote(text), value: this.expression() });
      if (!this.#takes(",") && !this.#peeks("}")) throw this.#unexpected();
    }
    return entries;
  }

  #next(): RegExpExecArray | null {
    TOKEN.lastIndex = this.#at;
    const match = TOKEN.exec(this.#source);
    if (match !== null) this.#at = TOKEN.lastIndex;
    return match;
  }

  #peeks(sign: string): boolean {
    return this.#source.slice(this.#at).trimStart().startsWith(sign);
  }

  #takes(sign: string): boolean {
    if (!this.#peeks(sign)) return false;
    this.#next();
    return true;
  }

  #unexpected(): SyntaxError {
    const rest = this.#source.slice(this.#at).trim() || "the end";
    return new SyntaxError(`${JSON.stringify(this.#source)} is no type expression: unexpected ${rest}`);
  }
}

function unquote(text: string): string {
  const inner = text.slice(1, -1);
  return JSON.parse(`"${text[0] === "'" ? inner.replaceAll("\\'", "'").replaceAll(/(?<!\\)"/g, '\\"') : inner}"`);
}
