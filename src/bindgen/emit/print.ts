/** Writes expressions as `deno fmt` leaves them: on one line if they fit, else one item on each. */
import { type Call, type Entry, type Expression, type Fields, propertyKey } from "./expression.ts";

/** An expression on one line. It must not contain getters or documentation. */
export function flat(expression: Expression): string {
  switch (expression.kind) {
    case "name":
      return expression.name;
    case "literal":
      return expression.text;
    case "call":
      return `${head(expression)}${expression.arguments.map(flat).join(", ")})`;
    case "list":
      return `[${expression.items.map(flat).join(", ")}]`;
    case "fields": {
      const entries = expression.entries.map(({ key, value }) => `${propertyKey(key)}: ${flat(value)}`);
      return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
    }
  }
}

/** Whether an expression may stand on one line. */
export function isFlat(expression: Expression): boolean {
  return !mustBreak(expression);
}

function head({ callee, construct }: Call): string {
  return `${construct ? "new " : ""}${callee}(`;
}

/** Writes text of a certain width. */
export class Printer {
  readonly #width: number;

  constructor(width: number) {
    this.#width = width;
  }

  /**
   * What follows a name: an initialiser or the value of a property. It begins on the next line where its first line
   * does not fit.
   *
   * @param before What stands before it on its line, with the indentation.
   * @param value The expression.
   * @param after What stands behind it: `;` or `,`.
   */
  assigned(before: string, value: Expression, after: string): string {
    const indent = before.search(/\S|$/);
    const text = this.expression(value, indent, before.length + 1, after.length);
    if (before.length + 1 + firstLine(text, after) <= this.#width || !mayMove(value)) {
      return `${before} ${text}${after}`;
    }
    return `${before}\n${" ".repeat(indent + 2)}${
      this.expression(value, indent + 2, indent + 2, after.length)
    }${after}`;
  }

  /**
   * A class that extends what a call makes.
   *
   * @param name Its name.
   * @param base The call.
   */
  classOf(name: string, base: Call): string {
    const before = `export class ${name} extends`;
    const text = this.expression(base, 0, before.length + 1, " {}".length);
    const beside = before.length + 1 + firstLine(text, " {}") <= this.#width;
    if (beside) return `${before} ${text} {}\n`;
    const indent = "  extends ".length;
    return `export class ${name}\n  extends ${this.expression(base, 2, indent, " {}".length)} {}\n`;
  }

  /**
   * An expression.
   *
   * @param value The expression.
   * @param indent Of the line that it begins on.
   * @param column Where it begins.
   * @param after How much follows it on its last line.
   */
  expression(value: Expression, indent: number, column: number, after: number): string {
    if (!mustBreak(value)) {
      const text = flat(value);
      if (column + text.length + after <= this.#width) return text;
    }
    const inner = " ".repeat(indent + 2), outer = " ".repeat(indent);
    switch (value.kind) {
      case "call": {
        const hugged = this.#hugged(value, indent, column);
        if (hugged !== undefined) return hugged;
        if (value.arguments.length === 0) return `${head(value)})`;
        const args = value.arguments.map((arg) => `${inner}${this.expression(arg, indent + 2, indent + 2, 1)},\n`);
        return `${head(value)}\n${args.join("")}${outer})`;
      }
      case "list": {
        if (value.items.length === 0) return "[]";
        const items = value.items.map((item) => `${inner}${this.expression(item, indent + 2, indent + 2, 1)},\n`);
        return `[\n${items.join("")}${outer}]`;
      }
      case "fields":
        return value.entries.length === 0 ? "{}" : `{\n${this.entries(value, indent + 2)}${outer}}`;
      default:
        return flat(value);
    }
  }

  /** A call of which one argument, an object, takes several lines and the others stand beside its braces. */
  #hugged(value: Call, indent: number, column: number): string | undefined {
    const at = value.arguments.findIndex((arg) => isBlock(arg));
    if (at < 0) return undefined;
    const before = value.arguments.slice(0, at).map((arg) => `${flat(arg)}, `).join("");
    const block = this.#block(value.arguments[at], indent, column + head(value).length + before.length);
    const rest = value.arguments.slice(at + 1);
    const after = rest.some(mustBreak) ? undefined : rest.map((arg) => `, ${flat(arg)}`).join("");
    if (block === undefined || after === undefined) return undefined;
    if (column + head(value).length + before.length + 1 > this.#width) return undefined;
    return `${head(value)}${before}${block}${after})`;
  }

  #block(value: Expression, indent: number, column: number): string | undefined {
    if (value.kind === "call") return this.#hugged(value, indent, column);
    if (value.kind !== "fields" || value.entries.length === 0) return undefined;
    return `{\n${this.entries(value, indent + 2)}${" ".repeat(indent)}}`;
  }

  /** The properties of an object, one on each line or more. */
  entries({ entries }: Fields, indent: number): string {
    return entries.map((entry) => this.#entry(entry, indent)).join("");
  }

  #entry({ key, value, documentation, getter, remarks = [] }: Entry, indent: number): string {
    const space = " ".repeat(indent);
    const before = [...remarks.map((line) => `// ${line}`), ...documentation ?? []].map((line) => `${space}${line}\n`);
    if (!getter) return `${before.join("")}${this.assigned(`${space}${propertyKey(key)}:`, value, ",")}\n`;
    const text = this.assigned(`${space}  return`, value, ";");
    return `${before.join("")}${space}get ${propertyKey(key)}() {\n${text}\n${space}},\n`;
  }
}

/** How much the first line of a text takes, with what follows the text if it has no other. */
function firstLine(text: string, after: string): number {
  const end = text.indexOf("\n");
  return end < 0 ? text.length + after.length : end;
}

/** An object or array stays beside its name, however long that is. */
function mayMove({ kind }: Expression): boolean {
  return kind !== "fields" && kind !== "list";
}

/** An object with properties, or a call that takes one. */
function isBlock(value: Expression): boolean {
  if (value.kind === "fields") return value.entries.length > 0;
  return value.kind === "call" && value.arguments.some(isBlock);
}

function mustBreak(value: Expression): boolean {
  switch (value.kind) {
    case "call":
      return value.arguments.some(mustBreak);
    case "list":
      return value.items.some(mustBreak);
    case "fields":
      return value.entries.some((entry) => {
        return entry.getter || entry.documentation !== undefined || entry.remarks !== undefined ||
          mustBreak(entry.value);
      });
    default:
      return false;
  }
}
