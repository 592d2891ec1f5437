import { assert, assertEquals } from "@std/assert";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { env, execPath } from "node:process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { emulated } from "../child.ts";

const onDeno = "Deno" in globalThis;
const root = fileURLToPath(new URL("../..", import.meta.url));

/** What does not depend on it, or takes long. */
const left = ["closures_test.ts", "layout_test.ts", "bit_access_test.ts", "keep_alive_test.ts", "console_test.ts"];
const files = ["tests/types", "tests/call"].flatMap((folder) =>
  readdirSync(`${root}/${folder}`)
    .filter((name) => name.endsWith("_test.ts") && !left.includes(name))
    .map((name) => `./${folder}/${name}`)
);

describe("where the host forbids to generate code", () => {
  const forbid = onDeno
    ? ["--allow-all", "--no-check", "--node-modules-dir=manual"].concat(
      "--v8-flags=--expose-gc,--disallow-code-generation-from-strings",
    )
    : ["--preload", "./tests/call/no_code_generation.ts"];

  test("none is generated", () => {
    const { status, output } = run(["run", ...forbid, "./tests/call/can_compile.ts"]);
    // Bun says more than asked under Wine.
    assertEquals([status, output.trim().split("\n")[0]], [0, "false"]);
  });
  test("the tests of types and calls pass too", () => {
    const { status, output } = run(["test", ...(onDeno ? [] : ["--timeout=600000"]), ...forbid, ...files]);
    assert(status === 0, output.split("\n").filter((line) => !/\bok\b|^\(pass\)/.test(line)).join("\n"));
    const ran = /(\d+) pass/.exec(output);
    assert(ran !== null && Number(ran[1]) > 50, output);
  });
});

function run(args: string[]): { status: number | null; output: string } {
  const [program, ...all] = emulated ? [env.CTYPES_EMULATOR!, execPath, ...args] : [execPath, ...args];
  const timeout = emulated ? 1_200_000 : 120_000;
  const child = spawnSync(program, all, { cwd: root, env: { ...env, NO_COLOR: "1" }, encoding: "utf8", timeout });
  return { status: child.status, output: child.stdout + child.stderr };
}
