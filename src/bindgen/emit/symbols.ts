/** The functions and variables of a library, as what `dlopen` takes. */
import type { FunctionDeclaration, Header, VariableDeclaration } from "../model.ts";
import type { DeclaredTypes } from "./declared_types.ts";
import { documentation } from "./documentation.ts";
import { call, type Entry, list, literal, quote } from "./expression.ts";
import { Scope, wantedName } from "./names.ts";
import type { EmitOptions } from "./options.ts";
import { checkNames, functionOverrides, type FunctionTypes } from "./overrides.ts";

/**
 * The symbols of a library by their names in the output.
 *
 * @throws {TypeError} If an override names a function or parameter that is not there.
 */
export function symbols(header: Header, types: DeclaredTypes, options: EmitOptions): Entry[] {
  const overrides = functionOverrides(header, options.functions);
  for (const [name, { result, parameters }] of overrides) {
    for (const given of [result, ...parameters]) {
      if (given !== undefined) checkNames(given, types.has, `functions: ${name}`);
    }
  }
  const scope = new Scope();
  const key = ({ name }: { readonly name: string }) => scope.take(wantedName(name, options), name);
  return [
    ...header.functions.map((declaration) => {
      return functionEntry(key(declaration), declaration, overrides.get(declaration.name), types, options);
    }),
    ...header.variables.map((declaration) => variableEntry(key(declaration), declaration, types, options)),
  ];
}

function functionEntry(
  key: string,
  declaration: FunctionDeclaration,
  override: FunctionTypes | undefined,
  { mapping }: DeclaredTypes,
  options: EmitOptions,
): Entry {
  const { name, parameters, result, symbol = name, variadic } = declaration;
  const types = parameters.map(({ type }, i) => override?.parameters[i] ?? mapping.parameter(type));
  const labels = parameters.map((parameter) => parameter.name);
  const value = mapping.functionOf(list(types, labels), override?.result ?? mapping.expression(result), [
    ...variadic ? [{ key: "variadic", value: literal("true") }] : [],
    ...symbolName(key, symbol),
  ]);
  return { key, value, documentation: documentation(declaration, options) };
}

function variableEntry(
  key: string,
  declaration: VariableDeclaration,
  { mapping }: DeclaredTypes,
  options: EmitOptions,
): Entry {
  const { name, type, symbol = name } = declaration;
  const settings = symbolName(key, symbol);
  const value = mapping.expression(type, "field");
  return {
    key,
    value: settings.length === 0
      ? call("Variable", value)
      : call("Variable", value, { kind: "fields", entries: settings }),
    documentation: documentation(declaration, options),
  };
}

/** The option that says which symbol it is, where that is not its key. */
function symbolName(key: string, symbol: string): Entry[] {
  return key === symbol ? [] : [{ key: "name", value: { kind: "literal", text: quote(symbol) } }];
}
