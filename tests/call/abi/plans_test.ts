import { assertEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { homogeneous, planAapcs64 } from "../../../src/call/abi/aapcs64.ts";
import type { DynamicSignature, MachineParameter, Plan } from "../../../src/call/abi/plan.ts";
import { classify, planSysV as planFor } from "../../../src/call/abi/sysv.ts";
import { planWin64 } from "../../../src/call/abi/win64.ts";
import type { Aggregate, Native } from "../../../src/types/type_info.ts";

const sizes: Record<string, number> = { u8: 1, i16: 2, i32: 4, f32: 4, i64: 8, f64: 8, pointer: 8, longdouble: 16 };
const sizeOf = (native: Native) => typeof native === "object" ? native.size : sizes[native];
const alignmentOf = (native: Native) => typeof native === "object" ? native.alignment : sizes[native];
const up = (value: number, multiple: number) => Math.ceil(value / multiple) * multiple;

/** A structure as a C compiler lays it out. */
function struct(members: Native[], { pack = 16, align = 1 } = {}): Aggregate {
  let size = 0, alignment = align;
  const placed = members.map((native) => {
    const own = Math.min(alignmentOf(native), pack);
    const offset = up(size, own);
    size = offset + sizeOf(native);
    alignment = Math.max(alignment, own);
    return { offset, native };
  });
  return { size: up(size, alignment), alignment, members: placed };
}

function union(...members: Native[]): Aggregate {
  const alignment = Math.max(...members.map(alignmentOf));
  const size = up(Math.max(...members.map(sizeOf)), alignment);
  return { size, alignment, members: members.map((native) => ({ offset: 0, native })) };
}

const array = (native: Native, length: number): Aggregate => ({
  ...struct(Array(length).fill(native)),
  element: native,
});
const repeat = (native: Native, count: number): Native[] => Array(count).fill(native);

/** A short text for each machine parameter: `u64(0+8)` is the eight bytes of parameter 0 from byte 8 on. */
function show({ type, carries }: MachineParameter): string {
  const name = typeof type !== "object"
    ? type
    : type.elements === null
    ? `stack${type.size}/${type.alignment}`
    : `[${type.elements}]${type.size}/${type.alignment}`;
  if (carries.what === "scalar") return `${name} ${carries.index}`;
  if (carries.what === "bytes") return `${name}(${carries.index}+${carries.offset})`;
  return `${name} ${carries.what}`;
}
const list = (plan: Plan) => plan.parameters.map(show);
const resultOf = ({ result: { type, what, size } }: Plan) => ({ type, what, size });

const planSysV = (signature: DynamicSignature) => planFor(signature, "gcc");

describe("System V on x86-64", () => {
  const classes: [string, Aggregate, ReturnType<typeof classify>][] = [
    ["two doubles", struct(["f64", "f64"]), ["sse", "sse"]],
    ["an integer and a double", struct(["i64", "f64"]), ["integer", "sse"]],
    ["a float and an integer in eight bytes", struct(["f32", "i32"]), ["integer"]],
    ["three floats", struct(["f32", "f32", "f32"]), ["sse", "sse"]],
    ["a nested structure", struct([struct(["f32"]), struct(["f32", "i32"])]), ["sse", "integer"]],
    ["an array of bytes", array("u8", 16), ["integer", "integer"]],
    ["more than sixteen bytes", array("u8", 17), null],
    ["three doubles", struct(["f64", "f64", "f64"]), null],
    [
      "a union with a union in memory, which integers hide",
      union(array("pointer", 2), union("i32", "longdouble", struct(["i64", "f64"]))),
      null,
    ],
    ["a union of a double and an integer", union("f64", "i64"), ["integer"]],
    ["a union of doubles", union("f64", array("f32", 4)), ["sse", "sse"]],
    ["a misaligned field", struct(["u8", "i64"], { pack: 1 }), null],
    ["a packed structure whose fields are aligned all the same", struct(["i64", "u8"], { pack: 1 }), [
      "integer",
      "integer",
    ]],
    ["a packed long double", struct(["longdouble"], { pack: 2 }), ["x87", "x87up"]],
    ["a long double", struct(["longdouble"]), ["x87", "x87up"]],
    ["a union of a long double and a double", union("longdouble", "f64"), null],
    ["a union of a long double and an integer", union("longdouble", "i32"), null],
    ["padding at the end", struct(["i32"], { align: 16 }), ["integer", "none"]],
  ];
  for (const [name, aggregate, wanted] of classes) {
    test(`classifies ${name}`, () => {
      for (const compiler of ["gcc", "clang"] as const) assertEquals(classify(aggregate, compiler), wanted);
    });
  }

  const packed = struct(["f32", "u8"], { pack: 1 });
  const bitFields = (taken?: number): Aggregate => ({
    size: 4,
    alignment: 1,
    members: [{ offset: 0, native: "u8", taken }, { offset: 1, native: "u8" }],
  });
  type Classes = ReturnType<typeof classify>;
  const disputed: [string, Aggregate, gcc: Classes, clang: Classes][] = [
    ["an array of packed structures", struct([array(packed, 3)]), ["integer", "integer"], null],
    ["such an array that begins in the middle", struct(["f32", array(packed, 2)]), ["sse", "integer"], null],
    ["arrays of such arrays", array(array(packed, 1), 3), ["integer", "integer"], null],
    ["a union with such an array", union(array(packed, 2), "f64"), ["integer", "integer"], null],
    ["an array whose first element is misaligned", struct(["u8", array(packed, 2)], { pack: 1 }), null, null],
    [
      "an aligned structure at another place",
      struct(["i32", struct(["i32"], { align: 8 })], { pack: 4 }),
      ["integer", "none"],
      null,
    ],
    ["a bit field that GCC takes for an integer", struct(["i16", bitFields(4)], { pack: 2 }), null, ["integer"]],
    ["other bit fields", struct(["i16", bitFields()], { pack: 2 }), ["integer"], ["integer"]],
    ["a flexible array", struct(["f32", array("i32", 0)]), ["sse"], null],
    ["an empty structure in another", struct(["f32", struct([])]), ["sse"], ["sse"]],
  ];
  for (const [name, aggregate, gcc, clang] of disputed) {
    test(`classifies ${name} as each compiler does`, () => {
      assertEquals([classify(aggregate, "gcc"), classify(aggregate, "clang")], [gcc, clang]);
    });
  }

  const mixed = struct(["i64", "f64"]);
  test("gives each register a scalar, the last integer register too (libffi #574)", () => {
    const plan = planSysV({ parameters: [...repeat("i64", 5), mixed, "f64"], result: "void" });
    assertEquals(list(plan).slice(5), ["u64(5+0)", "f64(5+8)", "f64 6"]);
  });
  test("puts a structure on the stack as a whole if registers do not suffice", () => {
    const plan = planSysV({ parameters: [...repeat("i64", 5), struct(["i64", "i64"]), "i64"], result: "void" });
    assertEquals(list(plan).slice(5), ["stack16/8(5+0)", "i64 6"]);
    const floats = planSysV({ parameters: [...repeat("f64", 8), mixed, "i32"], result: "void" });
    assertEquals(list(floats).slice(8), ["stack16/8(8+0)", "i32 9"]);
  });
  test("counts registers no further than there are", () => {
    const plan = planSysV({ parameters: [...repeat("i64", 9), struct(["f32"])], result: "void" });
    assertEquals(list(plan)[9], "f64(9+0)");
  });
  test("passes long doubles in memory and returns them in a register", () => {
    const long = struct(["longdouble"]);
    const plan = planSysV({ parameters: [long], result: long });
    assertEquals(list(plan), ["stack16/16(0+0)"]);
    assertEquals(resultOf(plan), { type: "longdouble", what: "bytes", size: 10 });
  });
  test("returns up to two registers, and more through the first parameter", () => {
    const result = (native: Native) => planSysV({ parameters: ["i32"], result: native });
    assertEquals(resultOf(result(struct(["f32", "f32", "f32"]))), {
      type: { size: 16, alignment: 8, elements: ["f64", "f64"] },
      what: "bytes",
      size: 12,
    });
    assertEquals(resultOf(result(array("u8", 3))), { type: "u64", what: "bytes", size: 3 });
    const large = result(struct(["f64", "f64", "f64"]));
    assertEquals(resultOf(large), { type: "pointer", what: "hidden", size: 24 });
    assertEquals(list(large), ["pointer result", "i32 0"]);
  });
  test("the address of a result takes an integer register", () => {
    const plan = planSysV({ parameters: [...repeat("i64", 5), struct(["i64"])], result: array("u8", 20) });
    assertEquals(list(plan)[6], "stack8/8(5+0)");
  });
  test("keeps great alignments on the stack", () => {
    const wide = struct(["f64"], { align: 32 });
    const plan = planSysV({ parameters: [...repeat("i64", 7), wide], result: "void" });
    assertEquals(list(plan).slice(7), [...repeat("stack8/8 padding" as Native, 3), "stack32/16(7+0)"] as string[]);
    assertThrows(() => planSysV({ parameters: ["i32", wide], result: "void", fixed: 1 }), TypeError, "32");
  });
  test("counts the fixed parameters as the machine does", () => {
    const plan = planSysV({ parameters: [mixed, "i32", "f64"], result: array("u8", 20), fixed: 2 });
    assertEquals(plan.fixed, 4);
    assertEquals(planSysV({ parameters: [mixed], result: "void", fixed: 1 }).fixed, 2);
    assertEquals(planSysV({ parameters: [mixed], result: "void" }).fixed, undefined);
  });
});

describe("AAPCS64", () => {
  const cases: [string, Aggregate, string[] | null][] = [
    ["one float", struct(["f32"]), ["f32"]],
    ["four doubles", array("f64", 4), repeat("f64", 4) as string[]],
    ["four long doubles", array("longdouble", 4), repeat("longdouble", 4) as string[]],
    ["nested floats", struct([struct(["f32"]), array("f32", 2)]), ["f32", "f32", "f32"]],
    ["a union of floats", union("f32", array("f32", 3)), ["f32", "f32", "f32"]],
    ["five floats", array("f32", 5), null],
    ["floats and doubles", struct(["f32", "f64"]), null],
    ["a float and an integer", struct(["f32", "i32"]), null],
    ["padding at the end", struct(["f32"], { align: 16 }), null],
    ["padding between", struct([struct(["f32"], { align: 8 }), "f32", "f32"]), null],
    ["a union with an integer", union("f32", "i32"), null],
    ["no floats", array("i32", 2), null],
    ["an array behind which more may follow", struct([array("f32", 2), array("f32", 0)]), null],
    ["packed structures", array(struct(["f32"], { pack: 1 }), 3), ["f32", "f32", "f32"]],
  ];
  for (const [name, aggregate, wanted] of cases) {
    test(`${wanted === null ? "does not find" : "finds"} homogeneous floats in ${name}`, () => {
      assertEquals(homogeneous(aggregate) as string[] | null, wanted);
    });
  }
  const plan = (parameters: Native[], result: Native = "void", apple = false, fixed?: number) =>
    planAapcs64({ parameters, result, fixed }, apple);

  test("passes homogeneous floats as what they are", () => {
    assertEquals(list(plan([struct(["f32", "f32", "f32"])])), ["[f32,f32,f32]12/4(0+0)"]);
  });
  test("passes up to sixteen bytes in whole words, more by the address of a copy", () => {
    assertEquals(list(plan([array("u8", 3)])), ["[u64]8/8(0+0)"]);
    assertEquals(list(plan([array("i32", 3)])), ["[u64,u64]16/8(0+0)"]);
    assertEquals(list(plan([array("u8", 17)])), ["pointer copy"]);
    assertEquals(list(plan([struct(["f64", "f64", "i32"])])), ["pointer copy"]);
  });
  test("begins pairs of sixteen bytes' alignment at an even register, but not on Apple's", () => {
    const aligned = union("longdouble", "i64");
    assertEquals(list(plan(["i32", aligned]))[1], "u64 padding");
    assertEquals(list(plan(["i32", "i32", aligned])).length, 3);
    assertEquals(list(plan(["i32", aligned], "void", true)).length, 2);
    assertEquals(list(plan([...repeat("i64", 9), aligned])).length, 10);
  });
  test("does not count the alignment that was asked for the whole", () => {
    assertEquals(list(plan(["i32", struct(["i64", "i64"], { align: 16 })])).length, 2);
    const inner = struct([struct(["i64", "i64"], { align: 16 })]);
    assertEquals(list(plan(["i32", inner])).length, 3);
    assertEquals(list(plan(["i32", struct([inner], { pack: 1 })])).length, 2);
  });
  test("returns large results where x8 points to", () => {
    const { type, what, size } = plan(["i32"], array("u8", 20)).result;
    assertEquals({ type, what, size }, { type: { size: 20, alignment: 1, elements: ["u8"] }, what: "place", size: 20 });
    assertEquals(list(plan(["i32"], array("u8", 20))), ["i32 0"]);
    assertEquals(resultOf(plan([], array("u8", 12))).type, { size: 16, alignment: 8, elements: ["u64", "u64"] });
    assertEquals(resultOf(plan([], array("f64", 4))).what, "bytes");
  });
  test("counts the fixed parameters as the machine does", () => {
    assertEquals(plan(["i32", union("longdouble", "i64"), "f64"], "void", false, 2).fixed, 3);
  });
});

describe("Windows on x86-64", () => {
  const plan = (parameters: Native[], result: Native = "void", fixed?: number) =>
    planWin64({ parameters, result, fixed });
  for (const size of [1, 2, 3, 4, 5, 7, 8, 9, 12, 16, 64]) {
    test(`passes and returns ${size} bytes ${[1, 2, 4, 8].includes(size) ? "as an integer" : "by address"}`, () => {
      const type = ({ 1: "u8", 2: "u16", 4: "u32", 8: "u64" } as Record<number, string>)[size];
      const made = plan([array("u8", size)], array("u8", size));
      assertEquals(list(made), type ? [`${type}(0+0)`] : ["pointer result", "pointer copy"]);
      assertEquals(made.result.what, type ? "bytes" : "hidden");
    });
  }
  test("passes floats in structures as integers", () => {
    assertEquals(list(plan([struct(["f64"]), struct(["f32", "f32"]), "f64"])), ["u64(0+0)", "u64(1+0)", "f64 2"]);
  });
  test("passes variadic doubles as their bits, fixed ones not", () => {
    const made = plan(["f64", "i32", "f64"], array("u8", 3), 2);
    assertEquals(list(made), ["pointer result", "f64 0", "i32 1", "u64 bits"]);
    assertEquals(made.fixed, 3);
  });
});
