/**
 * The structure of a GUID.
 *
 * @module
 */
import { extentOf } from "../../memory/addressable.ts";
import { bytesOf } from "../../memory/text.ts";
import { ArrayOf } from "../../types/array/array.ts";
import type { ArrayType, RecordType } from "../../types/ctype.ts";
import { Structure } from "../../types/record/structure.ts";
import { c_ubyte, c_uint, c_ushort } from "../../types/scalar/scalars.ts";
import { formatGuid, type GuidInput, guidKey, parseGuid } from "./guid_text.ts";

/** The fields of a {@linkcode GUID}. */
export interface GuidFields {
  /** The first eight digits. */
  readonly Data1: typeof c_uint;
  /** The next four. */
  readonly Data2: typeof c_ushort;
  /** The next four. */
  readonly Data3: typeof c_ushort;
  /** The rest: eight bytes. */
  readonly Data4: ArrayType<typeof c_ubyte>;
}

/** The structure itself; {@linkcode GUID} adds what one does with it. */
export const GuidStructure: RecordType<GuidFields, "structure"> = Structure({
  Data1: c_uint,
  Data2: c_ushort,
  Data3: c_ushort,
  Data4: ArrayOf(c_ubyte, 8),
}, { name: "GUID" });

/**
 * A name that is unique in the world: 16 bytes. Windows names interfaces (IID) and classes (CLSID) so.
 *
 * @example
 * ```ts
 * import { GUID } from "@ctypes/ctypes/com";
 *
 * const iid = GUID.parse("00000000-0000-0000-c000-000000000046");
 * console.log(String(iid)); // {00000000-0000-0000-C000-000000000046}
 * console.log(iid.equals(GUID.create())); // false
 * ```
 */
export class GUID extends GuidStructure {
  /**
   * The GUID that a text stands for.
   *
   * @param text Such as `{00000000-0000-0000-C000-000000000046}`, in any case, with or without braces.
   * @throws {TypeError} If it is something else.
   */
  static parse(text: string): GUID {
    return GUID.fromBuffer(parseGuid(text, "GUID.parse()"));
  }

  /** A new GUID, made of random bits (version 4). Windows' `CoCreateGuid`. */
  static create(): GUID {
    return GUID.parse(crypto.randomUUID());
  }

  /**
   * Whether another GUID is the same.
   *
   * @param other A GUID, its text or its address.
   * @throws {TypeError} If it is none.
   */
  equals(other: GuidInput): boolean {
    return guidKey(other, "equals() of GUID") === this.toString();
  }

  /** The text, as Windows writes it: in braces and capitals. */
  override toString(): string {
    return formatGuid(bytesOf(extentOf(this)!));
  }

  /** The text, for `JSON.stringify`. */
  toJSON(): string {
    return this.toString();
  }
}
