/**
 * Windows: a structure of its headers, wide text, the last error, and a COM object.
 *
 *     deno run --allow-ffi --allow-read --allow-env examples/windows.ts
 *     bun run examples/windows.ts
 *
 * @module
 */
import {
  byref,
  c_int,
  c_void_p,
  c_wchar_p,
  CFunction,
  createUnicodeBuffer,
  dlopen,
  getLastError,
  HRESULT,
  Pointer,
  WinError,
} from "@ctypes/ctypes";
import { CoCreateInstance, Interface } from "@ctypes/ctypes/com";
import { BOOL, DWORD, LPCWSTR, LPDWORD, LPWSTR, SYSTEMTIME } from "@ctypes/ctypes/wintypes";
import { platform } from "node:process";

/** Of the shell's links only the description is used here; the methods before it keep their places. */
class IShellLinkW extends Interface("{000214F9-0000-0000-C000-000000000046}", {
  GetPath: CFunction([c_wchar_p, c_int, c_void_p, DWORD], HRESULT),
  GetIDList: CFunction([c_void_p], HRESULT),
  SetIDList: CFunction([c_void_p], HRESULT),
  GetDescription: CFunction([c_wchar_p, c_int], HRESULT),
  SetDescription: CFunction([c_wchar_p], HRESULT),
}) {}

function tour(): void {
  using kernel = dlopen("kernel32.dll", {
    GetSystemTime: CFunction([Pointer(SYSTEMTIME)]),
    GetComputerNameW: CFunction([LPWSTR, LPDWORD], BOOL, { useLastError: true }),
    DeleteFileW: CFunction([LPCWSTR], BOOL, { useLastError: true }),
  });
  const { GetSystemTime, GetComputerNameW, DeleteFileW } = kernel.symbols;

  const time = new SYSTEMTIME();
  GetSystemTime(byref(time));
  console.log("Now it is:", time);

  const name = createUnicodeBuffer(64);
  if (!GetComputerNameW(name, byref(new DWORD(name.length)))) throw WinError(getLastError());
  console.log("This is:", name.value);

  if (!DeleteFileW("C:\\no such folder\\file")) console.log(WinError(getLastError()).message);

  using link = CoCreateInstance("{00021401-0000-0000-C000-000000000046}", IShellLinkW);
  link.SetDescription("made by COM");
  const text = createUnicodeBuffer(80);
  link.GetDescription(text, text.length);
  console.log("A link:", text.value);
}

if (platform === "win32") tour();
else console.log("This is not Windows: skipped");
