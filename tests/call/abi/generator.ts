/** Random C functions that take and return structures by value: as data, and as the C source that tests call. */
import { random } from "../../types/layout_generator.ts";

/** A C type by its name in C, or a generated type by its index. */
export type TypeName = keyof typeof scalars | number;

/** What C calls our scalar types; all that a field, parameter or result can be. */
export const scalars = {
  c_bool: "_Bool",
  c_byte: "signed char",
  c_ubyte: "unsigned char",
  c_short: "short",
  c_ushort: "unsigned short",
  c_int: "int",
  c_uint: "unsigned",
  c_long: "long",
  c_longlong: "long long",
  c_ulonglong: "unsigned long long",
  c_float: "float",
  c_double: "double",
  c_longdouble: "long double",
  c_void_p: "void *",
} as const;

const integerWidths = { c_bool: 1, c_ubyte: 8, c_short: 16, c_int: 32, c_uint: 32, c_longlong: 64, c_ulonglong: 64 };

/** A field of a generated type. */
export interface FieldOf {
  readonly type: TypeName;
  /** Of an array; 0 is C's flexible one. */
  readonly count?: number;
  /** Of an array of arrays: how many. */
  readonly rows?: number;
  readonly bits?: number;
}

/** A generated structure or union; its fields are `f0`, `f1`, … */
export interface RecordOf {
  readonly union: boolean;
  readonly pack?: number;
  readonly align?: number;
  readonly fields: readonly FieldOf[];
  readonly depth: number;
}

/** A generated function. */
export interface FunctionOf {
  readonly parameters: readonly TypeName[];
  /** Null is void. */
  readonly result: TypeName | null;
  /** How many parameters come before `...`. */
  readonly fixed?: number;
}

/** What a C file holds. */
export interface Program {
  readonly records: readonly RecordOf[];
  readonly functions: readonly FunctionOf[];
}

/** What is generated. */
export interface Choices {
  readonly records: number;
  readonly functions: number;
  /** Only what has one meaning on all platforms: no `long double`, alignments or bit fields in unions. */
  readonly portable: boolean;
}

/** Arguments lie so far from each other in the fixture's memory. */
export const STRIDE = 1024;
const MOST_PARAMETERS = 16;

/** Generates a program; the same seed gives the same one. */
export function generate(seed: number, choices: Choices): Program {
  const next = random(seed);
  const below = (n: number) => Math.floor(next() * n);
  const chance = (probability: number) => next() < probability;
  const pick = <T>(list: readonly T[]): T => list[below(list.length)];
  const keep = (name: TypeName) => !choices.portable || name !== "c_longdouble";
  const all = (Object.keys(scalars) as (keyof typeof scalars)[]).filter(keep);
  const themes: readonly (readonly TypeName[])[] = [
    all,
    ["c_float"],
    ["c_double"],
    ["c_float", "c_double"],
    ["c_float", "c_int"],
    ["c_double", "c_longlong"],
    ["c_byte", "c_ubyte", "c_bool", "c_short"],
    ["c_int", "c_float", "c_ushort", "c_void_p"],
    ...choices.portable ? [] : [["c_longdouble"], ["c_longdouble", "c_int"]] as TypeName[][],
  ];

  const records: RecordOf[] = [];
  const nested = () => records.map((_, i) => i).filter((i) => records[i].depth < 3);
  const record = (): RecordOf => {
    const union = chance(0.15);
    const theme = pick(themes);
    const bitFields = !(union && choices.portable) && chance(0.12);
    const fields = Array.from({ length: 1 + (chance(0.8) ? below(4) : below(9)) }, (): FieldOf => {
      if (bitFields && chance(0.7)) {
        const type = pick(Object.keys(integerWidths) as (keyof typeof integerWidths)[]);
        return { type, bits: 1 + below(integerWidths[type]) };
      }
      const inner = nested();
      const type = inner.length > 0 && chance(0.15) ? pick(inner) : pick(theme);
      return { type, count: chance(0.15) ? 1 + below(4) : undefined };
    });
    const pack = chance(0.12) ? pick([1, 2, 4]) : undefined;
    const align = !choices.portable && chance(0.1) ? pick([8, 16, 32]) : undefined;
    const depth = Math.max(0, ...fields.map(({ type }) => typeof type === "number" ? records[type].depth + 1 : 0));
    return { union, pack, align, fields, depth };
  };
  for (const eightbytes of halves) records.push(...eightbytes);
  /** What compilers pass as they are used to: arrays of small packed structures, and what is made of those. */
  const compound = (): RecordOf[] => {
    const index = records.length;
    const small = (["c_ubyte", "c_short", "c_int", "c_float", "c_double", "c_longlong"] as const).slice(
      0,
      3 + below(4),
    );
    const scalar = (): FieldOf => ({ type: pick(small), count: chance(0.2) ? 1 + below(3) : undefined });
    const packing = () => pick([1, 1, 1, 2, 4, undefined]);
    const bitField = (): FieldOf => chance(0.15) ? { type: "c_uint", bits: 1 + below(32) } : scalar();
    const element = {
      union: chance(0.2),
      pack: packing(),
      fields: Array.from({ length: 1 + below(3) }, bitField),
      depth: 0,
    };
    const array = (type: number): FieldOf => ({
      type,
      count: 1 + below(4),
      rows: chance(0.25) ? 1 + below(3) : undefined,
    });
    const around = (type: number, depth: number): RecordOf => {
      const fields = [array(type)];
      if (chance(0.4)) fields.unshift(scalar());
      if (chance(0.3)) fields.push(scalar());
      const union = chance(0.2);
      if (!union && chance(0.15)) fields.push({ type: pick(small), count: 0 });
      return { union, pack: chance(0.3) ? packing() : undefined, fields, depth };
    };
    const made: RecordOf[] = [element, around(index, 1)];
    if (chance(0.5)) made.push(around(index + 1, 2));
    const all = [...records, ...made];
    return made.every((it) => upperSize(all, it) <= STRIDE) ? made : [];
  };
  if (!choices.portable) {
    while (records.length < choices.records / 2) records.push(...compound());
  }
  while (records.length < choices.records) {
    const made = record();
    if (upperSize(records, made) <= STRIDE) records.push(made);
  }

  const usable = records.map((_, i) => i).filter((i) => bareSize(records, records[i]) > 0);
  const isCompound = ({ depth, fields }: RecordOf) => depth > 0 && fields.some(({ count }) => count !== undefined);
  const small = usable.filter((i) =>
    upperSize(records, records[i]) <= 32 ||
    !choices.portable && isCompound(records[i]) && bareSize(records, records[i]) <= 16
  );
  const value = (): TypeName => {
    if (chance(0.4)) return chance(0.8) ? pick(small) : pick(usable);
    return pick([...all, "c_double", "c_float", "c_longlong", "c_int"] as const);
  };
  const functions = Array.from({ length: choices.functions }, (): FunctionOf => {
    const count = chance(0.5) ? below(5) : below(MOST_PARAMETERS + 1);
    const parameters = Array.from({ length: count }, value);
    const result = chance(0.1) ? null : chance(0.6) ? chance(0.8) ? pick(small) : pick(usable) : value();
    if (count < 2 || !chance(0.2)) return { parameters, result };
    const fixed = 1 + below(count - 1);
    const promoted = (type: TypeName): TypeName => {
      if (type === "c_float") return "c_double";
      // Above 16, x86-64 refuses them; at 16, GCC's own code may read registers that it saved as if they were aligned so.
      if (typeof type === "number" && alignOf(records, records[type]) > 8) return "c_int";
      return typeof type === "string" && /bool|byte|short/.test(type) ? "c_int" : type;
    };
    return { parameters: parameters.map((type, i) => i < fixed ? type : promoted(type)), result, fixed };
  });
  return { records, functions };
}

/** All kinds of pairs of registers, so that none is left to chance. */
const halves: readonly RecordOf[][] = [
  [["c_longlong", "c_double"], ["c_double", "c_longlong"], ["c_longlong", "c_longlong"], ["c_double", "c_double"]],
  [["c_int", "c_float", "c_double"], ["c_float", "c_float", "c_int"], ["c_float", "c_float", "c_float"]],
  [["c_longlong", "c_longlong", "c_longlong"], ["c_ubyte", "c_ubyte", "c_ubyte"], ["c_double"], ["c_float"]],
].map((list) =>
  list.map((types) => ({ union: false, fields: types.map((type) => ({ type: type as TypeName })), depth: 0 }))
);

/** No structure is larger than this, whatever the platform. */
function upperSize(records: readonly RecordOf[], { fields, align = 16 }: RecordOf): number {
  const size = (type: TypeName) => typeof type === "number" ? upperSize(records, records[type]) : 16;
  const sum = fields.reduce((total, { type, count = 1, rows = 1 }) => total + size(type) * count * rows, 0);
  return Math.ceil(sum / align) * align;
}

const bareSizes: Partial<Record<TypeName, number>> = {
  c_bool: 1,
  c_byte: 1,
  c_ubyte: 1,
  c_short: 2,
  c_ushort: 2,
  c_int: 4,
  c_uint: 4,
  c_float: 4,
};

/** About the size of a structure that has no padding. */
function bareSize(records: readonly RecordOf[], { union, fields }: RecordOf): number {
  const sizes = fields.map(({ type, count = 1, rows = 1 }) =>
    count * rows * (typeof type === "number" ? bareSize(records, records[type]) : bareSizes[type] ?? 8)
  );
  return union ? Math.max(...sizes) : sizes.reduce((sum, size) => sum + size, 0);
}

/** The alignment that was asked for, for the whole or for a part. */
function alignOf(records: readonly RecordOf[], { fields, align = 1 }: RecordOf): number {
  return Math.max(align, ...fields.map(({ type }) => typeof type === "number" ? alignOf(records, records[type]) : 1));
}

/** How C calls a type. */
function cName(type: TypeName | null): string {
  if (type === null) return "void";
  return typeof type === "number" ? `T${type}` : scalars[type];
}

function recordSource({ union, pack, align, fields }: RecordOf, index: number): string {
  const members = fields.map(({ type, count, rows, bits }, i) => {
    const lengths = [rows, count].map((length) => length === undefined ? "" : `[${length || ""}]`).join("");
    const suffix = bits !== undefined ? ` : ${bits}` : lengths;
    return `${cName(type)} f${i}${suffix};`;
  });
  const aligned = align === undefined ? "" : `__attribute__((aligned(${align}))) `;
  const body = `typedef ${union ? "union" : "struct"} ${aligned}{ ${members.join(" ")} } T${index};`;
  return pack === undefined ? body : `#pragma pack(push, ${pack})\n${body}\n#pragma pack(pop)`;
}

/** `call_N` records what it was passed and returns what it was told; `back_N` calls a callback and records the result. */
function functionSource({ parameters, result, fixed }: FunctionOf, index: number): string {
  const types = parameters.map(cName);
  const range = (macro: string, from = 0) => types.slice(from).map((_, i) => `${macro}(${from + i})`).join(" ");
  const named = types.slice(0, fixed).map((type, i) => `${type} a${i}`);
  const call = fixed === undefined
    ? range("SEE")
    : `va_list all; va_start(all, a${fixed - 1}); ${range("SEE").split(" ").slice(0, fixed).join(" ")} ` +
      types.slice(fixed).map((type, i) => `NEXT(${fixed + i}, ${type})`).join(" ") + " va_end(all);";
  const list = [...named, ...fixed === undefined ? [] : ["..."]].join(", ") || "void";
  const lines = [
    `EXPORT ${cName(result)} call_${index}(${list}) { ${call} ${result === null ? "" : `REPLY(${cName(result)})`} }`,
  ];
  if (fixed === undefined) {
    const values = types.map((_, i) => `a${i}`).join(", ");
    const locals = types.map((type, i) => `${type} a${i};`).join(" ");
    const run = result === null ? `f(${values});` : `RESULT(${cName(result)}, f(${values}))`;
    lines.push(
      `EXPORT void back_${index}(${cName(result)} (*f)(${types.join(", ") || "void"})) ` +
        `{ ${locals} ${range("SENT")} ${run} }`,
    );
  }
  return lines.join("\n");
}

/** The C source of a program. */
export function toC({ records, functions }: Program): string {
  return `// Generated by tests/call/abi/generate.ts. Functions that take and return structures by value.
#include <stdarg.h>
#include <string.h>

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

EXPORT unsigned char sent[${MOST_PARAMETERS * STRIDE}], seen[${MOST_PARAMETERS * STRIDE}], reply[${STRIDE}];
#define SEE(i) memcpy(seen + ${STRIDE} * i, &a##i, sizeof a##i);
#define NEXT(i, T) { T a = va_arg(all, T); memcpy(seen + ${STRIDE} * i, &a, sizeof a); }
#define SENT(i) memcpy(&a##i, sent + ${STRIDE} * i, sizeof a##i);
#define REPLY(T) T r; memcpy(&r, reply, sizeof r); return r;
#define RESULT(T, call) T r = call; memcpy(seen, &r, sizeof r);

${records.map(recordSource).join("\n")}
EXPORT unsigned sizes[] = { ${records.map((_, i) => `sizeof(T${i})`).join(", ")} };

${functions.map(functionSource).join("\n")}
`;
}
