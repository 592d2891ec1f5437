/** Asks C compilers how they lay types out. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LayoutOptions } from "../../src/types/record/layout.ts";
import {
  type Definition,
  type Required,
  type Restrictions,
  scalars,
  toC,
  type TypeFacts,
  type Widths,
} from "./layout_generator.ts";

/** A compiler on this machine. */
export interface Compiler {
  readonly command: string;
  readonly flags: readonly string[];
  /** Reads constants out of an object file, for a target whose programs do not run here. */
  readonly objcopy?: string;
  /** What the compiler defines by itself. */
  readonly macros: ReadonlyMap<string, string>;
  readonly widths: Widths;
}

/** What a compiler says of one generated type. */
export interface RecordFacts extends TypeFacts {
  /** Per field: its offset in bytes; undefined for bit fields. */
  readonly offsets: (number | undefined)[];
  /** Per named bit field: an object in which all its bits and no others are set. */
  readonly images: (Uint8Array | undefined)[];
}

/** Runs a program; null if there is none of that name. */
export function run(command: string, args: readonly string[], input = ""): Uint8Array<ArrayBuffer> | null {
  const { error, status, stdout, stderr } = spawnSync(command, args, { input, maxBuffer: 2 ** 28 });
  if (error) {
    if ((error as { code?: string }).code === "ENOENT") return null;
    throw error;
  }
  if (status !== 0) throw new Error(`${command} failed: ${stderr.toString().slice(0, 2000)}`);
  return new Uint8Array(stdout);
}

/** Finds a compiler; null if it is not installed. */
export function findCompiler(command: string, flags: readonly string[] = [], objcopy?: string): Compiler | null {
  const output = run(command, [...flags, "-dM", "-E", "-x", "c", "-"]);
  if (output === null || (objcopy !== undefined && run(objcopy, ["--version"]) === null)) return null;
  const macros = new Map<string, string>();
  for (const [, name, value] of new TextDecoder().decode(output).matchAll(/^#define (\S+) (.*?)\r?$/gm)) {
    macros.set(name, value);
  }
  const bits = (type: string) => 8 * Number(macros.get(`__SIZEOF_${type}__`));
  return { command, flags, objcopy, macros, widths: { long: bits("LONG"), wchar: bits("WCHAR_T") } };
}

/** A compiler that knows one set of rules. */
export interface Source {
  /** Names the file of its golden results. */
  readonly name: string;
  readonly command: string;
  readonly flags: readonly string[];
  readonly objcopy: string;
  /** What to install to have it, on Debian. */
  readonly packages: string;
  readonly rules: Pick<LayoutOptions, "rules" | "alignUnnamed">;
  readonly restrictions?: Restrictions;
  readonly required?: Required;
}

/** The compilers whose results are kept in `golden/`, and asked again where they are installed. */
export const SOURCES: readonly Source[] = [
  {
    name: "gcc_x64",
    command: "x86_64-linux-gnu-gcc",
    flags: [],
    objcopy: "x86_64-linux-gnu-objcopy",
    packages: "gcc-x86-64-linux-gnu",
    rules: { rules: "gcc" },
  },
  {
    name: "gcc_arm64",
    command: "aarch64-linux-gnu-gcc",
    flags: [],
    objcopy: "aarch64-linux-gnu-objcopy",
    packages: "gcc-aarch64-linux-gnu",
    rules: { rules: "gcc", alignUnnamed: true },
  },
  {
    name: "mingw",
    command: "x86_64-w64-mingw32-gcc",
    flags: ["-mms-bitfields"],
    objcopy: "x86_64-w64-mingw32-objcopy",
    packages: "gcc-mingw-w64-x86-64",
    rules: { rules: "msvc" },
    restrictions: { noBitFieldsInUnions: true },
    required: "ignored",
  },
  {
    // Clang's model of MSVC was made from MSVC's own results, and covers what mingw does not imitate.
    name: "msvc",
    command: "clang",
    flags: ["--target=x86_64-pc-windows-msvc"],
    objcopy: "x86_64-w64-mingw32-objcopy",
    packages: "clang binutils-mingw-w64-x86-64",
    rules: { rules: "msvc" },
    required: "whole",
  },
];

/** What rules the machine's own compiler follows. */
export function nativeRules({ macros }: Compiler): Pick<Source, "rules" | "restrictions" | "required"> {
  if (macros.has("_WIN32")) {
    return { rules: { rules: "msvc" }, restrictions: { noBitFieldsInUnions: true }, required: "ignored" };
  }
  return { rules: { rules: "gcc", alignUnnamed: macros.has("__aarch64__") && !macros.has("__APPLE__") } };
}

/**
 * Compiles C source and returns the bytes of two constants that it must define: `TABLE table[]` of unsigned numbers, and
 * `IMAGES images` of any type.
 */
export function constants(compiler: Compiler, source: string): { table: Uint32Array; images: Uint8Array } {
  const { command, flags, objcopy } = compiler;
  const folder = mkdtempSync(join(tmpdir(), "ctypes-layout-"));
  const [input, output, section] = ["input.c", "output", "section"].map((name) => join(folder, name));
  try {
    if (objcopy === undefined) {
      writeFileSync(input, `#define TABLE const unsigned\n#define IMAGES const\n${source}\n${PRINT}`);
      run(command, [...flags, "-w", "-O0", "-o", output, input]);
      const bytes = run(output, [])!;
      const [tableSize] = new Uint32Array(bytes.buffer, 0, 1);
      return { table: new Uint32Array(bytes.buffer, 4, tableSize / 4), images: bytes.subarray(4 + tableSize) };
    }
    const place = (name: string) => `__attribute__((section("${name}")))`;
    writeFileSync(input, `#define TABLE ${place(".ltab")} unsigned\n#define IMAGES ${place(".limg")}\n${source}\n`);
    run(command, [...flags, "-w", "-O0", "-c", "-o", output, input]);
    const read = (name: string) => {
      run(objcopy, ["-O", "binary", "-j", name, output, section]);
      return new Uint8Array(readFileSync(section));
    };
    const table = read(".ltab");
    return { table: new Uint32Array(table.buffer, 0, table.length >> 2), images: read(".limg") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const PRINT = `
#include <stdio.h>
int main(void) {
  unsigned size = sizeof table;
  fwrite(&size, sizeof size, 1, stdout);
  fwrite(table, sizeof table, 1, stdout);
  fwrite(&images, sizeof images, 1, stdout);
  return 0;
}
`;

/** Asks a compiler about generated definitions, in one compilation. */
export function ask(
  compiler: Compiler,
  definitions: readonly Definition[],
): { scalars: TypeFacts[]; records: RecordFacts[] } {
  const { widths } = compiler;
  const scalarNames = scalars(widths).map(({ c }) => c);
  const named = (record: Definition) => record.fields.filter(({ name }) => name !== "");
  const bitFields = (record: Definition) => named(record).filter(({ bits }) => bits !== undefined);

  const table = scalarNames.flatMap((type) => [`sizeof(${type})`, `_Alignof(${type})`]);
  const images: { declaration: string; value: string }[] = [];
  definitions.forEach((record, i) => {
    table.push(`sizeof(T${i})`, `_Alignof(T${i})`);
    for (const { name, bits } of named(record)) {
      if (bits === undefined) table.push(`__builtin_offsetof(T${i}, ${name})`);
    }
    const filled = bitFields(record).map(({ name }) => `{ .${name} = -1 }`);
    if (filled.length === 0) return;
    table.push(`__builtin_offsetof(struct images, i${i})`);
    images.push({ declaration: `T${i} i${i}[${filled.length}];`, value: `{ ${filled.join(", ")} }` });
  });

  const answer = constants(
    compiler,
    [
      "enum colour { red, blue = 0x7fffffff, dark = -1 };",
      "typedef __WCHAR_TYPE__ wchar; typedef void *pointer; typedef int (*function)(int);",
      ...definitions.map((_, i) => toC(definitions, i, widths)),
      `struct images { ${images.map(({ declaration }) => declaration).join("\n")} char end; };`,
      `TABLE table[] = { ${table.join(",\n")} };`,
      `IMAGES struct images images = { ${images.map(({ value }) => value).join(",\n")} };`,
    ].join("\n"),
  );

  let at = 0;
  const number = () => answer.table[at++];
  return {
    scalars: scalarNames.map(() => ({ size: number(), alignment: number() })),
    records: definitions.map((record) => {
      const [size, alignment] = [number(), number()];
      const offsets = new Map(named(record).filter(({ bits }) => bits === undefined).map((f) => [f, number()]));
      const order = bitFields(record);
      const start = order.length > 0 ? number() : 0;
      return {
        size,
        alignment,
        offsets: record.fields.map((field) => offsets.get(field)),
        images: record.fields.map((field) => {
          const image = start + order.indexOf(field) * size;
          return order.includes(field) ? answer.images.slice(image, image + size) : undefined;
        }),
      };
    }),
  };
}
