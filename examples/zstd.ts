/**
 * A real library that returns structures by value: Zstandard tells the range of each of its parameters.
 *
 *     deno run --allow-ffi --allow-read --allow-env examples/zstd.ts
 *     bun run examples/zstd.ts
 *
 * @module
 */
import {
  c_char_p,
  c_int,
  c_size_t,
  c_uint,
  CFunction,
  createStringBuffer,
  dlopen,
  findLibrary,
  Structure,
} from "@ctypes/ctypes";

class Bounds extends Structure({ error: c_size_t, lowest: c_int, highest: c_int }) {}

const path = findLibrary("zstd");
if (path === null) console.log("zstd is not installed here: skipped");
else tour(path);

function tour(path: string): void {
  using zstd = dlopen(path, {
    ZSTD_versionString: CFunction([], c_char_p),
    ZSTD_cParam_getBounds: CFunction([c_int], Bounds),
    ZSTD_isError: CFunction([c_size_t], c_uint),
    ZSTD_getErrorName: CFunction([c_size_t], c_char_p),
    ZSTD_compress: CFunction([c_char_p, c_size_t, c_char_p, c_size_t, c_int], c_size_t),
    ZSTD_decompress: CFunction([c_char_p, c_size_t, c_char_p, c_size_t], c_size_t),
  });
  const { ZSTD_versionString, ZSTD_cParam_getBounds, ZSTD_isError, ZSTD_getErrorName } = zstd.symbols;
  const { ZSTD_compress, ZSTD_decompress } = zstd.symbols;

  console.log(`zstd ${ZSTD_versionString()} is ${path}`);
  for (const [name, parameter] of Object.entries({ compressionLevel: 100, windowLog: 101, nothing: 99 })) {
    const bounds = ZSTD_cParam_getBounds(parameter);
    const range = ZSTD_isError(bounds.error) ? ZSTD_getErrorName(bounds.error) : `${bounds.lowest} … ${bounds.highest}`;
    console.log(`  ${name}: ${range}`);
  }

  const text = "one fish two fish red fish blue fish ".repeat(50);
  const buffer = new Uint8Array(1000);
  const { highest } = ZSTD_cParam_getBounds(100);
  const size = Number(ZSTD_compress(buffer, buffer.length, text, text.length, highest));
  const back = createStringBuffer(text.length);
  ZSTD_decompress(back, back.length, buffer, size);
  console.log(`  ${text.length} bytes become ${size}, and ${back.value === text ? "the same again" : "OTHERS"}`);
}
