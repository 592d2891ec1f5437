// Types stay different to TypeScript where they are at run time, as far as it can tell classes apart.
import {
  anonymous,
  ArrayOf,
  BigEndianStructure,
  byref,
  c_char,
  c_double,
  c_int,
  c_short,
  CFunction,
  Pointer,
  pointer,
  Structure,
  Union,
} from "../../../mod.ts";
import { exactly } from "./expect.ts";

class Point extends Structure({ x: c_int, y: c_int }) {
  length(): number {
    return Math.hypot(this.x, this.y);
  }
}
class Size extends Structure({ x: c_int, y: c_int }) {
  area(): number {
    return this.x * this.y;
  }
}
const takePoint = new (CFunction([Point, Pointer(Point)], c_int))(() => 0);

// ---- Classes with the same fields.
takePoint(new Point(), new Point());
takePoint({ x: 1 }, byref(new Point()));
takePoint(new Point(), new (ArrayOf(Point, 3))());
takePoint(new Point(), pointer(new Point()));
// @ts-expect-error Another class.
takePoint(new Point(), new Size());
// @ts-expect-error A reference to another class.
takePoint(new Point(), byref(new Size()));
// @ts-expect-error A pointer to another class.
takePoint(new Point(), pointer(new Size()));
// @ts-expect-error An array of another class.
takePoint(new Point(), new (ArrayOf(Size, 3))());
// @ts-expect-error Pointers to the other class.
new (Pointer(Pointer(Point)))(new (Pointer(Size))());
// @ts-expect-error Contents of another class.
pointer(new Point()).contents = new Size();

// ---- Bytes are no structures.
// @ts-expect-error Bytes.
takePoint(new Point(), new Uint8Array(8));
// @ts-expect-error A reference to bytes.
takePoint(new Point(), byref(new Uint8Array(8)));
// @ts-expect-error A DataView.
new (Pointer(Point))(new DataView(new ArrayBuffer(8)));
// @ts-expect-error Numbers.
new (Pointer(Pointer(c_int)))(new BigUint64Array(1));
// @ts-expect-error Numbers.
new (Pointer(ArrayOf(c_int, 2)))(new Float64Array(1));
// @ts-expect-error Numbers.
new (Pointer(CFunction([], c_int)))(new BigUint64Array(1));
new (Pointer(c_char))(new Uint8Array(8));

// ---- Structures that no class extends.
const One = Structure({ x: c_int }, { name: "One" });
const Two = Structure({ x: c_int }, { name: "Two" });
const Both = Union({ x: c_int });
const Big = BigEndianStructure({ x: c_int });
const takeOne = new (CFunction([Pointer(One)], c_int))(() => 0);
takeOne(new One());
takeOne(byref(new One()));
// @ts-expect-error A structure of another name.
takeOne(new Two());
// @ts-expect-error A reference to a structure of another name.
takeOne(byref(new Two()));
// @ts-expect-error A union.
takeOne(new Both());
// @ts-expect-error A structure in the other byte order.
takeOne(new Big());
// @ts-expect-error A structure without a name.
takeOne(new (Structure({ x: c_int }))());

// ---- Anonymous members give way to what they are in.
class Outer extends Structure({
  x: c_int,
  u: anonymous(
    Structure({ x: c_char, text: ArrayOf(c_char, 4), u: anonymous(Structure({ x: c_short, z: c_double })) }),
  ),
}) {}
const outer = new Outer({ x: 1, text: "abc" as never, z: 0.5 });
exactly<number>()(outer.x);
exactly<string>()(outer.text.value);
exactly<number>()(outer.z);
exactly<number>()(outer.u.u.x);
class Shadows extends Structure({ x: ArrayOf(c_int, 2), u: anonymous(Structure({ x: c_char })) }) {}
exactly<Int32Array<ArrayBuffer>>()(new Shadows({ x: [1, 2] }).x);
// @ts-expect-error The outer one is an array.
new Shadows({ x: "a" });

// ---- Types made where they are used.
exactly<number>()(new (CFunction([c_int], c_int))((value) => 2 * value)(5));
exactly<Point>()(new (CFunction([Point], Point))((point) => ({ x: point.length() }))({ y: 1 }));
exactly<number>()(new (Pointer(CFunction([c_int], c_int)))().contents(5));
exactly<number | undefined>()(new (Pointer(CFunction([c_int], c_int)))().at(0)?.(5));
