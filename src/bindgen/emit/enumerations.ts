/** Enumerations: whether their values are one of several or bits, and what their members are called. */
import type { EnumDeclaration } from "../model.ts";
import { SCALARS, WIDE } from "./api.ts";
import { documentation, type DocumentationOptions } from "./documentation.ts";
import { call, type Expression, fields, literal, name } from "./expression.ts";
import { memberScope, type NameOptions, wantedName } from "./names.ts";

/** The factories of enumerations. */
export type EnumFactory = "Enum" | "Flags";

/**
 * An enumeration as a call of its factory.
 *
 * @param declaration The enumeration.
 * @param factory What the user says that it is; found out by default.
 * @param options How names are changed, and how much is documented.
 */
export function enumeration(
  declaration: EnumDeclaration,
  factory: EnumFactory | undefined,
  options: NameOptions & DocumentationOptions,
): Expression {
  const scope = memberScope();
  const entries = declaration.members.map((member) => ({
    key: scope.take(wantedName(member.name, options), member.name),
    value: literal(`${member.value}${WIDE.has(declaration.type.name) ? "n" : ""}`),
    documentation: documentation(member, options),
  }));
  const type = name(SCALARS[declaration.type.name]);
  return call(factory ?? (areBits(declaration) ? "Flags" : "Enum"), type, fields(entries));
}

/**
 * Whether the values are bits to be combined: every one is 0, a single bit or a combination of these, there are several
 * single bits, and the values do not just count.
 */
export function areBits({ members }: EnumDeclaration): boolean {
  const values = [...new Set(members.map(({ value }) => BigInt(value)))];
  const isBit = (value: bigint) => value > 0n && (value & (value - 1n)) === 0n;
  const bits = values.filter(isBit);
  const all = bits.reduce((sum, bit) => sum | bit, 0n);
  const highest = values.reduce((most, value) => value > most ? value : most, 0n);
  const counts = highest < BigInt(values.length + (values.includes(0n) ? 0 : 1));
  return bits.length >= 2 && !counts && values.every((value) => value >= 0n && (value & ~all) === 0n);
}
