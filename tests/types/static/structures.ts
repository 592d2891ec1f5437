import {
  anonymous,
  ArrayOf,
  BigEndianStructure,
  bits,
  c_bool,
  c_char_p,
  c_double,
  c_float,
  c_int,
  c_long,
  c_longlong,
  c_short,
  c_uint,
  c_void_p,
  CFunction,
  type Field,
  type InputOf,
  Pointer,
  pointer,
  Structure,
  Union,
  type ValueOf,
} from "../../../mod.ts";
import { type AnyKeys, type Equal, exactly, holds } from "./expect.ts";

class Point extends Structure({ x: c_int, y: c_double }) {
  norm(): number {
    return Math.hypot(this.x, this.y);
  }
}

class All extends Structure({
  point: Point,
  few: ArrayOf(c_short, 3),
  longs: ArrayOf(c_long, 3),
  points: ArrayOf(Point, 2),
  texts: ArrayOf(c_char_p, 2),
  text: c_char_p,
  to: Pointer(Point),
  call: CFunction([c_int, c_char_p], c_int),
  any: c_void_p,
  mode: bits(c_uint, 3),
  wide: bits(c_longlong, 40),
  on: bits(c_bool, 1),
  u: anonymous(Union({ i: c_int, f: c_float })),
}) {}
const all = new All();
exactly<Point>()(all.point);
exactly<Int16Array<ArrayBuffer>>()(all.few);
exactly<bigint>()(all.longs.at(0));
exactly<Point>()(all.points.at(0));
exactly<(string | null)[]>()([...all.texts]);
exactly<string | null>()(all.text);
exactly<number | undefined>()(all.to?.contents.norm());
exactly<number | undefined>()(all.call?.(1, "x"));
exactly<bigint | null>()(all.any);
exactly<number>()(all.mode);
exactly<bigint>()(all.wide);
exactly<boolean>()(all.on);
exactly<number>()(all.i + all.f + all.u.i);
holds<Equal<AnyKeys<All>, never>>();
holds<Equal<ValueOf<typeof All>, All>>();

// ---- A class's own size and fields.
exactly<number>()(All.size);
exactly<Field>()(All.fields.point);
exactly<number | undefined>()(All.fields.mode.bitOffset);
exactly<Point>()(Point.fromBuffer(new Uint8Array(16)));
exactly<Point>()(Point.fromBufferCopy(new Uint8Array(20), 4));
exactly<Point>()(Point.fromAddress(1n));
exactly<number>()(Point.fromBuffer(new Uint8Array(16)).norm());
class Deeper extends Point {
  constructor(readonly label: string) {
    super();
  }
}
exactly<Deeper>()(Deeper.fromBuffer(new Uint8Array(16)));
class Cell extends Pointer(Point) {
  first(): Point {
    return this.at(0);
  }
}
exactly<Cell>()(Cell.fromBuffer(new Uint8Array(8)));
class Pair extends ArrayOf(Point, 2) {
  sum(): number {
    return this.at(0).x + this.at(1).x;
  }
}
exactly<number>()(Pair.fromAddress(1n).sum());
exactly<Int32Array<ArrayBuffer>>()(ArrayOf(c_int, 2).fromBuffer(new Uint8Array(8)));

// ---- Initialisers: some fields, plain objects for nested ones, any iterable for arrays, functions for functions.
new All({ point: { x: 1 }, few: [1, 2], points: [{ y: 2 }, new Point()], texts: new Set(["x", null]) });
new All({ to: new Point(), call: (a, b) => a + (b?.length ?? 0), any: new Uint8Array(4), mode: 3, wide: 5, i: 7 });
new All({ to: null, call: null, any: 5n, wide: 5n, on: true, u: { f: 1 } });
all.point = new Point();
all.point.x = 5;
all.few[0] = 5;
all.to = pointer(new Point());
all.text = "x";

// ---- Types that refer to themselves.
class Node extends Structure({
  value: c_int,
  get next() {
    return Pointer(Node);
  },
  get children() {
    return ArrayOf(Pointer(Node), 2);
  },
}) {
  total(): number {
    return this.value + (this.next?.contents.total() ?? 0);
  }
}
const node = new Node({ value: 1, next: new Node({ value: 2, next: null }) });
exactly<number>()(node.total());
exactly<number | undefined>()(node.next?.contents.next?.at(0).value);
exactly<number | undefined>()(node.children.at(0)?.contents.children.at(1)?.contents.value);
node.next = pointer(node);
holds<Equal<AnyKeys<Node>, never>>();
class Tree extends Structure({
  get forest() {
    return Pointer(Forest);
  },
}) {}
class Forest extends Structure({
  count: c_int,
  get trees() {
    return ArrayOf(Tree, 2);
  },
}) {}
exactly<number | undefined>()(new Forest().trees.at(0).forest?.contents.count);

// ---- Other byte order.
class Big extends BigEndianStructure({ a: c_short }) {}
exactly<number>()(new Big({ a: 1 }).a);

holds<Equal<InputOf<typeof Point> extends Point | { readonly x?: number; readonly y?: number } ? true : false, true>>();

// @ts-expect-error No such field.
all.missing;
// @ts-expect-error No such field.
new Point({ z: 1 });
// @ts-expect-error A text is no number.
new Point({ x: "1" });
// @ts-expect-error A text is no number, two levels down.
new All({ point: { x: "1" } });
// @ts-expect-error The element is no number.
new All({ few: ["1"] });
// @ts-expect-error No structure's field.
new All({ points: [{ z: 1 }] });
// @ts-expect-error Another structure.
new All({ to: new Node() });
// @ts-expect-error The function's second parameter is text.
new All({ call: (_a: number, b: number) => b });
// @ts-expect-error A number is no bigint.
all.wide = 5;
// @ts-expect-error The value is a number.
all.mode = "x";
// @ts-expect-error It may be NULL.
new All().to.contents;
// @ts-expect-error Something else's pointer.
node.next = pointer(new Point());
// @ts-expect-error Not an option.
Structure({ x: c_int }, { packed: 1 });
// @ts-expect-error Sizes cannot be changed.
Point.size = 5;
