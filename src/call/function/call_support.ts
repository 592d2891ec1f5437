import { type Extent, extentOf, heldTarget, isPlaced, Reference, targetOfExtent } from "../../memory/addressable.ts";
import { MEMORY, OFFSET } from "../../memory/block.ts";
import { runtime } from "../../runtime/runtime.ts";
import { infoOfInstance, type TypeInfo } from "../../types/type_info.ts";
import { MOST_TEXTS } from "./text_argument.ts";

/**
 * What the last calls were given. Storing it after a call keeps the arguments reachable until then: both engines
 * collect what is only reachable through an address, even while C runs.
 */
export const held: Record<"a" | "b" | "c" | "d" | "rest", unknown> = { a: null, b: null, c: null, d: null, rest: null };

/** Where `held` keeps the arguments of a call that has few of them. */
const holders = ["a", "b", "c", "d"];

/** Statements that hold values, given as source, once a call has been made. */
export function holdSource(values: readonly string[], holder = "held"): string {
  if (values.length > holders.length) return `${holder}.rest = [${values.join(", ")}];`;
  return values.map((value, i) => `${holder}.${holders[i]} = ${value};`).join(" ");
}

/**
 * A string argument with memory of its own, as calls take it.
 *
 * @param argument What it was converted to: a view, if it was a string.
 */
export function addressOfText(argument: unknown, given: unknown): unknown {
  if (typeof given !== "string") return argument;
  const { block, offset } = extentOf(argument)!;
  try {
    return runtime.address(block.base + offset);
  } catch {
    return argument; // the program may not know addresses, but may pass views
  }
}

/** An error for a call with more or fewer arguments than the function takes. */
export function wrongCount(owner: string, wanted: number, relation: "" | "at least " = ""): TypeError {
  return new TypeError(`${owner} takes ${relation}${wanted} argument${wanted === 1 ? "" : "s"}`);
}

/**
 * The order in which a call's arguments are converted: structures first, since objects that are given for them may have
 * getters. What those do must not harm what is ready to be passed.
 */
export function conversionOrder(parameters: readonly TypeInfo[]): number[] {
  const order = parameters.map((_, i) => i);
  const later = (i: number) => parameters[i]!.kind === "record" ? 0 : 1;
  return order.sort((a, b) => later(a) - later(b));
}

/**
 * The parameters of functions like `strtol(text, &end, base)`, which store pointers into their text arguments: which
 * are texts and which point to pointers. Null unless there are both.
 */
export function textsAndCells(parameters: readonly TypeInfo[]): { texts: number[]; cells: number[] } | null {
  const texts: number[] = [], cells: number[] = [];
  parameters.forEach(({ kind, element }, i) => {
    if (kind === "text") texts.push(i);
    else if (kind === "pointer" && isPointer(element!)) cells.push(i);
  });
  return texts.length > 0 && cells.length > 0 ? { texts, cells } : null;
}

/** Whether a call may take more strings than reused memory has room for. */
export function manyTexts(parameters: readonly TypeInfo[]): boolean {
  return parameters.filter(({ kind }) => kind === "text").length > MOST_TEXTS;
}

/**
 * Lets pointers that C stored in `cells` keep the text arguments alive that they point into: nobody else refers to
 * the memory that a string was copied to.
 *
 * @param texts Text arguments as they were passed; views where they were strings.
 * @param cells The arguments that C may have stored a pointer in.
 */
export function keepTexts(texts: readonly unknown[], cells: readonly unknown[]): void {
  for (const argument of cells) {
    const cell = cellOf(argument);
    if (cell === null || cell.size < 8) continue;
    const address = cell.block.view.getBigUint64(cell.offset, true);
    for (const text of texts) {
      if (!ArrayBuffer.isView(text)) continue;
      const { block, offset, size } = extentOf(text)!;
      const at = Number(address) - block.base - offset | 0;
      if (at < 0 || at >= size || BigInt(block.base + offset + at) !== address) continue;
      const extent = { block, offset: offset + at, size: size - at, before: at };
      cell.block.keep(cell.offset, targetOfExtent(extent, text), block);
    }
  }
}

/** The pointer that an argument refers to, where JavaScript knows its place: given itself, by `byref` or by a pointer. */
function cellOf(argument: unknown): Extent | null {
  if (argument instanceof Reference) {
    return argument.offset === 0 && isPlaced(argument.target) ? extentOf(argument.target) : null;
  }
  if (!isPlaced(argument)) return null;
  const { kind, element } = infoOfInstance(argument)!;
  return kind === "pointer" && isPointer(element!)
    ? heldTarget(argument[MEMORY], argument[OFFSET]).extent
    : extentOf(argument);
}

const isPointer = ({ kind }: TypeInfo): boolean => kind === "pointer" || kind === "text" || kind === "address";
