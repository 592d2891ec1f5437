import { assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { explainOpenFailure, explainOpenFailureIn } from "../../src/library/open_error.ts";
import { runtime } from "../../src/runtime/runtime.ts";
import { describedSystem, type Description, type Entry } from "./described_system.ts";
import { arm64, elfFile, machOFile, newCache, peFile } from "./samples.ts";

const cause = new Error('Failed to open library "x": the words of the loader');
const text = (value: string) => new TextEncoder().encode(value);

function explain(path: string, description: Description, error: unknown = cause): string {
  const { message } = explainOpenFailureIn(describedSystem(description), path, error);
  const start = `Cannot open library ${JSON.stringify(path)}: `;
  assertEquals(message.slice(0, start.length), start);
  return message.slice(start.length);
}

describe("explainOpenFailure on Linux", () => {
  const whole = elfFile({ soname: "liba.so.1", needed: ["libz.so.1"] });
  const files: Record<string, Entry> = {
    "/etc/ld.so.cache": newCache([["libz.so.1", "/usr/lib/libz.so.1"], ["libbad.so.1", "/usr/lib/libbad.so.1"]]),
    "/usr/lib/libz.so.1": elfFile({ soname: "libz.so.1" }),
    "/usr/lib/libbad.so.1": elfFile({ needed: ["libmissing.so.2"] }),
    "/lib/x86_64-linux-gnu/libc.so.6": elfFile(),
    "/opt/whole.so": whole,
    "/opt/arm.so": elfFile({ machine: 183 }),
    "/opt/x86.so": elfFile({ machine: 3, bits: 32 }),
    "/opt/sparc.so": elfFile({ machine: 43, littleEndian: false }),
    "/opt/program": elfFile({ type: 2 }),
    "/opt/cut_header.so": whole.slice(0, 20),
    "/opt/zeros.so": whole.slice().fill(0, 64),
    "/opt/pie": elfFile({ program: true }),
    "/opt/cut.so": whole.slice(0, whole.length - 1),
    "/opt/cut_early.so": whole.slice(0, 100),
    "/opt/needs.so": elfFile({ needed: ["libz.so.1", "libq.so.1", "libr.so.1"] }),
    "/opt/origin.so": elfFile({ needed: ["libprivate.so"], runpath: "/none:$ORIGIN/private" }),
    "/opt/private/libprivate.so": elfFile(),
    "/opt/empty.so": new Uint8Array(),
    "/opt/script.so": text(
      "/* GNU ld script\n*/\nGROUP ( /lib/libc.so.6 /usr/lib/libc_nonshared.a  AS_NEEDED ( /lib/ld.so.2 ) )",
    ),
    "/opt/text.so": text("hello"),
    "/opt/static.a": text("!<arch>\nfoo/"),
    "/opt/denied.so": "denied",
    "/opt/folder.so": "folder",
    "/opt/pipe.so": "pipe",
    "/opt/dangling.so": { link: "nowhere" },
    "/opt/mac.so": machOFile(),
    "/opt/win.so": peFile(),
  };
  const system: Description = { platform: "linux", env: { LD_LIBRARY_PATH: "/mine" }, files };

  test("says where it looked", () => {
    const looked = "/etc/ld.so.cache, /mine, /lib/x86_64-linux-gnu, /usr/lib/x86_64-linux-gnu";
    assertEquals(
      explain("libnone.so.3", system),
      `it was not found in ${looked}. Install it, or give the path of the file`,
    );
    assertEquals(
      explain("libz.so.7", system),
      `it was not found in ${looked}. There is "libz.so.1"; findLibrary("z") finds it`,
    );
    assertMatch(explain("z", system), /findLibrary\("z"\) finds it$/);
    assertEquals(explain("", system), "a name or path is needed. Give null for the program itself");
  });

  const expected: Record<string, string> = {
    "/opt/none.so": "there is no such file. Check the path",
    "mine/none.so": "there is no such file in the working folder. Give an absolute path",
    "/opt/dangling.so": "there is no such file. Check the path",
    "/opt/folder.so": "it is a folder. Give the path of the library in it",
    "/opt/pipe.so": "it is no plain file",
    "/opt/denied.so": "permission to read it is denied. Check the permissions of the file",
    "/opt/empty.so": "the file is empty. Copy or install it again",
    "/opt/arm.so": "it is for arm64, and this program is for x64. Install the library for Linux on x64",
    "/opt/x86.so": "it is for ia32, and this program is for x64. Install the library for Linux on x64",
    "/opt/sparc.so": "it is for another processor (ELF machine 43, 64-bit), and this program is for x64. " +
      "Install the library for Linux on x64",
    "/opt/program": "it is no shared library. Link it with -shared",
    "/opt/cut_header.so": "the file is truncated. Copy or install it again",
    "/opt/zeros.so": "the file is damaged. Copy or install it again",
    "/opt/pie": "it is no shared library. Link it with -shared",
    "/opt/cut.so": "the file is truncated. Copy or install it again",
    "/opt/cut_early.so": "the file is truncated. Copy or install it again",
    "/opt/needs.so": 'it needs "libq.so.1", "libr.so.1", which were not found. ' +
      "Install them, or add the folder to LD_LIBRARY_PATH before the program starts",
    "libbad.so.1": 'found at /usr/lib/libbad.so.1, but it needs "libmissing.so.2", which was not found. ' +
      "Install it, or add the folder to LD_LIBRARY_PATH before the program starts",
    "/opt/script.so": "it is a linker script, a text for the linker. Open what it names: /lib/libc.so.6, /lib/ld.so.2",
    "/opt/text.so": "it is no library",
    "/opt/static.a": "it is a static library. Link it into a shared one",
    "/opt/mac.so": "it is a library for macOS, and this is Linux. Install the library for Linux on x64",
    "/opt/win.so": "it is a library for Windows, and this is Linux. Install the library for Linux on x64",
    "/opt/whole.so": "the words of the loader",
    "/opt/origin.so": "the words of the loader",
  };
  for (const [path, message] of Object.entries(expected)) {
    test(`explains ${path}`, () => assertEquals(explain(path, system), message));
  }

  test("passes on what Deno does not permit", () => {
    const error = Object.assign(new Error('Requires ffi access to "x", run again with the --allow-ffi flag'), {
      name: "NotCapable",
    });
    assertEquals(explain("/opt/none.so", system, error), error.message);
  });

  test("uses the loader's words where it may not look", () => {
    const error = new Error("Could not open library: Could not open library: /opt/arm.so: wrong ELF class");
    assertEquals(explain("/opt/arm.so", { ...system, mayRead: () => false }, error), "/opt/arm.so: wrong ELF class");
    assertMatch(explain("libnone.so", { ...system, mayRead: () => false }), /^it was not found in/);
  });

  test("keeps the cause, whatever was thrown", () => {
    assertEquals(explainOpenFailureIn(describedSystem(system), "/opt/text.so", cause).cause, cause);
    assertEquals(explain("/opt/whole.so", system, "a string"), "a string");
    assertEquals(explain("/opt/whole.so", system, null), "null");
  });
});

test("explainOpenFailure() on macOS", () => {
  const files: Record<string, Entry> = {
    "/opt/intel.dylib": machOFile(),
    "/opt/elf.dylib": elfFile(),
    "/opt/cut.dylib": machOFile({ cpu: arm64, subtype: 0, segment: new Uint8Array(9) }).slice(0, -1),
    "/opt/good.dylib": machOFile({ cpu: arm64, subtype: 0 }),
    "/opt/My.framework/My": machOFile(),
    "/usr/local/lib/libintel.dylib": machOFile(),
  };
  const system: Description = { platform: "darwin", arch: "arm64", files, env: { HOME: "/me" } };
  const other = "it is for x64, and this program is for arm64. Install the library for macOS on arm64";
  assertEquals(explain("/opt/intel.dylib", system), other);
  assertEquals(explain("libintel.dylib", system), `found at /usr/local/lib/libintel.dylib, but ${other}`);
  assertMatch(explain("/opt/elf.dylib", system), /^it is a library for Linux, and this is macOS/);
  assertEquals(explain("/opt/cut.dylib", system), "the file is truncated. Copy or install it again");
  assertEquals(explain("/opt/good.dylib", system), "the words of the loader");
  assertEquals(explain("/opt/My.framework", system), "it is a folder. Give the library in it: /opt/My.framework/My");
  assertMatch(explain("libnone.dylib", system), /^it was not found in \/me\/lib, \/usr\/local\/lib, .*\. Install it/);
});

test("explainOpenFailure() on Windows", () => {
  const files: Record<string, Entry> = {
    "C:\\Windows\\System32\\kernel32.dll": peFile(),
    "C:\\app\\needs.dll": peFile({ imports: ["KERNEL32.dll", "beside.dll", "lost.dll"] }),
    "C:\\app\\beside.dll": peFile(),
    "C:\\app\\x86.dll": peFile({ machine: 0x14c, bits: 32 }),
    "C:\\app\\cut.dll": peFile({ section: { name: ".data", bytes: new Uint8Array(9) } }).slice(0, -1),
    "C:\\app\\good.dll": peFile({ imports: ["kernel32.dll"] }),
  };
  const system: Description = { platform: "win32", files, env: { PATH: "C:\\bin" }, program: "C:\\deno\\deno.exe" };
  assertEquals(
    explain("C:\\app\\needs.dll", system),
    'it needs "lost.dll", which was not found. Install it, or add the folder to PATH before the program starts',
  );
  assertEquals(
    explain("C:\\app\\x86.dll", system),
    "it is for ia32, and this program is for x64. Install the library for Windows on x64",
  );
  assertEquals(explain("C:\\app\\cut.dll", system), "the file is truncated. Copy or install it again");
  assertEquals(explain("C:\\app\\good.dll", system), "the words of the loader");
  assertEquals(
    explain("none.dll", system),
    "it was not found in C:\\Windows\\System32, C:\\deno, C:\\bin. Install it, or give the path of the file",
  );
});

test("explainOpenFailure() explains what the runtime says", () => {
  let error: unknown;
  try {
    runtime.open("/no/such/library");
  } catch (thrown) {
    error = thrown;
  }
  const explained = explainOpenFailure("/no/such/library", error);
  assertEquals(explained.cause, error);
  assertMatch(explained.message, /^Cannot open library "\/no\/such\/library": there is no such file/);
});
