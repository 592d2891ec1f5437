// Structures in memory, beside bare DataViews. Creating is compared with a slice of a slab, reading and writing with a
// DataView each, which is quicker to use and costs a hundred times as much to create; a few rows use slices for that too.
import { ArrayOf, bits, c_double, c_int, c_int64, c_uint, Structure } from "../../mod.ts";
import { loop } from "../loop.ts";
import type { Row, Target } from "../measure.js";
import { cut } from "./slab.ts";

class Point extends Structure({ x: c_int, y: c_int }) {}
class Body extends Structure({ from: Point, to: Point, mass: c_double, id: c_int64 }) {}
class Flags extends Structure({ mode: bits(c_uint, 3), level: bits(c_uint, 7), on: bits(c_uint, 1) }) {}
class Big extends Structure(Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}`, c_int]))) {}

const eight = <T>(make: () => T): T[] => Array.from({ length: 8 }, make);
const points = eight(() => new Point({ x: 1, y: 2 }));
const bodies = eight(() => new Body({ to: { x: 3, y: 4 }, mass: 0.5, id: 7n }));
const flags = eight(() => new Flags({ mode: 5, level: 100 }));
const slices = eight(() => cut(32));
const views = eight(() => new DataView(new ArrayBuffer(32)));
const ring = new Array(64).fill(null);
const init = { x: 1, y: 2 };

const MILLION = 1_000_000;
const array = new (ArrayOf(Point, MILLION))() as unknown as { at(i: number): Point } & Iterable<Point>;
const arrayView = new DataView(new ArrayBuffer(MILLION * 8));

const scope = { Point, Body, Big, points, bodies, flags, slices, views, ring, init, array, arrayView, cut, MILLION };

const access: Target = { raw: 1.2, python: 10, koffi: 5 };
const making: Target = { raw: 1.4, python: 10, koffi: 5 };

function row(name: string, us: string, raw: string | null, target: Target, per?: number): Row {
  return { name, us: loop(us, scope), ...raw === null ? {} : { raw: loop(raw, scope) }, target, per };
}

export const rows: Row[] = [
  row("new Point()", "ring[i & 63] = new Point();", "ring[i & 63] = cut(8);", making),
  row(
    "new Point({ x, y })",
    "ring[i & 63] = new Point({ x: i, y: 2 });",
    `const p = cut(8);
    p.view.setInt32(p.offset, i, true);
    p.view.setInt32(p.offset + 4, 2, true);
    ring[i & 63] = p;`,
    making,
  ),
  row("new, 20 fields", "ring[i & 63] = new Big();", "ring[i & 63] = cut(80);", making),
  row("read int", "sum ^= points[i & 7].x;", "sum ^= views[i & 7].getInt32(0, true);", access),
  row("write int", "points[i & 7].x = i;", "views[i & 7].setInt32(0, i, true);", access),
  row(
    "read int, beside a slice",
    "sum ^= points[i & 7].x;",
    "const slice = slices[i & 7]; sum ^= slice.view.getInt32(slice.offset, true);",
    access,
  ),
  row(
    "write int, beside a slice",
    "points[i & 7].x = i;",
    "const slice = slices[i & 7]; slice.view.setInt32(slice.offset, i, true);",
    access,
  ),
  row("read double", "sum += bodies[i & 7].mass;", "sum += views[i & 7].getFloat64(16, true);", access),
  row("write double", "bodies[i & 7].mass = i;", "views[i & 7].setFloat64(16, i, true);", access),
  row(
    "read 64-bit",
    "sum += bodies[i & 7].id & 1n ? 1 : 2;",
    "sum += views[i & 7].getBigInt64(24, true) & 1n ? 1 : 2;",
    access,
  ),
  row("write 64-bit", "bodies[i & 7].id = 5n;", "views[i & 7].setBigInt64(24, 5n, true);", access),
  row("read nested int", "sum ^= bodies[i & 7].to.x;", "sum ^= views[i & 7].getInt32(8, true);", access),
  row("write nested int", "bodies[i & 7].to.x = i;", "views[i & 7].setInt32(8, i, true);", access),
  row("read bit field", "sum += flags[i & 7].level;", "sum += views[i & 7].getUint32(0, true) >>> 3 & 127;", access),
  row(
    "write bit field",
    "flags[i & 7].level = i & 127;",
    `const view = views[i & 7];
    view.setUint32(0, view.getUint32(0, true) & ~(127 << 3) | (i & 127) << 3, true);`,
    access,
  ),
  row(
    "array of a million, for … of",
    "for (const point of array) sum ^= point.x;",
    "for (let j = 0; j < MILLION; j++) sum ^= arrayView.getInt32(j * 8, true);",
    { python: 20 },
    MILLION,
  ),
  row(
    "array of a million, .at(i)",
    "for (let j = 0; j < MILLION; j++) sum ^= array.at(j).x;",
    "for (let j = 0; j < MILLION; j++) sum ^= arrayView.getInt32(j * 8, true);",
    { python: 20 },
    MILLION,
  ),
];
