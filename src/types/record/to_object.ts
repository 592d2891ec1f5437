/**
 * Plain copies of structures and unions: for logs, tests and messages.
 *
 * @module
 */
import { type Block, MEMORY, OFFSET, type Placed } from "../../memory/block.ts";
import { show } from "../../memory/show.ts";
import type { Instance, PlainRecord } from "../ctype.ts";
import { infoOfInstance, type TypeInfo } from "../type_info.ts";

/**
 * A deep copy of a structure or union as plain objects and arrays: pointers and functions are their addresses, NULL is
 * null, text a string, arrays of `char` are arrays of numbers. Of anonymous members only the fields appear; of a union all
 * members do.
 *
 * @param record An instance of a structure or union.
 * @returns A new object, which shares no memory with the record.
 * @throws {TypeError} If `record` is none.
 *
 * @example
 * ```ts
 * import { ArrayOf, c_char_p, c_int, Structure, toObject } from "@ctypes/ctypes";
 *
 * class Point extends Structure({ x: c_int, y: c_int }) {}
 * class Line extends Structure({ name: c_char_p, ends: ArrayOf(Point, 2) }) {}
 * const line = new Line({ name: "edge", ends: [{ x: 1 }, { y: 2 }] });
 * console.log(JSON.stringify(toObject(line))); // {"name":"edge","ends":[{"x":1,"y":0},{"x":0,"y":2}]}
 * ```
 */
export function toObject<I extends Instance>(record: I): PlainRecord<I> {
  const info = infoOfInstance(record);
  if (info?.kind !== "record") {
    throw new TypeError(`toObject(): expected an instance of a structure or union, not ${show(record)}`);
  }
  return plainRecord(info, record) as PlainRecord<I>;
}

function plainRecord({ shape }: TypeInfo, record: object): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const { name, info, offset, anonymous, custom } of shape!.accessors) {
    if (anonymous) continue;
    const { [MEMORY]: block, [OFFSET]: at } = record as Placed;
    const value = custom !== undefined
      ? custom.read(block, at + offset)
      : holdsAddress(info)
      ? storedAddress(block, at + offset)
      : plainValue(info, info.read(block, at + offset));
    // A field may be called __proto__.
    Object.defineProperty(plain, name, { value, enumerable: true, writable: true, configurable: true });
  }
  return plain;
}

const holdsAddress = ({ kind }: TypeInfo): boolean => kind === "pointer" || kind === "function" || kind === "address";

function storedAddress({ view }: Block, offset: number): bigint | null {
  const address = view.getBigUint64(offset, true);
  return address === 0n ? null : address;
}

/** What was read, without anything that shares memory. */
function plainValue(info: TypeInfo, value: unknown): unknown {
  if (info.kind === "record") return plainRecord(info, value as object);
  if (info.kind !== "array") return value;
  const element = info.element!;
  if (!holdsAddress(element)) return Array.from(value as Iterable<unknown>, (item) => plainValue(element, item));
  const { [MEMORY]: block, [OFFSET]: at } = value as Placed;
  return Array.from({ length: info.length! }, (_, i) => storedAddress(block, at + 8 * i));
}
