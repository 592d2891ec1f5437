import { assert, assertEquals, assertThrows } from "@std/assert";
import { platform } from "node:process";
import { describe, test } from "node:test";
import {
  byref,
  c_int,
  c_void_p,
  c_wchar_p,
  CFunction,
  COMError,
  createUnicodeBuffer,
  DllCanUnloadNow,
  HRESULT,
} from "../../mod.ts";
import {
  classFactory,
  CoCreateInstance,
  CoRegisterClassObject,
  E_NOINTERFACE,
  GUID,
  Interface,
  IUnknown,
  REGDB_E_CLASSNOTREG,
} from "../../src/windows/com.ts";
import { Counter, ICounter, lib } from "./counter.ts";

const windows = platform === "win32";
const CLSID_ShellLink = GUID.parse("00021401-0000-0000-C000-000000000046");

class IShellLinkW extends Interface("{000214F9-0000-0000-C000-000000000046}", {
  GetPath: CFunction([c_wchar_p, c_int, c_void_p, c_int], HRESULT),
  GetIDList: CFunction([c_void_p], HRESULT),
  SetIDList: CFunction([c_void_p], HRESULT),
  GetDescription: CFunction([c_wchar_p, c_int], HRESULT),
  SetDescription: CFunction([c_wchar_p], HRESULT),
}) {}

test("off Windows they say so", { skip: windows && "this is Windows" }, () => {
  assertThrows(() => CoCreateInstance(CLSID_ShellLink, IShellLinkW), Error, "CoCreateInstance() works on Windows only");
  assertThrows(
    () => CoRegisterClassObject(GUID.create(), classFactory(Counter, ICounter)),
    Error,
    "CoRegisterClassObject() works on Windows only",
  );
});

describe("on Windows", { skip: !windows && "this is not Windows" }, () => {
  test("an object of a class of Windows is made and used", () => {
    using link = CoCreateInstance(CLSID_ShellLink, IShellLinkW);
    const text = createUnicodeBuffer(80);
    assertEquals(link.SetDescription("Größe 😀"), 0);
    link.GetDescription(text, 80);
    assertEquals(text.value, "Größe 😀");
    using unknown = link.QueryInterface(IUnknown);
    assert(unknown.AddRef() > 1);
    unknown.Release();
    assertEquals(
      (assertThrows(() => link.QueryInterface(ICounter), COMError) as unknown as COMError).hresult,
      E_NOINTERFACE,
    );
  });

  test("a class that does not exist is a COMError", () => {
    const error = assertThrows(() => CoCreateInstance(GUID.create(), IUnknown), COMError) as unknown as COMError;
    assertEquals(error.hresult, REGDB_E_CLASSNOTREG);
    assert(error.text !== "");
  });

  test("COM creates objects of a class of ours", () => {
    const clsid = GUID.create();
    {
      using _registration = CoRegisterClassObject(clsid, classFactory(Counter, ICounter));
      assertEquals(DllCanUnloadNow(), 1);
      using counter = CoCreateInstance(clsid, ICounter);
      const value = new c_int();
      counter.Next(byref(value));
      assertEquals([value.value, lib.symbols.sum_of_next(counter, 3)], [1, 9]);
    }
    assertEquals(DllCanUnloadNow(), 0);
    assertThrows(() => CoCreateInstance(clsid, ICounter), COMError);
  });

  test("bad arguments are refused", () => {
    assertThrows(() => CoCreateInstance("nonsense", IUnknown), TypeError, "expected a GUID");
    assertThrows(() => CoCreateInstance(null, IUnknown), TypeError, "not NULL");
    assertThrows(() => CoCreateInstance(CLSID_ShellLink, c_int as never), TypeError, "expected an interface");
    assertThrows(() => CoRegisterClassObject(GUID.create(), 5 as never), TypeError, "expected a class factory");
    assertThrows(() => CoRegisterClassObject(GUID.create(), {} as never), TypeError, "CoRegisterClassObject()");
  });
});
