import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { describe, test } from "node:test";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env } from "node:process";
import { assert, assertEquals } from "@std/assert";
import { runtime } from "../../../src/runtime/runtime.ts";
import { fixture } from "../../native/mod.ts";
import { generate, toC } from "./generator.ts";
import { check, FIXTURE } from "./runner.ts";

/** Emulated programs can start compilers of the machine below. */
const compilers = runtime.arch === "arm64" ? ["cc", "aarch64-linux-gnu-gcc"] : ["cc"];
const compiler = runtime.platform === "win32" ? undefined : compilers.find((command) => {
  const { stdout } = spawnSync(command, ["-dumpmachine"], { encoding: "utf8" });
  return /^(aarch64|arm64)/.test(stdout ?? "") === (runtime.arch === "arm64") && stdout;
});

describe("structures by value", () => {
  test("the fixture is what the generator makes", () => {
    const source = readFileSync(new URL("../../native/by_value.c", import.meta.url), "utf8");
    const made = toC(generate(FIXTURE.seed, FIXTURE.choices));
    assert(source.replaceAll("\r", "") === made, "run tests/call/abi/generate.ts");
  });

  test("of the fixture arrive and return bit by bit, in calls and callbacks", () => {
    const problems = check(generate(FIXTURE.seed, FIXTURE.choices), runtime.open(fixture("by_value")), FIXTURE.seed);
    assertEquals(problems, []);
  });

  test("of random types in random signatures arrive and return bit by bit", { skip: compiler === undefined }, () => {
    const seed = Number(env.CTYPES_SEED ?? Math.floor(Math.random() * 2 ** 31));
    const program = generate(seed, { records: 120, functions: 300, portable: false });
    const folder = mkdtempSync(join(tmpdir(), "ctypes-by-value-"));
    try {
      const [source, library] = ["by_value.c", "by_value.so"].map((name) => join(folder, name));
      writeFileSync(source, toC(program));
      const flags = ["-O1", "-w", "-shared", "-fPIC", "-o", library, source];
      const { status, stderr } = spawnSync(compiler!, flags, { encoding: "utf8" });
      assertEquals(status, 0, stderr);
      const problems = check(program, runtime.open(library), seed);
      assertEquals(
        problems,
        [],
        `CTYPES_SEED=${seed}: ${problems.length} problems: ${problems.slice(0, 5).join("\n")}`,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
