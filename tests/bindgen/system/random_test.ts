/** Random structures as clang reads them and as gcc lays them out: options and alignments are found for every one. */
import { assertEquals } from "@std/assert";
import { writeFileSync } from "node:fs";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { emit, parseHeaders } from "../../../src/bindgen/mod.ts";
import { generate, toC } from "../../types/layout_generator.ts";
import { differences, factsOf, program } from "./facts.ts";
import { bindings, moduleUrl, printed } from "./gcc.ts";

const widths = { long: 64, wchar: 32 };
const prelude = `#include <wchar.h>
enum colour { RED, GREEN };
typedef wchar_t wchar;
typedef void *pointer;
typedef void (*function)(void);
`;

/** Members with attributes of their own. */
const attributes = `
struct one_packed { char a; int b __attribute__((packed)); int c; };
struct one_aligned { char a; int b __attribute__((aligned(16))); char c; };
struct both { char a; short b __attribute__((packed)); int c __attribute__((aligned(8))); char d; } __attribute__((packed));
struct holds { char a; struct one_aligned b; struct both c[2]; };
union aligned_union { char a; _Alignas(32) short b; };
struct __attribute__((packed, aligned(4))) packed_aligned { char a; long b; };
`;

describe("random structures", () => {
  for (const seed of [1, 2, 3]) {
    test(`of seed ${seed}`, async () => {
      const definitions = generate(seed, 150, widths);
      const source = prelude + definitions.map((_, i) => toC(definitions, i, widths)).join("\n") + attributes;
      const path = `${bindings}/random_${seed}.h`;
      writeFileSync(path, source);
      const header = await parseHeaders({ headers: [path] });
      writeFileSync(path.replace(".h", ".ts"), emit(header, { import: moduleUrl }));
      const facts = factsOf(header, await import(pathToFileURL(path.replace(".h", ".ts")).href));
      assertEquals(differences(printed(`random_${seed}`, program(header)), facts), []);
    });
  }
});
