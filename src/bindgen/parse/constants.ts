/**
 * The values of macros and `const` variables. clang computes them: behind the headers, a variable is declared for each
 * macro and initialised with it, and libclang evaluates the initialiser.
 */
import { stringAt } from "../../../mod.ts";
import type { Clang } from "../libclang/clang.ts";
import { type CXCursor, CXCursorKind, CXTypeKind } from "../libclang/index.ts";
import type { ConstantValue } from "../model.ts";
import { BUILTIN, scalar } from "./scalars.ts";
import { integer, type TypeReader } from "./types.ts";

/** Before the numbers of the variables. */
const VALUE = "ctypes_bindgen_value_", ADDRESS = "ctypes_bindgen_address_", END = "ctypes_bindgen_end";

/** A macro that takes one value: where another stands for two, with a comma between, this is an error. */
const ONE = "ctypes_bindgen_one";
const ONE_VALUE = `#define ${ONE}_(value) (value)\n#define ${ONE}(value) ${ONE}_(value)\n`;

/** Of `CXEvalResultKind`. */
const INTEGER = 1, FLOAT = 2, TEXT = 4;

/** The C declarations that ask for the values of macros; the last tells that no macro spoiled those before it. */
export function probes(names: readonly string[]): string {
  const lines = names.map((name, i) =>
    `const __auto_type ${VALUE}${i} = ${ONE}(${name});\n` +
    `const unsigned long long ${ADDRESS}${i} = (unsigned long long)${ONE}(${name});\n`
  );
  return `${ONE_VALUE}${lines.join("")}const int ${END} = 0;\n`;
}

/** The variables that {@linkcode probes} declares. */
export class Probes {
  readonly #values = new Map<number, CXCursor>();
  readonly #addresses = new Map<number, CXCursor>();
  #complete = false;

  /** Takes a variable, if it is one of these. */
  take(name: string, cursor: CXCursor): boolean {
    if (name.startsWith(VALUE)) this.#values.set(Number(name.slice(VALUE.length)), cursor);
    else if (name.startsWith(ADDRESS)) this.#addresses.set(Number(name.slice(ADDRESS.length)), cursor);
    else if (name === END) this.#complete = true;
    else return false;
    return true;
  }

  /** Whether no macro spoiled what followed it, by an open bracket for example. */
  get complete(): boolean {
    return this.#complete;
  }

  /** The last variable that is there. */
  get last(): number {
    return Math.max(-1, ...this.#values.keys());
  }

  /** The variable with a macro's value, and the one with its value as an address. */
  of(index: number): { value?: CXCursor; address?: CXCursor } {
    return { value: this.#values.get(index), address: this.#addresses.get(index) };
  }
}

/** Finds the macros that spoil what follows them: either the last that is there, or the one behind it. */
export class Spoilers {
  readonly #macros: unknown[];
  #removed: { readonly at: number; readonly macro: unknown } | undefined;

  /** @param macros What to remove them from. */
  constructor(macros: unknown[]) {
    this.#macros = macros;
  }

  /**
   * Removes the macro that is to blame, if that is known, else one that may be.
   *
   * @param last The last that clang found.
   * @returns Whether there was one.
   */
  remove(last: number): boolean {
    if (this.#removed !== undefined && this.#removed.at === last && last >= 0) {
      // It was not the one behind.
      this.#macros.splice(last, 1, this.#removed.macro);
      this.#removed = undefined;
      return true;
    }
    const [macro] = this.#macros.splice(last + 1, 1);
    this.#removed = { at: last, macro };
    return macro !== undefined;
  }
}

/** Evaluates initialisers. */
export class Evaluator {
  readonly #clang: Clang;
  readonly #types: TypeReader;

  constructor(clang: Clang, types: TypeReader) {
    this.#clang = clang;
    this.#types = types;
  }

  /**
   * The value of a variable.
   *
   * @param variable The variable, with an initialiser.
   * @param address One that has the same value as an address.
   * @returns Undefined if it is not constant; a text says why it has no value here.
   */
  value(variable: CXCursor, address?: CXCursor): ConstantValue | string | undefined {
    const { c } = this.#clang;
    const type = c.getCanonicalType(c.getCursorType(variable));
    if (type.kind === CXTypeKind.CXType_Pointer) return this.#pointer(variable, address);
    const name = type.kind === CXTypeKind.CXType_Enum ? this.#enumType(variable) : BUILTIN.get(type.kind);
    if (type.kind === CXTypeKind.CXType_Int128 || type.kind === CXTypeKind.CXType_UInt128) return "__int128";
    if (name === undefined) return undefined;
    return this.#evaluate(variable, (result, kind) => {
      if (kind === INTEGER) {
        const value = c.EvalResult_isUnsignedInt(result)
          ? c.EvalResult_getAsUnsigned(result)
          : c.EvalResult_getAsLongLong(result);
        return { kind: "integer", value: integer(value), type: scalar(name) };
      }
      if (kind !== FLOAT) return undefined;
      const value = c.EvalResult_getAsDouble(result);
      return { kind: "float", value: Number.isFinite(value) ? value : `${value}` };
    });
  }

  #enumType(variable: CXCursor): string | undefined {
    const { c } = this.#clang;
    const declaration = c.getTypeDeclaration(c.getCanonicalType(c.getCursorType(variable)));
    return BUILTIN.get(c.getCanonicalType(c.getEnumDeclIntegerType(declaration)).kind);
  }

  #evaluate<T>(variable: CXCursor, read: (result: bigint, kind: number) => T): T | undefined {
    const { c } = this.#clang;
    const result = c.Cursor_Evaluate(variable);
    if (result === null) return undefined;
    try {
      return read(result, c.EvalResult_getKind(result));
    } finally {
      c.EvalResult_dispose(result);
    }
  }

  /** Text, or an address that is written as a number. */
  #pointer(variable: CXCursor, address?: CXCursor): ConstantValue | string | undefined {
    const { c } = this.#clang;
    const literals = this.#literals(variable);
    const pointee = c.getCanonicalType(c.getPointeeType(c.getCanonicalType(c.getCursorType(variable))));
    if (literals.length > 0 && BUILTIN.get(pointee.kind) !== "char") return "wide text";
    if (literals.length === 1) return textValue(literalBytes(this.#clang.name(literals[0])));
    const text = this.#evaluate(variable, (result, kind): ConstantValue | undefined => {
      return kind === TEXT ? { kind: "text", value: stringAt(c.EvalResult_getAsStr(result)!) } : undefined;
    });
    if (text !== undefined || address === undefined) return text;
    const initializer = c.Cursor_getVarDeclInitializer(variable);
    return this.#evaluate(address, (result, kind) => {
      if (kind !== INTEGER) return undefined;
      const value = integer(c.EvalResult_getAsUnsigned(result));
      return { kind: "pointer", address: value, type: this.#types.typeOf(c.getCursorType(initializer)) };
    });
  }

  /** The string literals in an initialiser. */
  #literals(cursor: CXCursor): CXCursor[] {
    return this.#clang.children(cursor).flatMap((child) => {
      return child.kind === CXCursorKind.CXCursor_StringLiteral ? [child] : this.#literals(child);
    });
  }
}

/** The bytes of a literal as clang writes it: in quotes, what is not printable as escapes. */
function literalBytes(literal: string): Uint8Array {
  const named: Record<string, number> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 };
  const inner = literal.slice(literal.indexOf('"') + 1, literal.lastIndexOf('"'));
  const bytes: number[] = [];
  for (const [part, octal, hex, other] of inner.matchAll(/\\([0-7]{1,3})|\\x([0-9A-Fa-f]{2})|\\(.)|[^\\]+/gs)) {
    if (octal !== undefined) bytes.push(parseInt(octal, 8));
    else if (hex !== undefined) bytes.push(parseInt(hex, 16));
    else if (other !== undefined) bytes.push(named[other] ?? other.charCodeAt(0));
    else bytes.push(...new TextEncoder().encode(part));
  }
  return Uint8Array.from(bytes);
}

function textValue(bytes: Uint8Array): ConstantValue {
  try {
    return { kind: "text", value: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { kind: "bytes", value: [...bytes] };
  }
}
