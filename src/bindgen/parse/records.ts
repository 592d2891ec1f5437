/** Reads the members of structures and unions, and finds the options that lay them out as clang does. */
import type { Clang } from "../libclang/clang.ts";
import type { CXCursor, CXType } from "../libclang/index.ts";
import type { CType, Field, RecordBody } from "../model.ts";
import { findOptions, type Place } from "./record_options.ts";
import { scalar } from "./scalars.ts";
import type { TypeReader } from "./types.ts";

/** What the machine's rules depend on. */
export interface Rules {
  /** Windows's. */
  readonly msvc: boolean;
  /** Unnamed bit fields align the whole. */
  readonly alignUnnamed: boolean;
}

/** Reads structures and unions. */
export class RecordReader {
  readonly #clang: Clang;
  readonly #types: TypeReader;
  readonly #rules: Rules;
  /** The alignment that was asked for within a structure, which counts where it is a member. */
  readonly #required = new Map<bigint, number>();

  constructor(clang: Clang, types: TypeReader, rules: Rules) {
    this.#clang = clang;
    this.#types = types;
    this.#rules = rules;
  }

  /**
   * Reads what is in a structure or union.
   *
   * @param declaration Any declaration of it.
   * @returns Undefined if it is not defined.
   * @throws {Error} If this module cannot lay it out as clang does.
   */
  read(declaration: CXCursor): RecordBody | undefined {
    const { c } = this.#clang;
    const definition = c.getCursorDefinition(declaration);
    if (c.Cursor_isNull(definition)) return undefined;
    const type = c.getCursorType(definition);
    const size = Number(c.Type_getSizeOf(type));
    const alignment = Number(c.Type_getAlignOf(type));
    if (size < 0 || alignment < 1) return undefined;

    const members = this.#clang.fields(type).map((field) => this.#member(field));
    const found = findOptions(members.map(({ place }) => place), {
      size,
      alignment,
      union: this.#clang.isUnion(definition),
      rules: this.#rules.msvc ? "msvc" : "gcc",
      alignUnnamed: this.#rules.alignUnnamed,
    });
    if (found === undefined) {
      throw new Error(
        `${this.#clang.spelling(type)}: no options of Structure give clang's layout ` +
          `(${size} bytes, aligned to ${alignment}); please report it`,
      );
    }
    this.#required.set(this.#clang.identity(definition), found.required);
    const fields = members.flatMap(({ field }, i): Field[] => {
      const own = found.aligned[i] === undefined ? field : { ...field, align: found.aligned[i] };
      return [...padding(field.offset, found.padding?.[i]), own];
    });
    fields.push(...padding(8 * size, found.padding?.[members.length]));
    const inexact = members.some((member) => member.inexact);
    return {
      size,
      alignment,
      fields,
      ...found.pack !== undefined && { pack: found.pack },
      ...found.align !== undefined && { align: found.align },
      ...inexact && { inexact },
    };
  }

  #member(cursor: CXCursor): { field: Field; place: Place; inexact: boolean } {
    const { c } = this.#clang;
    const type = c.getCursorType(cursor);
    const name = this.#fieldName(cursor);
    const read = this.#types.typeOf(type, cursor);
    const offset = Number(c.Cursor_getOffsetOfField(cursor));
    const bits = c.Cursor_isBitField(cursor) ? c.getFieldDeclBitWidth(cursor) : undefined;
    const { comment } = this.#types.details.of(cursor);
    const field: Field = {
      ...name !== "" && { name },
      type: read,
      offset,
      ...bits !== undefined && { bits },
      ...comment !== undefined && { comment },
    };
    const element = isOpenArray(read) ? c.getArrayElementType(c.getCanonicalType(type)) : type;
    const place = {
      name,
      size: isOpenArray(read) ? 0 : Math.max(0, Number(c.Type_getSizeOf(type))),
      alignment: Math.max(1, Number(c.Type_getAlignOf(element))),
      bits,
      offset,
      // Only Windows's rules ask for it.
      required: this.#rules.msvc ? this.#requiredOf(element) : 1,
    };
    const inexact = this.#types.notByValue(read.kind === "array" ? read.of : read) !== undefined;
    return { field, place, inexact };
  }

  #requiredOf(type: CXType): number {
    const { c } = this.#clang;
    return this.#required.get(this.#clang.identity(c.getTypeDeclaration(c.getCanonicalType(type)))) ?? 1;
  }

  /** Newer versions describe a field without a name in parentheses. */
  #fieldName(cursor: CXCursor): string {
    const name = this.#clang.name(cursor);
    return name.includes("(") ? "" : name;
  }
}

/** Members without a name that fill bits: up to the next byte, then bytes, then the bits that are left. */
function padding(end: number, width = 0): Field[] {
  const type = scalar("unsigned char");
  const start = end - width;
  const head = Math.min(width, (8 - start % 8) % 8), tail = (width - head) % 8;
  const bytes = (width - head - tail) / 8;
  return [
    ...head > 0 ? [{ type, offset: start, bits: head }] : [],
    ...bytes > 0 ? [{ type: { kind: "array", of: type, length: bytes } as const, offset: start + head }] : [],
    ...tail > 0 ? [{ type, offset: end - tail, bits: tail }] : [],
  ];
}

function isOpenArray(type: CType): boolean {
  return type.kind === "array" && type.length === undefined;
}
