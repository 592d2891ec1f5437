import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { findLibraryIn } from "../../src/library/find/find.ts";
import { describedSystem, type Description, type Entry } from "./described_system.ts";
import { apiSetSchema, peFile } from "./samples.ts";

const dll = peFile();
const arm = peFile({ machine: 0xaa64 });
const x86 = peFile({ machine: 0x14c, bits: 32 });

const files: Record<string, Entry> = {
  "C:\\Windows\\System32\\ucrtbase.dll": dll,
  "C:\\Windows\\System32\\msvcrt.dll": dll,
  "C:\\Windows\\System32\\kernel32.dll": dll,
  "C:\\Windows\\System32\\apisetschema.dll": apiSetSchema([["api-ms-win-core-file-l1-2-4", "kernelbase.dll"]]),
  "C:\\Program Files\\App\\app.exe": peFile({ library: false }),
  "C:\\Program Files\\App\\mine.dll": dll,
  "C:\\Tools\\mine.dll": dll,
  "C:\\Tools\\tool.dll": dll,
  "C:\\Tools\\noext": dll,
  "C:\\Tools\\x86.dll": x86,
  "C:\\More Tools\\more.dll": dll,
  "C:\\Tools\\folder.dll": "folder",
  "C:\\Tools\\cut.dll": peFile({ section: { name: ".data", bytes: new Uint8Array(9) } }).slice(0, -1),
  "C:\\Tools\\text.dll": new TextEncoder().encode("MZ no"),
};
const env = { SystemRoot: "C:\\Windows", PATH: 'C:\\Tools;;.;relative;"C:\\More Tools";C:\\None' };

const windows = (description: Partial<Description> = {}) =>
  describedSystem({ platform: "win32", program: "C:\\Program Files\\App\\app.exe", env, files, ...description });
const find = (name: string, description?: Partial<Description>) => findLibraryIn(windows(description), name);

describe("findLibrary on Windows", () => {
  test("looks into System32, the program's folder and PATH, in this order", () => {
    assertEquals(find("kernel32"), "C:\\Windows\\System32\\kernel32.dll");
    assertEquals(find("mine"), "C:\\Program Files\\App\\mine.dll");
    assertEquals(find("tool"), "C:\\Tools\\tool.dll");
    assertEquals(find("more"), "C:\\More Tools\\more.dll");
    assertEquals(find("nothing"), null);
  });

  test("adds .dll where it is not there", () => {
    assertEquals(find("tool.dll"), "C:\\Tools\\tool.dll");
    assertEquals(find("TOOL.DLL"), "C:\\Tools\\TOOL.DLL");
    assertEquals(find("noext"), "C:\\Tools\\noext");
    assertEquals(find("noext.dll"), null);
  });

  test("never looks into the current folder", () => {
    const planted = { ...files, "planted.dll": dll, "relative\\planted.dll": dll };
    assertEquals(find("planted", { files: planted }), null);
    assertEquals(find("planted", { files: planted, env: { PATH: ".;;relative" } }), null);
  });

  test("looks into no folder of PATH that depends on the current drive or folder", () => {
    const planted = {
      "C:\\tmp\\planted.dll": dll,
      "\\tmp\\planted.dll": dll,
      "C:tmp\\planted.dll": dll,
      "planted.dll": dll,
      "tmp\\planted.dll": dll,
      "\\\\.\\C:\\tmp\\planted.dll": dll,
      "\\\\.\\pipe\\planted.dll": dll,
    };
    const folders = [
      "\\tmp",
      "/tmp",
      "\\",
      "/",
      "C:tmp",
      "C:",
      "",
      ".",
      "tmp",
      ".\\tmp",
      "..\\tmp",
      '"\\tmp"',
      '""',
      " ",
      "\\\\",
    ];
    const devices = ["\\\\.\\pipe", "\\\\.\\C:\\tmp", "//./C:/tmp", "\\\\server", "%SystemDrive%\\tmp"];
    for (const folder of [...folders, ...devices]) {
      assertEquals(find("planted", { files: planted, env: { PATH: folder } }), null, folder);
    }
    const PATH = [...folders, ...devices].join(";");
    assertEquals(find("planted", { files: planted, env: { PATH } }), null);
    assertEquals(find("planted", { files: planted, env: { PATH: `${PATH};C:\\tmp` } }), "C:\\tmp\\planted.dll");
  });

  test("takes folders of PATH in quotes, and with a semicolon in them", () => {
    const files = { "C:\\a;b\\odd.dll": dll, "C:\\a\\first.dll": dll, "\\\\server\\share\\net.dll": dll };
    const odd = (PATH: string) => find("odd", { files, env: { PATH } });
    for (const path of ['"C:\\a;b"', 'C:\\x;"C:\\a;b";D:\\', 'C:\\"a;b"', '"C:\\a;b', ' "C:\\a;b" ']) {
      assertEquals(odd(path), "C:\\a;b\\odd.dll", path);
    }
    assertEquals([odd("C:\\a;b"), odd('"C:\\a";b')], [null, null]);
    assertEquals(find("first", { files, env: { PATH: "C:\\a;b" } }), "C:\\a\\first.dll");
    assertEquals(find("first", { files, env: { PATH: "c:/a" } }), "c:\\a\\first.dll");
    assertEquals(find("net", { files, env: { PATH: "\\\\server\\share" } }), "\\\\server\\share\\net.dll");
  });

  test("takes no SystemRoot that is no whole path", () => {
    const files = {
      "C:\\Windows\\System32\\a.dll": dll,
      "\\Windows\\System32\\b.dll": dll,
      "D:\\W\\System32\\d.dll": dll,
    };
    assertEquals(find("a", { files, env: { SystemRoot: "\\Windows", windir: "" } }), "C:\\Windows\\System32\\a.dll");
    assertEquals(find("b", { files, env: { SystemRoot: "\\Windows", windir: "D:\\W" } }), null);
    assertEquals(find("d", { files, env: { SystemRoot: "Windows", windir: "D:\\W" } }), "D:\\W\\System32\\d.dll");
  });

  test("passes over other machines' libraries and other files", () => {
    for (const name of ["x86", "folder", "cut", "text"]) assertEquals(find(name), null, name);
    assertEquals(find("x86", { arch: "ia32" }), "C:\\Tools\\x86.dll");
  });

  test("takes System32 as it is: Windows shows it to fit the program", () => {
    assertEquals(
      find("both", { files: { "C:\\Windows\\System32\\both.dll": arm } }),
      "C:\\Windows\\System32\\both.dll",
    );
  });

  test("knows the C runtime as c and m", () => {
    assertEquals(find("c"), "C:\\Windows\\System32\\ucrtbase.dll");
    assertEquals(find("m"), "C:\\Windows\\System32\\ucrtbase.dll");
    const old = { "C:\\Windows\\System32\\msvcrt.dll": dll };
    assertEquals(find("c", { files: old }), "C:\\Windows\\System32\\msvcrt.dll");
    assertEquals(find("c", { files: {} }), null);
  });

  test("knows API sets, which are no files", () => {
    assertEquals(find("api-ms-win-core-file-l1-2-0"), "api-ms-win-core-file-l1-2-0.dll");
    assertEquals(find("api-ms-win-core-file-l1-2-0.dll"), "api-ms-win-core-file-l1-2-0.dll");
    assertEquals(find("api-ms-win-core-nothing-l1-1-0"), null);
    const path = "C:\\Windows\\System32\\api-ms-win-crt-heap-l1-1-0.dll";
    assertEquals(find("api-ms-win-crt-heap-l1-1-0", { files: { [path]: dll } }), path);
  });

  test("refuses names with what no file name has", () => {
    for (const name of ["..\\mine", "C:\\Tools\\tool", "tool:stream", "t*l", "to?l", '"tool"', "C:tool"]) {
      assertEquals(find(name), null, name);
    }
  });

  test("does without the environment", () => {
    assertEquals(find("kernel32", { env: {} }), "C:\\Windows\\System32\\kernel32.dll");
    assertEquals(find("tool", { env: {} }), null);
  });
});
