/** The few kinds of expression that declarations are made of, before they are text. */

/** An expression. */
export type Expression = Name | Literal | Call | List | Fields;

/** A value by its name: of this module, or one that the output declares. */
export interface Name {
  readonly kind: "name";
  readonly name: string;
}

/** A number, text, … as it is written. */
export interface Literal {
  readonly kind: "literal";
  readonly text: string;
}

/** A call. */
export interface Call {
  readonly kind: "call";
  readonly callee: string;
  /** Called with `new`. */
  readonly construct?: true;
  readonly arguments: readonly Expression[];
}

/** An array. */
export interface List {
  readonly kind: "list";
  readonly items: readonly Expression[];
  /** Names for the items, for a tuple's type. */
  readonly labels?: readonly (string | undefined)[];
}

/** An object. */
export interface Fields {
  readonly kind: "fields";
  readonly entries: readonly Entry[];
}

/** A property of an object. */
export interface Entry {
  readonly key: string;
  readonly value: Expression;
  /** The lines of its documentation. */
  readonly documentation?: readonly string[];
  /** It is a getter: what it needs is declared later. */
  readonly getter?: boolean;
  /** Lines of comments before it. */
  readonly remarks?: readonly string[];
}

/** A name. */
export function name(text: string): Name {
  return { kind: "name", name: text };
}

/** A literal. */
export function literal(value: number | string): Literal {
  return { kind: "literal", text: `${value}` };
}

/** A call. */
export function call(callee: string, ...args: Expression[]): Call {
  return { kind: "call", callee, arguments: args };
}

/** An array. */
export function list(items: readonly Expression[], labels?: List["labels"]): List {
  return { kind: "list", items, labels };
}

/** An object. */
export function fields(entries: readonly Entry[]): Fields {
  return { kind: "fields", entries };
}

/** The names in an expression. */
export function namesIn(expression: Expression): string[] {
  switch (expression.kind) {
    case "name":
      return [expression.name];
    case "literal":
      return [];
    case "call":
      return [expression.callee, ...expression.arguments.flatMap(namesIn)];
    case "list":
      return expression.items.flatMap(namesIn);
    case "fields":
      return expression.entries.flatMap(({ value }) => namesIn(value));
  }
}

/** Text as a literal of JavaScript, as `deno fmt` leaves it: in the quotes that need fewer escapes. */
export function quote(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1)
    .replaceAll(/[\u007f-\u00a0\u00ad\u0600-\u0605\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]/g, escape);
  const doubles = text.split('"').length, singles = text.split("'").length;
  return doubles > singles ? `'${escaped.replaceAll('\\"', '"').replaceAll("'", "\\'")}'` : `"${escaped}"`;
}

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** A property's name as it is written: `__proto__` would set the prototype. */
export function propertyKey(key: string): string {
  if (key === "__proto__") return '["__proto__"]';
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? key : quote(key);
}
