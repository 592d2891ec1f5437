/** The program: reads, writes, and says on standard error what it did. */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { HELP, readArguments, UsageError } from "./arguments.ts";
import { type BindingConfig, defineConfig } from "./config.ts";
import { generate, type Generated } from "./generate.ts";
import { lacking } from "./lacking.ts";
import { summary } from "./summary.ts";

/**
 * Runs the program. It writes files only if everything succeeds.
 *
 * @param args The command line's arguments.
 * @returns The exit code: 0, 1 if a header, a library or a configuration is in error, 2 if the arguments are.
 */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const request = readArguments(args);
    if (request.kind === "help") {
      process.stdout.write(HELP);
      return 0;
    }
    const configs = request.kind === "config" ? await readConfig(request.file) : [request.config];
    const results: Generated[] = [];
    for (const config of configs) {
      const generated = await generate(config);
      results.push(generated);
      say(summary(generated));
    }
    if (request.kind === "config" || request.write) write(results);
    if (request.check !== undefined) { for (const { headers } of results) say(lacking(request.check, headers[0])); }
    return 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const isUsage = error instanceof UsageError;
    say([error.message, ...isUsage ? ["--help explains the arguments"] : []]);
    return isUsage ? 2 : 1;
  }
}

function say(lines: readonly string[]): void {
  for (const line of lines) process.stderr.write(`${line}\n`);
}

function write(results: readonly Generated[]): void {
  for (const { files } of results) {
    for (const [path, text] of files) writeFileSync(path, text);
  }
}

/** Paths in a configuration are relative to its folder. */
async function readConfig(file: string): Promise<BindingConfig[]> {
  const path = resolve(file);
  const given = path.endsWith(".json")
    ? JSON.parse(readFileSync(path, "utf8"))
    : (await import(pathToFileURL(path).href)).default;
  if (given === undefined) throw new Error(`${file} has no default export`);
  return defineConfig(given).map((config) => ({ ...config, output: join(dirname(path), config.output) }));
}
