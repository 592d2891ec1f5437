/**
 * Incomplete types: `struct sqlite3;`, of which only pointers can be made.
 *
 * @module
 */
import { show } from "../memory/show.ts";
import type { OpaqueType } from "./ctype.ts";
import { describe } from "./record/record_class.ts";
import { unfinished } from "./scalar/scalar_info.ts";
import type { CTypeClass, Native, TypeInfo } from "./type_info.ts";
import { WeakTypes } from "./weak_types.ts";

/** By name: C's tags agree between libraries. */
const known = new WeakTypes<string, CTypeClass>();

/**
 * An incomplete type, C's `struct name;`: what a library's handles point to. Only `Pointer(T)` can be made of it, and
 * pointers to two opaque types are different types, to TypeScript and at run time. The same name gives the same type; a
 * class that extends one is a type of its own.
 *
 * @param name C's name of it.
 * @throws {TypeError} If `name` is no string, or empty.
 *
 * @example
 * ```ts
 * import { byref, c_char_p, c_int, CFunction, dlopen, findLibrary, Opaque, Pointer } from "@ctypes/ctypes";
 *
 * const sqlite3 = Opaque("sqlite3");
 * const path = findLibrary("sqlite3");
 * if (path !== null) {
 *   using library = dlopen(path, {
 *     sqlite3_open: CFunction([c_char_p, Pointer(Pointer(sqlite3))], c_int),
 *     sqlite3_close: CFunction([Pointer(sqlite3)], c_int),
 *   });
 *   const database = new (Pointer(sqlite3))();
 *   console.log(library.symbols.sqlite3_open(":memory:", byref(database))); // 0
 *   console.log(library.symbols.sqlite3_close(database)); // 0
 * }
 * ```
 */
export function Opaque<const Name extends string>(name: Name): OpaqueType<Name> {
  if (typeof name !== "string") throw new TypeError(`Opaque(): expected a name, not ${show(name)}`);
  if (name === "") throw new TypeError("Opaque(): expected a name, not an empty one");
  return known.get(name, () => opaqueType(name)) as unknown as OpaqueType<Name>;
}

function opaqueType(name: string): CTypeClass {
  const info = opaqueInfo(name);
  const made = {
    [name]: class {
      constructor() {
        throw incomplete(new.target.name);
      }
    },
  }[name]!;
  describe(made, info);
  return info.type;
}

function opaqueInfo(name: string): TypeInfo {
  const info: TypeInfo = {
    kind: "opaque",
    name,
    type: null as never,
    get size(): number {
      throw incomplete(this.name);
    },
    get alignment(): number {
      throw incomplete(this.name);
    },
    get native(): Native {
      throw incomplete(this.name);
    },
    hasPointers: false,
    read: unfinished,
    write: unfinished,
    view: unfinished,
    extend: (type) => {
      const own = Object.create(info, { name: { value: type.name } }) as TypeInfo;
      describe(type, own);
      return own;
    },
  };
  return info;
}

function incomplete(name: string): TypeError {
  return new TypeError(
    `${name} is an incomplete type: it has no size and no values, only Pointer(${name}) can be made of it`,
  );
}
