import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { libraryPath } from "../../src/library/library_path.ts";

const unix = (value: unknown) => libraryPath(value, "linux");
const windows = (value: unknown) => libraryPath(value, "win32");

describe("what dlopen opens", () => {
  test("is a path or a bare name as it is given", () => {
    for (
      const text of ["libz.so.1", "./a.so", "a/b.so", "/a%41b c?d#e.so", "http://a/b", "./file:///a", "äöü.so", " "]
    ) {
      assertEquals(unix(text), text);
    }
    assertEquals([unix(null), windows("C:\\a%41.dll")], [null, "C:\\a%41.dll"]);
  });

  test("is the path of a file: URL, as an object or a text", () => {
    const paths = {
      "file:///lib/a.so": "/lib/a.so",
      "file:///lib/a%20b%41%C3%A4%25.so": "/lib/a bAä%.so",
      "file:///lib/a%2541.so": "/lib/a%41.so",
      "file:///lib/../a.so": "/a.so",
      "file:///lib/a\\b.so": "/lib/a/b.so",
      "file:///lib/a%5Cb.so": "/lib/a\\b.so",
      "file:///lib/a.so?b#c": "/lib/a.so",
      "file:/lib/a.so": "/lib/a.so",
      "FILE:///lib/a.so": "/lib/a.so",
      "file://localhost/lib/a.so": "/lib/a.so",
    };
    for (const [text, path] of Object.entries(paths)) {
      assertEquals([unix(text), unix(new URL(text))], [path, path], text);
    }
  });

  test("is the path of a file: URL on Windows", () => {
    const paths = {
      "file:///C:/lib/a%20b.dll": "C:\\lib\\a b.dll",
      "file:///c|/a.dll": "c:\\a.dll",
      "file://server/share/a.dll": "\\\\server\\share\\a.dll",
    };
    for (const [text, path] of Object.entries(paths)) {
      assertEquals([windows(text), windows(new URL(text))], [path, path], text);
    }
  });

  test("is no URL that a file cannot have", () => {
    const refused: [string, RegExp, (value: unknown) => unknown][] = [
      ["file://host/lib/a.so", /a file: URL has no host here: file:\/\/host\/lib\/a\.so$/, unix],
      ["file:///lib/a%2Fb.so", /a slash must not be encoded: file:/, unix],
      ["file:///lib%2fa.so", /a slash must not be encoded/, unix],
      ["file:///lib/%FF.so", /what is encoded must be UTF-8/, unix],
      ["file:///lib/a%.so", /what is encoded must be UTF-8/, unix],
      ["file:///lib/%ED%A0%80.so", /what is encoded must be UTF-8/, unix],
      ["file:///lib/a%00.so", /"\/lib\/a\\0\.so" is no path|"\/lib\/a\\u0000\.so" is no path/, unix],
      ["file:///C:/a%5Cb.dll", /a slash must not be encoded/, windows],
      ["file:///a.dll", /needs a drive or a host here/, windows],
      ["file:///", /needs a drive or a host here/, windows],
    ];
    for (const [text, message, path] of refused) {
      for (const value of [text, new URL(text)]) {
        assertMatch(assertThrows(() => path(value), TypeError).message, message);
      }
    }
    for (const text of ["file://[", "file://a b/c"]) assertThrows(() => unix(text), TypeError, "is no URL");
    for (const url of ["https://example.com/libx.so", "data:,a"]) {
      assertThrows(() => unix(new URL(url)), TypeError, "expected a file: URL");
    }
  });

  test("is nothing else", () => {
    for (const text of ["", "a\0b", "\0", "a\ud800.so", "/\udc00/b"]) {
      assertThrows(() => unix(text), TypeError, "is no path");
    }
    for (const value of [undefined, 5, true, {}, [], 5n, Symbol("s"), { href: "file:///a" }]) {
      assertThrows(() => unix(value), TypeError, "dlopen(): expected a path or null");
    }
  });
});
