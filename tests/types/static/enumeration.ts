// The values of enumerations are the union of their members.
import { c_double, c_int, c_longlong, c_uint, CFunction, Enum, Flags, Structure } from "../../../mod.ts";
import type { InputOf, InstanceOf, ValueOf } from "../../../mod.ts";
import { type Equal, exactly, holds } from "./expect.ts";

const Color = Enum(c_int, { RED: 0, GREEN: 1 });
holds<Equal<ValueOf<typeof Color>, 0 | 1>>();
holds<Equal<InputOf<typeof Color>, 0 | 1>>();
exactly<0>()(Color.RED);
exactly<string | undefined>()(Color.nameOf(1));

const Wide = Enum(c_longlong, { SMALL: 1, HUGE: 4611686018427387904n });
holds<Equal<ValueOf<typeof Wide>, 1n | 4611686018427387904n>>();
exactly<1n>()(Wide.SMALL);

const Mode = Flags(c_uint, { READ: 4, WRITE: 2 });
holds<Equal<ValueOf<typeof Mode>, number>>();
exactly<4>()(Mode.READ);
exactly<string>()(Mode.nameOf(6));

class Pixel extends Structure({ color: Color, mode: Mode }) {}
const pixel = new Pixel({ color: Color.GREEN, mode: Mode.READ | Mode.WRITE });
exactly<0 | 1>()(pixel.color);
pixel.color = Color.RED;
// @ts-expect-error: no member has this value
pixel.color = 5;

const Paint = CFunction([Color], Color);
declare const paint: InstanceOf<typeof Paint>;
exactly<0 | 1>()(paint(Color.RED));
// @ts-expect-error: nor has any this one
paint(7);
// @ts-expect-error: values are integers
Enum(c_int, { A: "x" });
// @ts-expect-error: a double is none
Enum(c_double, { A: "x" });
