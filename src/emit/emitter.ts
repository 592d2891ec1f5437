/**
 * Writes functions as text and makes them: the one place where text becomes code.
 *
 * Engines keep type feedback per function *source*: closures made from one piece of source share it, so that a wrapper or
 * accessor which serves many signatures or classes becomes megamorphic, and takes over 40 × as long.
 *
 * @module
 */
/** The names of one piece of generated code, and the values that some of them stand for. */
export class Scope {
  readonly #taken = new Set<string>();
  readonly #names = new Map<unknown, string>();

  /** A name that nothing else in this code has. */
  name(hint: string): string {
    let name = hint;
    for (let i = 1; this.#taken.has(name); i++) name = `${hint}_${i}`;
    this.#taken.add(name);
    return name;
  }

  /**
   * How the code names a value: the same value has the same name, and what can be written as a literal is one.
   *
   * @param hint The name, if it is free.
   */
  use(value: unknown, hint = "value"): string {
    const literal = literalOf(value);
    if (literal !== null) return literal;
    let name = this.#names.get(value);
    if (name === undefined) this.#names.set(value, name = this.name(hint));
    return name;
  }

  /**
   * Evaluates an expression that is made of our own text, of names and of literals.
   *
   * @throws {Error} If the host forbids programs to make code from text.
   */
  evaluate<T>(expression: string): T {
    return evaluate<T>(expression, Object.fromEntries([...this.#names].map(([value, name]) => [name, value])));
  }
}

let serial = 0;
/** Engines take no more than 65,000 parameters: so many are variables instead. */
const MOST_NAMES = 10_000;

/**
 * Evaluates an expression in which names stand for values: functions, or functions in an object. It must be made of our own
 * text, and of identifiers and literals only.
 *
 * JavaScriptCore keeps feedback by source text: the number makes it unique. V8 keeps whatever it evaluated for long, which
 * grows with every type that a program makes; only of text with a tagged template it does not.
 */
export function evaluate<T>(expression: string, named: Readonly<Record<string, unknown>>): T {
  const names = Object.keys(named), values = Object.values(named);
  if (names.length > MOST_NAMES) {
    const variables = names.map((name, i) => `${name} = values[${i}]`);
    const all = `(() => { var ${variables.join(", ")}; return (${expression}\n); })()`;
    return evaluate<T>(all, { values });
  }
  let make: (...values: readonly unknown[]) => unknown;
  try {
    make = new Function(...names, `"use strict"; return (${expression}\n); // ${serial++}\n0\`\`;`) as typeof make;
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof RangeError) throw cause;
    throw new Error(
      "@ctypes/ctypes makes its calls from generated code, which this host forbids: " +
        "start it without --disallow-code-generation-from-strings",
      { cause },
    );
  }
  return make(...values) as T;
}

/** A value as source text, or null if it has none of its own. */
function literalOf(value: unknown): string | null {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "bigint":
      return `${value}n`;
    case "boolean":
    case "undefined":
      return String(value);
    default:
      return value === null ? "null" : null;
  }
}

/** Writes one function: its parameters, its statements, and what they refer to. */
export class Emitter {
  /** Shared by all functions that are made by one evaluation. */
  readonly scope: Scope;
  readonly #parameters: string[] = [];
  readonly #lines: string[] = [];

  constructor(scope: Scope = new Scope()) {
    this.scope = scope;
  }

  /** Adds a parameter and gives its name. */
  param(hint: string): string {
    const name = this.scope.name(hint);
    this.#parameters.push(name);
    return name;
  }

  /** Declares a variable, with a value if an expression is given, and gives its name. */
  local(hint: string, expression?: string): string {
    const name = this.scope.name(hint);
    this.line(expression === undefined ? `let ${name};` : `let ${name} = ${expression};`);
    return name;
  }

  /** Declares a constant and gives its name. */
  constant(hint: string, expression: string): string {
    const name = this.scope.name(hint);
    this.line(`const ${name} = ${expression};`);
    return name;
  }

  /** How the function names a value: see {@linkcode Scope.use}. */
  use(value: unknown, hint?: string): string {
    return this.scope.use(value, hint);
  }

  /** Adds statements. */
  line(statements: string): void {
    if (statements !== "") this.#lines.push(statements);
  }

  /**
   * The function as an expression.
   *
   * @param head What stands before the parameters: `function`, or the name of a method.
   */
  source(head = "function"): string {
    return `${head}(${this.#parameters.join(", ")}) {\n${this.#lines.join("\n")}\n}`;
  }

  /**
   * Makes the function.
   *
   * @param head As {@linkcode source} takes it: `function`, with a name if need be.
   */
  build<F>(head?: string): F {
    return this.scope.evaluate<F>(this.source(head));
  }
}
