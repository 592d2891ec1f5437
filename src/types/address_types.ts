import {
  heldTarget,
  isBuffer,
  isPlaced,
  NULL_TARGET,
  Reference,
  storeTarget,
  type Target,
  targetOf,
  targetOfExtent,
} from "../memory/addressable.ts";
import { encodeText, encodeWideText, textAt, textFlaw, WIDE_SIZE, wideTextAt } from "../memory/text.ts";
import type { ScalarType, TextInput, VoidPointerInput } from "./ctype.ts";
import { unfinished } from "./scalar_info.ts";
import { simpleType } from "./simple_type.ts";
import { infoOfInstance, outOfRange, type TypeInfo, wrongKind } from "./type_info.ts";

/** Finds what an input of an address type refers to, or throws. */
type Refer = (value: unknown, label: string, owner: unknown) => Target;

/** A type that holds an address and is not `Pointer(T)`. `refer` is how calls convert arguments too. */
export interface AddressInfo extends TypeInfo {
  readonly refer: Refer;
}

function addressInfo(
  name: string,
  refer: Refer,
  load: (target: Target) => unknown,
  kind: "text" | "address",
): AddressInfo {
  return {
    kind,
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

/** Refers to a new C string. */
function referToString(
  value: string,
  name: string,
  label: string,
  owner: unknown,
  encode: typeof encodeText,
): Target {
  const flaw = textFlaw(value);
  if (flaw !== null) throw wrongKind(value, name, label, owner, flaw);
  const extent = encode(value);
  return targetOfExtent(extent, extent);
}

const byteNames = new Set(["c_char", "c_byte", "c_ubyte", "c_void"]);

/** Whether a pointer, array or instance of this type can stand for text in units of `names`. */
function holdsUnits(info: TypeInfo | null, names: ReadonlySet<string>, textName: string): boolean {
  if (info === null) return false;
  if (info.kind === "pointer" || info.kind === "array") return names.has(info.element!.name);
  return info.name === textName || info.name === "c_void_p" || names.has(info.name);
}

const charPointer: AddressInfo = addressInfo(
  "c_char_p",
  (value, label, owner) => {
    if (typeof value === "string") return referToString(value, "c_char_p", label, owner, encodeText);
    if (value === null) return NULL_TARGET;
    const accepted = value instanceof Reference ||
      isByteBuffer(value) ||
      isPlaced(value) && holdsUnits(infoOfInstance(value), byteNames, "c_char_p");
    if (!accepted) throw wrongKind(value, "c_char_p", label, owner, "a string, bytes, a pointer to bytes or null");
    return targetOf(value)!;
  },
  textAt,
  "text",
);

/** Whether a value is a buffer of bytes: typed arrays of anything wider are a mistake more often than not. */
function isByteBuffer(value: unknown): boolean {
  if (!isBuffer(value)) return false;
  return !ArrayBuffer.isView(value) || value instanceof DataView || (value as Uint8Array).BYTES_PER_ELEMENT === 1;
}

const wideNames = new Set(["c_wchar", "c_void"]);

const wideCharPointer: AddressInfo = addressInfo(
  "c_wchar_p",
  (value, label, owner) => {
    if (typeof value === "string") return referToString(value, "c_wchar_p", label, owner, encodeWideText);
    if (value === null) return NULL_TARGET;
    const accepted = value instanceof Reference ||
      ArrayBuffer.isView(value) && (value as Uint16Array).BYTES_PER_ELEMENT === WIDE_SIZE ||
      isPlaced(value) && holdsUnits(infoOfInstance(value), wideNames, "c_wchar_p");
    if (!accepted) throw wrongKind(value, "c_wchar_p", label, owner, "a string, a wide buffer, a pointer or null");
    return targetOf(value)!;
  },
  wideTextAt,
  "text",
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
  "address",
);

/**
 * C's `char *`: text in UTF-8, or null for NULL. A string that is assigned or passed is copied to new memory, which
 * lives as long as the instance or structure that holds it.
 */
export const c_char_p: ScalarType<"c_char_p", string | null, TextInput> = simpleType(
  charPointer,
) as unknown as ScalarType<
  "c_char_p",
  string | null,
  TextInput
>;

/** C's `wchar_t *`: text, or null for NULL. Otherwise as {@linkcode c_char_p}. */
export const c_wchar_p: ScalarType<"c_wchar_p", string | null, TextInput> = simpleType(
  wideCharPointer,
) as unknown as ScalarType<"c_wchar_p", string | null, TextInput>;

/** C's `void *`: an address as a bigint, or null for NULL. It takes anything that has an address. */
export const c_void_p: ScalarType<"c_void_p", bigint | null, VoidPointerInput> = simpleType(
  voidPointer,
) as unknown as ScalarType<"c_void_p", bigint | null, VoidPointerInput>;
