import { assert, assertEquals, assertThrows } from "@std/assert";
import process from "node:process";
import { describe, test } from "node:test";
import { type Layout, layout, type LayoutOptions, type Member, type Placed } from "../../src/types/record/layout.ts";
import { ask, type Compiler, findCompiler, nativeRules, type Source, SOURCES } from "./layout_compiler.ts";
import { generate, layoutAll, toCWithUses } from "./layout_generator.ts";
import { readGolden } from "./layout_golden.ts";

// Another seed in every run finds what the last ones did not; a failure names its own.
const seed = Number(process.env.CTYPES_SEED ?? Math.floor(Math.random() * 2 ** 32));

/** The first and the one past the last bit of a placed bit field. */
function bitRange({ offset, bitOffset = 0, bitWidth = 0 }: Placed): [number, number] {
  const start = 8 * offset + bitOffset;
  return [start, start + bitWidth];
}

/** An object of the type with exactly one bit field's bits set, as the layout says. */
function imageOf(size: number, place: Placed): Uint8Array {
  const image = new Uint8Array(size);
  const [start, end] = bitRange(place);
  for (let bit = start; bit < end; bit++) image[bit >> 3] |= 1 << (bit & 7);
  return image;
}

/** What `Placed` promises to those who read bit fields. */
function checkPromises(members: readonly Member[], options: LayoutOptions, result: Layout): void {
  result.members.forEach((place, i) => {
    const { name, size, bits } = members[i];
    assertEquals(place.bitWidth, bits);
    if (bits === undefined) return assert(place.offset + size <= result.size);
    const { offset, bitOffset = 0 } = place;
    assert(bitOffset >= 0 && offset + Math.ceil((bitOffset + bits) / 8) <= result.size, "bits outside the structure");
    if (options.rules === "msvc" || options.pack === undefined) {
      // Unnamed fields are not read, and need not align the structure that ends with them.
      if (name === "" || bits === 0) return;
      assert(bitOffset + bits <= 8 * size && offset + size <= result.size, "no whole unit");
    } else {
      assert(bitOffset + bits <= 8 * size || bitOffset < 8, "too far from its unit");
    }
  });
}

/** Compares thousands of random types with a compiler; returns how many fields were compared. */
function compare(compiler: Compiler, source: Pick<Source, "rules" | "restrictions" | "required">, amount: number) {
  const definitions = generate(seed, amount, compiler.widths, source.restrictions);
  const { scalars, records } = ask(compiler, definitions);
  const layouts = layoutAll(definitions, scalars, source.rules, source.required);

  const counts = { types: amount, fields: 0, bitFields: 0 };
  definitions.forEach(({ fields }, i) => {
    const [ours, theirs] = [layouts[i], records[i]];
    const differences: string[] = [];
    const expect = (what: string, actual: unknown, expected: unknown) => {
      if (`${actual}` !== `${expected}`) differences.push(`${what} is ${actual}, the compiler says ${expected}`);
    };
    expect("size", ours.size, theirs.size);
    expect("alignment", ours.alignment, theirs.alignment);
    fields.forEach(({ name }, k) => {
      const [place, offset, image] = [ours.members[k], theirs.offsets[k], theirs.images[k]];
      if (offset !== undefined) {
        expect(`offset of ${name}`, place.offset, offset);
        counts.fields++;
      }
      if (image !== undefined) {
        expect(`${name} in memory`, imageOf(ours.size, place), image);
        counts.bitFields++;
      }
    });
    if (differences.length === 0) return;
    const c = toCWithUses(definitions, i, compiler.widths);
    const again = `CTYPES_SEED=${seed}`;
    throw new Error(`T${i} differs for ${compiler.command}: ${differences.join("; ")}\n(again: ${again})\n${c}`);
  });
  return counts;
}

function report(command: string, { types, fields, bitFields }: ReturnType<typeof compare>): void {
  console.log(`layout: ${types} types, ${fields} fields and ${bitFields} bit fields are as ${command} lays them out`);
}

describe("layout is the C compiler's", () => {
  test("the machine's own compiler, on random types", () => {
    const compiler = findCompiler("cc");
    if (compiler === null) {
      if (process.platform === "win32") return console.log("layout: no cc here, comparing with kept results only");
      throw new Error("Cannot find a C compiler (cc): install gcc or clang, for example `apt-get install gcc`");
    }
    report("cc", compare(compiler, nativeRules(compiler), 5000));
  });

  for (const source of SOURCES) {
    const { name, command, flags, objcopy, packages, rules } = source;

    test(`${name}, on kept results`, () => {
      const golden = readGolden(name);
      assert(golden.length >= 300);
      for (const { line, options, members, size, alignment, starts } of golden) {
        const result = layout(members, { ...options, ...rules });
        checkPromises(members, { ...options, ...rules }, result);
        const ours = result.members.map((place, i) => {
          if (starts[i] === undefined) return undefined;
          return members[i].bits === undefined ? place.offset : bitRange(place)[0];
        });
        assertEquals([result.size, result.alignment, ours], [size, alignment, starts], line);
      }
    });

    test(`${name}, on random types`, () => {
      const compiler = findCompiler(command, flags, objcopy);
      if (compiler === null) {
        return console.log(`layout: ${command} not compared, only its kept results (install ${packages} to)`);
      }
      report(command, compare(compiler, source, 2000));
    });
  }
});

describe("layout keeps what it promises to readers", () => {
  for (const rules of ["gcc", "msvc"] as const) {
    test(rules, () => {
      const widths = { long: 64, wchar: 32 };
      const sizes = [1, 1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8, 8, 4, 4, 8, 16, 8, 8];
      const scalars = sizes.map((size) => ({ size, alignment: size }));
      for (const { union, pack, align, fields } of generate(seed, 3000, widths)) {
        const members = fields.flatMap(({ name, type, bits }) =>
          "scalar" in type ? [{ name, bits, ...scalars[type.scalar] }] : []
        );
        const options = { union, pack, align, rules };
        checkPromises(members, options, layout(members, options));
      }
    });
  }

  test("a field that spans five bytes, and a structure smaller than its unit", () => {
    const int = (name: string, bits: number) => ({ name, size: 4, alignment: 4, bits });
    const packed = { rules: "gcc", pack: 1 } as const;
    assertEquals(layout([int("a", 3), int("b", 31)], packed), {
      size: 5,
      alignment: 1,
      required: 1,
      members: [{ offset: 0, bitOffset: 0, bitWidth: 3 }, { offset: 0, bitOffset: 3, bitWidth: 31 }],
    });
    assertEquals(layout([int("a", 3)], packed).size, 1);
    assertEquals(layout([int("a", 3)], { ...packed, rules: "msvc" }).size, 4);
  });

  test("nothing at all", () => {
    for (const rules of ["gcc", "msvc"] as const) {
      assertEquals(layout([], { rules }), { size: 0, alignment: 1, required: 1, members: [] });
    }
  });
});

describe("layout refuses what no compiler accepts", () => {
  const member = { name: "m", size: 4, alignment: 4 };
  const refuse = (members: Member[], options: Omit<LayoutOptions, "rules">, message: string) => {
    for (const rules of ["gcc", "msvc"] as const) {
      assertThrows(() => layout(members, { ...options, rules }), RangeError, message);
    }
  };

  test("options", () => {
    for (const pack of [0, 3, -1, 32, 1.5, NaN]) refuse([member], { pack }, `Invalid pack: ${pack}`);
    for (const align of [0, 3, -4, 0.5, 2 ** 29, NaN, Infinity]) refuse([member], { align }, `Invalid align: ${align}`);
  });

  test("members", () => {
    for (const size of [-1, 0.5, NaN, Infinity, 2 ** 50]) {
      refuse([{ ...member, size }], {}, 'Invalid size of member "m"');
    }
    for (const alignment of [0, 3, -1, NaN, Infinity]) {
      refuse([{ ...member, alignment }], {}, 'Invalid alignment of member "m"');
      refuse([{ ...member, required: alignment }], {}, 'Invalid alignment of member "m"');
    }
    for (const bits of [-1, 33, 1.5, NaN]) refuse([{ ...member, bits }], {}, 'Invalid width of bit field "m"');
  });

  test("sizes that cannot be counted in bits", () => {
    const huge = { name: "m", size: 2 ** 49, alignment: 1 };
    refuse([huge, huge], {}, "Structure is too large");
    refuse(Array(2000).fill(huge), {}, "Structure is too large");
    for (const rules of ["gcc", "msvc"] as const) {
      assertEquals(layout([huge, member], { rules }).members[1].offset, 2 ** 49);
      assertEquals(layout([huge, huge], { rules, union: true }).size, 2 ** 49);
    }
  });
});
