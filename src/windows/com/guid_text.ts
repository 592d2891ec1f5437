import { show } from "../../memory/show.ts";

/** Size of a GUID in bytes. */
export const GUID_SIZE = 16;

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
  const digits = order.map((at) => bytes[at].toString(16).padStart(2, "0")).join("").toUpperCase();
  return `{${[[0, 8], [8, 12], [12, 16], [16, 20], [20, 32]].map((part) => digits.slice(...part)).join("-")}}`;
}
