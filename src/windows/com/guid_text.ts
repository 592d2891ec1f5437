/**
 * GUIDs as text, and the places in memory where COM takes them and gives pointers back. `DllGetClassObject` needs no more:
 * this makes no structure, so that importing it costs nothing.
 *
 * @module
 */
import { dereference, type Extent, NULL_TARGET, storeTarget, type Target, targetOf } from "../../memory/addressable.ts";
import { show } from "../../memory/show.ts";
import { bytesOf } from "../../memory/text.ts";
import type { VoidPointerInput } from "../../types/ctype.ts";

/** Size of a GUID in bytes. */
const GUID_SIZE = 16;

const form = /^(\{?)([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})(\}?)$/i;

/** Where the bytes of a GUID are that its text shows in order: its first three parts are integers, lowest byte first. */
const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

/**
 * The bytes of a GUID.
 *
 * @param text As `{00000000-0000-0000-C000-000000000046}`, with or without braces.
 * @throws {TypeError} If it is something else.
 */
export function parseGuid(text: unknown, who: string): Uint8Array<ArrayBuffer> {
  const [, open, a, b, c, d, e, close] = typeof text === "string" ? form.exec(text) ?? [] : [];
  if (a === undefined || (open === "") !== (close === "")) {
    const wanted = "a GUID such as {00000000-0000-0000-C000-000000000046}";
    throw new TypeError(`${who}: expected ${wanted}, not ${show(text)}`);
  }
  const digits = a + b + c + d + e;
  const bytes = new Uint8Array(new ArrayBuffer(GUID_SIZE));
  order.forEach((at, i) => bytes[at] = parseInt(digits.slice(2 * i, 2 * i + 2), 16));
  return bytes;
}

/** The text of a GUID, as Windows writes it: in braces and capitals. */
export function formatGuid(bytes: Uint8Array): string {
  const digits = order.map((at) => bytes[at]!.toString(16).padStart(2, "0")).join("").toUpperCase();
  return `{${[[0, 8], [8, 12], [12, 16], [16, 20], [20, 32]].map((part) => digits.slice(...part)).join("-")}}`;
}

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
