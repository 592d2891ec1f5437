import {
  c_bool,
  c_char,
  c_char_p,
  c_double,
  c_int,
  c_long,
  c_longdouble,
  c_size_t,
  c_void,
  c_void_p,
  c_wchar,
  c_wchar_p,
  type InputOf,
  type InstanceOf,
  type ValueOf,
} from "../../../mod.ts";
import { type AnyKeys, type Equal, exactly, holds } from "./expect.ts";

exactly<number>()(new c_int(5).value);
exactly<number>()(new c_char("A").value);
exactly<number>()(new c_wchar("A").value);
exactly<number>()(new c_double(0.5).value);
exactly<number>()(new c_longdouble(0.5).value);
exactly<boolean>()(new c_bool(true).value);
exactly<bigint>()(new c_long(5).value);
exactly<bigint>()(new c_size_t(5n).value);
exactly<string | null>()(new c_char_p("x").value);
exactly<string | null>()(new c_wchar_p(null).value);
exactly<bigint | null>()(new c_void_p(1n).value);

holds<Equal<ValueOf<typeof c_int>, number>>();
holds<Equal<InputOf<typeof c_char>, number | string>>();
holds<Equal<InputOf<typeof c_long>, number | bigint>>();
holds<Equal<ValueOf<typeof c_void>, void>>();
holds<Equal<AnyKeys<InstanceOf<typeof c_int>>, never>>();
holds<Equal<AnyKeys<typeof c_int>, never>>();
holds<Equal<AnyKeys<InstanceOf<typeof c_void_p>>, never>>();

exactly<number>()(c_int.size);
exactly<number>()(c_int.fromBuffer(new Uint8Array(4)).value);
exactly<bigint>()(c_long.fromAddress(1n).value);

const cell = new c_long();
cell.value = 5;
cell.value = 5n;
// @ts-expect-error A text is no integer.
cell.value = "5";
// @ts-expect-error A bigint is no int.
new c_int(5n);
// @ts-expect-error A number is no boolean.
new c_bool(1);
// @ts-expect-error A number is no text.
new c_char_p(5);
// @ts-expect-error A number is no address: addresses are bigints.
new c_void_p(5);
// @ts-expect-error A text has no address of its own.
new c_void_p("text");
// @ts-expect-error void has no instances.
new c_void();
// @ts-expect-error A scalar has one property.
cell.contents;
// @ts-expect-error The types differ although their values do not.
exactly<InstanceOf<typeof c_int>>()(new c_char());
