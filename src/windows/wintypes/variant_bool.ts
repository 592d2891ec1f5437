import type { ScalarType } from "../../types/ctype.ts";
import { scalarInfo } from "../../types/scalar/scalar_info.ts";
import { simpleType } from "../../types/scalar/simple_type.ts";
import { wrongKind } from "../../types/type_info.ts";

const info = scalarInfo({ name: "VARIANT_BOOL", access: "Int16", value: "number" });
const stored = (value: unknown) => value ? -1 : 0;

function convert(value: unknown, label: string, owner: unknown): boolean {
  if (typeof value !== "boolean") throw wrongKind(value, info.name, label, owner, "a boolean");
  return value;
}

/** COM's truth value: a boolean that has 16 bits in memory, all set for true. */
export const VARIANT_BOOL: ScalarType<"VARIANT_BOOL", boolean> = simpleType(Object.assign(info, {
  scalar: "boolean",
  source: {
    get: (view: string, offset: string) => `${view}.getInt16(${offset}, true) !== 0`,
    set: (view: string, offset: string, value: string) => `${view}.setInt16(${offset}, ${value} ? -1 : 0, true)`,
    test: (value: string) => `typeof ${value} === "boolean"`,
    argument: (value: string) => `(${value} ? -1 : 0)`,
    result: (value: string) => `${value} !== 0`,
  },
  convert,
  toNative: (value: unknown, label: string, owner: unknown) => stored(convert(value, label, owner)),
  fromNative: (value: unknown) => value !== 0,
  read: (block: Parameters<typeof info.read>[0], offset: number) => block.view.getInt16(offset, true) !== 0,
  write(block: Parameters<typeof info.read>[0], offset: number, value: unknown, label: string, owner: unknown) {
    block.view.setInt16(offset, stored(convert(value, label, owner)), true);
  },
})) as unknown as ScalarType<"VARIANT_BOOL", boolean>;
