/**
 * Where a C compiler puts the members of a structure or union. Pure arithmetic on sizes and alignments: which machine
 * it is for is the caller's to say.
 *
 * Positions are counted in bits in plain numbers, so the largest structure has 2⁵⁰ − 1 bytes.
 */

/** What the layout must know about a member: its type's size and alignment in bytes, and whether it is a bit field. */
export interface Member {
  /** The name, for messages; `""` for an unnamed bit field. */
  readonly name: string;
  /** The size of the declared type in bytes. */
  readonly size: number;
  /** The alignment of the declared type in bytes: a power of two. */
  readonly alignment: number;
  /** Width of a bit field in bits. 0 is C's unnamed `int : 0`: it ends a run of bit fields and has no storage. */
  readonly bits?: number | undefined;
  /**
   * The part of the alignment that was asked for explicitly ({@linkcode Layout.required} of a nested type). MSVC does
   * not let `pack` lower it; GCC does.
   */
  readonly required?: number | undefined;
}

/** How to lay out. */
export interface LayoutOptions {
  /** All members start at 0. */
  readonly union?: boolean;
  /** `#pragma pack(n)`: no member is aligned to more than this many bytes: 1, 2, 4, 8 or 16. */
  readonly pack?: number | undefined;
  /** `__attribute__((aligned(n)))`, `__declspec(align(n))`: what the whole is aligned to at least; a power of two. */
  readonly align?: number | undefined;
  /** Whose rules bit fields follow: `"msvc"` on Windows, `"gcc"` (and clang) everywhere else. */
  readonly rules: "gcc" | "msvc";
  /**
   * Whether unnamed bit fields align the whole as named ones do: true on arm64 Linux and Android (AAPCS64), false on
   * x86-64 and on Apple's arm64. Of no account to `"msvc"`.
   */
  readonly alignUnnamed?: boolean;
}

/**
 * Where a member is.
 *
 * A bit field's bits are counted in the order in which they are allotted, from the first bit of the byte at `offset`:
 * bit *i* is bit *i* % 8, from the low end, of byte `offset` + ⌊*i* / 8⌋ (on big-endian structures: from the high end).
 * So on little-endian memory it is `(unit >> bitOffset) & (2 ** bitWidth - 1)`, where `unit` is read at `offset`.
 *
 * Reading exactly the declared type's `size` bytes at `offset` is right when
 * `bitOffset + bitWidth <= 8 * size && offset + size <= layout.size`, which always holds without `pack` and under
 * MSVC's rules. GCC's packed structures can break both: a 31-bit field may start at bit 3 and end in a fifth byte, and
 * a structure of one 3-bit `int` has one byte. Readers must then use the bytes from `offset` up to
 * `offset + Math.ceil((bitOffset + bitWidth) / 8)`, which never exceed the structure.
 */
export interface Placed {
  /** Bytes from the start of the structure. */
  readonly offset: number;
  /** Of a bit field: its first bit, counted from the start of the byte at `offset`. */
  readonly bitOffset?: number;
  /** Of a bit field: its width in bits. */
  readonly bitWidth?: number;
}

/** A structure's or union's layout. */
export interface Layout {
  /** In bytes, with the padding at the end. It is 0 where nothing has storage, in which compilers disagree. */
  readonly size: number;
  /** In bytes. */
  readonly alignment: number;
  /** The members' places, in their order. */
  readonly members: readonly Placed[];
  /** The alignment asked for explicitly, by `align` here or within a nested type; 1 if none was. */
  readonly required: number;
}

/** A structure or union before its size is rounded up to its alignment. */
interface Extent {
  /** In bytes. */
  end: number;
  alignment: number;
  /** First bit of every member, counted from the start of the structure. */
  starts: number[];
  /** Where the rules know of storage units: the first byte of the one that each member is in. */
  units?: number[];
}

/** Sizes from here on cannot be counted in bits exactly. */
const SIZE_LIMIT = 2 ** 50;
/** What compilers take as an explicit alignment (GCC's and clang's limit; MSVC's is 8192). */
const ALIGN_LIMIT = 2 ** 28;

/**
 * Computes a structure's or union's layout as the platform's C compiler does.
 *
 * @param members The members in the order of their declaration.
 * @param options Union or structure, packing, alignment, and whose rules.
 * @returns Size, alignment and the place of every member.
 * @throws {RangeError} If an option or a member has a value that no C compiler accepts, or the whole is too large.
 *
 * @example `struct { char a; int b : 3, c : 5; }`
 * ```ts
 * const { size, members } = layout([
 *   { name: "a", size: 1, alignment: 1 },
 *   { name: "b", size: 4, alignment: 4, bits: 3 },
 *   { name: "c", size: 4, alignment: 4, bits: 5 },
 * ], { rules: "gcc" });
 * // size 4; b at bit 8 and c at bit 11 of the unit at offset 0
 * ```
 */
export function layout(members: readonly Member[], options: LayoutOptions): Layout {
  checkOptions(options);
  for (const member of members) checkMember(member);

  const { end, alignment, starts, units } = options.rules === "msvc"
    ? placeMsvc(members, options)
    : placeGcc(members, options);
  const size = roundUp(end, alignment);
  if (size >= SIZE_LIMIT) throw new RangeError(`Structure is too large: ${size} bytes, must be less than 2 ** 50`);

  const required = members.reduce((most, m) => Math.max(most, m.required ?? 1), options.align ?? 1);
  const places = members.map((member, i) => {
    const start = starts[i]!;
    if (member.bits === undefined) return { offset: start / 8 };
    const offset = units?.[i] ?? chooseUnit(member, start, size, options.pack);
    return { offset, bitOffset: start - 8 * offset, bitWidth: member.bits };
  });
  return { size, alignment, required, members: places };
}

/** GCC's and clang's rules on everything but Windows: bit fields follow each other through the structure's bits. */
function placeGcc(members: readonly Member[], options: LayoutOptions): Extent {
  const { union = false, pack, alignUnnamed = false } = options;
  const starts: number[] = [];
  let alignment = options.align ?? 1;
  let position = 0;
  let end = 0;

  for (const member of members) {
    const { size, bits } = member;
    // Only the break that `int : 0` makes is of full strength in a packed structure.
    const memberAlignment = bits === 0 ? member.alignment : Math.min(member.alignment, pack ?? Infinity);
    const unnamed = bits === 0 || (bits !== undefined && member.name === "");
    if (!unnamed || alignUnnamed) alignment = Math.max(alignment, memberAlignment);

    if (union) position = 0;
    // Any pack at all, even one that lowers nothing, frees bit fields from their units.
    const free = bits !== undefined && bits > 0 && (pack !== undefined || fits(position, member));
    if (!free) position = roundUp(position, 8 * memberAlignment);
    starts.push(position);
    position += bits ?? 8 * size;
    end = Math.max(end, position);
  }
  return { end: Math.ceil(end / 8), alignment, starts };
}

/** Whether a bit field that starts here touches no more alignment units than a whole object of its type would. */
function fits(position: number, { size, alignment, bits = 0 }: Member): boolean {
  const unit = 8 * alignment;
  return Math.ceil((position % unit + bits) / unit) * alignment <= size;
}

/**
 * MSVC's rules: a run of bit fields whose types have one size shares storage units of exactly that size. GCC's imitation
 * (`-mms-bitfields`) differs in bit fields of unions, and in `pack` around explicitly aligned types.
 */
function placeMsvc(members: readonly Member[], options: LayoutOptions): Extent {
  const { union = false, pack } = options;
  const starts: number[] = [];
  const units: number[] = [];
  let alignment = options.align ?? 1;
  let end = 0;
  /** The storage unit that the last member, a bit field, is in: its size in bytes, and its bits not used yet. */
  let unit: { size: number; left: number } | undefined;

  for (const { size, alignment: natural, required = 1, bits } of members) {
    const memberAlignment = Math.max(Math.min(natural, pack ?? Infinity), required);

    if (bits === 0 && unit === undefined) {
      // It would end a run, and there is none: not even the structure's alignment notices.
      const offset = union ? 0 : end;
      starts.push(8 * offset);
      units.push(offset);
      continue;
    }
    if (bits && !union && unit?.size === size && bits <= unit.left) {
      starts.push(8 * end - unit.left);
      units.push(end - size);
      unit.left -= bits;
      continue;
    }
    unit = bits ? { size, left: 8 * size - bits } : undefined;

    // Bit fields do not align a union.
    if (!union || bits === undefined) alignment = Math.max(alignment, memberAlignment);
    const offset = union ? 0 : roundUp(end, memberAlignment);
    starts.push(8 * offset);
    units.push(offset);
    // A unit takes its type's whole size, however few bits are used and however tight the packing.
    end = Math.max(end, offset + (bits === 0 && !union ? 0 : size));
  }
  return { end, alignment, starts, units };
}

/** The lowest multiple of `unit` that is not below `position`. Bitwise operators would cut it to 32 bits. */
function roundUp(position: number, unit: number): number {
  return Math.ceil(position / unit) * unit;
}

/** The first byte of the unit through which a bit field that starts at a given bit is reached. */
function chooseUnit({ size, alignment, bits = 0 }: Member, start: number, structSize: number, pack = Infinity): number {
  const firstByte = Math.floor(start / 8);
  const grid = Math.min(alignment, pack);
  // Best is the aligned unit, then any unit that holds the field and ends within the structure.
  const candidates = [Math.floor(firstByte / grid) * grid, Math.min(firstByte, structSize - size)];
  return candidates.find((unit) => unit >= 0 && unit + size <= structSize && start + bits <= 8 * (unit + size)) ??
    firstByte;
}

function checkOptions({ pack, align }: LayoutOptions): void {
  if (pack !== undefined && ![1, 2, 4, 8, 16].includes(pack)) {
    throw new RangeError(`Invalid pack: ${pack}, must be 1, 2, 4, 8 or 16`);
  }
  if (align !== undefined && !(isPowerOfTwo(align) && align <= ALIGN_LIMIT)) {
    throw new RangeError(`Invalid align: ${align}, must be a power of two, at most 2 ** 28`);
  }
}

function checkMember({ name, size, alignment, bits, required }: Member): void {
  const member = name === "" ? "unnamed bit field" : `member "${name}"`;
  if (!Number.isInteger(size) || size < 0 || size >= SIZE_LIMIT) {
    throw new RangeError(`Invalid size of ${member}: ${size}, must be an integer from 0 to 2 ** 50 - 1`);
  }
  for (const value of [alignment, required ?? 1]) {
    if (!(isPowerOfTwo(value) && value <= ALIGN_LIMIT)) {
      throw new RangeError(`Invalid alignment of ${member}: ${value}, must be a power of two, at most 2 ** 28`);
    }
  }
  if (bits !== undefined && !(Number.isInteger(bits) && bits >= 0 && bits <= 8 * size)) {
    throw new RangeError(`Invalid width of bit field "${name}": ${bits}, must be an integer from 0 to ${8 * size}`);
  }
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(value) && value > 0 && Number.isInteger(Math.log2(value));
}
