/**
 * Results that point into the text arguments of their call (`strchr`, `strstr`, `basename`, `strtok`): nobody else refers to
 * the memory that a string was copied to.
 *
 * @module
 */
import { extentOf, storeTarget, targetOf, targetOfExtent } from "../../memory/addressable.ts";
import { MEMORY, OFFSET, type Placed } from "../../memory/block.ts";
import type { Address } from "../../runtime/runtime.ts";
import type { TypeInfo } from "../../types/type_info.ts";
import { ownText } from "./text_argument.ts";

const POINTERS = /^(pointer|text|address|function)$/;

/** Where the pointers are in an instance that is returned: the instance is one, or has some. */
export function pointersIn(info: TypeInfo): number[] {
  if (POINTERS.test(info.kind)) return [0];
  if (!info.hasPointers) return [];
  if (info.kind === "array") {
    const { size } = info.element!;
    const inner = pointersIn(info.element!);
    return Array.from({ length: info.length! }, (_, i) => inner.map((offset) => i * size + offset)).flat();
  }
  return info.shape!.accessors.flatMap(({ info, offset }) => pointersIn(info).map((inner) => offset + inner));
}

/** The parameters whose arguments may be copies; none if no pointer that could point into them is returned. */
export function pointedTexts(parameters: readonly TypeInfo[], result: TypeInfo): number[] {
  if (result.kind !== "pointer" && (result.kind !== "record" || !result.hasPointers)) return [];
  return parameters.flatMap(({ kind }, i) => kind === "text" ? [i] : []);
}

/**
 * Lets the pointers in a result keep the text argument alive that they point into.
 *
 * @param offsets Where they are.
 * @param given The argument.
 * @param passed What it became.
 */
export function keepTextOf(
  result: Placed | null,
  offsets: readonly number[],
  given: unknown,
  passed: Address | Uint8Array,
): void {
  if (result === null || given === null) return;
  const reused = typeof given === "string" && typeof passed !== "object";
  const seen = reused ? null : typeof given === "string" ? extentOf(passed) : targetOf(given)?.extent ?? null;
  if (!reused && seen === null) return;
  const start = seen === null ? Number(passed) : seen.block.base + seen.offset;
  let text = seen;
  for (const offset of offsets) {
    const { [MEMORY]: block, [OFFSET]: base } = result;
    const at = base + offset;
    const by = block.view.getUint32(at, true) + block.view.getUint32(at + 4, true) * 2 ** 32 - start;
    // It is far away nearly always, which is told by the address alone.
    if (by < 0 || by > (seen === null ? 3 * (given as string).length : seen.size - 1)) continue;
    text ??= ownText(given as string, passed);
    if (text === null || by >= text.size) return;
    const pointed = { block: text.block, offset: text.offset + by, size: text.size - by, before: by };
    storeTarget(block, at, targetOfExtent(pointed, typeof given === "string" ? text : given));
  }
}
