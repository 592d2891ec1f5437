import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { dllist, parseMaps } from "../../src/library/dllist.ts";
import { runtime } from "../../src/runtime/runtime.ts";
import { fixture } from "../native/mod.ts";
import { runFile } from "../child.ts";

const libc = { darwin: "libSystem", win32: "kernel32" }[runtime.platform] ?? "libc";

describe("dllist", () => {
  test("lists the program's libraries", () => {
    const paths = dllist();
    assertEquals(paths.some((path) => path.toLowerCase().includes(libc.toLowerCase())), true, paths.join());
    assertEquals(new Set(paths).size, paths.length);
  });

  test("lists a library that was opened", () => {
    const library = runtime.open(fixture("basic"));
    // Bun opens it for good with its first function only.
    library.bind("touches", { parameters: [], result: "i32" });
    assertEquals(dllist().some((path) => path.includes("basic")), true);
    library.close();
  });

  const onDeno = "Deno" in globalThis && runtime.platform === "linux";
  test("asks the loader where it may not read /proc", { skip: onDeno ? false : "only Deno hides it" }, () => {
    const child = runFile("tests/library/dllist_child.ts", { permissions: ["--allow-read", "--allow-ffi"] });
    assertEquals([child.code, child.stderr], [0, ""]);
    const paths: string[] = JSON.parse(child.stdout);
    assertEquals([paths.some((path) => path.includes("libc")), paths.includes("")], [true, false], child.stdout);
  });
});

describe("parseMaps", () => {
  test("takes files with code, each once", () => {
    const text = `
55d0c0000000-55d0c0001000 r--p 00000000 08:01 11   /usr/bin/deno
55d0c0001000-55d0c0002000 r-xp 00001000 08:01 11   /usr/bin/deno
7f0000000000-7f0000001000 r-xp 00000000 08:01 12                     /opt/my libs/liba (x).so.1
7f0000001000-7f0000002000 r-xp 00000000 08:01 12                     /opt/my libs/liba (x).so.1
7f0000002000-7f0000003000 r--p 00000000 08:01 13   /usr/lib/locale/locale-archive
7f0000003000-7f0000004000 rwxp 00000000 00:00 0
7f0000004000-7f0000005000 r-xp 00000000 08:01 14   /tmp/libgone.so (deleted)
7f0000005000-7f0000006000 rwxp 00000000 00:01 15   /dev/zero (deleted)
7f0000006000-7f0000007000 rwxs 00000000 00:01 16   /memfd:jit (deleted)
7ffd00000000-7ffd00001000 r-xp 00000000 00:00 0    [vdso]
`;
    assertEquals(parseMaps(text), ["/usr/bin/deno", "/opt/my libs/liba (x).so.1", "/tmp/libgone.so"]);
    assertEquals(parseMaps(""), []);
    assertEquals(parseMaps("nonsense\\n".repeat(10)), []);
  });
});
