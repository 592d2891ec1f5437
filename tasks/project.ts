/**
 * What the tasks share: where the project is, how to start a program, how to stop with a sentence.
 *
 * @module
 */

/** The checkout's top folder. */
export const root: string = decodeURIComponent(new URL("..", import.meta.url).pathname).replace(/\/$/, "");

/** Something that the person who runs a task can mend; shown without a stack. */
export class TaskError extends Error {}

/** How a program ended. */
export interface Outcome {
  success: boolean;
  code: number;
  signal: string | null;
}

/** Options of {@linkcode run}. */
export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** Milliseconds after which the program is ended. */
  timeout?: number;
}

/**
 * Runs a program in the checkout's folder; what it prints goes straight through.
 *
 * @param command The program and its arguments.
 * @param options Folder, additional environment and a time limit.
 * @returns How it ended.
 */
export async function run(command: string[], options: RunOptions = {}): Promise<Outcome> {
  return await spawn(command, options, "inherit").status;
}

/**
 * Runs a program and collects what it prints.
 *
 * @param command The program and its arguments.
 * @param options Folder, additional environment and a time limit.
 * @returns How it ended and its standard output and error together.
 */
export async function capture(command: string[], options: RunOptions = {}): Promise<Outcome & { text: string }> {
  const { success, code, signal, stdout, stderr } = await spawn(command, options, "piped").output();
  const decoder = new TextDecoder();
  return { success, code, signal, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

function spawn(command: string[], options: RunOptions, output: "inherit" | "piped"): Deno.ChildProcess {
  return new Deno.Command(command[0], {
    args: command.slice(1),
    cwd: options.cwd ?? root,
    env: options.env,
    stdin: "null",
    stdout: output,
    stderr: output,
    signal: options.timeout ? AbortSignal.timeout(options.timeout) : undefined,
  }).spawn();
}

/**
 * Whether a program can be started by its bare name.
 *
 * @param name The program.
 * @returns Whether it is on the PATH.
 */
export async function hasProgram(name: string): Promise<boolean> {
  try {
    await capture([name, "--version"]);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether a file or folder exists.
 *
 * @param path The file or folder.
 * @returns Whether it exists.
 */
export function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs a task's main function: its result is the exit code 0 or 1. A {@linkcode TaskError} is printed as a sentence, and
 * the code is 2.
 *
 * @param main The task; returns whether it succeeded.
 */
export async function runTask(main: () => Promise<boolean>): Promise<never> {
  try {
    Deno.exit(await main() ? 0 : 1);
  } catch (error) {
    if (!(error instanceof TaskError)) throw error;
    console.error(error.message);
    Deno.exit(2);
  }
}
