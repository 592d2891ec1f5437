/** What the types of a header are in the end: typedefs followed, overrides heeded. */
import type { CType, Header, TypeDeclaration } from "../model.ts";
import { SCALARS } from "./api.ts";
import type { Expression } from "./expression.ts";

/** A type that is no typedef; `other` is what an override says and no C type is. */
export type Resolved = Exclude<CType, { kind: "reference" }> | TypeDeclaration | { readonly kind: "other" };

/** The types of a header by their ids. */
export class TypeTable {
  readonly #declarations: ReadonlyMap<string, TypeDeclaration>;
  readonly #overrides: ReadonlyMap<string, Expression>;

  /**
   * @param header The header.
   * @param overrides What types are instead, by id.
   */
  constructor(header: Header, overrides: ReadonlyMap<string, Expression>) {
    this.#declarations = new Map(header.types.map((type) => [type.id, type]));
    this.#overrides = overrides;
  }

  /** The declaration with an id. */
  get(id: string): TypeDeclaration | undefined {
    return this.#declarations.get(id);
  }

  /** The type behind typedefs, constant if any of them is. */
  resolve(type: CType): Resolved & { readonly const?: true } {
    let constant = type.const;
    let current = type;
    while (current.kind === "reference") {
      const override = this.#overrides.get(current.id);
      if (override !== undefined) return { ...overridden(override), ...constant && { const: constant } };
      const declaration = this.#declarations.get(current.id);
      if (declaration === undefined) return { kind: "other" };
      if (declaration.kind !== "typedef") return { ...declaration, ...constant && { const: constant } };
      current = declaration.type;
      constant ??= current.const;
    }
    return constant ? { ...current, const: constant } : current;
  }

  /** Whether a type cannot be expressed: it, or the parameters or the result of the function that it is. */
  isUnsupported(type: CType): boolean {
    const resolved = this.resolve(type);
    switch (resolved.kind) {
      case "unsupported":
        return true;
      case "function":
        return [resolved.result, ...resolved.parameters.map((parameter) => parameter.type)].some((part) => {
          return this.isUnsupported(part) || this.#isInexact(part);
        });
      case "array":
        return this.isUnsupported(resolved.of);
      default:
        return false;
    }
  }

  #isInexact(type: CType): boolean {
    const resolved = this.resolve(type);
    if (resolved.kind !== "struct" && resolved.kind !== "union") return false;
    return resolved.body === undefined || resolved.body.inexact === true;
  }

  /** Whether values of a type are addresses, so that what is behind them need not be declared yet. */
  isIndirect(type: CType): boolean {
    const resolved = this.resolve(type);
    if (resolved.kind === "array") return this.isIndirect(resolved.of);
    return resolved.kind === "pointer" || resolved.kind === "function" || resolved.kind === "other";
  }
}

const BY_NAME: ReadonlyMap<string, string> = new Map(Object.entries(SCALARS).map(([c, name]) => [name, c]));

/** What an override is as a C type, where it is one. */
function overridden(expression: Expression): Resolved {
  if (expression.kind !== "name") return { kind: "other" };
  if (expression.name === "c_void_p") return { kind: "pointer", to: { kind: "void" } };
  if (expression.name === "c_void") return { kind: "void" };
  const scalar = BY_NAME.get(expression.name);
  return scalar === undefined ? { kind: "other" } : { kind: "scalar", name: scalar };
}
