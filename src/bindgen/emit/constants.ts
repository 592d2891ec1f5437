/** The values of constants as JavaScript writes them. */
import type { ConstantDeclaration, ConstantValue } from "../model.ts";
import { WIDE } from "./api.ts";
import { call, type Expression, list, literal, quote } from "./expression.ts";
import type { Mapping } from "./mapping.ts";
import type { TypeTable } from "./type_table.ts";

/**
 * The value of a constant as an expression. An integer is what JavaScript sees of its C type: a bigint if that has 64
 * bits, as `long` has on most systems.
 *
 * @param constant The constant.
 * @param mapping Turns the type of an address into an expression.
 * @param table Follows that type.
 */
export function constantValue(constant: ConstantDeclaration, mapping: Mapping, table: TypeTable): Expression {
  const { value, source = "" } = constant;
  switch (value.kind) {
    case "integer":
      return literal(integer(value, source));
    case "float":
      return literal(Object.is(value.value, -0) ? "-0" : value.value);
    case "text":
      return { kind: "literal", text: quote(value.value) };
    case "bytes":
      return { ...call("Uint8Array", list([...value.value, 0].map(literal))), construct: true };
    case "pointer":
      return pointer(value, mapping, table);
  }
}

function integer({ value, type }: Extract<ConstantValue, { kind: "integer" }>, source: string): string {
  if (type.name === "_Bool") return `${value !== 0}`;
  const suffix = WIDE.has(type.name) ? "n" : "";
  const hexadecimal = /^\(?\s*(0[xX][0-9a-fA-F]+)[uUlL]*\s*\)?$/.exec(source)?.[1];
  return hexadecimal !== undefined && BigInt(hexadecimal) === BigInt(value)
    ? `0x${hexadecimal.slice(2)}${suffix}`
    : `${value}${suffix}`;
}

/** An address that is a number: a value that no object has, such as `(void *)-1`. */
function pointer(
  { address, type }: Extract<ConstantValue, { kind: "pointer" }>,
  mapping: Mapping,
  table: TypeTable,
): Expression {
  if (BigInt(address) === 0n) return literal("null");
  const number = literal(`0x${BigInt(address).toString(16)}n`);
  const expression = mapping.expression(type);
  if (expression.kind === "name" && expression.name === "c_void_p") return number;
  const resolved = table.resolve(type);
  const isFunction = resolved.kind === "pointer" && table.resolve(resolved.to).kind === "function";
  if (isFunction && expression.kind === "name") return { ...call(expression.name, number), construct: true };
  return call("cast", number, expression);
}
