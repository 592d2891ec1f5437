/** Turns clang's types into the model's. What they refer to is declared on the way, each once. */
import type { Clang } from "../libclang/clang.ts";
import { type CXCursor, CXCursorKind, type CXType, CXTypeKind } from "../libclang/index.ts";
import type {
  ConstantDeclaration,
  CType,
  EnumDeclaration,
  InlineType,
  Parameter,
  RecordDeclaration,
  TypeDeclaration,
} from "../model.ts";
import type { Names } from "./names.ts";
import { RecordReader, type Rules } from "./records.ts";
import { BUILTIN, PRIVATE, scalar, STANDARD, unsupported, VA_LISTS } from "./scalars.ts";

/** What is read beside a declaration itself. */
export interface Details {
  /** Its comment and whether it is deprecated. */
  of(cursor: CXCursor): { readonly comment?: string; readonly deprecated?: true };
}

/** Reads types, and keeps what they declare. */
export class TypeReader {
  /** By the identity of the declaration, in the order in which they were met. */
  readonly #declared = new Map<bigint, TypeDeclaration | InlineType>();
  readonly #byId = new Map<string, TypeDeclaration>();
  readonly #loose = new Map<bigint, ConstantDeclaration[]>();
  readonly #clang: Clang;
  readonly #names: Names;
  /** What is read beside declarations. */
  readonly details: Details;
  readonly #records: RecordReader;

  constructor(clang: Clang, names: Names, details: Details, rules: Rules) {
    this.#clang = clang;
    this.#names = names;
    this.details = details;
    this.#records = new RecordReader(clang, this, rules);
  }

  /** All types that were declared, in the order in which they were met. */
  get declarations(): TypeDeclaration[] {
    return [...this.#declared.values()].filter((type) => "id" in type);
  }

  /** A type that was declared. */
  declaration(id: string): TypeDeclaration | undefined {
    return this.#byId.get(id);
  }

  /** The members of enumerations without a name, in the order in which these were met. */
  get looseMembers(): ConstantDeclaration[] {
    return [...this.#loose.values()].flat();
  }

  /**
   * A type as the model has it.
   *
   * @param type clang's.
   * @param at The declaration that it is of, which has the names of its parameters if it is a function.
   */
  typeOf(type: CXType, at?: CXCursor): CType {
    const read = this.#read(type, at);
    return this.#clang.c.isConstQualifiedType(type) ? { ...read, const: true } : read;
  }

  #read(type: CXType, at?: CXCursor): CType {
    const { c } = this.#clang;
    const builtin = BUILTIN.get(type.kind);
    if (builtin !== undefined) return scalar(builtin);
    switch (type.kind) {
      case CXTypeKind.CXType_Void:
        return { kind: "void" };
      case CXTypeKind.CXType_Pointer:
        return { kind: "pointer", to: this.typeOf(c.getPointeeType(type), at) };
      case CXTypeKind.CXType_Elaborated:
        return this.typeOf(c.Type_getNamedType(type), at);
      case CXTypeKind.CXType_Typedef:
        return this.#typedef(type);
      case CXTypeKind.CXType_Record:
      case CXTypeKind.CXType_Enum:
        return this.#tagged(c.getTypeDeclaration(type));
      case CXTypeKind.CXType_ConstantArray:
        return {
          kind: "array",
          of: this.typeOf(c.getArrayElementType(type), at),
          length: Number(c.getArraySize(type)),
        };
      case CXTypeKind.CXType_IncompleteArray:
      case CXTypeKind.CXType_VariableArray:
        return { kind: "array", of: this.typeOf(c.getArrayElementType(type), at) };
      case CXTypeKind.CXType_FunctionProto:
      case CXTypeKind.CXType_FunctionNoProto:
        return this.#function(type, at);
      case CXTypeKind.CXType_Atomic:
        return this.typeOf(c.Type_getValueType(type), at);
      case CXTypeKind.CXType_Unexposed:
        return this.#sugar(type, at);
    }
    return this.#unsupported(type);
  }

  /** What is in parentheses, or written by way of `__typeof__`. */
  #sugar(type: CXType, at?: CXCursor): CType {
    const canonical = this.#clang.c.getCanonicalType(type);
    switch (canonical.kind) {
      case CXTypeKind.CXType_FunctionProto:
      case CXTypeKind.CXType_FunctionNoProto:
        return this.#function(type, at); // its parameters keep their names
      case CXTypeKind.CXType_Unexposed:
        return this.#unsupported(canonical);
    }
    return this.typeOf(canonical, at);
  }

  #unsupported(type: CXType): CType {
    const { c } = this.#clang;
    return unsupported(this.#clang.spelling(type), Number(c.Type_getSizeOf(type)), Number(c.Type_getAlignOf(type)));
  }

  #typedef(type: CXType): CType {
    const { c } = this.#clang;
    const declaration = c.getTypeDeclaration(type);
    const name = this.#clang.name(declaration);
    if (VA_LISTS.has(name)) return unsupported("va_list", 0, 1);
    const standard = STANDARD.get(name);
    if (standard?.sizes.includes(Number(c.Type_getSizeOf(type)))) return scalar(standard.name);
    const underlying = c.getTypedefDeclUnderlyingType(declaration);
    // A structure is called as its typedef is, and names with two underscores are the standard headers' own.
    if (this.#names.isNameOf(declaration, underlying) || name.startsWith("__")) {
      return this.typeOf(underlying, declaration);
    }
    return { kind: "reference", id: this.#declareTypedef(declaration, name, underlying) };
  }

  #declareTypedef(declaration: CXCursor, name: string, underlying: CXType): string {
    const identity = this.#clang.identity(declaration);
    if (!this.#declared.has(identity)) {
      const type = { kind: "typedef" as const, id: name, name, type: this.typeOf(underlying, declaration) };
      this.#declare(identity, { ...type, ...this.details.of(declaration) });
    }
    return name;
  }

  #tagged(declaration: CXCursor): CType {
    const identity = this.#clang.identity(declaration);
    const known = this.#declared.get(identity);
    if (known !== undefined) return "id" in known ? { kind: "reference", id: known.id } : known;
    const { name, tag: ownTag } = this.#names.of(declaration);
    const tag = name !== undefined && PRIVATE.has(name) ? name : ownTag;
    if (tag !== undefined && VA_LISTS.has(tag)) return unsupported("va_list", 0, 1);
    const kind = keyword(declaration);
    if (kind === "enum") return this.#enumeration(identity, declaration, name, tag);
    if (name === undefined) {
      const type: InlineType = { kind, body: this.#records.read(declaration)! };
      this.#declared.set(identity, type);
      return type;
    }
    const id = name === tag ? `${kind} ${tag}` : name;
    const record: { -readonly [K in keyof RecordDeclaration]: RecordDeclaration[K] } = {
      kind,
      id,
      name,
      tag,
      ...this.details.of(this.#definition(declaration)),
    };
    this.#declare(identity, record); // before its members, which may refer to it
    if (!PRIVATE.has(name)) record.body = this.#records.read(declaration);
    return { kind: "reference", id };
  }

  #declare(identity: bigint, type: TypeDeclaration): void {
    this.#declared.set(identity, type);
    this.#byId.set(type.id, type);
  }

  #definition(declaration: CXCursor): CXCursor {
    const definition = this.#clang.c.getCursorDefinition(declaration);
    return this.#clang.c.Cursor_isNull(definition) ? declaration : definition;
  }

  #enumeration(identity: bigint, cursor: CXCursor, name: string | undefined, tag: string | undefined): CType {
    const { c } = this.#clang;
    const declaration = this.#definition(cursor);
    const type = this.#integer(c.getEnumDeclIntegerType(declaration));
    if (type.kind !== "scalar") return type;
    const unsigned = type.name.startsWith("unsigned");
    const members = this.#clang.children(declaration).filter((child) => {
      return child.kind === CXCursorKind.CXCursor_EnumConstantDecl;
    }).map((child) => ({
      name: this.#clang.name(child),
      value: integer(unsigned ? c.getEnumConstantDeclUnsignedValue(child) : c.getEnumConstantDeclValue(child)),
      ...this.details.of(child),
    }));
    if (name === undefined) {
      this.#loose.set(
        identity,
        members.map(({ value, ...rest }) => ({ ...rest, value: { kind: "integer", value, type } })),
      );
      return type;
    }
    const id = name === tag ? `enum ${tag}` : name;
    const enumeration: EnumDeclaration = {
      kind: "enum",
      id,
      name,
      tag,
      type,
      members,
      ...this.details.of(declaration),
    };
    this.#declare(identity, enumeration);
    return { kind: "reference", id };
  }

  /** An integer type without the names that typedefs give it. */
  #integer(type: CXType): CType {
    return this.typeOf(this.#clang.c.getCanonicalType(type));
  }

  #function(type: CXType, at?: CXCursor): CType {
    const { c } = this.#clang;
    const count = Math.max(0, c.getNumArgTypes(type));
    const named = at === undefined || count === 0 ? [] : this.#clang.children(at).filter((child) => {
      return child.kind === CXCursorKind.CXCursor_ParmDecl;
    });
    // A function that returns a function has the parameters of both.
    const names = named.length === count ? named : [];
    const parameters = Array.from({ length: count }, (_, i) => this.parameter(c.getArgType(type, i), names[i]));
    const result = this.typeOf(c.getResultType(type));
    const read: CType = { kind: "function", parameters, result };
    return c.getNumArgTypes(type) >= 0 && c.isFunctionTypeVariadic(type) ? { ...read, variadic: true } : read;
  }

  /** Why a call cannot pass or give a type by value; undefined if it can. */
  notByValue(type: CType): string | undefined {
    switch (type.kind) {
      case "unsupported":
        return type.name;
      case "struct":
      case "union":
        return type.body.inexact ? "a structure with members of a type that is missing here" : undefined;
      case "reference": {
        const declaration = this.declaration(type.id)!;
        if (declaration.kind === "typedef") return this.notByValue(declaration.type);
        if (declaration.kind === "enum") return undefined;
        if (declaration.body === undefined) return `${type.id} is incomplete`;
        return this.notByValue({ kind: declaration.kind, body: declaration.body });
      }
      default:
        return undefined;
    }
  }

  /** A parameter, with its name if it has one. */
  parameter(type: CXType, cursor?: CXCursor): Parameter {
    const read = this.typeOf(type, cursor);
    const name = cursor === undefined ? "" : this.#clang.name(cursor);
    return name === "" ? { type: read } : { name, type: read };
  }
}

/** The word before the tag of a declaration. */
export function keyword(declaration: CXCursor): "struct" | "union" | "enum" {
  switch (declaration.kind) {
    case CXCursorKind.CXCursor_UnionDecl:
      return "union";
    case CXCursorKind.CXCursor_EnumDecl:
      return "enum";
    default:
      return "struct";
  }
}

/** A number, or a decimal string where that is not exact. */
export function integer(value: bigint | number): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : `${value}`;
}
