import {
  byref,
  c_bool,
  c_char_p,
  c_double,
  c_int,
  c_size_t,
  c_void,
  c_void_p,
  CFunction,
  createStringBuffer,
  dlopen,
  type FunctionInstance,
  Pointer,
  Structure,
} from "../../../mod.ts";
import { type AnyKeys, type Equal, exactly, holds, type IsAny } from "./expect.ts";

class Point extends Structure({ x: c_int, y: c_int }) {
  norm(): number {
    return Math.hypot(this.x, this.y);
  }
}
const Compare = CFunction([Pointer(c_int), Pointer(c_int)], c_int);

const { symbols: c } = dlopen(null, {
  strlen: CFunction([c_char_p], c_size_t),
  qsort: CFunction([c_void_p, c_size_t, c_size_t, Compare]),
  strtol: CFunction([c_char_p, Pointer(c_char_p), c_int], c_int),
  getenv: CFunction([c_char_p], c_char_p),
  malloc: CFunction([c_size_t], c_void_p),
  move: CFunction([Point, Pointer(Point)], Point),
  find: CFunction([Pointer(Point)], Pointer(Point)),
  lookUp: CFunction([c_int], Compare),
  printf: CFunction([c_char_p], c_int, { variadic: true }),
  maybe: CFunction([c_int], c_int, { optional: true }),
  slow: CFunction([c_int], c_int, { nonblocking: true }),
  slowText: CFunction([], c_char_p, {
    nonblocking: true,
    errcheck: (result) => {
      exactly<string | null>()(result);
      return 5 as number;
    },
  }),
  checked: CFunction([c_int], c_int, {
    errcheck(result, fn, args) {
      exactly<number>()(result);
      exactly<readonly unknown[]>()(args);
      void fn;
      return new Point();
    },
  }),
  environ: Pointer(c_char_p),
  origin: Point,
  count: c_int,
});

// ---- Results.
exactly<bigint>()(c.strlen("x"));
exactly<void>()(c.qsort(null, 0, 0n, () => 0));
exactly<string | null>()(c.getenv("x"));
exactly<bigint | null>()(c.malloc(5));
exactly<Point>()(c.move({ x: 1 }, new Point()));
exactly<number | undefined>()(c.find(null)?.contents.norm());
exactly<Promise<number>>()(c.slow(1));
exactly<Promise<number>>()(c.slowText());
exactly<Point>()(c.checked(1));
exactly<number>()(c.printf("%d", new c_int(1), new c_double(2), "x", null));
exactly<number | undefined>()(c.lookUp(1)?.(null, null));
exactly<number | undefined>()(c.maybe?.(1));
exactly<Promise<number | "x">>()(c.slow(1).then((value) => value > 1 ? "x" : value));

// ---- Parameters of callbacks.
c.qsort(new Int32Array(3), 3, 4, (a, b) => {
  holds<Equal<IsAny<typeof a>, false>>();
  exactly<number>()(a!.contents.value);
  return a!.at(0) - b!.at(0);
});
new Compare((a, b) => (a?.at(0) ?? 0) - b!.contents.value);
new (CFunction([c_char_p, c_bool, Point], c_char_p))((text, flag, point) => {
  exactly<string | null>()(text);
  exactly<boolean>()(flag);
  exactly<Point>()(point);
  return text;
});
const stored: FunctionInstance<readonly [typeof c_int], typeof c_int> = new (CFunction([c_int], c_int))((v) => v);
exactly<number>()(stored(1));
exactly<void>()(stored.close());

// ---- Variables.
exactly<number>()(c.count.value);
exactly<number>()(c.origin.norm());
exactly<string | null>()(c.environ.at(0));

holds<Equal<AnyKeys<typeof c>, never>>();
holds<Equal<AnyKeys<ReturnType<typeof c.find>>, never>>();

// ---- Arguments in all their forms.
c.strtol("12", byref(new c_char_p()), 10);
c.strtol(createStringBuffer("12"), new c_char_p(), 10);
c.strtol(new Uint8Array(3), null, 10);
c.malloc(new c_int().value);
c.qsort(c.malloc(5), 1, 1, Compare.prototype);

// @ts-expect-error A number is no text.
c.strlen(5);
// @ts-expect-error There is one argument too few.
c.strlen();
// @ts-expect-error There is one argument too many.
c.strlen("x", "y");
// @ts-expect-error A text is no size.
c.malloc("5");
// @ts-expect-error The library was not asked for it.
c.missing();
// @ts-expect-error It may be missing.
c.maybe(1);
// @ts-expect-error The result is a promise.
c.slow(1) + 1;
// @ts-expect-error The structure has no such field.
c.move({ z: 1 }, null);
// @ts-expect-error Another structure's pointer.
c.find(new c_int());
// @ts-expect-error The callback's result is a number.
c.qsort(null, 0, 0, () => "x");
// @ts-expect-error The callback has two parameters.
c.qsort(null, 0, 0, (_a, _b, _c) => 0);
// @ts-expect-error The callback's parameter is a pointer.
new Compare((_a: string) => 0);
// @ts-expect-error The first argument is text also of a variadic function.
c.printf(5);
// @ts-expect-error Not an option.
CFunction([c_int], c_int, { useErno: true });
// @ts-expect-error What errcheck sees is a number.
CFunction([c_int], c_int, { errcheck: (result: string) => result });
// @ts-expect-error The symbols cannot be assigned.
c.strlen = c.getenv;
// @ts-expect-error A path is text.
dlopen(5, {});
// @ts-expect-error void cannot be a parameter's value.
new (CFunction([c_int], c_void))(() => 5)("x");
