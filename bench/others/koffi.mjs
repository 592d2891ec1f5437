// The benchmarks' rows with koffi on Node: `koffi.mjs TOPIC`.
import { execFileSync } from "node:child_process";
import process from "node:process";
import koffi from "koffi";
import { measureRows, print } from "../measure.js";

const lib = koffi.load(process.env.BENCH_LIBRARY);
const Point = koffi.struct("Point", { x: "int", y: "int" });
koffi.struct("Vector", { x: "double", y: "double" });
koffi.struct("Large", { values: koffi.array("double", 5) });
koffi.struct("Mixed", { id: "int", weight: "double" });
const IntFunction = koffi.proto("int IntFunction(int)");
const DoubleFunction = koffi.proto("double DoubleFunction(double, double)");
const Compare = koffi.proto("int Compare(const void *a, const void *b)");
const int = koffi.type("int");

/**
 * A row whose loop calls one function.
 *
 * @param {string} name
 * @param {string} body What each turn does with `i`, `f` and the names of `scope`; it may add to `sum`.
 * @param {Record<string, unknown>} scope
 * @param {number} [per]
 */
function row(name, body, scope, per) {
  const source = `return (n) => { let sum = 0; for (let i = 0; i < n; i++) { ${body} } return sum; }; // ${name}`;
  return { name, us: new Function(...Object.keys(scope), source)(...Object.values(scope)), per };
}

/**
 * @param {string} definition C's declaration of the function.
 * @param {Record<string, string>} rows By name: the arguments.
 * @param {Record<string, unknown>} [scope]
 */
function calls(definition, rows, scope = {}, use = "") {
  const f = lib.func(definition);
  return Object.entries(rows).map(([name, args]) => row(name, `sum = f(${args})${use};`, { f, ...scope }));
}

const four = (make) => [0, 1, 2, 3].map(make);
const eight = (make) => ({ all: Array.from({ length: 8 }, (_, i) => make(i)) });
const bytes = four((i) => new Uint8Array(1000).fill(i));
const ints = four((i) => new Int32Array([i, i]));
const points = four((i) => ({ x: i, y: 2 }));
const scope = { bytes, ints, points, one: bytes[1], addresses: ints.map((one) => koffi.address(one)) };

const topics = {
  calls: () => [
    ...calls("void nothing()", { "void f(void)": "" }),
    ...calls("int next_count()", { "int f(void)": "" }),
    ...calls("int add_ints(int, int)", { "int f(int, int)": "i, 1" }),
    ...calls("int add_six(int, int, int, int, int, int)", { "int f(6 ints)": "i, 1, 2, 3, i, 5" }),
    ...calls("uint32_t add_unsigned(uint32_t, uint32_t)", { "unsigned f(unsigned, unsigned)": "i, 0xf0000000" }),
    ...calls("int8_t add_bytes(int8_t, int8_t)", { "int8_t f(int8_t, int8_t)": "i & 63, 1" }),
    ...calls("bool negate(bool)", { "bool f(bool)": "(i & 2) === 0" }),
    ...calls("float add_floats(float, float)", { "float f(float, float)": "i, 0.5" }),
    ...calls("double add_doubles(double, double)", { "double f(double, double)": "i, 0.5" }),
    ...calls("int64_t add_longs(int64_t, int64_t)", { "int64_t f(int64_t, int64_t)": "all[i & 3], 5n" }, {
      all: [1n, -2n, 3n, 1n << 40n],
    }),
    ...calls("size_t add_sizes(size_t, size_t)", { "size_t f(size_t, size_t)": "all[i & 3], 5n" }, {
      all: [1n, 2n, 3n, 1n << 40n],
    }),
    ...calls("int is_null(const void *)", { "int f(void *), an address": "addresses[i & 3]" }, scope),
    ...calls("void *same(void *)", { "void *f(void *)": "addresses[i & 3]" }, scope),
  ],
  pointers: () => [
    ...calls("int first_byte(const uint8_t *)", {
      "uint8_t *, a Uint8Array": "bytes[i & 3]",
      "uint8_t *, always the same Uint8Array": "one",
    }, scope),
    ...calls("int first_int(const int *)", {
      "int *, an Int32Array": "ints[i & 3]",
      "int *, a pointer": "addresses[i & 3]",
    }, scope),
    ...calls("int first_x(const Point *)", { "Point *, a structure": "points[i & 3]" }, scope),
    ...calls("int is_null(const void *)", { "void *, a Uint8Array": "bytes[i & 3]", "void *, null": "null" }, scope),
  ],
  strings_in: () => {
    const texts = {
      "5 ASCII characters": (i) => `text${i}`,
      "32 ASCII characters": (i) => `${i}`.padEnd(32, "abcdefgh"),
      "200 ASCII characters": (i) => `${i}`.padEnd(200, "abcdefgh"),
      "10,000 ASCII characters": (i) => `${i}`.padEnd(10_000, "abcdefgh"),
      "5 characters, one not ASCII": (i) => `tëxt${i}`,
      "32 characters, none ASCII": (i) => String.fromCharCode(0x416 + i).repeat(32),
      "10,000 characters, none ASCII": (i) => String.fromCharCode(0x416 + i).repeat(10_000),
    };
    const f = lib.func("int first_byte(const char *)");
    return [
      ...Object.entries(texts).map(([name, make]) => row(name, "sum += f(all[i & 7]);", { f, ...eight(make) })),
      row("5 ASCII characters, a new string each time", "sum += f(`${i & 1023}text`);", { f }),
    ];
  },
  strings_out: () => {
    const names = ["5 ASCII characters", "10,000 ASCII characters", "13 characters, some not ASCII"];
    const f = lib.func("const char *text_of(int, int)");
    return names.map((name, kind) => row(name, `sum += f(${kind}, i).length;`, { f }));
  },
  by_value: () => [
    ...calls("Point swap_point(Point)", { "two ints, in and out": "points[i & 3]" }, scope, ".x"),
    ...calls(
      "Vector swap_vector(Vector)",
      { "two doubles, in and out": "all[i & 3]" },
      eight((x) => ({ x, y: 2 })),
      ".x",
    ),
    ...calls("double vector_x(Vector)", { "two doubles, in": "all[i & 3]" }, eight((x) => ({ x, y: 2 }))),
    ...calls(
      "Mixed turn_mixed(Mixed)",
      { "int and double, in and out": "all[i & 3]" },
      eight((id) => ({ id, weight: 2 })),
      ".id",
    ),
    ...calls(
      "Large turn_large(Large)",
      { "five doubles, in and out": "all[i & 3]" },
      eight((i) => ({ values: [i, 2, 3, 4, 5] })),
      ".values[0]",
    ),
  ],
  callbacks: () => {
    const callInts = lib.func("int call_ints(IntFunction *, int)");
    const callDoubles = lib.func("double call_doubles(DoubleFunction *, int)");
    const sortInts = lib.func("void sort_ints(int *, size_t, Compare *)");
    const count = (i) => i & 1;
    const held = koffi.register(count, koffi.pointer(IntFunction));
    const add = koffi.register((a, b) => a + b, koffi.pointer(DoubleFunction));
    const source = Int32Array.from({ length: 1000 }, (_, i) => (i * 7919 + 13) % 1009);
    const ints = new Int32Array(1000);
    let comparisons = 0;
    const compare = koffi.register((a, b) => {
      comparisons++;
      return koffi.decode(a, int) - koffi.decode(b, int);
    }, koffi.pointer(Compare));
    const sort = (n) => {
      for (let i = 0; i < n; i++) {
        ints.set(source);
        sortInts(ints, 1000, compare);
      }
    };
    sort(1);
    return [
      { name: "int f(int)", us: (n) => callInts(held, n) },
      { name: "int f(int), a plain function", us: (n) => callInts(count, n) },
      { name: "double f(double, double)", us: (n) => callDoubles(add, n) },
      { name: "qsort of 1000 ints, .at(0)", us: sort, per: comparisons },
      row("make a callback and close it", "koffi.unregister(koffi.register(count, type));", {
        ...{ koffi, count },
        type: koffi.pointer(IntFunction),
      }),
      row("call C with one callback", "sum += f(held, 1);", { f: callInts, held }),
    ];
  },
  addresses: () => {
    const address = lib.func("void *add_address()")();
    const f = koffi.decode(address, koffi.proto("int AddFunction(int, int)"));
    return [row("int f(int, int)", "sum ^= f(i, 1);", { f })];
  },
  variadic: () => {
    const f = lib.func("int sum_ints(int, ...)"), g = lib.func("double sum_doubles(int, ...)");
    const snprintf = koffi.load(null).func("int snprintf(char *, size_t, const char *, ...)");
    const buffer = new Uint8Array(100);
    return [
      row("int f(int, ...), two ints", "sum ^= f(2, 'int', i, 'int', 5);", { f }),
      row("double f(int, ...), two doubles", "sum += g(2, 'double', i, 'double', 0.5);", { g }),
      row(
        'snprintf "%d %s %.2f"',
        "sum += snprintf(buffer, 100, '%d %s %.2f', 'int', i, 'const char *', 'pieces', 'double', 0.5);",
        { snprintf, buffer },
      ),
    ];
  },
  reads: () => {
    const ints = lib.func("void *int_memory()")(), points = lib.func("void *point_memory()")();
    const scope = { koffi, ints, points, int, Point, encode: koffi.encode, decode: koffi.decode };
    return [
      row("int, p.at(i), C's memory", "sum ^= decode(ints, (i & 1023) * 4, int);", scope),
      row("int, p.set(i, value), C's memory", "encode(ints, (i & 1023) * 4, int, i);", scope),
      row("int, p.contents.value", "sum ^= decode(ints, int);", scope),
      row("structure, p.contents.x", "sum ^= decode(points, Point).x;", scope),
      row("structure, p.at(i).x", "sum ^= decode(points, (i & 1023) * 8, Point).x;", scope),
    ];
  },
};

/** How long programs take, in milliseconds. */
function start() {
  const took = (source) => {
    const start = performance.now();
    execFileSync(process.execPath, ["-e", source], { cwd: new URL(".", import.meta.url) });
    return performance.now() - start;
  };
  for (let round = 0; round < 5; round++) {
    print({ row: "a program that imports it", side: "us", ns: took("require('koffi')") });
  }
}

const topic = process.argv[2];
if (topic === "start") start();
else if (topic in topics) await measureRows(topics[topic]());
