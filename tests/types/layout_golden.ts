/**
 * Compilers' results as text, so that their rules are tested where they are not installed.
 *
 * Run `deno run -A tests/types/layout_golden.ts` to make the files in `golden/` anew; it needs all of `SOURCES`.
 *
 * A line is a type: `s` or `u`, `p` and the pack, `a` and the alignment; its members as size/alignment, `!` and the
 * explicit part of the alignment, `:` and a bit field's width, `_` if it has no name; the compiler's size/alignment;
 * and its offset of every member, in bits for a bit field, `-` where C cannot ask.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { LayoutOptions, Member } from "../../src/types/record/layout.ts";
import { ask, findCompiler, type RecordFacts, run, SOURCES } from "./layout_compiler.ts";
import { generate, layoutAll, toMembers } from "./layout_generator.ts";

/** One line of a golden file. */
export interface GoldenType {
  readonly line: string;
  readonly options: Omit<LayoutOptions, "rules">;
  readonly members: readonly Member[];
  readonly size: number;
  readonly alignment: number;
  /** Per member: its offset, in bits for a bit field; undefined if the compiler cannot be asked. */
  readonly starts: readonly (number | undefined)[];
}

/** Reads a golden file. */
export function readGolden(name: string): GoldenType[] {
  const lines = readFileSync(goldenFile(name), "utf8").split("\n");
  return lines.filter((line) => line !== "" && !line.startsWith("#")).map(parse);
}

function goldenFile(name: string): string {
  return fileURLToPath(new URL(`./golden/${name}.txt`, import.meta.url));
}

function parse(line: string): GoldenType {
  const [head, body, whole, places] = line.split("|").map((part) => part.trim());
  const option = (letter: string) => {
    const value = head.split(" ").find((word) => word.startsWith(letter))?.slice(1);
    return value === undefined ? undefined : Number(value);
  };
  const members = body.split(" ").map((word, i) => {
    const [, size, alignment, required, bits, unnamed] = /^(\d+)\/(\d+)(?:!(\d+))?(?::(\d+))?(_?)$/.exec(word)!;
    return {
      name: unnamed ? "" : `f${i}`,
      size: Number(size),
      alignment: Number(alignment),
      required: required === undefined ? undefined : Number(required),
      bits: bits === undefined ? undefined : Number(bits),
    };
  });
  const [size, alignment] = whole.split("/").map(Number);
  return {
    line,
    options: { union: head.startsWith("u"), pack: option("p"), align: option("a") },
    members,
    size,
    alignment,
    starts: places.split(" ").map((word) => word === "-" ? undefined : Number(word)),
  };
}

function format({ union, pack, align }: Omit<LayoutOptions, "rules">, members: Member[], facts: RecordFacts): string {
  const head = [union ? "u" : "s", pack && `p${pack}`, align && `a${align}`].filter(Boolean).join(" ");
  const body = members.map(({ name, size, alignment, required = 1, bits }) =>
    `${size}/${alignment}${required > 1 ? `!${required}` : ""}${bits === undefined ? "" : `:${bits}`}${name ? "" : "_"}`
  );
  const places = members.map((_, i) => facts.offsets[i] ?? firstBit(facts.images[i]) ?? "-");
  return `${head} | ${body.join(" ")} | ${facts.size}/${facts.alignment} | ${places.join(" ")}`;
}

function firstBit(image: Uint8Array | undefined): number | undefined {
  if (image === undefined) return undefined;
  const byte = image.findIndex((value) => value !== 0);
  return 8 * byte + Math.log2(image[byte] & -image[byte]);
}

if (import.meta.main) {
  const amount = 300;
  SOURCES.forEach((source, i) => {
    const { name, command, flags, objcopy, packages, rules, restrictions, required } = source;
    const compiler = findCompiler(command, flags, objcopy);
    if (compiler === null) throw new Error(`Cannot find ${command} or ${objcopy}: install ${packages}`);
    const definitions = generate(1000 + i, amount, compiler.widths, restrictions);
    const facts = ask(compiler, definitions);
    // Only to know what is explicit in the alignment of nested types, which compilers do not tell.
    const layouts = layoutAll(definitions, facts.scalars, rules, required);
    const nested = facts.records.map((record, i) => {
      const explicit = required === "whole" && definitions[i].align ? record.alignment : layouts[i].required;
      return { ...record, required: rules.rules === "gcc" || required === "ignored" ? 1 : explicit };
    });
    const lines = definitions.map((definition, i) =>
      format(definition, toMembers(definition, facts.scalars, nested), facts.records[i])
    );
    const version = new TextDecoder().decode(run(command, ["--version"])!).split("\n")[0];
    const comment = `# Made by tests/types/layout_golden.ts: ${[command, ...flags].join(" ")}\n# ${version}\n`;
    writeFileSync(goldenFile(name), `${comment}${lines.join("\n")}\n`);
  });
}
