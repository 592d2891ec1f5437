/**
 * Results that point into memory of JavaScript's that nobody else refers to: that of the text arguments of their call
 * (`strchr`, `strstr`, `basename`), and what a callback returned during it.
 *
 * @module
 */
import { type Extent, extentOf, storeTarget, targetOf, targetOfExtent } from "../../memory/addressable.ts";
import { MEMORY, OFFSET, type Placed } from "../../memory/block.ts";
import { findKept } from "../../memory/in_use.ts";
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

/** Whether a result is a pointer, or has some. */
export function isPointing({ kind, hasPointers }: TypeInfo): boolean {
  return kind === "pointer" || kind === "record" && hasPointers;
}

/** The parameters whose arguments may be copies; none if no pointer that could point into them is returned. */
export function pointedTexts(parameters: readonly TypeInfo[], result: TypeInfo): number[] {
  return isPointing(result) ? parameters.flatMap(({ kind }, i) => kind === "text" ? [i] : []) : [];
}

/** The pointer at an offset in a result, as a number. */
function pointerAt({ [MEMORY]: { view }, [OFFSET]: base }: Placed, offset: number): number {
  return view.getUint32(base + offset, true) + view.getUint32(base + offset + 4, true) * 2 ** 32;
}

/** Lets the pointer at an offset in a result refer to a place in memory of known extent, and hold on to it. */
function pointTo(
  { [MEMORY]: block, [OFFSET]: base }: Placed,
  offset: number,
  to: Extent,
  by: number,
  keep: unknown,
): void {
  const pointed = { block: to.block, offset: to.offset + by, size: to.size - by, before: by };
  storeTarget(block, base + offset, targetOfExtent(pointed, keep));
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
    const by = pointerAt(result, offset) - start;
    // It is far away nearly always, which is told by the address alone.
    if (by < 0 || by > (seen === null ? 3 * (given as string).length : seen.size - 1)) continue;
    text ??= ownText(given as string, passed);
    if (text === null || by >= text.size) return;
    pointTo(result, offset, text, by, typeof given === "string" ? text : given);
  }
}

/** Lets the pointers in a result keep alive what a callback returned during the call, if they point into that. */
export function keepReturned(result: Placed | null, offsets: readonly number[]): void {
  if (result === null) return;
  for (const offset of offsets) {
    const address = pointerAt(result, offset);
    if (address === 0) continue;
    const found = findKept((value) => distanceIn(value, address) >= 0);
    if (found !== undefined) pointTo(result, offset, memoryOf(found)!, distanceIn(found, address), found);
  }
}

/** Where an address is in the memory of something that is kept; −1 where it is not in it. */
function distanceIn(kept: unknown, address: number): number {
  try {
    const memory = memoryOf(kept);
    if (memory === null) return -1;
    const distance = address - memory.block.base - memory.offset;
    return distance < memory.size ? distance : -1;
  } catch {
    return -1; // it was transferred away
  }
}

/** The memory of an instance or a buffer; of text that was returned it is all that is kept. */
function memoryOf(kept: unknown): Extent | null {
  const { block, offset, size } = (extentOf(kept) ?? kept ?? {}) as Partial<Extent>;
  return block === undefined || offset === undefined || size === undefined ? null : { block, offset, size };
}
