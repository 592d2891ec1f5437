/**
 * Runs the examples of the README and of the documentation comments: all in one child program, each as a module of its
 * own. Where a line says what it prints (`console.log(x); // 5`), that is what it must print.
 *
 * - `// 5 on Linux`, `// 5 off Windows`: it is so there only. `// for example 5`: it may differ.
 * - `<!-- Windows -->` or `<!-- Unix -->` before a block of the README: it runs there only; `deno task check` checks its
 *   types.
 *
 * @module
 */
import { assert, assertEquals, assertGreater } from "@std/assert";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { describe, test } from "node:test";
import { join } from "node:path";
import { platform } from "node:process";
import { fileURLToPath } from "node:url";
import { runFile } from "./child.ts";

const root = new URL("..", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), "utf8").replaceAll("\r\n", "\n");
const exported: Record<string, string> = JSON.parse(read("deno.json")).exports;

interface Example {
  /** Where it is: `README.md:20`. */
  readonly name: string;
  readonly source: string;
}

/** The TypeScript blocks of a Markdown text. */
function examplesIn(file: string, text: string): Example[] {
  const blocks = text.matchAll(/^(?:<!-- (Windows|Unix) -->\n+)?```ts\n(.*?)^```$/gms);
  return [...blocks].flatMap(({ 1: mark, 2: source, index }) => {
    const line = text.slice(0, index).split("\n").length;
    return mark && (mark === "Windows") !== (platform === "win32") ? [] : [{ name: `${file}:${line}`, source }];
  });
}

/** The source files, with the stars of documentation comments taken away so that they read as Markdown. */
function* documentedFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(new URL(folder, root), { withFileTypes: true })) {
    const path = `${folder}${entry.name}`;
    // What reads headers needs libclang: tests/bindgen/system/documentation_test.ts runs these examples.
    if (path === "src/bindgen") continue;
    if (entry.isDirectory()) yield* documentedFiles(`${path}/`);
    else if (entry.name.endsWith(".ts")) yield path;
  }
}
const withoutStars = (source: string) => source.replaceAll(/^ *\* ?/gm, "");

/** What is not exported has examples that import nothing. */
const isPublic = ({ source }: Example) => source.includes('from "@ctypes/ctypes');

const examples = [
  ...examplesIn("README.md", read("README.md")),
  ...["mod.ts", ...documentedFiles("src/")].flatMap((file) => examplesIn(file, withoutStars(read(file))))
    .filter(isPublic),
];

/** An example as a module that says which line each output is of. */
function instrument(source: string): string {
  return source.split("\n").map((line, i) => line.replaceAll("console.log(", `globalThis.__log(${i}, `)).join("\n")
    .replaceAll(/(?<=from )"@ctypes\/ctypes(.*?)"/g, (_, path) => JSON.stringify(new URL(exported[`.${path}`], root)));
}

interface Outcome {
  /** What went wrong; empty if nothing did. */
  error: string;
  /** What each line printed. */
  readonly printed: { line: number; text: string }[];
}

const [START, FAILED, LINE] = ["\u0001start ", "\u0001failed ", "\u0001line "];

/** Runs all examples in one program, one after the other. */
function runAll(): { outcomes: Outcome[]; ending: string } {
  const build = fileURLToPath(new URL("tests/native/build/", root)); // where Deno finds the project's deno.json
  mkdirSync(build, { recursive: true });
  const folder = mkdtempSync(join(build, "examples-"));
  try {
    examples.forEach(({ source }, i) => writeFileSync(join(folder, `example_${i}.ts`), instrument(source)));
    writeFileSync(
      join(folder, "main.ts"),
      `(globalThis as any).__log = (line: number, ...args: unknown[]) => {
        console.log(${JSON.stringify(LINE)} + line);
        console.log(...args);
      };
      for (let i = 0; i < ${examples.length}; i++) {
        console.log(${JSON.stringify(START)} + i);
        await import(\`./example_\${i}.ts\`).catch((error) => console.log(${JSON.stringify(FAILED)} + error));
      }`,
    );
    const { code, signal, stdout, stderr } = runFile(join(folder, "main.ts"));
    const outcomes: Outcome[] = [];
    for (const line of stdout.replaceAll("\r\n", "\n").split("\n")) {
      const printed = outcomes.at(-1)?.printed;
      if (line.startsWith(START)) outcomes.push({ error: "", printed: [] });
      else if (line.startsWith(FAILED)) outcomes.at(-1)!.error = line.slice(FAILED.length);
      else if (line.startsWith(LINE)) printed!.push({ line: Number(line.slice(LINE.length)), text: "" });
      else if (printed?.length) printed.at(-1)!.text += `${line}\n`;
    }
    return { outcomes, ending: code === 0 ? "" : `code ${code}, signal ${signal}: ${stderr}` };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a line says that it prints here; null if it does not say. */
function expectation(line: string): string | null {
  const comment = /console\.log\(.*\);? *\/\/ (.*)$/.exec(line)?.[1];
  if (comment === undefined || comment.startsWith("for example")) return null;
  const [, text, where, system] = /^(.*) (on|off) (Linux|macOS|Windows)$/.exec(comment) ?? [];
  if (system === undefined) return comment;
  const here = { Linux: "linux", macOS: "darwin", Windows: "win32" }[system] === platform;
  return here === (where === "on") ? text : null;
}

/** Without what the runtimes write differently: quotes, white space, and the length of an array. */
const normalise = (text: string) =>
  text.replaceAll(/(?<=\w)\(\d+\)(?= \[)/g, "").replaceAll(/["'`]/g, "").replaceAll(/\s+/g, " ").trim();

describe("the examples of the README and the documentation", () => {
  const { outcomes, ending } = runAll();
  test("all run", () => {
    assertGreater(examples.filter(({ name }) => name.startsWith("README")).length, 0);
    const last = examples[outcomes.length - 1]?.name;
    assertEquals(ending, "", `the program ended in ${last}`);
    assertEquals(outcomes.length, examples.length);
  });
  examples.forEach(({ name, source }, i) =>
    test(name, () => {
      const outcome = outcomes[i];
      assert(outcome, "another example ended the program");
      assertEquals(outcome.error, "");
      const lines = source.split("\n");
      for (const { line, text } of outcome.printed) {
        const expected = expectation(lines[line]);
        if (expected !== null) assertEquals(normalise(text), normalise(expected), lines[line].trim());
      }
    })
  );
});
