/**
 * Nested structures that the C library fills in: what Linux knows about a file (`struct statx`), and its time of
 * change in the calendar of this place (`struct tm`).
 *
 *     deno run --allow-ffi --allow-read examples/stat.ts [file]
 *     bun run examples/stat.ts [file]
 *
 * @module
 */
import {
  ArrayOf,
  byref,
  c_char_p,
  c_int,
  c_int32,
  c_int64,
  c_long,
  c_size_t,
  c_time_t,
  c_uint,
  c_uint16,
  c_uint32,
  c_uint64,
  CFunction,
  createStringBuffer,
  dlopen,
  findLibrary,
  getErrno,
  Pointer,
  Structure,
} from "@ctypes/ctypes";
import { argv, platform } from "node:process";

class Timestamp extends Structure({ tv_sec: c_int64, tv_nsec: c_uint32, reserved: c_int32 }) {}

class Statx extends Structure({
  stx_mask: c_uint32,
  stx_blksize: c_uint32,
  stx_attributes: c_uint64,
  stx_nlink: c_uint32,
  stx_uid: c_uint32,
  stx_gid: c_uint32,
  stx_mode: c_uint16,
  stx_ino: c_uint64,
  stx_size: c_uint64,
  stx_blocks: c_uint64,
  stx_attributes_mask: c_uint64,
  stx_atime: Timestamp,
  stx_btime: Timestamp,
  stx_ctime: Timestamp,
  stx_mtime: Timestamp,
  stx_rest: ArrayOf(c_uint64, 16), // devices, and room for what later kernels tell
}) {}

class Tm extends Structure({
  tm_sec: c_int,
  tm_min: c_int,
  tm_hour: c_int,
  tm_mday: c_int,
  tm_mon: c_int,
  tm_year: c_int,
  tm_wday: c_int,
  tm_yday: c_int,
  tm_isdst: c_int,
  tm_gmtoff: c_long,
  tm_zone: c_char_p,
}) {}

const AT_FDCWD = -100;
const STATX_ALL = 0xfff;

function show(file: string): void {
  using libc = dlopen(findLibrary("c"), {
    statx: CFunction([c_int, c_char_p, c_int, c_uint, Pointer(Statx)], c_int, { useErrno: true }),
    localtime_r: CFunction([Pointer(c_time_t), Pointer(Tm)], Pointer(Tm)),
    strftime: CFunction([c_char_p, c_size_t, c_char_p, Pointer(Tm)], c_size_t),
    strerror: CFunction([c_int], c_char_p),
  });
  const { statx, localtime_r, strftime, strerror } = libc.symbols;

  const stat = new Statx();
  if (statx(AT_FDCWD, file, 0, STATX_ALL, byref(stat)) !== 0) {
    console.log(`${file}: ${strerror(getErrno())}`);
    return;
  }
  console.log(`${file}: ${stat.stx_size} bytes, mode ${stat.stx_mode.toString(8)}, ${stat.stx_nlink} name(s)`);
  console.log("changed:", stat.stx_mtime);

  const tm = new Tm();
  localtime_r(byref(new c_time_t(stat.stx_mtime.tv_sec)), byref(tm));
  console.log("that is:", tm);
  const text = createStringBuffer(100);
  strftime(text, text.length, "%A, %d %B %Y, %H:%M", byref(tm));
  console.log("or:     ", text.value);
}

if (platform === "linux") show(argv[2] ?? "deno.json");
else console.log("statx is Linux's own: skipped");
