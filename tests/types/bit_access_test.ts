import { assert, assertEquals } from "@std/assert";
import process from "node:process";
import { describe, test } from "node:test";
import { readBits, readBits32, writeBits, writeBits32 } from "../../src/types/record/bit_access.ts";
import { type Layout, layout, type Member, type Placed } from "../../src/types/record/layout.ts";
import { constants, findCompiler, nativeRules } from "./layout_compiler.ts";
import { random } from "./layout_generator.ts";

const seed = Number(process.env.CTYPES_SEED ?? Math.floor(Math.random() * 2 ** 32));
const next = random(seed);
const below = (n: number) => Math.floor(next() * n);
const pick = <T>(list: readonly T[]): T => list[below(list.length)];
const again = `(again: CTYPES_SEED=${seed})`;

/** Random bits, often at the ends of the range. */
function randomValue(bits: number): bigint {
  if (next() < 0.2) return pick([0n, 1n, (1n << BigInt(bits)) - 1n, 1n << BigInt(bits - 1)]);
  let value = 0n;
  for (let i = 0; i < bits; i++) value = (value << 1n) | BigInt(below(2));
  return value;
}

/** The position in memory of the bit that a field's bit `i`, from its lowest, is in: byte and mask. */
function locate(start: number, width: number, i: number, littleEndian: boolean): [number, number] {
  const position = littleEndian ? start + i : start + width - 1 - i;
  return [position >> 3, littleEndian ? 1 << (position & 7) : 0x80 >> (position & 7)];
}

describe("bit fields, bit by bit", () => {
  for (const littleEndian of [true, false]) {
    test(littleEndian ? "little-endian" : "big-endian", () => {
      for (let width = 1; width <= 64; width++) {
        for (let start = 0; start < 72; start++) {
          const noise = Array.from({ length: 24 }, () => below(256));
          const value = randomValue(width);
          const expected = Uint8Array.from(noise);
          for (let i = 0; i < width; i++) {
            const [byte, mask] = locate(start, width, i, littleEndian);
            const on = ((value >> BigInt(i)) & 1n) === 1n;
            expected[3 + byte] = on ? expected[3 + byte] | mask : expected[3 + byte] & ~mask;
          }
          const memory = Uint8Array.from(noise);
          const view = new DataView(memory.buffer);
          const signed = BigInt.asIntN(width, value);
          const what = `${width} bits at ${start} ${again}`;

          writeBits(view, 3, start, width, value, littleEndian);
          assertEquals(memory, expected, what);
          assertEquals(readBits(view, 3, start, width, false, littleEndian), value, what);
          assertEquals(readBits(view, 3, start, width, true, littleEndian), signed, what);

          memory.set(noise);
          writeBits(view, 3, start, width, signed, littleEndian);
          assertEquals(memory, expected, `negative, ${what}`);

          if (width > 32) continue;
          for (const given of [value, signed]) {
            memory.set(noise);
            writeBits32(view, 3, start, width, Number(given), littleEndian);
            assertEquals(memory, expected, what);
          }
          assertEquals(readBits32(view, 3, start, width, false, littleEndian), Number(value), what);
          assertEquals(readBits32(view, 3, start, width, true, littleEndian), Number(signed), what);
        }
      }
    });

    test(`${littleEndian ? "little" : "big"}-endian, at the very end of memory`, () => {
      for (let width = 1; width <= 64; width++) {
        for (let skip = 0; skip < 8; skip++) {
          const view = new DataView(new ArrayBuffer(Math.ceil((skip + width) / 8)));
          writeBits(view, 0, skip, width, -1n, littleEndian);
          assertEquals(readBits(view, 0, skip, width, true, littleEndian), -1n);
        }
      }
    });
  }
});

/** A random structure of integers and bit fields, with a value for every field. */
function randomRecord(long: number) {
  const types = ([["char", 8], ["short", 16], ["int", 32], ["long", long], ["long long", 64]] as const)
    .flatMap(([c, bits]) => [{ c: `signed ${c}`, bits, signed: true }, { c: `unsigned ${c}`, bits, signed: false }]);
  types.push({ c: "_Bool", bits: 8, signed: false });
  const pack = next() < 0.5 ? pick([1, 2, 4, 8, 16]) : undefined;
  const fields = Array.from({ length: 1 + below(8) }, (_, i) => {
    const { c, bits, signed } = pick(types);
    const isBool = c === "_Bool";
    const width = next() < 0.15 ? undefined : isBool ? 1 : 1 + below(bits);
    const value = randomValue(isBool ? 1 : width ?? bits);
    const member: Member = { name: `f${i}`, size: bits / 8, alignment: bits / 8, bits: width };
    return { c, member, value, signed };
  });
  return { pack, fields };
}

describe("bit fields are where the C compiler reads them", () => {
  const compiler = findCompiler("cc");

  for (const littleEndian of [true, false]) {
    test(littleEndian ? "native byte order" : "scalar_storage_order(big-endian)", () => {
      if (compiler === null) {
        if (process.platform === "win32") return console.log("bit fields: no cc here, compared with a model only");
        throw new Error("Cannot find a C compiler (cc): install gcc or clang, for example `apt-get install gcc`");
      }
      if (!littleEndian && compiler.macros.has("__clang__")) {
        return console.log("bit fields: clang has no scalar_storage_order; big-endian compared with a model only");
      }
      const order = littleEndian ? "" : `__attribute__((scalar_storage_order("big-endian")))`;
      const records = Array.from({ length: 2000 }, () => randomRecord(compiler.widths.long));
      const declarations = records.map(({ pack, fields }, i) => {
        const body = fields.map(({ c, member: { name, bits } }) => `${c} ${name}${bits ? ` : ${bits}` : ""};`);
        const push = pack ? `#pragma pack(push, ${pack})\n` : "";
        return `${push}typedef struct ${order} { ${body.join(" ")} } T${i};\n${pack ? "#pragma pack(pop)" : ""}`;
      });
      const values = records.map(({ fields }) => `{ ${fields.map(({ value }) => `${value}ull`).join(", ")} }`);
      const { table, images } = constants(
        compiler,
        [
          ...declarations,
          `struct images { ${records.map((_, i) => `T${i} i${i};`).join("\n")} };`,
          `TABLE table[] = {`,
          records.map((_, i) => `sizeof(T${i}), __builtin_offsetof(struct images, i${i})`).join(",\n"),
          `};`,
          `IMAGES struct images images = { ${values.join(",\n")} };`,
        ].join("\n"),
      );

      let count = 0;
      records.forEach(({ pack, fields }, i) => {
        const result = layout(fields.map(({ member }) => member), { pack, ...nativeRules(compiler).rules });
        assertEquals(result.size, table[2 * i], `${declarations[i]} ${again}`);
        const image = images.slice(table[2 * i + 1], table[2 * i + 1] + result.size);
        check(fields, result, image, littleEndian, `${declarations[i]} = ${values[i]} ${again}`);
        count += fields.length;
      });
      console.log(`bit fields: ${count} fields of ${records.length} structures are as cc stores them`);
    });
  }
});

/** Reads every field from C's object, and writes C's object from the values. */
function check(
  fields: ReturnType<typeof randomRecord>["fields"],
  { members, size }: Layout,
  image: Uint8Array,
  littleEndian: boolean,
  what: string,
): void {
  const source = new DataView(image.buffer, image.byteOffset, size);
  const written = new Uint8Array(size);
  const target = new DataView(written.buffer);
  fields.forEach(({ member, value, signed }, i) => {
    const [offset, start, width] = bitsOf(members[i], member);
    const expected = signed ? BigInt.asIntN(width, value) : value;
    assertEquals(readBits(source, offset, start, width, signed, littleEndian), expected, `${member.name} of ${what}`);
    writeBits(target, offset, start, width, value, littleEndian);
    const through = unitOf(members[i], member, source, littleEndian);
    if (through !== null) assert(through === BigInt.asUintN(width, value), `unit of ${member.name} of ${what}`);
  });
  assertEquals(written, image, what);
}

function bitsOf({ offset, bitOffset = 0, bitWidth }: Placed, { size }: Member): [number, number, number] {
  return [offset, bitOffset, bitWidth ?? 8 * size];
}

/** Reads a field through its storage unit, as `Placed` says one may; null if it says one may not. */
function unitOf(
  { offset, bitOffset = 0, bitWidth }: Placed,
  { size }: Member,
  view: DataView,
  littleEndian: boolean,
): bigint | null {
  const width = bitWidth ?? 8 * size;
  if (offset + size > view.byteLength || bitOffset + width > 8 * size) return null;
  let unit = 0n;
  for (let i = 0; i < size; i++) {
    unit = (unit << 8n) | BigInt(view.getUint8(offset + (littleEndian ? size - 1 - i : i)));
  }
  return BigInt.asUintN(width, unit >> BigInt(littleEndian ? bitOffset : 8 * size - bitOffset - width));
}
