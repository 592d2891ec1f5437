import {
  type Extent,
  heldTarget,
  isBuffer,
  isPlaced,
  NULL_TARGET,
  Reference,
  storeTarget,
  type Target,
  targetOf,
  targetOfExtent,
} from "../../memory/addressable.ts";
import { encodeText, encodeWideText, textAt, textFlaw, WIDE_SIZE, wideTextAt } from "../../memory/text.ts";
import type { ScalarType, TextInput, VoidPointerInput } from "../ctype.ts";
import { unfinished } from "../scalar/scalar_info.ts";
import { simpleTypes } from "../scalar/simple_type.ts";
import { infoOfInstance, outOfRange, type TextUnit, type TypeInfo, wrongKind } from "../type_info.ts";

/** Finds what an input of an address type refers to, or throws. */
type Refer = (value: unknown, label: string, owner: unknown) => Target;

/** A type that holds an address and is not `Pointer(T)`. `refer` is how calls convert arguments too. */
export interface AddressInfo extends TypeInfo {
  readonly refer: Refer;
  /** Of text types: new memory for a string. It asks for no address, which Deno tells not every program. */
  readonly encode?: Encode;
}

/** Copies a string to new memory, or throws. */
type Encode = (text: string, label: string, owner: unknown) => Extent;

function addressInfo(
  name: string,
  refer: Refer,
  load: (target: Target) => unknown,
  unit?: TextUnit,
): AddressInfo {
  return {
    kind: unit === undefined ? "address" : "text",
    unit,
    name,
    type: null as never,
    size: 8,
    alignment: 8,
    native: "pointer",
    hasPointers: true,
    refer,
    read: (block, offset) => load(heldTarget(block, offset)),
    write: (block, offset, value, label, owner) => storeTarget(block, offset, refer(value, label, owner)),
    view: unfinished,
  };
}

/** Whether an instance that is no typed array can stand for text: it is a unit, points to units or to anything. */
function holdsUnits(value: unknown, unit: TextUnit): boolean {
  if (!isPlaced(value)) return false;
  const { kind, element, unit: own } = infoOfInstance(value)!;
  if (kind === "pointer" || kind === "array") return element!.unit === unit || element!.kind === "void";
  return own === unit || kind === "address";
}

/**
 * Describes a pointer to text.
 *
 * @param copy Copies a string that has no flaw.
 * @param accepts Whether a value that is neither a string, null nor `byref` of something can stand for text.
 * @param wanted What messages say is expected.
 */
function textInfo(
  name: string,
  unit: TextUnit,
  copy: (text: string) => Extent,
  accepts: (value: unknown) => boolean,
  wanted: string,
  load: (target: Target) => unknown,
): AddressInfo {
  const encode: Encode = (text, label, owner) => {
    const flaw = textFlaw(text);
    if (flaw !== null) throw wrongKind(text, name, label, owner, flaw);
    return copy(text);
  };
  const refer: Refer = (value, label, owner) => {
    if (typeof value === "string") {
      const extent = encode(value, label, owner);
      return targetOfExtent(extent, extent);
    }
    if (value === null) return NULL_TARGET;
    if (!(value instanceof Reference) && !accepts(value)) throw wrongKind(value, name, label, owner, wanted);
    return targetOf(value)!;
  };
  return Object.assign(addressInfo(name, refer, load, unit), { encode });
}

const charPointer = textInfo(
  "c_char_p",
  "byte",
  encodeText,
  (value) => isByteBuffer(value) || holdsUnits(value, "byte"),
  "a string, bytes, a pointer to bytes or null",
  textAt,
);

/** Whether a value is a buffer of bytes: typed arrays of anything wider are a mistake more often than not. */
function isByteBuffer(value: unknown): boolean {
  if (!isBuffer(value)) return false;
  return !ArrayBuffer.isView(value) || value instanceof DataView || (value as Uint8Array).BYTES_PER_ELEMENT === 1;
}

const wideCharPointer = textInfo(
  "c_wchar_p",
  "wide",
  encodeWideText,
  (value) =>
    ArrayBuffer.isView(value) && (value as Uint16Array).BYTES_PER_ELEMENT === WIDE_SIZE ||
    holdsUnits(value, "wide"),
  "a string, a wide buffer, a pointer or null",
  wideTextAt,
);

const voidPointer: AddressInfo = addressInfo(
  "c_void_p",
  (value, label, owner) => {
    if (typeof value === "bigint") {
      if (value < -(1n << 63n) || value >= 1n << 64n) {
        throw outOfRange(value, "c_void_p", label, owner, "an address of 64 bits");
      }
      return { address: BigInt.asUintN(64, value), extent: null, keep: null };
    }
    const target = targetOf(value);
    if (target === null) {
      throw wrongKind(value, "c_void_p", label, owner, "an instance of a C type, a buffer, a bigint or null");
    }
    return target;
  },
  ({ address }) => address === 0n ? null : address,
);

const [charPointerClass, wideCharPointerClass, voidPointerClass] = simpleTypes([
  charPointer,
  wideCharPointer,
  voidPointer,
]) as unknown as [never, never, never];

/**
 * C's `char *`: text in UTF-8, or null for NULL. A string that is assigned or passed is copied to new memory, which
 * lives as long as the instance or structure that holds it.
 */
export const c_char_p: ScalarType<"c_char_p", string | null, TextInput> = charPointerClass;

/** C's `wchar_t *`: text, or null for NULL. Otherwise as {@linkcode c_char_p}. */
export const c_wchar_p: ScalarType<"c_wchar_p", string | null, TextInput> = wideCharPointerClass;

/**
 * C's `void *`: an address as a bigint, or null for NULL. It takes anything that has an address.
 *
 * Addresses have no sign: what C calls `(void *) -1` (`MAP_FAILED`, `SIG_ERR`, `RTLD_NEXT`, …) reads as
 * `0xffff_ffff_ffff_ffffn`, also where `-1n` was given. A buffer of zero bytes has an address, too: only null is NULL.
 */
export const c_void_p: ScalarType<"c_void_p", bigint | null, VoidPointerInput> = voidPointerClass;
