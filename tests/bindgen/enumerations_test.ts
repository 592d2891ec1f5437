import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { areBits } from "../../src/bindgen/emit/enumerations.ts";

const bits = (...values: (number | string)[]) =>
  areBits({
    kind: "enum",
    id: "e",
    name: "e",
    type: { kind: "scalar", name: "int" },
    members: values.map((value, i) => ({ name: `m${i}`, value })),
  });

describe("whether an enumeration's values are bits", () => {
  const yes = [[1, 2, 4], [0, 1, 2, 4], [1, 2, 4, 7], [0x100, 0x200], [1, 2, 3, 4, 8], [0, 2, 4, 6], [
    1,
    "9223372036854775808",
  ]];
  for (const values of yes) test(`${values}: yes`, () => assertEquals(bits(...values), true));
  const no = [[], [0], [1], [0, 1], [1, 2], [0, 1, 2], [0, 1, 2, 3], [1, 2, 3, 4], [0, 1, 3], [-1, 1, 2, 4], [
    1,
    2,
    4,
    9,
  ], [5, 6]];
  for (const values of no) test(`${values.join(",") || "nothing"}: no`, () => assertEquals(bits(...values), false));
});
