/**
 * A tour: finds C libraries on this machine, opens them and calls them.
 *
 *     deno task demo
 *     bun run examples/tour.ts
 *
 * @module
 */
import {
  byref,
  c_char_p,
  c_double,
  c_int,
  c_long,
  c_size_t,
  c_ulong,
  c_void_p,
  CFunction,
  createStringBuffer,
  dlopen,
  findLibrary,
  getErrno,
  Pointer,
} from "@ctypes/ctypes";
import { constants } from "node:fs";
import { platform } from "node:process";
import { inflateSync } from "node:zlib";

/** The C library: text, a callback, an out-parameter, variable arguments, errno. */
function tourOfC(path: string): void {
  using libc = dlopen(path, {
    strlen: CFunction([c_char_p], c_size_t),
    qsort: CFunction([c_void_p, c_size_t, c_size_t, CFunction([Pointer(c_int), Pointer(c_int)], c_int)]),
    strtol: CFunction([c_char_p, Pointer(c_char_p), c_int], c_long),
    open: CFunction([c_char_p, c_int], c_int, {
      name: platform === "win32" ? "_open" : "open",
      variadic: true,
      useErrno: true,
    }),
    strerror: CFunction([c_int], c_char_p),
  });
  const { strlen, qsort, strtol, open, strerror } = libc.symbols;

  console.log(`  strlen("Grüße") is ${strlen("Grüße")}: bytes of UTF-8`);

  const numbers = new Int32Array([33, 4, 15, 8, 42, 16]);
  qsort(numbers, numbers.length, c_int.size, (a, b) => a!.at(0) - b!.at(0));
  console.log(`  qsort() with a comparator in JavaScript gives ${numbers.join(", ")}`);

  const rest = new c_char_p();
  const count = strtol("12 monkeys", byref(rest), 10);
  console.log(`  strtol("12 monkeys") is ${count} and leaves "${rest.value}"`);

  const file = open("/no/such/folder/file", constants.O_CREAT | constants.O_WRONLY, new c_int(0o644));
  console.log(`  open("/no/such/folder/file") is ${file}, errno ${getErrno()}: ${strerror(getErrno())}`);
}

/** The C library's mathematics. */
function tourOfMath(path: string): void {
  using libm = dlopen(path, {
    tgamma: CFunction([c_double], c_double),
    remainder: CFunction([c_double, c_double], c_double),
    frexp: CFunction([c_double, Pointer(c_int)], c_double),
  });
  const { tgamma, remainder, frexp } = libm.symbols;

  const exponent = new c_int();
  const mantissa = frexp(48, byref(exponent));
  console.log(
    `  tgamma(6) is ${tgamma(6)}, remainder(8, 3) is ${remainder(8, 3)}, 48 is ${mantissa} × 2^${exponent.value}`,
  );
}

/** zlib: bytes in, bytes out. */
function tourOfZlib(path: string): void {
  using zlib = dlopen(path, {
    zlibVersion: CFunction([], c_char_p),
    compressBound: CFunction([c_ulong], c_ulong),
    compress: CFunction([c_char_p, Pointer(c_ulong), c_char_p, c_ulong], c_int),
    uncompress: CFunction([c_char_p, Pointer(c_ulong), c_char_p, c_ulong], c_int),
  });
  const { zlibVersion, compressBound, compress, uncompress } = zlib.symbols;

  const text = "She sells sea shells on the sea shore. ".repeat(100);
  const size = new c_ulong(compressBound(text.length));
  const buffer = new Uint8Array(Number(size.value));
  compress(buffer, byref(size), text, text.length);
  const compressed = buffer.subarray(0, Number(size.value));
  console.log(`  zlib ${zlibVersion()} compresses ${text.length} bytes to ${compressed.length}`);

  const back = createStringBuffer(text.length);
  uncompress(back, byref(new c_ulong(back.length)), compressed, compressed.length);
  const same = back.value === text && inflateSync(compressed).toString() === text;
  console.log(`  and gets ${same ? "the same" : "ANOTHER"} text back, as node:zlib does`);
}

/** SQLite: handles, checked results, prepared statements. */
function tourOfSqlite(path: string): void {
  const SQLITE_ROW = 100;
  const SQLITE_TRANSIENT = -1n; // SQLite makes its own copy of a text
  const check = (code: number): void => {
    if (code !== 0) throw new Error(sqlite.symbols.sqlite3_errstr(code)!);
  };
  using sqlite = dlopen(path, {
    sqlite3_libversion: CFunction([], c_char_p),
    sqlite3_errstr: CFunction([c_int], c_char_p),
    sqlite3_open: CFunction([c_char_p, Pointer(c_void_p)], c_int, { errcheck: check }),
    sqlite3_exec: CFunction([c_void_p, c_char_p, c_void_p, c_void_p, c_void_p], c_int, { errcheck: check }),
    sqlite3_prepare_v2: CFunction([c_void_p, c_char_p, c_int, Pointer(c_void_p), c_void_p], c_int, { errcheck: check }),
    sqlite3_bind_text: CFunction([c_void_p, c_int, c_char_p, c_int, c_void_p], c_int, { errcheck: check }),
    sqlite3_bind_double: CFunction([c_void_p, c_int, c_double], c_int, { errcheck: check }),
    sqlite3_step: CFunction([c_void_p], c_int),
    sqlite3_reset: CFunction([c_void_p], c_int, { errcheck: check }),
    sqlite3_column_text: CFunction([c_void_p, c_int], c_char_p),
    sqlite3_column_double: CFunction([c_void_p, c_int], c_double),
    sqlite3_finalize: CFunction([c_void_p], c_int, { errcheck: check }),
    sqlite3_close: CFunction([c_void_p], c_int, { errcheck: check }),
  });
  const sql = sqlite.symbols;

  const database = new c_void_p(); // sqlite3 *database = NULL
  sql.sqlite3_open(":memory:", byref(database));
  sql.sqlite3_exec(database, "CREATE TABLE planets (name TEXT, mass REAL)", null, null, null);

  const insert = new c_void_p();
  sql.sqlite3_prepare_v2(database, "INSERT INTO planets VALUES (?, ?)", -1, byref(insert), null);
  for (const [name, mass] of [["Earth", 1], ["Jupiter", 317.8], ["Mars", 0.107], ["Venus", 0.815]] as const) {
    sql.sqlite3_bind_text(insert, 1, name, -1, SQLITE_TRANSIENT);
    sql.sqlite3_bind_double(insert, 2, mass);
    sql.sqlite3_step(insert);
    sql.sqlite3_reset(insert);
  }
  sql.sqlite3_finalize(insert);

  const select = new c_void_p();
  const lighter = "SELECT name, mass FROM planets WHERE mass < ? ORDER BY mass";
  sql.sqlite3_prepare_v2(database, lighter, -1, byref(select), null);
  sql.sqlite3_bind_double(select, 1, 1);
  console.log(`  SQLite ${sql.sqlite3_libversion()} knows the planets lighter than the Earth:`);
  while (sql.sqlite3_step(select) === SQLITE_ROW) {
    console.log(`    ${sql.sqlite3_column_text(select, 0)} ${sql.sqlite3_column_double(select, 1)}`);
  }
  sql.sqlite3_finalize(select);
  sql.sqlite3_close(database);
}

const tours = { c: tourOfC, m: tourOfMath, z: tourOfZlib, sqlite3: tourOfSqlite };
for (const [name, tour] of Object.entries(tours)) {
  const path = findLibrary(name);
  console.log(path === null ? `${name} is not installed here: skipped` : `${name} is ${path}`);
  if (path !== null) tour(path);
}
