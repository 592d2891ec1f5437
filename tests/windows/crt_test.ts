import { assertEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { findMsvcrt, findMsvcrtIn } from "../../src/windows/crt.ts";
import { runtime } from "../../src/runtime/runtime.ts";
import { describedSystem } from "../library/described_system.ts";
import { peFile } from "../library/samples.ts";

const system = describedSystem({
  platform: "win32",
  program: "C:\\app.exe",
  env: { PATH: "C:\\bin" },
  files: {
    "C:\\app.exe": peFile({
      library: false,
      imports: ["KERNEL32.dll", "VCRUNTIME140.dll", "api-ms-win-crt-heap-l1-1-0.dll"],
    }),
    "C:\\old.dll": peFile({ imports: ["MSVCR120.dll", "KERNEL32.dll"] }),
    "C:\\debug.dll": peFile({ imports: ["MSVCP140D.dll", "ucrtbased.dll"] }),
    "C:\\mingw.dll": peFile({ imports: ["KERNEL32.dll", "msvcrt.dll"] }),
    "C:\\compiler.dll": peFile({ imports: ["KERNEL32.dll", "VCRUNTIME140.dll"] }),
    "C:\\exceptions.dll": peFile({ imports: ["vcruntime140_1.dll", "vcruntime140.dll"] }),
    "C:\\compiler_debug.dll": peFile({ imports: ["VCRUNTIME140D.dll", "KERNEL32.dll"] }),
    "C:\\exceptions_debug.dll": peFile({ imports: ["VCRUNTIME140_1D.dll"] }),
    "C:\\both.dll": peFile({ imports: ["VCRUNTIME140.dll", "msvcrt.dll"] }),
    "C:\\other.dll": peFile({ imports: ["xvcruntime140.dll", "vcruntime.dll", "vcruntime140.dll.dll"] }),
    "C:\\static.dll": peFile({ imports: ["KERNEL32.dll", "msvcrt.dll.dll", "xmsvcrt.dll"] }),
    "C:\\none.dll": peFile(),
    "C:\\text.dll": new TextEncoder().encode("MZ"),
    "C:\\bin\\named.dll": peFile({ imports: ["MSVCR90.dll"] }),
  },
});

describe("findMsvcrt", () => {
  test("reads the running program's", () => assertEquals(findMsvcrtIn(system), "ucrtbase.dll"));

  test("reads a DLL's", () => {
    const expected = {
      "C:\\old.dll": "msvcr120.dll",
      "C:\\debug.dll": "ucrtbased.dll",
      "C:\\mingw.dll": "msvcrt.dll",
      "C:\\static.dll": null,
      "C:\\none.dll": null,
      "C:\\text.dll": null,
      "C:\\missing.dll": null,
      "": null,
    };
    for (const [path, name] of Object.entries(expected)) assertEquals(findMsvcrtIn(system, path), name, path);
  });

  test("finds a DLL by its name", () => assertEquals(findMsvcrtIn(system, "named"), "msvcr90.dll"));

  test("is null off Windows", () => {
    assertEquals(findMsvcrtIn({ ...system, platform: "linux" }, "C:\\old.dll"), null);
    if (runtime.platform !== "win32") assertEquals(findMsvcrt(), null);
    else assertEquals(typeof findMsvcrt("msvcrt"), "object");
  });

  test("refuses a path that is no string", () => {
    assertThrows(() => findMsvcrtIn(system, 5 as unknown as string), TypeError, "must be a string");
    assertThrows(() => findMsvcrt(null as unknown as string), TypeError, "must be a string");
  });
});
