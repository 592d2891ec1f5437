import { show } from "../../memory/show.ts";
import { runtime } from "../../runtime/runtime.ts";
import { bitAccess } from "./bit_field.ts";
import { looseArrayInfo } from "../array/array.ts";
import type { Anonymous, BitField, Field, Fields } from "../ctype.ts";
import { layout, type Placed } from "./layout.ts";
import type { Accessor } from "./record_class.ts";
import { type Aggregate, infoOf, type NativeMember, type TypeInfo } from "../type_info.ts";

/** How a structure is laid out, where the platform's habit is not wanted. */
export interface RecordOptions<Name extends string = string> {
  /** The greatest alignment of any field in bytes: 1, 2, 4, 8 or 16; C's `#pragma pack`. */
  readonly pack?: number;
  /** The least alignment of the whole in bytes, a power of two; C's `_Alignas`. */
  readonly align?: number;
  /**
   * The name for messages and `console.log`, when no class extends it. TypeScript tells structures with the same fields
   * apart by it.
   */
  readonly name?: Name;
}

/** Which kind of record it is. */
export interface RecordKind {
  /** All fields are at offset 0. */
  readonly union: boolean;
  /** The byte order asked for; undefined is the machine's. */
  readonly little: boolean | undefined;
}

/** Where everything in a record is. */
export interface Shape {
  readonly size: number;
  readonly alignment: number;
  /** The part of the alignment that an option asked for. */
  readonly requiredAlignment: number;
  readonly hasPointers: boolean;
  /** Whether a field hands out typed arrays. */
  readonly visible: boolean;
  readonly accessors: readonly Accessor[];
  /** Whether a field is called as what every class has on its prototype. */
  readonly hasConstructor: boolean;
  readonly fields: Readonly<Record<string, Field>>;
  readonly aggregate: Aggregate;
}

interface Member {
  readonly name: string;
  readonly info: TypeInfo;
  readonly bits: number | undefined;
  readonly anonymous: boolean;
}

/**
 * Lays out a structure or union.
 *
 * @param factory For messages.
 */
export function shapeOf(
  factory: string,
  fields: Fields,
  options: RecordOptions,
  kind: RecordKind,
): Shape {
  const members = Object.keys(fields).map((name) => memberOf(factory, name, fields[name], kind.little === false));
  const placed = layout(
    members.map(({ name, info, bits }) => (
      { name, size: info.size, alignment: info.alignment, bits, required: info.shape?.requiredAlignment }
    )),
    {
      union: kind.union,
      pack: options.pack,
      align: options.align,
      rules: runtime.platform === "win32" ? "msvc" : "gcc",
    },
  );
  const found = members.flatMap((member, i): Found[] => {
    const { name, anonymous } = member;
    const place = placed.members[i]!;
    const info = viewable(member.info, place.offset, placed.alignment);
    const custom = member.bits === undefined ? undefined : bitAccess(info, place, kind.little ?? true, placed.size);
    const accessor = { name, info, offset: place.offset, label: `field ${name}`, depth: 0, anonymous, custom };
    const own = { accessor, field: fieldOf(member.info, place) };
    return anonymous ? [own, ...promoted(member.info, place.offset)] : [own];
  });
  const accessors: Accessor[] = [];
  const described: Record<string, Field> = Object.create(null);
  for (const { accessor, field } of reachable(found, factory)) {
    accessors.push(accessor);
    described[accessor.name] = Object.freeze(field);
  }
  return {
    size: placed.size,
    alignment: placed.alignment,
    requiredAlignment: placed.required,
    hasPointers: members.some((member) => member.info.hasPointers),
    visible: members.some((member) => member.info.visible),
    accessors,
    hasConstructor: "constructor" in described,
    fields: Object.freeze(described),
    aggregate: {
      size: placed.size,
      alignment: placed.alignment,
      hasPointers: members.some((member) => member.info.hasPointers),
      visible: members.some((member) => member.info.visible),
      // Only calls by value ask for it.
      get members() {
        return nativeMembers(members, placed.members, kind.union);
      },
    },
  };
}

function memberOf(factory: string, name: string, given: unknown, swap: boolean): Member {
  if (/^(0|[1-9][0-9]*)$/.test(name)) {
    throw new TypeError(`${factory}(): field ${show(name)} is a number: JavaScript would reorder the fields`);
  }
  const wrapper = typeof given === "object" && given !== null ? given as Partial<BitField & Anonymous> : {};
  const info = infoOf(wrapper.type ?? given, `${factory}() field ${show(name)}`);
  if (info.kind === "void" || info.kind === "opaque") {
    throw new TypeError(`${factory}() field ${show(name)}: ${info.name} has no size; use Pointer(${info.name})`);
  }
  if (swap && info.kind !== "record" && info.swapped === undefined) {
    throw new TypeError(`${factory}() field ${show(name)}: ${info.name} has no other byte order`);
  }
  return {
    name,
    info: swap && info.kind !== "record" ? info.swapped! : info,
    bits: wrapper.bits,
    anonymous: wrapper.anonymous === true,
  };
}

/** A type for a field at a place: where no typed array can view an array, the array type that needs none. */
function viewable(info: TypeInfo, offset: number, alignment: number): TypeInfo {
  if (info.kind !== "array" || info.element!.typedArray === undefined) return info;
  const unit = info.element!.size;
  return offset % unit === 0 && alignment >= unit ? info : looseArrayInfo(info.element!, info.length!);
}

function fieldOf(info: TypeInfo, { offset, bitOffset, bitWidth }: Placed): Field {
  const field = { type: info.type as unknown as Field["type"], offset, size: info.size };
  return bitWidth === undefined ? field : { ...field, bitOffset: bitOffset!, bitWidth };
}

/** A field that a structure has of its own or by an anonymous member. */
interface Found {
  readonly accessor: Accessor;
  readonly field: Field;
}

/** The fields of an anonymous member as its owner has them. */
function promoted({ shape }: TypeInfo, base: number): Found[] {
  return shape!.accessors.map((accessor) => {
    const field = shape!.fields[accessor.name]!;
    return {
      accessor: { ...accessor, offset: base + accessor.offset, depth: (accessor.depth ?? 0) + 1 },
      field: { ...field, offset: base + field.offset },
    };
  });
}

/**
 * The fields that can be reached by their names: of several with one name the outermost, as in nested scopes. In C anonymous
 * members have no names, so what they are called here gives way to anything else.
 */
function reachable(found: readonly Found[], factory: string): Iterable<Found> {
  const chosen = new Map<string, Found>();
  for (const one of found) {
    const { name } = one.accessor;
    const other = chosen.get(name);
    const order = other === undefined ? -1 : rank(one.accessor) - rank(other.accessor);
    if (order < 0) chosen.set(name, one);
    else if (order === 0 && !one.accessor.anonymous) {
      throw new TypeError(`${factory}(): field ${show(name)} is defined twice`);
    }
  }
  return found.filter((one) => chosen.get(one.accessor.name) === one);
}

const rank = ({ depth = 0, anonymous = false }: Accessor): number => 2 * depth + (anonymous && depth > 0 ? 1 : 0);

/** The members as calling conventions see them. */
function nativeMembers(members: readonly Member[], places: readonly Placed[], union: boolean): NativeMember[] {
  return members.flatMap(({ info }, i): NativeMember[] => {
    const { offset, bitOffset, bitWidth } = places[i]!;
    if (bitWidth === undefined) return [{ offset, native: info.native }];
    if (bitWidth === 0) return [];
    const first = bitOffset! >>> 3;
    const count = (bitOffset! + bitWidth + 7 >>> 3) - first;
    const taken = union || bitWidth >= 8 && isPower(bitWidth) && (8 * offset + bitOffset!) % bitWidth === 0
      ? 2 ** Math.ceil(Math.log2(Math.ceil(bitWidth / 8)))
      : undefined;
    return Array.from({ length: count }, (_, byte): NativeMember => ({
      offset: offset + first + byte,
      native: "u8",
      taken: byte === 0 ? taken : undefined,
    }));
  });
}

const isPower = (value: number) => (value & value - 1) === 0;
