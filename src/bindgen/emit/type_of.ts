/** The types of expressions as TypeScript writes them, for `--explicit-types`. */
import { API } from "./api.ts";
import { isReserved } from "./names.ts";
import {
  type Call,
  type Entry,
  type Expression,
  fields as noFields,
  literal,
  name,
  propertyKey,
} from "./expression.ts";

/** A type, before it is text. */
export type TypeText =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "generic"; readonly name: string; readonly arguments: readonly TypeText[] }
  | { readonly kind: "tuple"; readonly items: readonly Labelled[] }
  | { readonly kind: "members"; readonly members: readonly Labelled[] };

/** A type with a name before it, and documentation where it is a member's. */
export interface Labelled {
  readonly label?: string;
  readonly type: TypeText;
  readonly documentation?: readonly string[];
}

/**
 * The type of an expression.
 *
 * @throws {TypeError} If it has none that can be written.
 */
export function typeOf(expression: Expression): TypeText {
  switch (expression.kind) {
    case "name":
      return text(`typeof ${expression.name}`);
    case "literal":
      return text(expression.text);
    case "list":
      return {
        kind: "tuple",
        items: expression.items.map((item, i) => ({ label: tupleLabel(expression.labels?.[i]), type: typeOf(item) })),
      };
    case "fields":
      return members(expression.entries);
    case "call":
      return expression.construct ? generic("InstanceOf", text(`typeof ${expression.callee}`)) : typeOfCall(expression);
  }
}

/** A parameter's name: some words of JavaScript cannot stand there. */
function tupleLabel(label: string | undefined): string | undefined {
  return label !== undefined && isReserved(label) ? `${label}_` : label;
}

function members(entries: readonly Entry[]): TypeText {
  return {
    kind: "members",
    members: entries.map(({ key, value }) => ({ label: `readonly ${propertyKey(key)}`, type: typeOf(value) })),
  };
}

function typeOfCall({ callee, arguments: args }: Call): TypeText {
  const type = API.get(callee);
  if (!type) throw new TypeError(`the type of ${callee}(…) cannot be written out`);
  switch (callee) {
    case "CFunction": {
      const [parameters, result = name("c_void"), options] = args;
      const types = [parameters, result].map(typeOf);
      return generic(type, ...types, ...options === undefined ? [] : [typeOf(options)]);
    }
    case "Structure":
    case "Union":
      return generic(type, typeOf(args[0] ?? noFields([])), text(callee === "Union" ? '"union"' : '"structure"'));
    case "Enum":
    case "Flags":
      return generic(type, ...args.map(typeOf));
    case "Opaque":
      return generic(type, typeOf(args[0] ?? literal("string")));
    default:
      // What else they take, a length or a number of bits, is not in their types.
      return generic(type, typeOf(args[0]));
  }
}

function text(text: string): TypeText {
  return { kind: "text", text };
}

function generic(name: string, ...args: TypeText[]): TypeText {
  return { kind: "generic", name, arguments: args };
}

/** The names of types in a type, of those that this package exports. */
export function helpersIn(type: TypeText): string[] {
  switch (type.kind) {
    case "text":
      return /^typeof (\w+)$/.exec(type.text)?.slice(1) ?? [];
    case "generic":
      return [type.name, ...type.arguments.flatMap(helpersIn)];
    case "tuple":
      return type.items.flatMap((item) => helpersIn(item.type));
    case "members":
      return type.members.flatMap((member) => helpersIn(member.type));
  }
}

/** A type on one line. */
export function flatType(type: TypeText): string {
  const label = ({ label, type }: Labelled) => label === undefined ? flatType(type) : `${label}: ${flatType(type)}`;
  switch (type.kind) {
    case "text":
      return type.text;
    case "generic":
      return `${type.name}<${type.arguments.map(flatType).join(", ")}>`;
    case "tuple":
      return `[${type.items.map(label).join(", ")}]`;
    case "members":
      return type.members.length === 0 ? "Record<never, never>" : `{ ${type.members.map(label).join("; ")} }`;
  }
}

/**
 * A type as `deno fmt` leaves it.
 *
 * @param type The type.
 * @param width The longest line.
 * @param indent Of the line that it begins on.
 * @param column Where it begins.
 * @param after How much follows it on its last line.
 * @param broken Whether it takes several lines even if it need not.
 */
export function printType(
  type: TypeText,
  width: number,
  indent: number,
  column: number,
  after: number,
  broken = false,
): string {
  const flat = flatType(type);
  const isWhole = type.kind === "text" || type.kind === "members" && type.members.length === 0;
  if (isWhole || !broken && column + flat.length + after <= width) return flat;
  const inner = " ".repeat(indent + 2), outer = " ".repeat(indent);
  const line = ({ label, type, documentation = [] }: Labelled, ending: string) => {
    const before = label === undefined ? "" : `${label}:`;
    const place = indent + 2 + (before === "" ? 0 : before.length + 1);
    const comment = documentation.map((text) => `${inner}${text}\n`).join("");
    const value = printType(type, width, indent + 2, place, ending.length);
    const first = value.includes("\n") ? value.indexOf("\n") : value.length + ending.length;
    if (before === "") return `${comment}${inner}${value}${ending}\n`;
    if (place + first <= width) return `${comment}${inner}${before} ${value}${ending}\n`;
    const moved = printType(type, width, indent + 4, indent + 4, ending.length);
    return `${comment}${inner}${before}\n${inner}  ${moved}${ending}\n`;
  };
  switch (type.kind) {
    case "generic": {
      const last = type.arguments.length - 1;
      const args = type.arguments.map((argument, i) => line({ type: argument }, i === last ? "" : ","));
      return `${type.name}<\n${args.join("")}${outer}>`;
    }
    case "tuple":
      return type.items.length === 0 ? "[]" : `[\n${type.items.map((item) => line(item, ",")).join("")}${outer}]`;
    case "members":
      return `{\n${type.members.map((member) => line(member, ";")).join("")}${outer}}`;
  }
}
