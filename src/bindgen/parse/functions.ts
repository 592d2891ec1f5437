/** Reads the functions and variables that a library has. */
import type { Clang } from "../libclang/clang.ts";
import { type CXCursor, type CXType, CXTypeKind } from "../libclang/index.ts";
import type { FunctionDeclaration, Parameter, Skipped, VariableDeclaration } from "../model.ts";
import type { TypeReader } from "./types.ts";

/** `CX_SC_Static`. */
export const STATIC = 3;
/** Of `CXCallingConv`: the one that every function has, unless it says otherwise. */
const DEFAULT_CONVENTION = 1, SYSV_CONVENTION = 11;

/** What a declaration is, or why it is left out. */
export type Outcome<T> = { readonly declared: T } | { readonly skipped: Skipped };

/** Reads functions and variables. */
export class SymbolReader {
  readonly #clang: Clang;
  readonly #types: TypeReader;
  /** The character before all symbols, which `dlsym` does not want. */
  readonly #prefix: string;

  constructor(clang: Clang, types: TypeReader, target: string) {
    this.#clang = clang;
    this.#types = types;
    this.#prefix = /darwin|macos|ios/.test(target) ? "_" : "";
  }

  /** Reads a function. */
  function(cursor: CXCursor): Outcome<FunctionDeclaration> {
    const { c } = this.#clang;
    const name = this.#clang.name(cursor);
    const type = c.getCursorType(cursor);
    const cursors = Array.from({ length: Math.max(0, c.Cursor_getNumArguments(cursor)) }, (_, i) => {
      return c.Cursor_getArgument(cursor, i);
    });
    const prototype = this.#prototype(name, type, cursors);
    const skip = (why: string) => ({ skipped: { name, kind: "function" as const, why, prototype } });
    if (c.Cursor_getStorageClass(cursor) === STATIC || c.Cursor_isFunctionInlined(cursor)) return skip("inline");
    const convention = c.getFunctionTypeCallingConv(type);
    if (convention !== DEFAULT_CONVENTION && convention !== SYSV_CONVENTION) return skip("another calling convention");
    const parameters = cursors.map((parameter) => this.#types.parameter(c.getCursorType(parameter), parameter));
    const result = this.#types.typeOf(c.getResultType(type));
    for (const part of [...parameters.map((parameter) => parameter.type), result]) {
      const why = this.#types.notByValue(part);
      if (why !== undefined) return skip(why);
    }
    const variadic = type.kind === CXTypeKind.CXType_FunctionProto && c.isFunctionTypeVariadic(type) !== 0;
    return {
      declared: {
        name,
        parameters: distinct(parameters),
        result,
        ...variadic && { variadic },
        ...this.#symbol(cursor, name),
        prototype,
        ...this.#types.details.of(cursor),
      },
    };
  }

  /** Reads a variable. */
  variable(cursor: CXCursor): Outcome<VariableDeclaration> {
    const { c } = this.#clang;
    const name = this.#clang.name(cursor);
    const type = c.getCursorType(cursor);
    const prototype = declarator(this.#clang.spelling(type), name);
    const skip = (why: string) => ({ skipped: { name, kind: "variable" as const, why, prototype } });
    if (c.getCursorTLSKind(cursor) !== 0) return skip("one for each thread");
    const read = this.#types.typeOf(type, cursor);
    const why = this.#types.notByValue(read);
    if (why !== undefined) return skip(why);
    return {
      declared: { name, type: read, ...this.#symbol(cursor, name), prototype, ...this.#types.details.of(cursor) },
    };
  }

  #symbol(cursor: CXCursor, name: string): { symbol?: string } {
    const mangled = this.#clang.text(this.#clang.c.Cursor_getMangling(cursor));
    const symbol = mangled.startsWith(this.#prefix) ? mangled.slice(this.#prefix.length) : mangled;
    return symbol === name || symbol === "" ? {} : { symbol };
  }

  #prototype(name: string, type: CXType, parameters: readonly CXCursor[]): string {
    const { c } = this.#clang;
    const written = parameters.map((cursor) => {
      return declarator(this.#clang.spelling(c.getCursorType(cursor)), this.#clang.name(cursor));
    });
    const isOpen = type.kind !== CXTypeKind.CXType_FunctionProto;
    if (!isOpen && c.isFunctionTypeVariadic(type)) written.push("...");
    const list = written.length === 0 && !isOpen ? "void" : written.join(", ");
    return declarator(this.#clang.spelling(c.getResultType(type)), `${name}(${list})`);
  }
}

/** A declaration of a name with a type, as C writes it: the name stands within the type. */
function declarator(type: string, name: string): string {
  if (name === "") return type;
  const pointer = /\((?:\^|\*(?:\s*(?:const|volatile|restrict|__restrict|_Nonnull|_Nullable|\*))*)(?=\)|\[)/.exec(type);
  if (pointer !== null) {
    const at = pointer.index + pointer[0].length;
    return `${type.slice(0, at)}${/\w$/.test(pointer[0]) ? " " : ""}${name}${type.slice(at)}`;
  }
  const bracket = type.indexOf("[");
  if (bracket >= 0) return declarator(type.slice(0, bracket).trimEnd(), name) + type.slice(bracket);
  return `${type}${type.endsWith("*") ? "" : " "}${name}`;
}

/** Of two parameters with one name, the later loses it. */
function distinct(parameters: readonly Parameter[]): Parameter[] {
  const names = new Set<string>();
  return parameters.map(({ name, type }) => {
    if (name === undefined || names.has(name)) return { type };
    names.add(name);
    return { name, type };
  });
}
