/** Random structures and unions: as C source, and as the input of `layout`. */
import { type Layout, layout, type LayoutOptions, type Member } from "../../src/types/record/layout.ts";

/** A type that C provides. `bits` is the widest bit field of it, 0 for none. */
interface Scalar {
  readonly c: string;
  readonly bits: number;
}

/** What of a compiler's target the definitions depend on. */
export interface Widths {
  readonly long: number;
  readonly wchar: number;
}

/** A field of a generated type: `type` names a scalar by its index, or an earlier definition. */
export interface Field {
  /** `""` for an unnamed bit field. */
  readonly name: string;
  readonly type: { readonly scalar: number } | { readonly record: number };
  /** Length of an array. */
  readonly count?: number;
  readonly bits?: number;
}

/** A generated structure or union. */
export interface Definition {
  readonly union: boolean;
  readonly pack?: number;
  readonly align?: number;
  readonly fields: readonly Field[];
  /** How deep structures are nested in it. */
  readonly depth: number;
}

/** Size and alignment of a type. */
export interface TypeFacts {
  readonly size: number;
  readonly alignment: number;
  readonly required?: number;
}

/** The same sequence of numbers from 0 to 1 on every machine (mulberry32). */
export function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The types that fields are made of. */
export function scalars({ long, wchar }: Widths): Scalar[] {
  const type = (c: string, bits: number) => ({ c, bits });
  return [
    type("_Bool", 1),
    type("char", 8),
    type("signed char", 8),
    type("unsigned char", 8),
    type("short", 16),
    type("unsigned short", 16),
    type("int", 32),
    type("unsigned", 32),
    type("enum colour", 32),
    type("long", long),
    type("unsigned long", long),
    type("long long", 64),
    type("unsigned long long", 64),
    type("wchar", wchar),
    type("float", 0),
    type("double", 0),
    type("long double", 0),
    type("pointer", 0),
    type("function", 0),
  ];
}

/** Limits of what is generated, for a compiler that is not the truth on everything. */
export interface Restrictions {
  readonly noBitFieldsInUnions?: boolean;
}

/** Generates definitions; the same seed gives the same ones. */
export function generate(seed: number, amount: number, widths: Widths, limits: Restrictions = {}): Definition[] {
  const next = random(seed);
  const below = (n: number) => Math.floor(next() * n);
  const chance = (probability: number) => next() < probability;
  const pick = <T>(list: readonly T[]): T => list[below(list.length)];

  const types = scalars(widths).map(({ bits }, scalar) => ({ scalar, bits }));
  const integers = types.filter(({ bits }) => bits > 0);
  const definitions: Definition[] = [];

  const bitField = (name: string): Field => {
    const { scalar, bits } = pick(integers);
    if (chance(0.08)) return { name: "", type: { scalar }, bits: 0 };
    // Full and nearly full widths are where rules differ.
    const width = chance(0.2) ? Math.max(1, bits - below(2)) : 1 + below(bits);
    return { name: chance(0.1) ? "" : name, type: { scalar }, bits: width };
  };
  const plain = (name: string): Field => {
    const count = chance(0.2) ? 1 + below(4) : undefined;
    const nested = definitions.map((_, record) => ({ record })).filter(({ record }) => definitions[record].depth < 3);
    return { name, type: nested.length > 0 && chance(0.15) ? pick(nested) : { scalar: pick(types).scalar }, count };
  };

  while (definitions.length < amount) {
    const union = chance(0.2);
    const bitFieldShare = union && limits.noBitFieldsInUnions ? 0 : pick([0, 0.3, 0.6, 0.9]);
    const pack = chance(0.4) ? pick([1, 2, 4, 8, 16]) : undefined;
    const align = chance(0.15) ? pick([1, 2, 4, 8, 16, 32, 64]) : undefined;
    const fields = Array.from(
      { length: 1 + below(9) },
      (_, i) => chance(bitFieldShare) ? bitField(`f${i}`) : plain(`f${i}`),
    );
    // Compilers disagree on structures without storage, and so are those not ours to lay out.
    if (!fields.some(({ name }) => name !== "")) continue;
    const depth = Math.max(0, ...fields.map(({ type }) => "record" in type ? definitions[type.record].depth + 1 : 0));
    definitions.push({ union, pack, align, fields, depth });
  }
  return definitions;
}

/** The C source of one definition: a typedef named `T` and its index. */
export function toC(definitions: readonly Definition[], index: number, widths: Widths): string {
  const names = scalars(widths);
  const { union, pack, align, fields } = definitions[index];
  const lines = fields.map(({ name, type, count, bits }) => {
    const c = "record" in type ? `T${type.record}` : names[type.scalar].c;
    const length = count === undefined ? "" : `[${count}]`;
    return `  ${c} ${name}${length}${bits === undefined ? "" : ` : ${bits}`};`;
  });
  return [
    ...(pack === undefined ? [] : [`#pragma pack(push, ${pack})`]),
    `typedef ${union ? "union" : "struct"} ${align === undefined ? "" : `__attribute__((aligned(${align}))) `}{`,
    ...lines,
    `} T${index};`,
    ...(pack === undefined ? [] : ["#pragma pack(pop)"]),
  ].join("\n");
}

/** A definition in C with all that it uses. */
export function toCWithUses(definitions: readonly Definition[], index: number, widths: Widths): string {
  const used = new Set<number>();
  const visit = (record: number) => {
    for (const { type } of definitions[record].fields) if ("record" in type) visit(type.record);
    used.add(record);
  };
  visit(index);
  return [...used].map((record) => toC(definitions, record, widths)).join("\n");
}

/** The members of a definition as `layout` takes them. */
export function toMembers(
  { fields }: Definition,
  scalarFacts: readonly TypeFacts[],
  recordFacts: readonly TypeFacts[],
): Member[] {
  return fields.map(({ name, type, count = 1, bits }) => {
    const { size, alignment, required } = "record" in type ? recordFacts[type.record] : scalarFacts[type.scalar];
    return { name, size: size * count, alignment, bits, required };
  });
}

/** How a compiler takes explicit alignment: see {@linkcode Restrictions}. */
export type Required = "asked" | "whole" | "ignored";

/** Lays out every definition, nested ones by the results for the earlier ones. */
export function layoutAll(
  definitions: readonly Definition[],
  scalarFacts: readonly TypeFacts[],
  { rules, alignUnnamed }: Pick<LayoutOptions, "rules" | "alignUnnamed">,
  required: Required = "asked",
): Layout[] {
  const layouts: Layout[] = [];
  const records: TypeFacts[] = [];
  for (const definition of definitions) {
    const { union, pack, align } = definition;
    const result = layout(toMembers(definition, scalarFacts, records), { union, pack, align, rules, alignUnnamed });
    layouts.push(result);
    const { size, alignment } = result;
    const whole = required === "whole" && align !== undefined;
    records.push({ size, alignment, required: required === "ignored" ? 1 : whole ? alignment : result.required });
  }
  return layouts;
}
