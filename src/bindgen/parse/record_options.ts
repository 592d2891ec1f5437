/**
 * Finds the options that make this module lay a structure out as clang did. libclang tells the result of
 * `__attribute__((packed))`, `_Alignas` and `#pragma pack`, not always what was written; and the result is what matters.
 */
import { type Layout, layout, type LayoutOptions } from "../../types/record/layout.ts";

/** A member, and where clang has it. */
export interface Place {
  readonly name: string;
  readonly size: number;
  readonly alignment: number;
  readonly bits?: number;
  readonly required: number;
  /** Bits from the beginning. */
  readonly offset: number;
}

/** What clang says of the whole, and whose rules it follows. */
export interface Whole {
  readonly size: number;
  readonly alignment: number;
  readonly union: boolean;
  readonly rules: LayoutOptions["rules"];
  readonly alignUnnamed: boolean;
}

/** The options of a structure. */
export interface Found {
  readonly pack?: number;
  readonly align?: number;
  /** For each member the alignment that must be asked for, undefined where its type's does. */
  readonly aligned: readonly (number | undefined)[];
  /** The alignment that is asked for explicitly. */
  readonly required: number;
  /** Bits of padding that must be written before each member and, last, behind all; undefined where none must be. */
  readonly padding?: readonly number[];
}

/**
 * Finds options that give clang's layout, the simplest first.
 *
 * @param places The members, with their places.
 * @param whole Size, alignment and rules.
 * @returns Undefined if there are none.
 */
export function findOptions(places: readonly Place[], whole: Whole): Found | undefined {
  const aligns = [undefined, whole.alignment];
  const none = places.map(() => undefined);
  for (const pack of [undefined, 1, 2, 4, 8, 16]) {
    for (const align of aligns) {
      const found = attempt(places, whole, none, pack, align);
      if (found !== undefined) return found;
    }
  }
  for (const pack of [undefined, 1, 2, 4, 8]) {
    const aligned = raised(places, whole, pack);
    for (const align of aligns) {
      const found = attempt(places, whole, aligned, pack, align);
      if (found !== undefined) return found;
    }
  }
  return filled(places, whole);
}

/** The last resort: everything packed, with the padding written out. It is what single packed members need. */
function filled(places: readonly Place[], whole: Whole): Found | undefined {
  if (whole.union || whole.rules !== "gcc" || places.some(({ bits }) => bits === 0)) return undefined;
  let end = 0;
  const padding = places.map(({ offset, size, bits = 8 * size }) => {
    const gap = offset - end;
    end = offset + bits;
    return gap;
  });
  padding.push(8 * whole.size - end);
  if (padding.some((gap) => gap < 0)) return undefined;
  const aligned = places.map(() => undefined);
  return { pack: 1, align: whole.alignment, aligned, required: whole.alignment, padding };
}

function attempt(
  places: readonly Place[],
  whole: Whole,
  aligned: Found["aligned"],
  pack: number | undefined,
  align: number | undefined,
): Found | undefined {
  const result = tryLayout(places, whole, aligned, pack, align);
  if (result === undefined || !agrees(result, places, whole)) return undefined;
  return { pack, align, aligned, required: result.required };
}

function tryLayout(
  places: readonly Place[],
  { union, rules, alignUnnamed }: Whole,
  aligned: Found["aligned"],
  pack?: number,
  align?: number,
): Layout {
  const members = places.map((place, i) => ({
    ...place,
    alignment: Math.max(place.alignment, aligned[i] ?? 1),
    required: Math.max(place.required, aligned[i] ?? 1),
  }));
  return layout(members, { union, pack, align, rules, alignUnnamed });
}

/** Whether a layout is clang's. The place of a bit field without bits is nobody's business. */
function agrees(result: Layout, places: readonly Place[], { size, alignment }: Whole): boolean {
  return result.size === size && result.alignment === alignment && result.members.every((member, i) => {
    return places[i].bits === 0 || 8 * member.offset + (member.bitOffset ?? 0) === places[i].offset;
  });
}

/** The members that lie further back than their types' alignment puts them, with the least alignment that does. */
function raised(places: readonly Place[], whole: Whole, pack?: number): (number | undefined)[] {
  const aligned: (number | undefined)[] = places.map(() => undefined);
  for (let i = 0; i < places.length; i++) {
    const isWrong = () => {
      const { offset, bitOffset = 0 } = tryLayout(places.slice(0, i + 1), whole, aligned, pack).members[i];
      return places[i].bits !== 0 && 8 * offset + bitOffset !== places[i].offset;
    };
    for (let n = 2 * places[i].alignment; n <= whole.alignment && isWrong(); n *= 2) aligned[i] = n;
    if (isWrong()) aligned[i] = undefined;
  }
  return aligned;
}
