import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { platform } from "node:process";
import { describe, test } from "node:test";
import {
  c_int,
  c_uint,
  c_wchar_p,
  CFunction,
  dlopen,
  FormatError,
  GetLastError,
  getLastError,
  setLastError,
  WindowsError,
  WinError,
} from "../../mod.ts";
import { errnoOf } from "../../src/windows/errno_of.ts";

const windows = platform === "win32";
const offWindows = { skip: windows && "this is Windows" };
const onWindows = { skip: !windows && "this is not Windows" };

test("the errno of a Windows error code is the one that Python has", () => {
  const expected: [number, number, string][] = [
    [2, 2, "ENOENT"],
    [3, 2, "ENOENT"],
    [4, 24, "EMFILE"],
    [5, 13, "EACCES"],
    [6, 9, "EBADF"],
    [8, 12, "ENOMEM"],
    [32, 13, "EACCES"],
    [80, 17, "EEXIST"],
    [87, 22, "EINVAL"],
    [109, 32, "EPIPE"],
    [112, 28, "ENOSPC"],
    [145, 41, "ENOTEMPTY"],
    [193, 8, "ENOEXEC"],
    [267, 20, "ENOTDIR"],
    [10013, 13, "EACCES"],
    [10035, 10035, "EWOULDBLOCK"],
    [10054, 10054, "ECONNRESET"],
    [10061, 10061, "ECONNREFUSED"],
    [10071, 10071, "EREMOTE"],
    [-2147024891, 13, "EACCES"], // E_ACCESSDENIED is an HRESULT made of 5
    [0, 22, "EINVAL"],
    [123456, 22, "EINVAL"],
  ];
  for (const [winerror, errno, code] of expected) assertEquals(errnoOf(winerror), { errno, code });
});

test("off Windows each function says so", offWindows, () => {
  assertThrows(() => GetLastError(), Error, "GetLastError() works on Windows only");
  assertThrows(() => FormatError(5), Error, "FormatError() works on Windows only");
  assertThrows(() => WinError(5), Error, "WinError() works on Windows only");
});

test("the private copy of the last error works everywhere", () => {
  const before = setLastError(7);
  assertEquals(getLastError(), 7);
  assertEquals(setLastError(before), 7);
  assertThrows(() => setLastError("5" as never), TypeError, "expected a number");
  assertThrows(() => setLastError(0.5), RangeError, "32-bit");
});

describe("on Windows", onWindows, () => {
  const open = (useLastError: boolean) =>
    dlopen("kernel32.dll", {
      SetLastError: CFunction([c_uint], undefined, { useLastError }),
      DeleteFileW: CFunction([c_wchar_p], c_int, { useLastError }),
    });

  test("GetLastError tells what a call left", () => {
    using kernel = open(false);
    assertEquals(kernel.symbols.DeleteFileW("does not exist"), 0);
    assertEquals(GetLastError(), 2);
    kernel.symbols.SetLastError(5);
    assertEquals(GetLastError(), 5);
    assertEquals(GetLastError(), 5);
  });

  test("GetLastError is right 100000 times in a row", () => {
    using kernel = open(false);
    let wrong = 0;
    for (let i = 0; i < 1e5; i++) {
      kernel.symbols.SetLastError(i);
      if (GetLastError() !== i) wrong++;
    }
    assertEquals(wrong, 0);
  });

  test("the private copy is right 100000 times in a row, whatever JavaScript does in between", () => {
    using kernel = open(true);
    using other = open(false);
    let wrong = 0;
    for (let i = 0; i < 1e5; i++) {
      kernel.symbols.SetLastError(i);
      const garbage = Array.from({ length: 50 }, (_, k) => ({ k, text: `${i} ${k}` }));
      if (i % 1000 === 0) {
        other.symbols.DeleteFileW("does not exist");
        new ArrayBuffer(1 << 20);
      }
      if (getLastError() !== i || garbage.length !== 50) wrong++;
    }
    assertEquals(wrong, 0);
  });

  test("a call with useLastError starts from the private copy and leaves the thread's own alone", () => {
    using kernel = open(true);
    using other = open(false);
    using asking = dlopen("kernel32.dll", { GetLastError: CFunction([], c_uint, { useLastError: true }) });
    other.symbols.SetLastError(3);
    setLastError(1234);
    assertEquals(asking.symbols.GetLastError(), 1234);
    kernel.symbols.DeleteFileW("does not exist");
    assertEquals(getLastError(), 2);
    assertEquals(GetLastError(), 3);
  });

  test("looking at a function for the first time leaves the thread's last error alone", () => {
    const ask = CFunction([], c_uint, { name: "GetLastError" });
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`ask${i}`, ask]));
    using kernel = dlopen("kernel32.dll", { ...many, SetLastError: CFunction([c_uint]) });
    kernel.symbols.SetLastError(7);
    assertEquals((kernel.symbols as unknown as Record<string, () => number>).ask7(), 7);
  });

  test("FormatError gives the system's text, trimmed", () => {
    using kernel = open(false);
    const text = FormatError(5);
    assert(text.length > 0 && text === text.trim());
    kernel.symbols.SetLastError(5);
    assertEquals(FormatError(), text);
    assertEquals(FormatError(0x7fffffff), "<no description>");
    assert(FormatError(193).includes("%1"));
  });

  test("WinError is an Error with winerror, errno and code", () => {
    using kernel = open(false);
    const error = WinError(5);
    assertInstanceOf(error, Error);
    assertInstanceOf(error, WindowsError);
    assertEquals([error.winerror, error.errno, error.code], [5, 13, "EACCES"]);
    assertEquals(error.message, `[WinError 5] ${FormatError(5)}`);
    kernel.symbols.DeleteFileW("does not exist");
    assertEquals(WinError().code, "ENOENT");
    assertEquals(WinError(2, "no such thing").message, "[WinError 2] no such thing");
    assertEquals(WinError(0x80070005).winerror, -2147024891);
    assertEquals(WinError(0x80070005).code, "EACCES");
    assertEquals(WinError(0x7fffffff).message, "[WinError 2147483647] <no description>");
  });

  test("bad codes are refused", () => {
    assertThrows(() => FormatError("5" as never), TypeError, "FormatError(): expected an error code as a number");
    assertThrows(() => FormatError(null as never), TypeError, "not null");
    assertThrows(() => FormatError(0.5), RangeError, "32 bits");
    assertThrows(() => FormatError(2 ** 32), RangeError, "32 bits");
    assertThrows(() => WinError(5n as never), TypeError, "not 5n");
    assertThrows(() => WinError(5, 5 as never), TypeError, "description as a string");
  });
});
