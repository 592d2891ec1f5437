/**
 * Facts about headers that a C compiler and the output must agree in: sizes, places, the bytes that bit fields write, and
 * the values of constants. Each fact is a line; a C program prints its lines, and the same lines are found in the output.
 *
 * @module
 */
import type { Header, RecordBody, TypeDeclaration } from "../../../src/bindgen/mod.ts";

/** A member by its path from the outermost structure: `a.b`. */
interface Member {
  readonly path: readonly string[];
  readonly bits?: number;
  /** Its size is none of C's business. */
  readonly open: boolean;
}

/** The members of a structure, those of nameless structures within it, too. */
function* membersOf(body: RecordBody, path: readonly string[] = []): Generator<Member> {
  for (const { name, type, bits } of body.fields) {
    const own = name === undefined ? path : [...path, name];
    if (name !== undefined) yield { path: own, bits, open: type.kind === "array" && type.length === undefined };
    if (type.kind === "struct" || type.kind === "union") yield* membersOf(type.body, own);
  }
}

/** The types that have a layout. */
function* recordsOf(header: Header): Generator<{ readonly type: TypeDeclaration; readonly body: RecordBody }> {
  for (const type of header.types) {
    if ((type.kind === "struct" || type.kind === "union") && type.body !== undefined) yield { type, body: type.body };
  }
}

/** The names of constants that are no member of a type. */
function constantsOf(header: Header): string[] {
  return [
    ...header.constants.filter(({ value }) => value.kind !== "bytes").map(({ name }) => name),
    ...header.types.flatMap((type) => type.kind === "enum" ? type.members.map(({ name }) => name) : []),
  ];
}

/** A C program that prints the facts. */
export function program(header: Header): string {
  const lines = constantsOf(header).map((name) => `SHOW(${name})`);
  const members = new Set(
    [...recordsOf(header)].flatMap(({ body }) => [...membersOf(body)].flatMap(({ path }) => path)),
  );
  // libxml2 has macros that are called like members.
  lines.push(...[...members].map((name) => `\n#undef ${name}`));
  for (const { type, body } of recordsOf(header)) {
    lines.push(`printf("size %s %zu %zu\\n", "${type.id}", sizeof(${type.id}), _Alignof(${type.id}));`);
    for (const { path, bits, open } of membersOf(body)) {
      const place = `"${type.id}", "${path.join(".")}"`;
      const member = path.join(".");
      lines.push(
        bits === undefined
          ? `printf("place %s %s %zu %zu\\n", ${place}, offsetof(${type.id}, ${member}), ` +
            `${open ? "(size_t)0" : `sizeof(((${type.id} *)0)->${member})`});`
          : `{ ${type.id} x; memset(&x, 0, sizeof x); x.${member} = -1; bits(${place}, &x, sizeof x); }`,
      );
    }
  }
  return `${header.headers.map((name) => `#include ${/^[./]/.test(name) ? `"${name}"` : `<${name}>`}\n`).join("")}
#include <stdio.h>
#include <string.h>
#include <stddef.h>
static void bits(const char *type, const char *member, const void *at, size_t size) {
  printf("bits %s %s ", type, member);
  for (size_t i = 0; i < size; i++) printf("%02x", ((const unsigned char *)at)[i]);
  puts("");
}
static void integer(const char *name, long long value) { printf("value %s %lld\\n", name, value); }
static void real(const char *name, double value) { printf("real %s %.17g\\n", name, value); }
static void text(const char *name, const char *value) {
  printf("text %s ", name);
  for (; *value; value++) printf("%02x", (unsigned char)*value);
  puts("");
}
#define SHOW(name) _Generic((name), char *: text, const char *: text, \\
  float: real, double: real, long double: real, default: integer)(#name, name);
int main(void) {
${lines.map((line) => `  ${line}\n`).join("")}}
`;
}

/** What the output says of the same. */
export function factsOf(header: Header, output: Readonly<Record<string, unknown>>): string[] {
  const facts: string[] = [];
  for (const { type, body } of recordsOf(header)) {
    const made = output[type.name] ?? output[type.id.replace(" ", "_")];
    if (made === undefined) throw new Error(`the output has no ${type.id}`);
    const record = made as RecordClass;
    facts.push(`size ${type.id} ${record.size} ${record.alignment}`);
    for (const { path, bits } of membersOf(body)) {
      facts.push(
        bits === undefined
          ? `place ${type.id} ${path.join(".")} ${placeOf(record, path)}`
          : `bits ${type.id} ${path.join(".")} ${bytesOf(record, path)}`,
      );
    }
  }
  for (const { name, value } of header.constants) {
    if (value.kind === "pointer") facts.push(valueFact(name, "integer", value.address));
    else if (value.kind !== "bytes") facts.push(valueFact(name, value.kind, output[name] ?? output[`${name}_`]));
  }
  for (const type of header.types) {
    if (type.kind !== "enum") continue;
    const made = (output[type.name] ?? output[type.id.replace(" ", "_")]) as Readonly<{ [name: string]: unknown }>;
    for (const { name } of type.members) facts.push(valueFact(name, "integer", made[name] ?? made[`${name}_`]));
  }
  return facts;
}

/** A structure's class. */
interface RecordClass {
  readonly size: number;
  readonly alignment: number;
  readonly fields: {
    readonly [name: string]: { readonly offset: number; readonly size: number; readonly type: RecordClass };
  };
  // deno-lint-ignore no-explicit-any
  fromBuffer(buffer: Uint8Array): any;
}

function placeOf(record: RecordClass, path: readonly string[]): string {
  let offset = 0, size = 0, type = record;
  for (const name of path) {
    const field = type.fields[name];
    if (field === undefined) throw new Error(`no member ${path.join(".")}`);
    offset += field.offset;
    ({ size, type } = field);
  }
  return `${offset} ${size}`;
}

function bytesOf(record: RecordClass, path: readonly string[]): string {
  const bytes = new Uint8Array(record.size);
  let target = record.fromBuffer(bytes);
  for (const name of path.slice(0, -1)) target = target[name];
  const last = path[path.length - 1];
  target[last] = typeof target[last] === "boolean" ? true : -1;
  return hex(bytes);
}

/** A constant: what kind it is says the header, what it is the output. */
function valueFact(name: string, kind: string, value: unknown): string {
  switch (kind) {
    case "text":
      return `text ${name} ${hex(new TextEncoder().encode(value as string))}`;
    case "float":
      return `real ${name} ${value}`;
    default:
      return `value ${name} ${BigInt.asIntN(64, BigInt(value as number | bigint | boolean))}`;
  }
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Compares what a C program prints with the facts of the output.
 *
 * @param printed What the program prints.
 * @param facts The facts of the output.
 * @returns The facts that are not the program's.
 */
export function differences(printed: string, facts: readonly string[]): string[] {
  const known = new Set(printed.split("\n").map(normal));
  return facts.filter((fact) => !known.has(normal(fact)));
}

/** C and JavaScript write floating-point numbers differently. */
function normal(fact: string): string {
  const [, before, value] = /^(real \S+) (.*)$/.exec(fact) ?? [];
  return before === undefined ? fact : `${before} ${Number(value.replace("inf", "Infinity"))}`;
}
