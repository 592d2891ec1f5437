import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { test } from "node:test";
import { ErrnoError, getErrno, setErrno } from "../../mod.ts";

test("an errno error has the number, its name and the C library's text", () => {
  const error = new ErrnoError(2);
  assertInstanceOf(error, Error);
  assertEquals([error.errno, error.code, error.name], [2, "ENOENT", "ErrnoError"]);
  assertEquals(error.message, "[Errno 2] No such file or directory");
  assertEquals(new ErrnoError(13, "not you").message, "[Errno 13] not you");
});

test("of several names for a number the usual one is taken", () => {
  assertEquals([new ErrnoError(11).code, new ErrnoError(22).code, new ErrnoError(1).code], [
    "EAGAIN",
    "EINVAL",
    "EPERM",
  ]);
});

test("without a number it is that of the private copy", () => {
  const before = setErrno(9);
  assertEquals(new ErrnoError().code, "EBADF");
  setErrno(before);
  assertEquals(getErrno(), before);
});

test("an unknown number has a text but no name", () => {
  const error = new ErrnoError(99999);
  assertEquals(error.code, "");
  assert(/^\[Errno 99999\] ./.test(error.message));
});

test("bad arguments are refused", () => {
  assertThrows(() => new ErrnoError("2" as never), TypeError, "expected an error number");
  assertThrows(() => new ErrnoError(0.5), RangeError, "32-bit integer");
  assertThrows(() => new ErrnoError(2, 2 as never), TypeError, "description as a string");
});
