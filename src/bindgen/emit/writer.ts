/** Writes declarations, and remembers what they import. */
import { API, TYPES } from "./api.ts";
import {
  type Call,
  type Entry,
  type Expression,
  fields,
  type Literal,
  namesIn,
  propertyKey,
  quote,
} from "./expression.ts";
import { flat, isFlat, Printer } from "./print.ts";
import { flatType, helpersIn, printType, typeOf, type TypeText } from "./type_of.ts";

/** How declarations are written. */
export interface WriterOptions {
  readonly lineWidth?: number;
  readonly explicitTypes?: boolean;
  readonly import?: string;
}

/** Writes declarations. */
export class Writer {
  /** The longest line. */
  readonly width: number;
  /** Whether the types of what is exported are written out. */
  readonly explicit: boolean;
  readonly #printer: Printer;
  readonly #from: string;
  readonly #used = new Set<string>();
  /** Of these, what only types need. */
  readonly #typed = new Set<string>();

  constructor({ lineWidth = 80, explicitTypes = false, import: from = "@ctypes/ctypes" }: WriterOptions) {
    this.width = lineWidth;
    this.explicit = explicitTypes;
    this.#printer = new Printer(lineWidth);
    this.#from = from;
  }

  /** Says that a name of this package is used. */
  use(...names: string[]): void {
    for (const name of names) if (API.has(name) || TYPES.has(name)) this.#used.add(name);
  }

  /** Says that a type is used. */
  #useTypes(types: readonly TypeText[]): void {
    for (const name of types.flatMap(helpersIn)) if (API.has(name) || TYPES.has(name)) this.#typed.add(name);
  }

  /** The import of everything that was used so far; empty if nothing was. */
  imports(): string {
    const names = [...new Set([...this.#used, ...this.#typed])].sort(compare).map((name) => {
      return TYPES.has(name) || !this.#used.has(name) ? `type ${name}` : name;
    });
    if (names.length === 0) return "";
    const from = `from ${quote(this.#from)};`;
    const line = `import { ${names.join(", ")} } ${from}`;
    if (line.length <= this.width) return `${line}\n`;
    return `import {\n${names.map((name) => `  ${name},\n`).join("")}} ${from}\n`;
  }

  /** `const name = value;`, with its type if that is wanted. */
  constant(name: string, value: Expression, { local = false, untyped = false } = {}): string {
    this.use(...namesIn(value));
    const head = `${local ? "" : "export "}const ${name}`;
    const type = this.explicit && !untyped ? typeOfConstant(value) : undefined;
    if (type === undefined) return `${this.#printer.assigned(`${head} =`, value, ";")}\n`;
    this.#useTypes([type]);
    const line = `${head}: ${flatType(type)} = ${isFlat(value) ? flat(value) : ""};`;
    if (isFlat(value) && line.length <= this.width) return `${line}\n`;
    if (type.kind === "text") {
      const beside = `${head}: ${type.text} =`;
      if (beside.length <= this.width) return `${this.#printer.assigned(beside, value, ";")}\n`;
      return `${head}:\n${this.#printer.assigned(`  ${type.text} =`, value, ";")}\n`;
    }
    const print = (indent: number, column: number) => {
      const text = printType(type, this.width, indent, column, " =".length, true);
      const last = text.length - text.lastIndexOf("\n") - 1;
      return `${text} = ${this.#printer.expression(value, indent, last + " = ".length, 1)};\n`;
    };
    const beside = print(0, head.length + 2);
    if (head.length + 2 + beside.indexOf("\n") <= this.width) return `${head}: ${beside}`;
    return `${head}:\n  ${print(2, 2)}`;
  }

  /** A class that extends what a call makes. */
  classOf(name: string, base: string, value: Call, documentation: string): string {
    this.use(...namesIn(value));
    if (!this.explicit) return `${documentation}${this.#printer.classOf(name, value)}`;
    const line = `export class ${name} extends ${base} {}\n`;
    const text = line.length - 1 <= this.width ? line : `export class ${name}\n  extends ${base} {}\n`;
    return `${this.constant(base, value, { local: true })}${documentation}${text}`;
  }

  /** A name for a type, or for what a helper makes of a value's type. */
  typeAlias(name: string, of: string, helper?: "InstanceOf" | "ValueOf"): string {
    if (helper === undefined) {
      const line = `export type ${name} = ${of};\n`;
      return line.length - 1 <= this.width ? line : `export type ${name} =\n  ${of};\n`;
    }
    this.use(helper);
    const line = `export type ${name} = ${helper}<typeof ${of}>;\n`;
    return line.length - 1 <= this.width ? line : `export type ${name} = ${helper}<\n  typeof ${of}\n>;\n`;
  }

  /** An object of many properties, with comments behind them. */
  object(head: string, entries: readonly Entry[], remarks: readonly string[]): string {
    this.use(...entries.flatMap(({ value }) => namesIn(value)));
    if (entries.length + remarks.length === 0) return `${head} {};\n`;
    const comments = remarks.map((line) => `  // ${line}\n`).join("");
    return `${head} {\n${this.#printer.entries(fields(entries), 2)}${comments}};\n`;
  }

  /** The type of an object by the types of its properties. No interface: that would lack an index signature. */
  objectType(name: string, entries: readonly Entry[]): string {
    const members = entries.map(({ key, value, documentation }) => {
      return { label: `readonly ${propertyKey(key)}`, type: typeOf(value), documentation };
    });
    this.#useTypes(members.map(({ type }) => type));
    return `export type ${name} = ${printType({ kind: "members", members }, this.width, 0, 0, 0, true)};\n`;
  }
}

/** The type of a constant; undefined where TypeScript and JSR see it without help. */
function typeOfConstant(value: Expression): TypeText | undefined {
  if (value.kind === "literal") return typeOfLiteral(value);
  if (value.kind === "call" && value.construct && value.callee === "Uint8Array") {
    return { kind: "text", text: "Uint8Array" };
  }
  if (value.kind === "call" && value.callee === "cast") {
    const target = value.arguments[1];
    const type: TypeText = target.kind === "name" ? { kind: "text", text: `typeof ${target.name}` } : typeOf(target);
    return { kind: "generic", name: "ValueOf", arguments: [type] };
  }
  return typeOf(value);
}

function typeOfLiteral({ text }: Literal): TypeText | undefined {
  if (text === "null") return { kind: "text", text: "null" };
  return /^-?(NaN|Infinity)$/.test(text) ? { kind: "text", text: "number" } : undefined;
}

/** As `deno fmt` sorts imports. */
function compare(a: string, b: string): number {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  return x < y ? -1 : x > y ? 1 : a < b ? -1 : 1;
}
