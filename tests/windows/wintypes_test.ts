import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { platform } from "node:process";
import { describe, test } from "node:test";
import {
  ArrayOf,
  byref,
  bytesAt,
  c_int,
  c_wchar,
  CFunction,
  createStringBuffer,
  dlopen,
  sizeof,
  Structure,
} from "../../mod.ts";
import * as wintypes from "../../src/windows/wintypes.ts";

const { VARIANT_BOOL, POINT, RECT, WIN32_FIND_DATAA, WIN32_FIND_DATAW, SYSTEMTIME, FILETIME } = wintypes;

/** All names of Python 3.11's module, but those that it imports. */
const pythonNames = `ATOM BOOL BOOLEAN BYTE CHAR COLORREF DOUBLE DWORD FILETIME FLOAT HACCEL HANDLE HBITMAP HBRUSH
  HCOLORSPACE HDC HDESK HDWP HENHMETAFILE HFONT HGDIOBJ HGLOBAL HHOOK HICON HINSTANCE HKEY HKL HLOCAL HMENU HMETAFILE
  HMODULE HMONITOR HPALETTE HPEN HRGN HRSRC HSTR HTASK HWINSTA HWND INT LANGID LARGE_INTEGER LCID LCTYPE LGRPID LONG
  LPARAM LPBOOL LPBYTE LPCOLESTR LPCOLORREF LPCSTR LPCVOID LPCWSTR LPDWORD LPFILETIME LPHANDLE LPHKL LPINT LPLONG LPMSG
  LPOLESTR LPPOINT LPRECT LPRECTL LPSC_HANDLE LPSIZE LPSIZEL LPSTR LPUINT LPVOID LPWIN32_FIND_DATAA LPWIN32_FIND_DATAW
  LPWORD LPWSTR MAX_PATH MSG OLESTR PBOOL PBOOLEAN PBYTE PCHAR PDWORD PFILETIME PFLOAT PHANDLE PHKEY PINT PLARGE_INTEGER
  PLCID PLONG PMSG POINT POINTL PPOINT PPOINTL PRECT PRECTL PSHORT PSIZE PSIZEL PSMALL_RECT PUINT PULARGE_INTEGER PULONG
  PUSHORT PWCHAR PWIN32_FIND_DATAA PWIN32_FIND_DATAW PWORD RECT RECTL RGB SC_HANDLE SERVICE_STATUS_HANDLE SHORT SIZE
  SIZEL SMALL_RECT UINT ULARGE_INTEGER ULONG USHORT VARIANT_BOOL WCHAR WIN32_FIND_DATAA WIN32_FIND_DATAW WORD WPARAM
  _COORD _FILETIME _LARGE_INTEGER _POINTL _RECTL _SMALL_RECT _ULARGE_INTEGER tagMSG tagPOINT tagRECT tagSIZE`.split(
  /\s+/,
);

test("every name of Python's module is there", () => {
  assertEquals(pythonNames.filter((name) => !(name in wintypes)), []);
});

test("types have the sizes that they have on 64-bit Windows, on every platform", () => {
  const expected = {
    ...{
      BYTE: 1,
      CHAR: 1,
      BOOLEAN: 1,
      WORD: 2,
      SHORT: 2,
      VARIANT_BOOL: 2,
      DWORD: 4,
      LONG: 4,
      ULONG: 4,
      BOOL: 4,
      UINT: 4,
    },
    ...{ HRESULT: 4, FLOAT: 4, LCID: 4, COLORREF: 4, DOUBLE: 8, LARGE_INTEGER: 8, WPARAM: 8, LPARAM: 8, LRESULT: 8 },
    ...{ HANDLE: 8, HWND: 8, LPWSTR: 8, LPVOID: 8, SIZE_T: 8, UINT_PTR: 8, LPDWORD: 8, LPPOINT: 8, ATOM: 2 },
    ...{ POINT: 8, SIZE: 8, RECT: 16, SMALL_RECT: 8, COORD: 4, FILETIME: 8, SYSTEMTIME: 16, MSG: 48, GUID: 16 },
    ...{ WIN32_FIND_DATAA: 320 },
  };
  const types = wintypes as unknown as Record<string, { size: number }>;
  const sizes = Object.fromEntries(Object.keys(expected).map((name) => [name, types[name].size]));
  assertEquals(sizes, expected);
  // 4-byte wide characters elsewhere, as in Python.
  assertEquals(sizeof(WIN32_FIND_DATAW), platform === "win32" ? 592 : 1140);
  assertEquals(sizeof(wintypes.WCHAR), sizeof(c_wchar));
});

test("synonyms are the same type", () => {
  assertStrictEquals(wintypes.tagPOINT, POINT);
  assertStrictEquals(wintypes.RECTL, RECT);
  assertStrictEquals(wintypes.LPPOINT, wintypes.PPOINT);
  assertStrictEquals(wintypes.PPOINTL, wintypes.PPOINT);
  assertStrictEquals(wintypes.HWND, wintypes.HANDLE);
});

test("types of 32 bits are numbers", () => {
  assertEquals(new wintypes.DWORD(-1).value, 0xffffffff);
  assertEquals(new wintypes.LONG(0xffffffff).value, -1);
  const rectangle = new RECT({ left: 1, top: 2, right: 3, bottom: 4 });
  assertEquals([rectangle.left, rectangle.top, rectangle.right, rectangle.bottom], [1, 2, 3, 4]);
  const message = new wintypes.MSG({ message: 5, wParam: 6n, pt: { x: 7, y: 8 } });
  assertEquals([message.hWnd, message.message, message.wParam, message.pt.y], [null, 5, 6n, 8]);
});

test("structures can be extended", () => {
  class Place extends POINT {
    norm(): number {
      return Math.hypot(this.x, this.y);
    }
  }
  assertEquals(new Place({ x: 3, y: 4 }).norm(), 5);
});

test("file names are text", () => {
  const found = new WIN32_FIND_DATAA();
  found.cFileName.value = "file.txt";
  assertEquals(found.cFileName.value, "file.txt");
  const wide = new WIN32_FIND_DATAW();
  wide.cFileName.value = "Größe";
  assertEquals([wide.cFileName.value, wide.cFileName.length], ["Größe", wintypes.MAX_PATH]);
});

test("VARIANT_BOOL is a boolean whose bits are all set", () => {
  assertEquals([...bytesAt(new VARIANT_BOOL(true))], [255, 255]);
  assertEquals([...bytesAt(new VARIANT_BOOL(false))], [0, 0]);
  const cell = new VARIANT_BOOL();
  cell.value = true;
  assertEquals(cell.value, true);
  class Options extends Structure({ first: VARIANT_BOOL, second: VARIANT_BOOL }) {}
  const options = new Options({ second: true });
  assertEquals([options.first, options.second, ...bytesAt(options)], [false, true, 0, 0, 255, 255]);
  assertEquals([...new (ArrayOf(VARIANT_BOOL, 2))([true, false])], [true, false]);
  assertEquals(VARIANT_BOOL.fromBuffer(new Uint8Array([1, 0])).value, true);
  const seen: unknown[] = [];
  using both = new (CFunction([VARIANT_BOOL, VARIANT_BOOL], VARIANT_BOOL))((a, b) => (seen.push(a, b), a));
  assertEquals([both(true, false), both(false, true), ...seen], [true, false, true, false, false, true]);
  using raw = new (CFunction([c_int], VARIANT_BOOL))((value) => value !== 0);
  assertEquals([raw(0), raw(5)], [false, true]);
  assertThrows(() => new VARIANT_BOOL(1 as never), TypeError, "cannot convert 1 to VARIANT_BOOL: expected a boolean");
  assertThrows(() => both(true, 0 as never), TypeError, "parameter 2 (VARIANT_BOOL)");
});

test("RGB makes a colour", () => assertEquals(wintypes.RGB(1, 2, 255), 0xff0201));

describe("on Windows", { skip: platform !== "win32" && "this is not Windows" }, () => {
  const { BOOL, DWORD, HANDLE, LPCWSTR, LPFILETIME, LPSYSTEMTIME, LPSTR, LPWIN32_FIND_DATAW } = wintypes;

  test("times go back and forth", () => {
    using kernel = dlopen("kernel32.dll", {
      SystemTimeToFileTime: CFunction([LPSYSTEMTIME, LPFILETIME], BOOL),
      FileTimeToSystemTime: CFunction([LPFILETIME, LPSYSTEMTIME], BOOL),
    });
    const time = new FILETIME();
    assert(kernel.symbols.SystemTimeToFileTime(new SYSTEMTIME({ wYear: 2024, wMonth: 2, wDay: 29 }), byref(time)));
    const ticks = BigInt(time.dwHighDateTime) << 32n | BigInt(time.dwLowDateTime);
    assertEquals(ticks / 10000n - 11644473600000n, BigInt(Date.UTC(2024, 1, 29)));
    const back = new SYSTEMTIME();
    assert(kernel.symbols.FileTimeToSystemTime(time, back));
    assertEquals([back.wYear, back.wMonth, back.wDay, back.wDayOfWeek], [2024, 2, 29, 4]);
  });

  test("files are found", () => {
    using kernel = dlopen("kernel32.dll", {
      FindFirstFileW: CFunction([LPCWSTR, LPWIN32_FIND_DATAW], HANDLE),
      FindClose: CFunction([HANDLE], BOOL),
      GetWindowsDirectoryA: CFunction([LPSTR, DWORD], DWORD),
    });
    const folder = createStringBuffer(wintypes.MAX_PATH);
    kernel.symbols.GetWindowsDirectoryA(folder, wintypes.MAX_PATH);
    const found = new WIN32_FIND_DATAW();
    const handle = kernel.symbols.FindFirstFileW(`${folder.value}\\system32\\kernel32.dll`, found);
    assertEquals(found.cFileName.value.toLowerCase(), "kernel32.dll");
    assert(found.nFileSizeLow > 0);
    assert(kernel.symbols.FindClose(handle));
    assertEquals(kernel.symbols.FindFirstFileW("does not exist", found), 2n ** 64n - 1n);
  });
});
