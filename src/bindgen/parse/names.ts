/** What structures, unions and enumerations are called: as a typedef of theirs, or by their tag. */
import type { Clang } from "../libclang/clang.ts";
import { type CXCursor, type CXType, CXTypeKind } from "../libclang/index.ts";

/** The names of tagged types, found before any type is read. */
export class Names {
  readonly #clang: Clang;
  /** The typedef that names a declaration, by the declaration's identity. */
  readonly #typedefs = new Map<bigint, { readonly name: string; readonly rank: number }>();

  /**
   * @param clang libclang.
   * @param typedefs All typedefs, in their order. Of several that are a type directly, its name is the one that is called
   *   as its tag is, else the first that does not begin with an underscore, as names of the C library do.
   */
  constructor(clang: Clang, typedefs: readonly CXCursor[]) {
    this.#clang = clang;
    for (const typedef of typedefs) {
      const declaration = this.#declarationOf(clang.c.getTypedefDeclUnderlyingType(typedef));
      if (declaration === undefined) continue;
      const identity = clang.identity(declaration);
      const name = clang.name(typedef);
      const tag = this.#tag(declaration);
      const rank = name === tag ? 2 : name.startsWith("_") ? 0 : 1;
      const known = this.#typedefs.get(identity);
      if (known === undefined || rank > known.rank) this.#typedefs.set(identity, { name, rank });
    }
  }

  /** The name of a structure, union or enumeration, and its tag; each may be undefined. */
  of(declaration: CXCursor): { name?: string; tag?: string } {
    const tag = this.#tag(declaration);
    return { name: this.#typedefs.get(this.#clang.identity(declaration))?.name ?? tag, tag };
  }

  /** Whether a typedef is what the type that it stands for is called. */
  isNameOf(typedef: CXCursor, underlying: CXType): boolean {
    const declaration = this.#declarationOf(underlying);
    if (declaration === undefined) return false;
    return this.#typedefs.get(this.#clang.identity(declaration))?.name === this.#clang.name(typedef);
  }

  #tag(declaration: CXCursor): string | undefined {
    if (this.#clang.c.Cursor_isAnonymous(declaration)) return undefined;
    const name = this.#clang.name(declaration);
    return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) ? name : undefined;
  }

  /** The declaration of a type that is directly a structure, union or enumeration. */
  #declarationOf(type: CXType): CXCursor | undefined {
    const { c } = this.#clang;
    if (c.isConstQualifiedType(type)) return undefined;
    const named = type.kind === CXTypeKind.CXType_Elaborated ? c.Type_getNamedType(type) : type;
    if (named.kind !== CXTypeKind.CXType_Record && named.kind !== CXTypeKind.CXType_Enum) return undefined;
    return c.getTypeDeclaration(named);
  }
}
