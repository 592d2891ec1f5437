import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { type Needs, orderTypes } from "../../src/bindgen/emit/order.ts";

/** Needs as text: `a: b, c?`; what may come later has a question mark. */
function needs(...lines: string[]): Map<string, Needs> {
  return new Map(lines.map((line) => {
    const [name, list = ""] = line.split(":");
    const others = list.split(",").map((other) => other.trim()).filter((other) => other !== "");
    return [name, {
      before: others.filter((other) => !other.endsWith("?")),
      anywhere: others.filter((other) => other.endsWith("?")).map((other) => other.slice(0, -1)),
    }];
  }));
}

describe("the order of types", () => {
  test("is the header's where nothing is needed", () => {
    assertEquals(orderTypes(needs("b", "a", "c")).names, ["b", "a", "c"]);
  });
  test("puts first what is needed, pointed to or not", () => {
    assertEquals(orderTypes(needs("a: b", "b: c?", "c")).names, ["c", "b", "a"]);
  });
  test("keeps what must come before in circles", () => {
    const { names, circles } = orderTypes(needs("alias: s", "s: alias?, part", "part: s?", "other"));
    assertEquals(names, ["part", "s", "alias", "other"]);
    assertEquals(new Set(["alias", "s", "part"].map((name) => circles.get(name))).size, 1);
    assertEquals(circles.has("other"), false);
  });
  test("knows nothing of names that are not there", () => {
    assertEquals(orderTypes(needs("a: x, y?")).names, ["a"]);
  });
  test("stands chains of any length", () => {
    const chain = needs(...Array.from({ length: 50_000 }, (_, i) => `t${i}: t${i + 1}`), "t50000");
    assertEquals(orderTypes(chain).names[0], "t50000");
  });
  test("is right for random needs", () => {
    let state = 1;
    const random = (n: number) => (state = state * 48271 % 0x7fffffff) % n;
    for (let round = 0; round < 300; round++) {
      const count = 1 + random(12);
      // What must come before has a smaller number, so that there are no circles of it.
      const all = needs(
        ...Array.from({ length: count }, (_, i) => {
          const strong = i === 0 ? [] : Array.from({ length: random(3) }, () => `t${random(i)}`);
          return `t${i}: ${[...strong, ...Array.from({ length: random(3) }, () => `t${random(count)}?`)].join(", ")}`;
        }).sort(() => random(2) - 0.5),
      );
      const { names, circles } = orderTypes(all);
      assertEquals([...names].sort(), [...all.keys()].sort());
      for (const [name, { before, anywhere }] of all) {
        const at = names.indexOf(name);
        for (const other of before) assert(names.indexOf(other) < at, `${other} before ${name}`);
        for (const other of anywhere) {
          const inCircle = other === name || circles.has(name) && circles.get(other) === circles.get(name);
          assert(names.indexOf(other) < at || inCircle, `${other} before ${name}, or in a circle with it`);
        }
      }
    }
  });
});
