/** Goes through the declarations of a translation unit and collects those that belong to the headers. */
import { type CXCursor, CXCursorKind } from "../libclang/index.ts";
import type { Unit } from "../libclang/unit.ts";
import type {
  ConstantDeclaration,
  ConstantValue,
  FunctionDeclaration,
  Header,
  Skipped,
  VariableDeclaration,
} from "../model.ts";
import { commentBytes, commentText } from "./comments.ts";
import { Evaluator, type Probes } from "./constants.ts";
import { type Outcome, STATIC, SymbolReader } from "./functions.ts";
import type { Macro } from "./macros.ts";
import { Names } from "./names.ts";
import { TypeReader } from "./types.ts";

/** Which names are wanted. */
export interface Wanted {
  readonly only?: RegExp | string;
  readonly skip?: RegExp | string;
  readonly comments?: boolean;
}

/** `CXAvailability_Deprecated`. */
const DEPRECATED = 1;

/** What the headers declare. */
export class Declarations {
  readonly #unit: Unit;
  readonly #types: TypeReader;
  readonly #symbols: SymbolReader;
  readonly #evaluator: Evaluator;
  readonly #wants: (name: string) => boolean;
  readonly #functions = new Map<string, FunctionDeclaration>();
  readonly #variables = new Map<string, VariableDeclaration>();
  readonly #constants = new Map<string, ConstantDeclaration>();
  readonly #skipped = new Map<string, Skipped>();

  /**
   * @param unit The translation unit.
   * @param cursors What it declares.
   * @param own The files whose declarations are wanted.
   * @param wanted Which names are.
   */
  constructor(unit: Unit, cursors: readonly CXCursor[], own: ReadonlySet<string>, wanted: Wanted) {
    const { clang, target } = this.#unit = unit;
    const typedefs = cursors.filter(({ kind }) => kind === CXCursorKind.CXCursor_TypedefDecl);
    const details = { of: (cursor: CXCursor) => this.#detailsOf(cursor, wanted.comments !== false) };
    const rules = {
      msvc: /windows|mingw|cygwin/.test(target),
      alignUnnamed: /^(aarch64|arm64)/.test(target) && !/apple|darwin/.test(target),
    };
    this.#types = new TypeReader(clang, new Names(clang, typedefs), details, rules);
    this.#symbols = new SymbolReader(clang, this.#types, target);
    this.#evaluator = new Evaluator(clang, this.#types);
    this.#wants = nameFilter(wanted);
    for (const cursor of cursors) {
      const { file } = clang.locationOf(cursor);
      if (file !== null && own.has(unit.fileName(file))) this.#read(cursor);
    }
  }

  /** Takes the values of macros. */
  macros(macros: readonly Macro[], probes: Probes): void {
    macros.forEach(({ name, body, comment }, i) => {
      const { value, address } = probes.of(i);
      if (value === undefined || !this.#wants(name) || this.#constants.has(name)) return;
      const found = this.#evaluator.value(value, address);
      this.#constant(name, found, { source: body, ...comment !== undefined && { comment } });
    });
  }

  /** Everything. */
  result(): Omit<Header, "headers" | "target"> {
    const loose = this.#types.looseMembers.filter(({ name }) => this.#wants(name));
    const constants = new Map([...loose.map((constant) => [constant.name, constant] as const), ...this.#constants]);
    return {
      types: this.#types.declarations,
      functions: [...this.#functions.values()],
      variables: [...this.#variables.values()],
      constants: [...constants.values()],
      skipped: [...this.#skipped.values()].filter(({ name }) => !this.#functions.has(name)),
    };
  }

  #read(cursor: CXCursor): void {
    const { clang } = this.#unit;
    switch (cursor.kind) {
      case CXCursorKind.CXCursor_StructDecl:
      case CXCursorKind.CXCursor_UnionDecl:
      case CXCursorKind.CXCursor_EnumDecl:
      case CXCursorKind.CXCursor_TypedefDecl:
        this.#type(cursor);
        break;
      case CXCursorKind.CXCursor_FunctionDecl: {
        const name = clang.name(cursor);
        if (this.#wants(name) && !this.#isBetter(this.#functions.get(name))) {
          this.#keep(this.#symbols.function(cursor), this.#functions);
        }
        break;
      }
      case CXCursorKind.CXCursor_VarDecl:
        if (this.#wants(clang.name(cursor))) this.#variable(cursor);
        break;
    }
  }

  /** Whether a function that is declared again needs no second look. */
  #isBetter(known: FunctionDeclaration | undefined): boolean {
    return known !== undefined && (known.comment !== undefined || known.parameters.every(({ name }) => name));
  }

  #type(cursor: CXCursor): void {
    const { c } = this.#unit.clang;
    const name = this.#unit.clang.name(cursor);
    // What has no name of its own comes with the typedef or the member that it is the type of; constants come now.
    const isLoose = cursor.kind === CXCursorKind.CXCursor_EnumDecl;
    if (c.Cursor_isAnonymous(cursor) ? isLoose : this.#wants(name)) this.#types.typeOf(c.getCursorType(cursor), cursor);
  }

  #variable(cursor: CXCursor): void {
    const { clang } = this.#unit;
    const { c } = clang;
    const isStatic = c.Cursor_getStorageClass(cursor) === STATIC;
    if (c.Cursor_isNull(c.Cursor_getVarDeclInitializer(cursor))) {
      if (!isStatic) this.#keep(this.#symbols.variable(cursor), this.#variables);
    } else if (c.isConstQualifiedType(c.getCanonicalType(c.getCursorType(cursor)))) {
      this.#constant(clang.name(cursor), this.#evaluator.value(cursor), this.#types.details.of(cursor));
    }
  }

  #constant(name: string, value: ConstantValue | string | undefined, rest: Partial<ConstantDeclaration>): void {
    if (typeof value === "string") this.#skipped.set(name, { name, kind: "constant", why: value });
    else if (value !== undefined) this.#constants.set(name, { name, value, ...rest });
  }

  #keep<T extends { readonly name: string }>(outcome: Outcome<T>, into: Map<string, T>): void {
    if ("declared" in outcome) into.set(outcome.declared.name, outcome.declared);
    else this.#skipped.set(outcome.skipped.name, outcome.skipped);
  }

  #detailsOf(cursor: CXCursor, comments: boolean): { comment?: string; deprecated?: true } {
    const { clang } = this.#unit;
    const raw = comments ? this.#rawComment(cursor) : "";
    const comment = raw === "" ? undefined : commentText(raw);
    const deprecated = clang.c.getCursorAvailability(cursor) === DEPRECATED;
    return { ...comment !== undefined && { comment }, ...deprecated && { deprecated } };
  }

  #rawComment(cursor: CXCursor): string {
    const { clang } = this.#unit;
    const { c } = clang;
    const text = clang.text(c.Cursor_getRawCommentText(cursor));
    if (!text.includes("\ufffd")) return text;
    // Not UTF-8: the bytes are needed.
    const range = c.Cursor_getCommentRange(cursor);
    const start = clang.location(c.getRangeStart(range)), end = clang.location(c.getRangeEnd(range));
    return start.file === null
      ? text
      : commentBytes(this.#unit.contents(start.file).subarray(start.offset, end.offset));
  }
}

function nameFilter({ only, skip }: Wanted): (name: string) => boolean {
  const [wanted, unwanted] = [only, skip].map((pattern) => {
    return pattern === undefined ? undefined : new RegExp(pattern, "u");
  });
  return (name) => (wanted?.test(name) ?? true) && !(unwanted?.test(name) ?? false);
}
