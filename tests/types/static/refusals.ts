// What is no C type does not compile, while types that refer to themselves infer.
import {
  anonymous,
  ArrayOf,
  BigEndianStructure,
  BigEndianUnion,
  bits,
  byref,
  c_char_p,
  c_double,
  c_int,
  c_uint,
  c_void,
  c_void_p,
  CFunction,
  dlopen,
  Enum,
  type InputOf,
  LittleEndianStructure,
  LittleEndianUnion,
  Opaque,
  Pointer,
  pointer,
  sizeof,
  Structure,
  Union,
  type ValueOf,
} from "../../../mod.ts";
import { type AnyKeys, type Equal, exactly, holds } from "./expect.ts";

// ---- Elements, targets, parameters, results.
// @ts-expect-error A name is no type.
ArrayOf("c_int", 4);
// @ts-expect-error A number is no type.
ArrayOf(5, 4);
// @ts-expect-error null is no type.
ArrayOf(null, 4);
// @ts-expect-error An instance is no type.
ArrayOf(new c_int(), 4);
// @ts-expect-error A class that is no C type.
ArrayOf(Date, 4);
// @ts-expect-error A length is a number.
ArrayOf(c_int, "4");
// @ts-expect-error A bit field is no type of its own.
ArrayOf(bits(c_int, 3), 2);
// @ts-expect-error A name is no type.
Pointer("x");
// @ts-expect-error A number is no type.
Pointer(5);
// @ts-expect-error null is no type.
Pointer(null);
// @ts-expect-error undefined is no type.
Pointer(undefined);
// @ts-expect-error A name is no type.
CFunction(["c_int"], c_int);
// @ts-expect-error A number is no type.
CFunction([c_int, 5], c_int);
// @ts-expect-error A name is no type.
CFunction([c_int], "c_int");
// @ts-expect-error A number is no type.
CFunction([c_int], 5);
// @ts-expect-error The parameters are a list.
CFunction(c_int, c_int);
// @ts-expect-error A class that is no C type.
CFunction([Date], c_int);

// ---- Fields, of all factories.
// @ts-expect-error A number is no type.
Structure({ x: 5 });
// @ts-expect-error A name is no type.
Structure({ x: "c_int" });
// @ts-expect-error null is no type.
Structure({ x: null });
// @ts-expect-error A class that is no C type.
Structure({ x: Date });
// @ts-expect-error One of two is none.
Structure({ x: c_int, y: 5 });
// @ts-expect-error A nested object is none.
Structure({ x: { y: c_int } });
// @ts-expect-error A list is no object of fields.
Structure(5);
// @ts-expect-error A number is no type.
Union({ x: 5 });
// @ts-expect-error A number is no type.
BigEndianStructure({ x: 5 });
// @ts-expect-error A number is no type.
LittleEndianStructure({ x: 5 });
// @ts-expect-error A number is no type.
BigEndianUnion({ x: 5 });
// @ts-expect-error A number is no type.
LittleEndianUnion({ x: 5 });
// @ts-expect-error An incomplete type has no values.
Structure({ x: Opaque("a") });
class Beside extends Structure({
  // @ts-expect-error A field that is no type beside one that refers to the structure.
  x: 5,
  // @ts-ignore Nothing is inferred then.
  get next() {
    // @ts-ignore Nothing is inferred then.
    return Pointer(Beside);
  },
}) {}
// @ts-expect-error Bits of a number.
bits(5, 3);
// @ts-expect-error Bits of a name.
bits("c_int", 3);
// @ts-expect-error Only structures and unions are anonymous members.
anonymous(5);
// @ts-expect-error Only structures and unions are anonymous members.
anonymous(c_int);
// @ts-expect-error Only structures and unions are anonymous members.
anonymous(Pointer(c_int));

// ---- Symbols of libraries.
// @ts-expect-error A number is no type.
dlopen(null, { f: 5 });
// @ts-expect-error A name is no type.
dlopen(null, { f: "c_int" });
// @ts-expect-error A function is no type.
dlopen(null, { f: () => 1 });
// @ts-expect-error One of two is none.
dlopen(null, { f: CFunction([], c_int), g: {} });

// ---- All that is a type goes on compiling.
const Color = Enum(c_int, { RED: 0, GREEN: 1 });
class Point extends Structure({ x: c_int, y: c_double }) {
  norm(): number {
    return Math.hypot(this.x, this.y);
  }
}
Structure({});
Structure({ a: c_int, b: Point, c: Pointer(Point), d: ArrayOf(Point, 2), e: CFunction([Point], Point), f: Color });
Structure({ a: bits(c_uint, 3), b: anonymous(Point), c: c_void_p, d: c_char_p, e: Pointer(c_void) }, { pack: 1 });
Structure({ a: Pointer(Opaque("a")), b: Union({ x: c_int }), c: Pointer(Pointer(CFunction([], c_void))) });
CFunction([]);
CFunction([], c_void);
CFunction([Point, Color, Pointer(Point), CFunction([c_int], c_int)] as const, Pointer(Opaque("b")));
ArrayOf(ArrayOf(ArrayOf(c_int, 2), 3), 4);
ArrayOf(CFunction([c_int], c_int), 2);
Pointer(CFunction([c_int], c_int));
dlopen(null, { a: CFunction([], c_int), b: c_int, c: Point, d: ArrayOf(c_int, 3), e: Pointer(Point), f: Color });

// ---- Fields given as they come from elsewhere.
const fields = { x: c_int, y: Point };
const elsewhere = new (Structure(fields))({ x: 1, y: { x: 2 } });
exactly<number>()(elsewhere.y.norm());
const constant = { x: c_int, y: c_double } as const;
exactly<number>()(new (Structure(constant))({ x: 5 }).x);
function make<T extends typeof c_int | typeof c_double>(type: T) {
  return Structure({ value: type });
}
exactly<number>()(new (make(c_double))().value);

// ---- Recursion in every way.
class Node extends Structure({
  value: c_int,
  get next() {
    return Pointer(Node);
  },
  get visit() {
    return CFunction([Node, Pointer(Node)], Node);
  },
  get compare() {
    return Pointer(CFunction([Pointer(Node)], c_int));
  },
  get pairs() {
    return ArrayOf(Pair, 2);
  },
  get handlers() {
    return ArrayOf(CFunction([Node], c_void), 2);
  },
}) {
  total(): number {
    return this.value + (this.next?.contents.total() ?? 0);
  }
}
class Pair extends Structure({
  get left() {
    return Pointer(Node);
  },
  right: c_double,
}) {}
const node = new Node({ value: 1, next: new Node(), visit: (given, from) => from?.contents ?? given });
exactly<Node>()(node.visit!(node, null));
exactly<Node>()(node.visit!({ value: 7 }, pointer(node)));
exactly<number>()(node.compare!.contents(node));
exactly<number | undefined>()(node.pairs.at(0).left?.contents.total());
exactly<void | undefined>()(node.handlers.at(0)?.(node));
exactly<number>()(Node.fromBuffer(new ArrayBuffer(100)).next!.contents.visit!(node, node).total());
exactly<number>()(sizeof(node.visit!));
holds<Equal<AnyKeys<Node>, never>>();
holds<Equal<AnyKeys<Pair>, never>>();
holds<Equal<ValueOf<typeof Node>, Node>>();
class Tree extends Structure({
  get children() {
    return Pointer(Pointer(Tree));
  },
}) {
  grow(by: number): number {
    return by;
  }
}
exactly<number | undefined>()(new Tree().children?.at(0)?.contents.children?.at(1)?.contents.grow(1));
// @ts-expect-error The structure has no such field, however deep.
node.next!.contents.next!.contents.missing;
// @ts-expect-error A text is no value of the function's.
node.visit!({ value: "x" }, null);

// ---- Functions in structures take what the structure takes.
const Handler = CFunction([Point, Color], Point);
const input: InputOf<typeof Handler> = (point, color) => color === Color.RED ? point : { x: 1 };
void input;
new Handler((point) => point)({ x: 5 }, 1);
byref(point(1));
function point(x: number) {
  return new Point({ x });
}

// ---- Variadic functions take what tells its C type.
const { symbols: { printf } } = dlopen(null, { printf: CFunction([c_char_p], c_int, { variadic: true }) });
printf("");
printf("%d %s %p %p", new c_int(5), "text", null, new Uint8Array(4), byref(point(1)), point(2), new Handler((p) => p));
printf("%p %p", pointer(point(1)), new (ArrayOf(c_int, 3))());
// @ts-expect-error A plain number has no C type.
printf("%d", 5);
// @ts-expect-error Nor has a bigint.
printf("%ld", 5n);
// @ts-expect-error Nor a boolean.
printf("%d", true);
// @ts-expect-error Nor an object.
printf("%d", {});
// @ts-expect-error Nor a plain function.
printf("%p", () => 1);
// @ts-expect-error Nor undefined, among others.
printf("%d %d", new c_int(5), undefined);
