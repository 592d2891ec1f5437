/** From a configuration to the text of its files: one, or one for each target where they differ. */
import { extname } from "@std/path";
import type { BindingConfig } from "./config.ts";
import { emit } from "./emit/emit.ts";
import type { Header, TypeDeclaration } from "./model.ts";
import { parseHeaders } from "./parse/parse.ts";

/** What comes of a configuration. */
export interface Generated {
  readonly config: BindingConfig;
  /** What was read, for each target. */
  readonly headers: readonly Header[];
  /** Files to write, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** What is not the same for all targets. */
  readonly differences: readonly string[];
}

/**
 * Reads the headers of a configuration and writes their bindings as text. Nothing is written to files.
 *
 * @throws {Error} As `parseHeaders` and `emit` do.
 */
export async function generate(config: BindingConfig): Promise<Generated> {
  const { targets = [], docs, output } = config;
  const asked = targets.length === 0 ? [undefined] : targets;
  const read: Header[] = [];
  for (const target of asked) read.push(await parseHeaders({ ...config, target, comments: docs !== "none" }));
  const headers = alike(read);
  const texts = headers.map((header) => emit(header, config));
  if (texts.every((text) => text === texts[0])) {
    return { config, headers, files: new Map([[output, texts[0]]]), differences: [] };
  }
  const ending = extname(output);
  const files = texts.map((text, i) => [`${output.slice(0, -ending.length || undefined)}.${asked[i]}${ending}`, text]);
  return { config, headers, files: new Map(files as [string, string][]), differences: differences(headers, config) };
}

/**
 * An enumeration without negative values is `unsigned int` for gcc and clang, `int` for Microsoft's compiler. Where its
 * values are the same in both, and it is no bit field, that is no difference.
 */
function alike(headers: readonly Header[]): Header[] {
  const inBits = new Set(headers.flatMap((header) => [...bitFieldTypes(header)]));
  return headers.map((header) => {
    const types = header.types.map((type): TypeDeclaration => {
      if (type.kind !== "enum" || type.type.name !== "int" || inBits.has(type.id)) return type;
      const isUnsigned = headers.some(({ types }) =>
        types.some((other) => {
          return other.kind === "enum" && other.id === type.id && other.type.name === "unsigned int";
        })
      );
      const fits = type.members.every(({ value }) => typeof value === "number" && value >= 0);
      return isUnsigned && fits ? { ...type, type: { kind: "scalar", name: "unsigned int" } } : type;
    });
    return { ...header, types };
  });
}

function* bitFieldTypes({ types }: Header): Generator<string> {
  for (const type of types) {
    if (type.kind === "typedef" || type.kind === "enum") continue;
    for (const field of type.body?.fields ?? []) {
      if (field.bits !== undefined && field.type.kind === "reference") yield field.type.id;
    }
  }
}

/** Each declaration by itself: what is written for it alone tells whether it differs. */
function differences(headers: readonly Header[], config: BindingConfig): string[] {
  const [first, ...others] = headers.map((header) => declarations(header));
  const names = new Set([first, ...others].flatMap((known) => [...known.keys()]));
  const differing = [...names].filter((name) => others.some((other) => other.get(name) !== first.get(name)));
  const targets = config.targets!.join(", ");
  return differing.map((name) => {
    const missing = headers.filter((_, i) => ![first, ...others][i].has(name)).map(({ target }) => target);
    return missing.length > 0 ? `${name} is missing for ${missing.join(", ")}` : `${name} differs between ${targets}`;
  });
}

function declarations(header: Header): Map<string, string> {
  const { types, functions, variables, constants } = header;
  return new Map([
    ...types.map((type) => [type.id, shape(type)] as const),
    ...[...functions, ...variables, ...constants].map((one) => [one.name, shape(one)] as const),
  ]);
}

/** What of a declaration the output shows. Sizes and places are its platform's to find. */
function shape(declaration: object): string {
  return JSON.stringify(declaration, (key, value) => {
    return ["size", "alignment", "offset", "comment", "prototype"].includes(key) ? undefined : value;
  });
}
