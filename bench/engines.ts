// The programs that are measured, and how they are started.
import { bunProgram } from "../tasks/install.ts";
import { capture, root, TaskError } from "../tasks/project.ts";
import { folder } from "./native/mod.ts";

/** What a row of a table is about, measured once by one program. */
export interface Line {
  row: string;
  /** `us`, or the name of another way. */
  side: string;
  ns: number;
  target?: Target;
}

/** The most that we may cost in raw operations, and how many times faster than others we should be. */
export interface Target {
  raw?: number;
  deno?: number;
  bun?: number;
  python?: number;
  koffi?: number;
}

/** A program that measures topics. */
export interface Engine {
  name: string;
  version: string;
  command: (topic: string) => string[];
}

const bench = `${root}/bench`;

/** Compiles what the benchmarks call and the driver in C, and puts a program that imports us in one file. */
export async function build(): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const commands = [
    ["cc", "-O2", "-Wall", "-shared", "-fPIC", "-o", `${folder}/libbench.so`, `${bench}/native/bench.c`],
    ["cc", "-O2", "-Wall", `-I${bench}/native`, "-o", `${folder}/driver`, `${bench}/others/driver.c`, "-ldl"],
    [bunProgram(), "build", "--target=node", `--outfile=${folder}/imports.js`, `${bench}/programs/imports.ts`],
  ];
  for (const command of commands) {
    const { success, text } = await capture(command).catch(() => {
      throw new TaskError("The benchmarks need a C compiler, and there is no `cc` on the PATH");
    });
    if (!success) throw new TaskError(text);
  }
}

/** The programs that this machine has. */
export async function engines(): Promise<Engine[]> {
  const bun = bunProgram();
  const others = `${bench}/others`;
  const all: [string, string[], Engine["command"]][] = [
    ["Deno", [Deno.execPath(), "--version"], (topic) => [
      ...[Deno.execPath(), "run", "-A", "--v8-flags=--expose-gc"],
      ...[`${bench}/engine.ts`, topic],
    ]],
    ["Bun", [bun, "--version"], (topic) => [bun, `${bench}/engine.ts`, topic]],
    ["koffi", ["node", "--version"], (topic) => ["node", "--expose-gc", `${others}/koffi.mjs`, topic]],
    ["Python", ["python3", "--version"], (topic) => ["python3", `${others}/python.py`, topic]],
    ["LuaJIT", ["luajit", "-v"], (topic) => ["luajit", `${others}/luajit.lua`, topic]],
    ["C", ["cc", "--version"], (topic) => [`${folder}/driver`, topic]],
  ];
  const found: Engine[] = [];
  for (const [name, versionCommand, command] of all) {
    const outcome = await capture(versionCommand).catch(() => null);
    if (outcome?.success) found.push({ name, command, version: outcome.text.split("\n")[0].split(" -- ")[0].trim() });
    else console.error(`${name} is left out: there is no \`${versionCommand[0]}\``);
  }
  return found;
}

/** Lets a program measure a topic; none if it does not know the topic. */
export async function measureTopic(engine: Engine, topic: string): Promise<Line[]> {
  const [command, ...args] = engine.command(topic);
  const env = { BENCH_LIBRARY: `${folder}/libbench.so`, NO_COLOR: "1" };
  const output = await new Deno.Command(command, { args, cwd: root, env, stderr: "piped" }).output();
  const decoder = new TextDecoder();
  const lines = decoder.decode(output.stdout).split("\n").filter((line) => line.startsWith("{"));
  if (!output.success) {
    console.error(`${engine.name} failed at ${topic}:\n${decoder.decode(output.stderr)}`);
  }
  return lines.map((line) => JSON.parse(line));
}
