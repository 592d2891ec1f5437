/** libclang as the rest reads it: opened once, its texts as strings, its visitors as arrays. */
import { byref, c_uint, c_void_p } from "../../../mod.ts";
import { howToInstall, libclangCandidates, OLDEST } from "./find_libclang.ts";
import { type CXCursor, CXCursorKind, type CXSourceLocation, type CXString, type CXType, open } from "./index.ts";

/** libclang's functions. */
export type Functions = ReturnType<typeof open>["symbols"];

/** A place in a file. */
export interface Location {
  /** libclang's own handle of the file; null for what clang itself defines. */
  readonly file: bigint | null;
  /** In bytes from its beginning. */
  readonly offset: number;
}

/** `CXChildVisit_Continue` and `CXVisit_Continue`: the next sibling, please. */
const [NEXT_CHILD, NEXT_FIELD] = [1, 1];

let opened: Clang | undefined;

/**
 * Opens libclang, or gives the one that is open.
 *
 * @throws {Error} If there is none, or none that is new enough; the message says what to install.
 */
export function openClang(): Clang {
  return opened ??= new Clang(openFirst());
}

function openFirst(): Functions {
  const failures: string[] = [];
  for (const path of libclangCandidates()) {
    try {
      return open(path).symbols;
    } catch (error) {
      failures.push(`${path}: ${(error as Error).message}`);
    }
  }
  const why = failures.length > 0 ? `; tried ${failures.join("; ")}` : "";
  throw new Error(`Reading C headers needs libclang ${OLDEST} or newer, which was not found: ${howToInstall()}${why}`);
}

/** libclang's functions with JavaScript's values. */
export class Clang {
  readonly c: Functions;
  /** What it calls itself: `Debian clang version 14.0.6`. */
  readonly version: string;
  readonly #file = new c_void_p();
  readonly #offset = new c_uint();
  /** What the visitors have met. They are two for all visits: to make one takes longer than most visits. */
  #found: CXCursor[] = [];
  readonly #child = (cursor: CXCursor) => {
    this.#found.push(cursor);
    return NEXT_CHILD;
  };
  readonly #field = (cursor: CXCursor) => {
    this.#found.push(cursor);
    return NEXT_FIELD;
  };

  constructor(functions: Functions) {
    this.c = functions;
    this.version = this.text(functions.getClangVersion());
    const version = Number(/version (\d+)/.exec(this.version)?.[1] ?? OLDEST);
    if (version < OLDEST) {
      throw new Error(
        `This is ${this.version}, too old to read headers; libclang ${OLDEST} or newer: ${howToInstall()}`,
      );
    }
  }

  /** A text of libclang's, which is given back; `""` if there is none. */
  text(string: CXString): string {
    const text = this.c.getCString(string) ?? "";
    this.c.disposeString(string);
    return text;
  }

  /** The name of what a cursor is at. */
  name(cursor: CXCursor): string {
    return this.text(this.c.getCursorSpelling(cursor));
  }

  /** A type as C writes it. */
  spelling(type: CXType): string {
    return this.text(this.c.getTypeSpelling(type));
  }

  /** The direct children of a cursor. */
  children(cursor: CXCursor): CXCursor[] {
    return this.#collect(() => this.c.visitChildren(cursor, this.#child, null));
  }

  /** All members of a structure or union, unnamed ones, too. */
  fields(type: CXType): CXCursor[] {
    return this.#collect(() => this.c.Type_visitFields(type, this.#field, null));
  }

  #collect(visit: () => void): CXCursor[] {
    const found = this.#found = [];
    visit();
    return found;
  }

  /** Where a location is once macros are expanded. */
  location(location: CXSourceLocation): Location {
    this.c.getExpansionLocation(location, byref(this.#file), null, null, byref(this.#offset));
    return { file: this.#file.value, offset: this.#offset.value };
  }

  /** Where a cursor is. */
  locationOf(cursor: CXCursor): Location {
    return this.location(this.c.getCursorLocation(cursor));
  }

  /** Whether a declaration is a union's. */
  isUnion(declaration: CXCursor): boolean {
    return declaration.kind === CXCursorKind.CXCursor_UnionDecl;
  }

  /** What is the same for all declarations of one thing, and for nothing else. */
  identity(declaration: CXCursor): bigint {
    return this.c.getCanonicalCursor(declaration).data.at(0) ?? 0n;
  }
}
