// Handles of different opaque types are different types.
import { byref, c_char_p, c_int, CFunction, Opaque, Pointer, sizeof, Structure } from "../../../mod.ts";
import type { InstanceOf, ValueOf } from "../../../mod.ts";

const sqlite3 = Opaque("sqlite3");
const sqlite3_stmt = Opaque("sqlite3_stmt");
declare const database: InstanceOf<ReturnType<typeof Pointer<typeof sqlite3>>>;
declare const statement: InstanceOf<ReturnType<typeof Pointer<typeof sqlite3_stmt>>>;

const Errmsg = CFunction([Pointer(sqlite3)], c_char_p);
const Open = CFunction([c_char_p, Pointer(Pointer(sqlite3))], c_int);
declare const errmsg: InstanceOf<typeof Errmsg>;
declare const open: InstanceOf<typeof Open>;

export const text: string | null = errmsg(database);
errmsg(null);
open(":memory:", byref(database));
open(":memory:", byref(new (Pointer(sqlite3))()));
// @ts-expect-error: a statement is no database
errmsg(statement);
// @ts-expect-error: nor is a cell of one
open(":memory:", byref(statement));

// @ts-expect-error: there are no values of it
new sqlite3();
// @ts-expect-error: it has no size
sizeof(sqlite3);
export const Holder = Structure({ database: Pointer(sqlite3) });
export type Held = ValueOf<typeof Holder>["database"];
export const held: Held = database;
// @ts-expect-error: not the other's
export const wrong: Held = statement;
