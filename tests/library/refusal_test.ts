import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { refusalIn } from "../../src/library/refusal.ts";
import { describedSystem, type Description, type Entry } from "./described_system.ts";
import { elfFile, newCache } from "./samples.ts";

const text = (value: string) => new TextEncoder().encode(value);

describe("refusal", () => {
  const whole = elfFile();
  const cut = whole.slice(0, -1);
  const truncated = "the file is truncated. Copy or install it again";
  const files: Record<string, Entry> = {
    "/etc/ld.so.cache": newCache([["libz.so.1", "/usr/lib/libz.so.1"], ["liba.so.1", "/usr/lib/liba.so.1"]]),
    "/usr/lib/libz.so.1": cut,
    "/usr/lib/liba.so.1": whole,
    "/usr/lib/x86_64-linux-gnu/libd.so": cut,
    "/mine/liba.so.1": cut,
    "/mine/libarm.so": elfFile({ machine: 183 }).slice(0, -1),
    "/mine/libpipe.so": "pipe",
    "/mine/liblink.so": { link: "libpipe.so" },
    "/mine/zeros.so": whole.slice().fill(0, 64),
    "/mine/empty.so": new Uint8Array(),
    "/mine/program.so": elfFile({ program: true }),
    "/mine/denied.so": "denied",
    "/mine/text.so": text("hello"),
  };
  const refuse = (path: string, description: Partial<Description> = {}) =>
    refusalIn(describedSystem({ platform: "linux", files, ...description }), path);
  const env = { LD_LIBRARY_PATH: "/mine" };

  test("keeps from the loader what it would die of or wait for", () => {
    assertEquals(refuse("/usr/lib/libz.so.1"), truncated);
    assertEquals(refuse("/mine/zeros.so"), "the file is damaged. Copy or install it again");
    assertEquals(refuse("/mine/empty.so"), "the file is empty. Copy or install it again");
    assertEquals([refuse("/mine/libpipe.so"), refuse("/mine/liblink.so")], Array(2).fill("it is no plain file"));
  });

  test("knows where the loader finds a bare name", () => {
    assertEquals([refuse("libz.so.1"), refuse("libd.so"), refuse("liba.so.1")], [truncated, truncated, null]);
    assertEquals([refuse("liba.so.1", { env }), refuse("libpipe.so", { env })], [truncated, "it is no plain file"]);
    assertEquals([refuse("libarm.so", { env }), refuse("libnone.so", { env })], [null, null]);
  });

  test("leaves to the loader what it refuses itself", () => {
    for (const name of ["libarm.so", "program.so", "denied.so", "text.so", "none.so", ""]) {
      assertEquals(refuse(`/mine/${name}`), null, name);
    }
    assertEquals(refuse("/usr/lib/libz.so.1", { mayRead: () => false }), null);
    assertEquals(refuse("/usr/lib/libz.so.1", { platform: "darwin" }), null);
  });

  test("keeps from it what needs such a file, or needs one that does", () => {
    const needs = (runpath: string | undefined, ...needed: string[]) => elfFile({ needed, runpath });
    const more = {
      ...files,
      "/app/direct.so": needs(undefined, "libc.so.6", "libz.so.1"),
      "/app/indirect.so": needs("/none:$ORIGIN/private", "libmiddle.so"),
      "/app/private/libmiddle.so": needs("${ORIGIN}", "libinner.so"),
      "/app/private/libinner.so": cut,
      "/app/by_path.so": needs(undefined, "/mine/libpipe.so"),
      "/app/circle.so": needs("$ORIGIN", "libround.so"),
      "/app/libround.so": needs("$ORIGIN", "circle.so", "libround.so"),
      "/app/lost.so": needs("$ORIGIN", "libnone.so", "/none/lib.so"),
      "/app/arm.so": needs("/mine", "libarm.so"),
      "/app/system.so": needs("$ORIGIN", "libm.so.6"),
      "/app/libm.so.6": cut,
    };
    const of = (file: string, fault: string) => `it needs "${file}", and of that ${fault}`;
    assertEquals(refuse("/app/direct.so", { files: more }), of("/usr/lib/libz.so.1", truncated));
    assertEquals(refuse("/app/indirect.so", { files: more }), of("/app/private/libinner.so", truncated));
    assertEquals(refuse("/app/by_path.so", { files: more }), of("/mine/libpipe.so", "it is no plain file"));
    for (const name of ["circle", "lost", "arm", "system"]) {
      assertEquals(refuse(`/app/${name}.so`, { files: more }), null);
    }
  });

  test("looks at what is needed once, unless it is damaged", () => {
    const needs = elfFile({ needed: ["liba.so.1"] });
    const system = describedSystem({ platform: "linux", files: { ...files, "/app/needs.so": needs } });
    for (let i = 0; i < 2; i++) assertEquals(refusalIn(system, "/app/needs.so"), null);
    assertEquals(system.read.filter((path) => path === "/usr/lib/liba.so.1").length, 1);
    system.put("/usr/lib/liba.so.1", cut);
    const other = describedSystem({ platform: "linux", files: { ...files, "/app/needs.so": needs } });
    other.put("/usr/lib/liba.so.1", cut);
    for (let i = 0; i < 2; i++) assertEquals(typeof refusalIn(other, "/app/needs.so"), "string");
    other.put("/usr/lib/liba.so.1", whole);
    assertEquals(refusalIn(other, "/app/needs.so"), null);
  });
});
