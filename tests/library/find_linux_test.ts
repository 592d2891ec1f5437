import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { findLibraryIn } from "../../src/library/find/find.ts";
import { describedSystem, type Description } from "./described_system.ts";
import { elfFile, newCache } from "./samples.ts";

const lib = elfFile();
const named = (soname: string) => elfFile({ soname });
const arm = elfFile({ machine: 183 });
const script = new TextEncoder().encode("/* GNU ld script */ INPUT(libncurses.so.6 -ltinfo)");
const glibcProgram = elfFile({ interpreter: "/lib64/ld-linux-x86-64.so.2" });
const muslProgram = elfFile({ interpreter: "/lib/ld-musl-x86_64.so.1" });

const linux = (description: Partial<Description>) => describedSystem({ platform: "linux", files: {}, ...description });
const find = (description: Partial<Description>, name: string) => findLibraryIn(linux(description), name);

const debian = {
  "/etc/ld.so.cache": newCache([
    ["libz.so.1", "/lib/x86_64-linux-gnu/libz.so.1"],
    ["libgone.so.1", "/lib/x86_64-linux-gnu/libgone.so.1"],
  ]),
  "/lib": { link: "usr/lib" },
  "/usr/lib/x86_64-linux-gnu/libz.so.1": { link: "libz.so.1.2.13" },
  "/usr/lib/x86_64-linux-gnu/libz.so.1.2.13": named("libz.so.1"),
};

describe("findLibrary on Linux, by the loader's database", () => {
  test("gives the SONAME", () => assertEquals(find({ files: debian }, "z"), "libz.so.1"));

  test("starts no program and reads no library but what it finds", () => {
    const system = linux({ files: debian });
    assertEquals([findLibraryIn(system, "z"), findLibraryIn(system, "nothing")], ["libz.so.1", null]);
    const read = new Set(["/etc/ld.so.cache", "/lib/x86_64-linux-gnu/libz.so.1"]);
    assertEquals([system.ran, new Set(system.read)], [[], read]);
  });

  test("passes over what is damaged, and sees when it no longer is", () => {
    const system = linux({ files: debian });
    const path = "/usr/lib/x86_64-linux-gnu/libz.so.1.2.13";
    const library = named("libz.so.1");
    for (let i = 0; i < 3; i++) {
      assertEquals(findLibraryIn(system, "z"), "libz.so.1");
      system.put(path, i === 2 ? library.slice().fill(0, 64) : library.slice(0, -1));
      assertEquals(findLibraryIn(system, "z"), null);
      assertEquals(findLibraryIn(system, "z"), null);
      system.put(path, library);
    }
    for (const entry of ["pipe", "folder", "denied"] as const) {
      system.put(path, entry);
      assertEquals(findLibraryIn(system, "z"), null);
    }
  });

  test("passes over what was removed since", () => {
    assertEquals(find({ files: debian }, "gone"), null);
    const files = { ...debian, "/usr/local/lib/libgone.so": lib };
    assertEquals(find({ files }, "gone"), "/usr/local/lib/libgone.so");
  });

  test("passes over a link that leads nowhere", () => {
    const files = { ...debian, "/usr/lib/x86_64-linux-gnu/libgone.so.1": { link: "libgone.so.1.0" } };
    assertEquals(find({ files }, "gone"), null);
  });

  test("believes the database where libraries may not be read", () => {
    assertEquals(find({ files: debian, mayRead: (path) => path === "/etc/ld.so.cache" }, "gone"), "libgone.so.1");
  });

  test("sees what is installed meanwhile", () => {
    const system = linux({ files: debian });
    assertEquals(findLibraryIn(system, "new"), null);
    system.put("/usr/lib/x86_64-linux-gnu/libnew.so.3", lib);
    const lines = [["libz.so.1", "/usr/lib/x86_64-linux-gnu/libz.so.1"], [
      "libnew.so.3",
      "/lib/x86_64-linux-gnu/libnew.so.3",
    ]];
    system.put("/etc/ld.so.cache", newCache(lines.map(([name, path]) => [name, path])));
    assertEquals([findLibraryIn(system, "new"), findLibraryIn(system, "z")], ["libnew.so.3", "libz.so.1"]);
    system.put("/etc/ld.so.cache", null);
    assertEquals(findLibraryIn(system, "missing"), null);
  });

  test("asks ldconfig where it may not read it, and only there", () => {
    const output = "3 libs found in cache `/etc/ld.so.cache'\n" +
      "\tlibz.so.1 (libc6) => /lib/i386-linux-gnu/libz.so.1\n" +
      '\tlibz.so.1 (libc6,x86-64, hwcap: "x86-64-v3") => /lib/x86_64-linux-gnu/glibc-hwcaps/x86-64-v3/libz.so.1\n' +
      "\tlibc.so.6 (libc6,x86-64, OS ABI: Linux 3.2.0) => /lib/x86_64-linux-gnu/libc.so.6\n" +
      "\tlibm.so.6 (libc6,AArch64) => /lib/aarch64-linux-gnu/libm.so.6\n";
    const programs = { "/sbin/ldconfig -p": output };
    const damaged = { "/lib/x86_64-linux-gnu/libc.so.6": lib.slice(0, 100) };
    const readable = linux({ programs, files: damaged, mayRead: (path) => path.startsWith("/lib") });
    assertEquals(["z", "c"].map((name) => findLibraryIn(readable, name)), [null, null]);
    const system = linux({ programs, mayRead: () => false });
    assertEquals(["z", "c", "m", "x"].map((name) => findLibraryIn(system, name)), [
      "libz.so.1",
      "libc.so.6",
      null,
      null,
    ]);
    const other = linux({ programs, files: {} });
    assertEquals([findLibraryIn(other, "z"), other.ran], [null, []]);
  });
});

describe("findLibrary on Linux, in folders", () => {
  test("looks beside the database for what it cannot have", () => {
    const files = {
      ...debian,
      "/usr/lib/x86_64-linux-gnu/liba.so": { link: "liba.so.2" },
      "/usr/lib/x86_64-linux-gnu/liba.so.2": named("liba.so.2"),
      "/usr/local/lib/libb.so.3": lib,
      "/mine/libc.so.4": lib,
    };
    const system = linux({ files, env: { LD_LIBRARY_PATH: "/mine" } });
    assertEquals(findLibraryIn(system, "a"), "liba.so.2");
    assertEquals(findLibraryIn(system, "b"), "/usr/local/lib/libb.so.3");
    assertEquals(findLibraryIn(system, "c"), "/mine/libc.so.4");
    assertEquals([findLibraryIn(system, "d"), system.ran], [null, []]);
  });

  test("gives the SONAME where the loader finds it, else the path", () => {
    const files = {
      "/usr/lib/x86_64-linux-gnu/liba.so": { link: "liba.so.2" },
      "/usr/lib/x86_64-linux-gnu/liba.so.2": named("liba.so.2"),
      "/usr/lib/x86_64-linux-gnu/libb.so": named("libb.so.1"),
      "/usr/lib/x86_64-linux-gnu/libc.so.1": lib,
      "/usr/local/lib/libd.so.4": named("libd.so.4"),
      "/usr/lib/x86_64-linux-gnu/libe.so": named("../../tmp/libe.so"),
    };
    assertEquals(find({ files }, "a"), "liba.so.2");
    assertEquals(find({ files }, "b"), "/usr/lib/x86_64-linux-gnu/libb.so");
    assertEquals(find({ files }, "c"), "/usr/lib/x86_64-linux-gnu/libc.so.1");
    assertEquals(find({ files }, "d"), "/usr/local/lib/libd.so.4");
    assertEquals(find({ files }, "e"), "/usr/lib/x86_64-linux-gnu/libe.so");
  });

  test("prefers the linker's name, then the highest version", () => {
    const folder = "/usr/local/lib";
    const files = { [`${folder}/liba.so.9`]: lib, [`${folder}/liba.so.10`]: lib, [`${folder}/liba.so.2`]: lib };
    assertEquals(find({ files }, "a"), `${folder}/liba.so.10`);
    assertEquals(find({ files: { ...files, [`${folder}/liba.so`]: lib } }, "a"), `${folder}/liba.so`);
  });

  test("looks into LD_LIBRARY_PATH first", () => {
    const env = { LD_LIBRARY_PATH: ":/opt/a;/opt/b/" };
    const files = {
      "/opt/b/libx.so.1": named("libx.so.1"),
      "/opt/b/libx.so": { link: "libx.so.1" },
      "/usr/lib/x86_64-linux-gnu/libx.so.2": named("libx.so.2"),
      "/opt/a/liby.txt": lib,
    };
    assertEquals(find({ files, env }, "x"), "libx.so.1");
    assertEquals(find({ files, env }, "y"), null);
  });

  test("passes over what is no library for this machine", () => {
    const files = {
      "/usr/local/lib/libncurses.so": script,
      "/usr/local/lib/libncurses.so.6": lib,
      "/usr/local/lib/libf.so": "folder",
      "/usr/local/lib/libp.so": "pipe",
      "/usr/local/lib/libdenied.so": "denied",
      "/usr/local/lib/libdangling.so": { link: "libdangling.so.1" },
      "/usr/local/lib/libloop.so": { link: "libloop.so" },
      "/usr/local/lib/libarm.so": arm,
      "/usr/local/lib/libarm.so.1": lib,
      "/usr/local/lib/libempty.so": new Uint8Array(),
      "/usr/local/lib/libprogram.so": elfFile({ type: 2 }),
      "/usr/local/lib/libpie.so": elfFile({ program: true }),
      "/usr/local/lib/libcut.so": lib.slice(0, 100),
      "/usr/local/lib/libstatic.a": lib,
    } as const;
    assertEquals(find({ files }, "ncurses"), "/usr/local/lib/libncurses.so.6");
    assertEquals(find({ files }, "arm"), "/usr/local/lib/libarm.so.1");
    assertEquals(find({ files, arch: "arm64" }, "arm"), "/usr/local/lib/libarm.so");
    for (const name of ["f", "p", "denied", "dangling", "loop", "empty", "program", "pie", "cut", "static"]) {
      assertEquals(find({ files }, name), null, name);
    }
  });

  test("sees what is installed meanwhile", () => {
    const system = linux({ files: { "/usr/local/lib/libother.so": lib } });
    assertEquals(findLibraryIn(system, "new"), null);
    system.put("/usr/local/lib/libnew.so", lib);
    assertEquals(findLibraryIn(system, "new"), "/usr/local/lib/libnew.so");
    system.put("/usr/local/lib/libnew.so", null);
    assertEquals(findLibraryIn(system, "new"), null);
  });

  test("finds the C library beside the loader, as on NixOS", () => {
    const glibc = "/nix/store/abc-glibc-2.40/lib";
    const files = {
      "/bin/deno": elfFile({ interpreter: `${glibc}/ld-linux-x86-64.so.2` }),
      [`${glibc}/ld-linux-x86-64.so.2`]: lib,
      [`${glibc}/libm.so`]: script,
      [`${glibc}/libm.so.6`]: named("libm.so.6"),
    };
    assertEquals(find({ files, program: "/bin/deno" }, "m"), "libm.so.6");
  });

  test("searches musl's folders for a musl program", () => {
    const files = {
      "/bin/bun": muslProgram,
      "/lib/ld-musl-x86_64.so.1": named("libc.musl-x86_64.so.1"),
      "/lib/libc.musl-x86_64.so.1": { link: "ld-musl-x86_64.so.1" },
      "/usr/lib/libz.so.1": named("libz.so.1"),
      "/opt/lib/libopt.so": named("libopt.so"),
    };
    const program = "/bin/bun";
    assertEquals(find({ files, program }, "c"), "libc.musl-x86_64.so.1");
    assertEquals(find({ files }, "z"), "libz.so.1", "without the program, by the loader's file");
    assertEquals(find({ files, program }, "opt"), null);
    const path = { "/etc/ld-musl-x86_64.path": new TextEncoder().encode("/lib\n/opt/lib:/usr/lib\n") };
    assertEquals(find({ files: { ...files, ...path }, program }, "opt"), "libopt.so");
  });

  test("does not give a glibc program musl's libraries", () => {
    const files = {
      "/bin/deno": glibcProgram,
      "/etc/ld-musl-x86_64.path": new TextEncoder().encode("/opt/musl"),
      "/opt/musl/libc.so": lib,
    };
    assertEquals(find({ files, program: "/bin/deno" }, "c"), null);
  });
});

test("findLibrary() on a processor that is not known finds nothing", () => {
  assertEquals(find({ files: debian, arch: "mips" }, "z"), null);
  assertEquals(find({ files: debian, arch: "__proto__" }, "z"), null);
});
