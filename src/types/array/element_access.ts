import { type Block, MEMORY, OFFSET } from "../../memory/block.ts";
import { show } from "../../memory/show.ts";
import { evaluate } from "../../emit/emitter.ts";
import { readSource } from "../access_source.ts";
import { inspectable } from "../inspect.ts";
import { TYPE, type TypeInfo } from "../type_info.ts";

/** What arrays that are no typed arrays can do. */
class GenericArrayBase {
  declare [MEMORY]: Block;
  declare [OFFSET]: number;
  declare [TYPE]: TypeInfo;

  get length(): number {
    return this[TYPE].length!;
  }

  at(index: number): unknown {
    const info = this[TYPE];
    return info.element!.read(this[MEMORY], this[OFFSET] + elementOffset(index, info));
  }

  set(index: number, value: unknown): void {
    const info = this[TYPE];
    const offset = this[OFFSET] + elementOffset(index, info);
    info.element!.write(this[MEMORY], offset, value, `element ${index}`, this);
  }

  *[Symbol.iterator](): Iterator<unknown> {
    const { element, length } = this[TYPE];
    const block = this[MEMORY];
    const size = element!.size;
    for (let i = 0, offset = this[OFFSET]; i < length!; i++, offset += size) yield element!.read(block, offset);
  }
}
inspectable(GenericArrayBase.prototype, (self, inspect) => inspect([...self as GenericArrayBase]));

/** The offset of an element in its array; throws if there is none of that index. */
function elementOffset(index: unknown, info: TypeInfo): number {
  if (typeof index !== "number") throw new TypeError(`${info.name}: expected an index, not ${show(index)}`);
  if (!(index >= 0 && index < info.length!) || index % 1 !== 0) {
    throw new RangeError(`${info.name}: index ${show(index)} is outside 0 … ${info.length! - 1}`);
  }
  return index * info.element!.size;
}

/** What all iterators inherit: the helpers `map`, `filter`, … where the engine has them. */
const iterators = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));

/**
 * The class of what arrays of a type can do: `at` and the iterator are made for the one element type. Engines do without the iterator's results only where one expression makes them all.
 */
export function elementAccess(info: TypeInfo): { prototype: object } {
  const { element, length } = info;
  const { size, maker, source } = element!;
  // Elements of no size are not counted by their offsets.
  if (size === 0 || maker === undefined && source === undefined) return GenericArrayBase;
  const scope: Record<string, unknown> = { MEMORY, OFFSET, info, elementOffset, GenericArrayBase, iterators };
  const read = (block: string, offset: string) => readSource(element!, 0, scope, block, offset);
  return evaluate<{ prototype: object }>(
    `(() => {
      class Elements {
        constructor(block, offset) { this.block = block; this.offset = offset; this.end = offset + ${size * length!}; }
        next() {
          const { block, offset, end } = this;
          let value, done = true;
          if (offset < end) {
            this.offset = offset + ${size};
            value = ${read("block", "offset")};
            done = false;
          }
          return { value, done };
        }
      }
      Object.setPrototypeOf(Elements.prototype, iterators);
      return class extends GenericArrayBase {
        at(index) {
          const inside = typeof index === "number" && (index | 0) === index && index >= 0 && index < ${length};
          const offset = this[OFFSET] + (inside ? index * ${size} : elementOffset(index, info));
          return ${read("this[MEMORY]", "offset")};
        }
        [Symbol.iterator]() { return new Elements(this[MEMORY], this[OFFSET]); }
      };
    })()`,
    scope,
  );
}
