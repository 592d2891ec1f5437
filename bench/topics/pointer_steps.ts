// What each step of passing a structure by pointer adds to the bare call, in the engine's best code for it: this is the
// least that a call can cost that checks what it is given.
import { c_int, CFunction, dlopen, Pointer, Structure } from "../../mod.ts";
import { addressOfPlace, MEMORY, OFFSET, type Placed } from "../../src/memory/block.ts";
import { TYPE } from "../../src/types/type_info.ts";
import { loop } from "../loop.ts";
import type { Row } from "../measure.js";
import { library } from "../native/mod.ts";
import { isDeno, rawLibrary } from "../raw.ts";

class Point extends Structure({ x: c_int, y: c_int }) {}
const { symbols: us } = dlopen(library, { first_x: CFunction([Pointer(Point)], c_int) });
const { first_x: call } = rawLibrary({ first_x: [[isDeno ? "u64" : "ptr"], "i32"] });

const points = Array.from({ length: 4 }, (_, x) => new Point({ x }));
const addresses = points.map((point) => addressOfPlace(point as unknown as Placed));
const type = (points[0] as unknown as Record<symbol, unknown>)[TYPE];
const scope = {
  us,
  call,
  points,
  addresses,
  type,
  MEMORY,
  OFFSET,
  TYPE,
  held: { a: null },
  pending: { thrown: false },
};

const raw = loop("sum += call(addresses[i & 3]);", scope);
const row = (name: string, body: string): Row => ({ name, us: loop(body, scope), raw });

const right = "a[TYPE] === type && (b = a[MEMORY]).pin === a[OFFSET]";
const there = `${right} && b.view.byteLength > 0`;
const step = (test: string, after = "") =>
  `const a = points[i & 3]; let b; if (!(${test})) throw a; sum += call(b.pinned); ${after}`;

export const rows: Row[] = [
  row("the address is with the structure", "sum += call(points[i & 3][MEMORY].pinned);"),
  row("… and the structure is of the right type", step(right)),
  row("… and its memory was not transferred away", step(there)),
  row("… and it is held until C has returned", step(there, "held.a = a;")),
  row("… and no callback threw", step(there, "held.a = a; if (pending.thrown) throw a;")),
  row("our call", "sum += us.first_x(points[i & 3]);"),
];
