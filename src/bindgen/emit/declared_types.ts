/** What the output declares for each type of a header, in the order in which it does. */
import type { Header, RecordBody, TypeDeclaration } from "../model.ts";
import { enumeration } from "./enumerations.ts";
import { call, type Expression, namesIn, quote } from "./expression.ts";
import { Mapping } from "./mapping.ts";
import { moduleScope, type Scope, wantedName } from "./names.ts";
import type { EmitOptions } from "./options.ts";
import { type Needs, orderTypes } from "./order.ts";
import { checkNames, typeOverrides } from "./overrides.ts";
import { TypeTable } from "./type_table.ts";

/** A type of the output. */
export interface DeclaredType {
  /** Its name in the output. */
  readonly name: string;
  readonly declaration: TypeDeclaration;
  /** `alias` also for what an override says. */
  readonly kind: "class" | "opaque" | "enum" | "alias";
  readonly value: Expression;
}

/** The types of the output, and what else needs to know of them. */
export class DeclaredTypes {
  readonly table: TypeTable;
  readonly mapping: Mapping;
  /** The names of the output that are taken. */
  readonly scope: Scope;
  readonly types: readonly DeclaredType[];
  /** Whether a name is that of a type. */
  readonly has: (name: string) => boolean;

  /**
   * @param header The header.
   * @param options Overrides and names.
   * @throws {TypeError} If an override names a type that is not there.
   */
  constructor(header: Header, options: EmitOptions) {
    const { expressions, factories } = typeOverrides(header, options.types);
    this.table = new TypeTable(header, expressions);
    this.scope = moduleScope();
    const shown = header.types.filter((type) => this.#isShown(type, expressions));
    const names = nameTypes(shown, this.scope, options);
    this.mapping = new Mapping(this.table, names, options);

    const declared = shown.map((declaration): DeclaredType => {
      const name = names.get(declaration.id)!;
      const override = expressions.get(declaration.id);
      if (override !== undefined) return { name, declaration, kind: "alias", value: override };
      switch (declaration.kind) {
        case "typedef":
          return { name, declaration, kind: "alias", value: this.mapping.expression(declaration.type) };
        case "enum":
          return {
            name,
            declaration,
            kind: "enum",
            value: enumeration(declaration, factories.get(declaration.id), options),
          };
      }
      const { kind, body, tag = declaration.name } = declaration;
      return body === undefined
        ? { name, declaration, kind: "opaque", value: call("Opaque", { kind: "literal", text: quote(tag) }) }
        : { name, declaration, kind: "class", value: this.mapping.record(kind, body) };
    });
    const own = new Set(names.values());
    this.has = (name) => own.has(name);
    for (const [id, expression] of expressions) checkNames(expression, this.has, `types: ${id}`);
    const needs = new Map(declared.map((type) => [type.name, this.#needs(type, own)]));
    const byName = new Map(declared.map((type) => [type.name, type]));
    const { names: order, circles } = orderTypes(needs);
    const later = new Set(own);
    this.types = order.map((name) => {
      const type = byName.get(name)!;
      const circle = circles.get(name) ?? name;
      // In a circle all are getters: TypeScript cannot infer a type while it infers another that needs it.
      const value = this.#value(type, (other) => !later.has(other) && circles.get(other) !== circle);
      later.delete(name);
      return { ...type, value };
    });
  }

  /** Typedefs of types that are missing here are not declared; what has them as a member has bytes. */
  #isShown(type: TypeDeclaration, overrides: ReadonlyMap<string, Expression>): boolean {
    return overrides.has(type.id) || type.kind !== "typedef" || this.table.resolve(type.type).kind !== "unsupported";
  }

  #value({ kind, value, declaration }: DeclaredType, isFinished: (name: string) => boolean): Expression {
    if (kind !== "class" || declaration.kind === "typedef" || declaration.kind === "enum") return value;
    return this.mapping.record(declaration.kind, declaration.body!, isFinished);
  }

  #needs({ kind, value, declaration }: DeclaredType, own: ReadonlySet<string>): Needs {
    if (kind !== "class" || declaration.kind === "typedef" || declaration.kind === "enum") {
      return { before: namesIn(value).filter((name) => own.has(name)), anywhere: [] };
    }
    const before: string[] = [], anywhere: string[] = [];
    const visit = (body: RecordBody) => {
      for (const { type } of body.fields) {
        if (type.kind === "struct" || type.kind === "union") {
          visit(type.body);
          continue;
        }
        const names = namesIn(this.mapping.expression(type, "field")).filter((name) => own.has(name));
        (this.table.isIndirect(type) ? anywhere : before).push(...names);
      }
    };
    visit(declaration.body!);
    return { before, anywhere };
  }
}

/** Names of typedefs go before tags, which C keeps apart. */
function nameTypes(types: readonly TypeDeclaration[], scope: Scope, options: EmitOptions): Map<string, string> {
  const names = new Map<string, string>();
  const isTag = ({ id, name }: TypeDeclaration) => id !== name;
  for (const type of types) if (!isTag(type)) names.set(type.id, scope.take(wantedName(type.name, options), type.name));
  for (const type of types) {
    if (!isTag(type)) continue;
    const [keyword] = type.id.split(" ");
    names.set(type.id, scope.take(wantedName(type.name, options), type.name, `${keyword}_${type.name}`));
  }
  return names;
}
