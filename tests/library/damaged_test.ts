/** What the loader would die of or wait for, on real files: it runs in processes of its own. */
import { assertEquals, assertMatch } from "@std/assert";
import { Buffer } from "node:buffer";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { platform } from "node:process";
import { after, describe, test } from "node:test";
import { runFile, runSource } from "../child.ts";
import { fixture } from "../native/mod.ts";

type How = "open" | "flags" | "find";

const folder = mkdtempSync(join(tmpdir(), "ctypes-"));
const list = join(folder, "list.txt");

/** What becomes of each text; the process lives through all of them. */
function attempt(how: How, texts: readonly string[], env: Record<string, string> = {}): unknown[] {
  writeFileSync(list, texts.join("\n"));
  const child = runFile("tests/library/damaged_child.ts", { args: [how, list], env });
  const lines = child.stdout.split("\n").filter((line) => line !== "");
  const last = `${texts[lines.length]}: ${child.stderr}`;
  assertEquals([child.code, child.signal, lines.length], [0, null, texts.length], last);
  return lines.map((line) => JSON.parse(line));
}

function put(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** Where the parts of an ELF file start and end, and the end of what is to be loaded. */
function edges(file: Uint8Array): { all: number[]; end: number } {
  const view = new DataView(file.buffer, file.byteOffset);
  const all = [0, 1, 4, 16, 52, 63, 64, 100, 500, file.length];
  let end = 0;
  for (let i = 0; i < view.getUint16(56, true); i++) {
    const at = 64 + i * 56;
    const offset = Number(view.getBigUint64(at + 8, true)), size = Number(view.getBigUint64(at + 32, true));
    all.push(at, offset, offset + size);
    if (view.getUint32(at, true) === 1) end = Math.max(end, offset + size);
  }
  for (let at = 0; at < end; at += 4096) all.push(at, at + 1);
  const around = all.flatMap((at) => [at - 1, at, at + 1]).filter((at) => at >= 0 && at <= file.length);
  return { all: [...new Set(around)].sort((a, b) => a - b), end };
}

describe("damaged libraries", { skip: platform === "linux" ? false : "they are ELF files" }, () => {
  const whole = new Uint8Array(readFileSync(fixture("basic")));
  const { all, end } = edges(whole);
  const truncated = /: the file is (truncated|empty)\. Copy or install it again$/;
  const damaged = /: the file is damaged\. Copy or install it again$/;
  const paths = all.map((size) => put(`libcut${size}.so`, whole.subarray(0, size)));

  after(() => rmSync(folder, { recursive: true }));

  for (const how of ["open", "flags"] as const) {
    test(`cut off anywhere, are an Error (${how})`, () => {
      attempt(how, paths).forEach((result, i) => {
        if (all[i] >= end) assertEquals(result, "opened", paths[i]);
        else if (all[i] >= 4) assertMatch(String(result), truncated, paths[i]);
        else assertMatch(String(result), /it is no library|is empty/, paths[i]);
      });
    });
  }

  test("cut off anywhere, are not found, and the loader is kept from them", () => {
    const env = { LD_LIBRARY_PATH: folder };
    const found = attempt("find", all.map((size) => `cut${size}`), env);
    assertEquals(found, all.map((size, i) => size >= end ? paths[i] : null));
    const results = attempt("open", all.map((size) => `libcut${size}.so`), env);
    assertEquals(results.map((result) => result === "opened"), all.map((size) => size >= end));
  });

  test("are an Error if zeros are behind the header, the segments or the code", () => {
    const zeros = [64, 120, 500, 4096, 8192].map((from) => put(`libzero${from}.so`, whole.slice().fill(0, from)));
    for (const result of attempt("open", zeros)) assertMatch(String(result), damaged);
  });

  test("are an Error if another library needs them", () => {
    const needing = Buffer.from(whole);
    for (let at; (at = needing.indexOf("libc.so.6")) >= 0;) needing.write("libq", at);
    const path = put("libneeding.so", needing);
    const env = { LD_LIBRARY_PATH: folder };
    const needed = join(folder, "libq.so.6");
    for (const bytes of [whole.subarray(0, end / 2), whole.slice().fill(0, 64)]) {
      put("libq.so.6", bytes);
      for (const text of [path, "libneeding.so"]) {
        assertMatch(
          String(attempt("open", [text], env)),
          /it needs ".*libq\.so\.6", and of that the file is (trunc|dam)/,
        );
      }
    }
    rmSync(needed);
    assertEquals(spawnSync("mkfifo", [needed]).status, 0);
    assertMatch(String(attempt("open", [path], env)), /it needs ".*libq\.so\.6", and of that it is no plain file$/);
  });

  test("of 6 GiB of nothing cost no memory", () => {
    const header = put("libsparse64.so", whole.subarray(0, 64));
    const segments = put("libsparse4096.so", whole.subarray(0, 4096));
    const many = whole.slice(0, 64);
    many.fill(0xff, 54, 58);
    const counts = put("libsparsecounts.so", many);
    for (const path of [header, segments, counts]) truncateSync(path, 6 * 2 ** 30);
    const source = `
      import process from "node:process";
      import { dlopen, findLibrary } from "./mod.ts";
      const before = process.memoryUsage().rss;
      const results = ${JSON.stringify([header, segments, counts])}.map((path) => {
        try { dlopen(path, {}); } catch (error) { return error.message.includes("Copy or install it again"); }
      });
      for (const name of ["sparse64", "sparse4096", "sparsecounts"]) results.push(findLibrary(name));
      console.log(JSON.stringify([results, process.memoryUsage().rss - before < 2 ** 28]));`;
    const child = runSource(source, { env: { LD_LIBRARY_PATH: folder } });
    assertEquals([child.code, child.stderr], [0, ""]);
    assertEquals(JSON.parse(child.stdout), [[true, true, true, null, null, null], true]);
  });

  test("that are no plain files are an Error, and nothing waits for them", () => {
    const pipe = join(folder, "libpipe.so");
    assertEquals(spawnSync("mkfifo", [pipe]).status, 0);
    const link = join(folder, "liblink.so");
    symlinkSync("libpipe.so", link);
    const texts = [pipe, link, "/dev/null", "/dev/zero", "/dev/tty", folder, "/proc/self/maps"];
    const errors =
      /(: |, but )(it is no plain file|it is a folder\..*|the file is empty\..*|there is no such file\..*)$/;
    for (const how of ["open", "flags"] as const) {
      for (const result of attempt(how, texts)) assertMatch(String(result), errors);
    }
    const env = { LD_LIBRARY_PATH: folder };
    for (const result of attempt("open", ["libpipe.so", "liblink.so"], env)) assertMatch(String(result), errors);
    assertEquals(attempt("find", ["pipe", "link"], env), [null, null]);
  });
});
