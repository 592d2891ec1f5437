import { assertEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import {
  byref,
  c_bool,
  c_char_p,
  c_double,
  c_float,
  c_int,
  c_long,
  c_longlong,
  c_short,
  c_size_t,
  c_ubyte,
  CFunction,
  createStringBuffer,
  dlopen,
  type VariadicInput,
} from "../../mod.ts";
import { fixture } from "../native/mod.ts";

const Format = CFunction([c_char_p, c_size_t, c_char_p], c_int, { variadic: true });
const open = () => dlopen(fixture("basic"), { format_text: Format });
const buffer = createStringBuffer(200);

describe("a variadic function", () => {
  const { symbols: { format_text } } = open();
  const format = (how: string, ...extra: VariadicInput[]) => {
    const length = format_text(buffer, 200, how, ...extra);
    assertEquals(length, buffer.value.length);
    return buffer.value;
  };
  const text = createStringBuffer("bytes");
  const cases: [how: string, extra: VariadicInput[], wanted: string][] = [
    ["none", [], "none"],
    ["%d", [new c_int(-5)], "-5"],
    ["%s", ["text"], "text"],
    ["%g", [new c_double(1.5)], "1.5"],
    ["%g", [new c_float(0.25)], "0.25"],
    ["%d", [new c_short(-3)], "-3"],
    ["%d", [new c_ubyte(200)], "200"],
    ["%d", [new c_bool(true)], "1"],
    ["%lld", [new c_longlong(-(2n ** 60n))], "-1152921504606846976"],
    ["%ld", [new c_long(7n)], "7"],
    ["%s", [text], "bytes"],
    ["%s", [byref(text)], "bytes"],
    ["%s", [new c_char_p("pointer")], "pointer"],
    ["%s", [new TextEncoder().encode("view\0")], "view"],
    ["%d %g", [new c_int(1), new c_double(2.5)], "1 2.5"],
    ["%g %d", [new c_double(2.5), new c_int(1)], "2.5 1"],
    ["%d %s", [new c_int(1), "one"], "1 one"],
    ["%s %s %d", ["a", "b", new c_int(3)], "a b 3"],
  ];
  test("takes every list of types, again and again", () => {
    for (let round = 0; round < 50; round++) {
      for (const [how, extra, wanted] of cases) assertEquals(format(how, ...extra), wanted);
    }
  });
  test("tells null from other pointers", () => {
    for (let i = 0; i < 20; i++) assertEquals(format("%d", new c_int(i), i % 2 ? null : text), `${i}`);
  });
  test("refuses what it did not refuse to take before", () => {
    const any = format_text as (...args: unknown[]) => unknown;
    for (let i = 0; i < 20; i++) {
      assertEquals(format("%d", new c_int(i)), `${i}`);
      assertThrows(() => any(buffer, 200, "%d", i), TypeError, "parameter 4 of format_text()");
      assertThrows(() => any(buffer, 200, "%d", undefined), TypeError, "a variadic argument needs a C type");
      assertThrows(() => any(buffer, 200, "%d", {}), TypeError, "a variadic argument needs a C type");
      assertThrows(() => any(buffer, 200), TypeError, "takes at least 3 arguments");
      assertThrows(() => any(buffer, "200", "%d", new c_int(i)), TypeError, "parameter 2");
    }
  });
  test("takes instances of a class that extends a type", () => {
    class Count extends c_int {}
    assertEquals(format("%d", new Count(4)), "4");
    assertEquals(format("%d", new c_int(5)), "5");
  });
  test("throws once its library is closed", () => {
    const lib = open();
    for (let i = 0; i < 3; i++) lib.symbols.format_text(buffer, 200, "%d", new c_int(i));
    lib.close();
    assertThrows(() => lib.symbols.format_text(buffer, 200, "%d", new c_int(1)), Error, "closed");
    assertThrows(() => lib.symbols.format_text(buffer, 200, "%s", "text"), Error, "closed");
  });
  test("throws if its library is closed while the arguments are converted", () => {
    const lib = open();
    class Closing extends c_int {
      override get value() {
        lib.close();
        return 1;
      }
    }
    const { format_text } = lib.symbols;
    for (let i = 0; i < 3; i++) format_text(buffer, 200, "%d", new c_int(i));
    assertThrows(() => format_text(buffer, 200, "%d", new Closing()), Error, "closed");
  });
  test("gives errcheck the arguments and itself", () => {
    const seen: unknown[] = [];
    using lib = dlopen(fixture("basic"), {
      format_text: CFunction([c_char_p, c_size_t, c_char_p], c_int, {
        variadic: true,
        errcheck: (result: number, fn: unknown, args: readonly unknown[]) => {
          seen.push([result, fn === lib.symbols.format_text, args]);
          return result * 2;
        },
      }),
    });
    const extra = new c_int(12);
    for (let i = 0; i < 3; i++) assertEquals<unknown>(lib.symbols.format_text(buffer, 200, "%d", extra), 4);
    assertEquals(seen, Array(3).fill([2, true, [buffer, 200, "%d", extra]]));
  });
});

test("more lists of types than are remembered are each called rightly, also while a call converts its arguments", () => {
  const lib = open();
  const { format_text } = lib.symbols;
  const kinds = [(i: number) => new c_int(i), (i: number) => new c_longlong(BigInt(i)), (i: number) => `${i}`];
  const formats = ["%d,", "%lld,", "%s,"];
  const callList = (list: number) => {
    let format = "";
    const extra: VariadicInput[] = [];
    for (let rest = list; rest > 0; rest = Math.floor(rest / 3)) {
      format += formats[rest % 3];
      extra.push(kinds[rest % 3](extra.length));
    }
    format_text(buffer, 200, format, ...extra);
    assertEquals(buffer.value, extra.map((_, i) => `${i},`).join(""));
  };
  class Calling extends c_int {
    override get value() {
      for (let list = 1; list < 700; list++) callList(list);
      return super.value;
    }
    override set value(value: number) {
      super.value = value;
    }
  }
  for (let round = 0; round < 2; round++) {
    for (let list = 1; list < 700; list++) callList(list);
    assertEquals(format_text(buffer, 200, "%d %d %d", new c_int(1), new Calling(2), new c_int(3)), 5);
    assertEquals(buffer.value, "1 2 3");
  }
  lib.close();
  assertThrows(() => callList(600), Error, "closed");
});

test("views that take turns are each passed rightly", () => {
  const { symbols: { format_text } } = open();
  const texts = ["one", "two", "three"].map((text) => new TextEncoder().encode(`${text}\0`));
  for (let i = 0; i < 30; i++) {
    format_text(buffer, 200, "%s-%s", texts[i % 3], texts[(i + 1) % 3]);
    assertEquals(buffer.value, ["one-two", "two-three", "three-one"][i % 3]);
  }
  const moved = new TextEncoder().encode("moved\0");
  format_text(buffer, 200, "%s", moved);
  moved.buffer.transfer();
  assertThrows(() => format_text(buffer, 200, "%s", moved), TypeError, "detached");
});
