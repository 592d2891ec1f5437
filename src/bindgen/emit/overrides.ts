/** What the user says that types and functions are instead. What names nothing is an error. */
import type { FunctionDeclaration, Header } from "../model.ts";
import type { EnumFactory } from "./enumerations.ts";
import { API } from "./api.ts";
import { type Expression, namesIn } from "./expression.ts";
import type { EmitOptions } from "./options.ts";
import { parseExpression } from "./parse_expression.ts";

/** The overrides of a header's types. */
export interface TypeOverrides {
  /** What types are instead, by id. */
  readonly expressions: ReadonlyMap<string, Expression>;
  /** What enumerations are made with, by id. */
  readonly factories: ReadonlyMap<string, EnumFactory>;
}

/**
 * Reads the overrides of types.
 *
 * @throws {TypeError} If one names a type that is not there.
 * @throws {SyntaxError} If one is no type expression.
 */
export function typeOverrides(header: Header, types: EmitOptions["types"] = {}): TypeOverrides {
  const expressions = new Map<string, Expression>();
  const factories = new Map<string, EnumFactory>();
  for (const [name, source] of Object.entries(types)) {
    const type = header.types.find(({ id }) => id === name) ?? header.types.find((type) => type.name === name);
    if (type === undefined) throw new TypeError(`types: there is no type ${name} in ${header.headers.join(", ")}`);
    if (type.kind === "enum" && (source === "Enum" || source === "Flags")) factories.set(type.id, source);
    else expressions.set(type.id, parseExpression(source));
  }
  return { expressions, factories };
}

/**
 * Sees to it that an override names nothing that is not there.
 *
 * @param expression The override.
 * @param isType Whether a name is a type of the output.
 * @param where What it is for, for the message.
 * @throws {TypeError} If it names something else.
 */
export function checkNames(expression: Expression, isType: (name: string) => boolean, where: string): void {
  const unknown = namesIn(expression).find((name) => !API.has(name) && !isType(name));
  if (unknown === undefined) return;
  throw new TypeError(`${where}: ${unknown} is neither a type of the output nor one of this package's`);
}

/** The overrides of one function. */
export interface FunctionTypes {
  readonly result?: Expression;
  readonly parameters: readonly (Expression | undefined)[];
}

/**
 * Reads the overrides of functions, by name.
 *
 * @throws {TypeError} If one names a function or parameter that is not there.
 * @throws {SyntaxError} If one is no type expression.
 */
export function functionOverrides(
  header: Header,
  functions: EmitOptions["functions"] = {},
): ReadonlyMap<string, FunctionTypes> {
  return new Map(
    Object.entries(functions).map(([name, { result, parameters = {} }]) => {
      const declaration = header.functions.find((candidate) => candidate.name === name);
      if (declaration === undefined) {
        throw new TypeError(`functions: there is no function ${name} in ${header.headers.join(", ")}`);
      }
      const given: (Expression | undefined)[] = declaration.parameters.map(() => undefined);
      for (const [key, source] of Object.entries(parameters)) given[place(declaration, key)] = parseExpression(source);
      return [name, { result: result === undefined ? undefined : parseExpression(result), parameters: given }];
    }),
  );
}

function place({ name, parameters, prototype }: FunctionDeclaration, key: string): number {
  const at = /^[1-9]\d*$/.test(key) ? Number(key) - 1 : parameters.findIndex((parameter) => parameter.name === key);
  if (at >= 0 && at < parameters.length) return at;
  throw new TypeError(`functions: ${name} has no parameter ${key}: ${prototype}`);
}
