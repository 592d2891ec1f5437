import {
  addressof,
  ArrayOf,
  byref,
  c_char_p,
  c_int,
  c_long,
  c_uint,
  c_ulonglong,
  c_void,
  c_void_p,
  cast,
  CFunction,
  createStringBuffer,
  createUnicodeBuffer,
  memmove,
  Pointer,
  pointer,
  sizeof,
  Structure,
} from "../../../mod.ts";
import { type AnyKeys, type Equal, exactly, holds } from "./expect.ts";

class Point extends Structure({ x: c_int, y: c_int }) {
  norm(): number {
    return Math.hypot(this.x, this.y);
  }
}

// ---- Pointers made from instances know what they point to.
const toInt = pointer(new c_int(1));
exactly<number>()(toInt.at(0));
exactly<number>()(toInt.contents.value);
exactly<bigint>()(toInt.address);
toInt.set(0, 5);
toInt.contents = new c_int(2);
const toPoint = pointer(new Point());
exactly<Point>()(toPoint.at(0));
exactly<Point>()(toPoint.contents);
toPoint.set(0, { x: 1 });
exactly<number>()(toPoint.contents.norm());
exactly<number | undefined>()(pointer(toInt).at(0)?.at(0));
exactly<number>()(pointer(toInt).contents.contents.value);
exactly<string | null>()(pointer(new c_char_p("x")).at(0));
exactly<number>()(pointer(new (ArrayOf(c_int, 3))()).at(0)[0]);
exactly<bigint>()(pointer(new (ArrayOf(c_long, 3))()).contents.at(0));
exactly<string>()(pointer(createStringBuffer(3)).contents.value);

// ---- Pointer types.
const cell = new (Pointer(Point))();
exactly<Point>()(cell.contents);
exactly<Point>()(new (Pointer(Point))(toPoint).at(0));
new (Pointer(c_int))(toInt);
new (Pointer(c_int))(new c_int());
new (Pointer(c_int))(new (ArrayOf(c_int, 3))());
new (Pointer(c_int))(new Int32Array(3));
new (Pointer(c_int))(byref(new c_int()));
new (Pointer(c_int))(null);
new (Pointer(Pointer(c_int)))(toInt);
holds<Equal<AnyKeys<typeof toInt>, never>>();
holds<Equal<AnyKeys<typeof cell>, never>>();

// ---- Casts: of an object never null, of an address perhaps.
exactly<number>()(cast(new Point(), Pointer(c_int)).at(0));
exactly<string | null>()(cast(createStringBuffer("x"), c_char_p).value);
exactly<bigint | null>()(cast(toInt, c_void_p).value);
const fromAddress = cast(1n, Pointer(Point));
exactly<Point | undefined>()(fromAddress?.contents);
exactly<number>()(cast(toInt, CFunction([c_int], c_int))(1));
// @ts-expect-error It may be NULL.
fromAddress.contents;
// @ts-expect-error It may be NULL.
cast(null, Pointer(c_int)).at(0);

// ---- Arrays.
exactly<Int32Array<ArrayBuffer>>()(new (ArrayOf(c_int, 3))());
exactly<BigUint64Array<ArrayBuffer>>()(new (ArrayOf(c_ulonglong, 3))());
exactly<bigint>()(new (ArrayOf(c_long, 3))([1, 2n]).at(0));
exactly<Point>()(new (ArrayOf(Point, 3))([{ x: 1 }, new Point()]).at(0));
exactly<(string | null)[]>()([...new (ArrayOf(c_char_p, 3))(["x", null])]);
exactly<string>()(createStringBuffer(3).value);
exactly<Uint8Array<ArrayBuffer>>()(createStringBuffer(3).raw);
exactly<string>()(createUnicodeBuffer("x").value);
exactly<number>()(ArrayOf(c_int, 3).length);
exactly<bigint>()(memmove(toInt, new Uint8Array(4), 4));
exactly<bigint>()(addressof(new Point()));
exactly<number>()(sizeof(Point));
sizeof(new Point());

// @ts-expect-error A pointer to something else.
new (Pointer(c_int))(pointer(new c_uint()));
// @ts-expect-error An instance of something else.
new (Pointer(c_int))(new Point());
// @ts-expect-error A number is no pointer.
new (Pointer(c_int))(5);
// @ts-expect-error A typed array with other elements.
new (Pointer(c_int))(new Float64Array(3));
// @ts-expect-error A pointer to an array is no pointer to its elements.
new (Pointer(c_int))(pointer(new (ArrayOf(c_int, 3))()));
// @ts-expect-error A reference to something else.
new (Pointer(c_int))(byref(new Point()));
// @ts-expect-error The value is no number.
toInt.set(0, "5");
// @ts-expect-error The structure has no such field.
toPoint.set(0, { z: 1 });
// @ts-expect-error The field is no text.
toPoint.set(0, { x: "1" });
// @ts-expect-error Something else to point to.
toInt.contents = new Point();
// @ts-expect-error The address is read only.
toInt.address = 5n;
// @ts-expect-error The elements are texts.
new (ArrayOf(c_char_p, 3))([1]);
// @ts-expect-error The elements are numbers.
new (ArrayOf(c_int, 3))(["1"]);
// @ts-expect-error A structure is no type to cast to a number.
cast("text", Pointer(c_int));
// @ts-expect-error Only what has memory can be passed by reference.
byref(5);
// @ts-expect-error Only what has memory has an address.
addressof({});
// @ts-expect-error The length is missing.
ArrayOf(c_int);

const opaque = new (Pointer(c_void))();
exactly<bigint>()(opaque.address);
new (Pointer(c_void))(toInt);
new (Pointer(c_void))(new Point());
new (Pointer(c_void))(new Float64Array(3));
new (Pointer(c_int))(byref(new (ArrayOf(c_int, 3))()));
new (Pointer(c_int))(byref(new Int32Array(3)));
// @ts-expect-error A reference to other elements.
new (Pointer(c_int))(byref(new Float32Array(3)));
