import { dereference, type Extent, NULL_TARGET, storeTarget, type Target, targetOf } from "../../memory/addressable.ts";
import { show } from "../../memory/show.ts";
import { bytesOf } from "../../memory/text.ts";
import type { VoidPointerInput } from "../../types/ctype.ts";
import { formatGuid, GUID_SIZE, parseGuid } from "./guid_text.ts";

/** A GUID for a function that takes its address in C: a `GUID`, its text, or whatever a `void *` can be. */
export type GuidInput = string | VoidPointerInput;

const POINTER_SIZE = 8;

/**
 * The text of a GUID, which serves as its key.
 *
 * @returns Null for NULL.
 * @throws {TypeError} If it is neither the text nor the place of one.
 */
export function guidKey(guid: unknown, who: string): string | null {
  if (typeof guid === "string") return formatGuid(parseGuid(guid, who));
  const place = placeOf(guid, GUID_SIZE, who, "a GUID");
  return place === null ? null : formatGuid(bytesOf(place));
}

/**
 * Where an out-parameter `void **` points.
 *
 * @returns Null for NULL.
 * @throws {TypeError} If it has no address.
 */
export function outPlace(ppv: unknown, who: string): Extent | null {
  return placeOf(ppv, POINTER_SIZE, who, "a place for a pointer (byref of a c_void_p)");
}

/** Gives an out-parameter its value. */
export function setOut({ block, offset }: Extent, address: bigint): void {
  storeTarget(block, offset, { ...NULL_TARGET, address });
}

function placeOf(place: unknown, size: number, who: string, what: string): Extent | null {
  const target: Target | null = typeof place === "bigint" ? { ...NULL_TARGET, address: place } : targetOf(place);
  if (target === null) throw new TypeError(`${who}: expected ${what}, not ${show(place)}`);
  return target.address === 0n ? null : dereference(target, 0, size, who);
}
