import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { platform } from "node:process";
import { test } from "node:test";
import { ArrayOf, c_int, CFunction, COMError, FormatError, HRESULT, sizeof, Structure } from "../../mod.ts";
import { E_FAIL, E_NOINTERFACE } from "../../src/windows/com.ts";

const Result = CFunction([c_int], HRESULT);

/** What a call throws. */
function thrownBy(call: () => unknown): COMError {
  try {
    call();
  } catch (error) {
    assertInstanceOf(error, COMError);
    return error;
  }
  throw new Error("nothing was thrown");
}

test("successes are returned, failures thrown", () => {
  using give = new Result((value) => value);
  assertEquals(give(0), 0);
  assertEquals(give(1), 1);
  assertEquals(give(0x7fffffff), 0x7fffffff);
  const error = thrownBy(() => give(E_NOINTERFACE));
  assertInstanceOf(error, Error);
  assertEquals(error.hresult, -2147467262);
  assertEquals(error.name, "COMError");
  assert(error.message.startsWith("[HRESULT 0x80004002] "));
});

test("the error has the system's text, off Windows the HRESULT's name", () => {
  const error = new COMError(0x80070005);
  assertEquals(error.hresult, -2147024891);
  if (platform === "win32") {
    assertEquals(error.text, FormatError(-2147024891).replace("<no description>", "E_ACCESSDENIED"));
  } else assertEquals(error.text, "E_ACCESSDENIED");
  assertEquals(new COMError(0x80041234 | 0).message, "[HRESULT 0x80041234]");
  assertEquals(new COMError(E_FAIL, "it broke").message, "[HRESULT 0x80004005] it broke");
});

test("errcheck does not see failures", () => {
  const seen: number[] = [];
  const Checked = CFunction([c_int], HRESULT, { errcheck: (result: number) => (seen.push(result), result) });
  using give = new Checked((value) => value);
  give(1);
  thrownBy(() => give(E_FAIL));
  assertEquals(seen, [1]);
});

test("anywhere else it is an int", () => {
  assertEquals([sizeof(HRESULT), new HRESULT(E_FAIL).value], [4, E_FAIL]);
  class Step extends Structure({ result: HRESULT }) {}
  assertEquals(new Step({ result: 0x80004005 }).result, E_FAIL);
  assertEquals([...new (ArrayOf(HRESULT, 2))([1, E_FAIL])], [1, E_FAIL]);
  const received: number[] = [];
  using take = new (CFunction([HRESULT], c_int))((value) => (received.push(value), 0));
  take(E_FAIL);
  take(0x80004005);
  assertEquals(received, [E_FAIL, E_FAIL]);
  assertThrows(() => take("E_FAIL" as never), TypeError, "HRESULT");
  assertThrows(() => take(2 ** 32), RangeError, "HRESULT");
});
