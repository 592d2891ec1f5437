/** Turns the model's types into expressions of this module's types, by the rules that `docs/bindings.md` lists. */
import type { CType, Field, FunctionType, RecordBody } from "../model.ts";
import { SCALARS } from "./api.ts";
import { documentation, type DocumentationOptions } from "./documentation.ts";
import { call, type Entry, type Expression, fields, list, literal, name, namesIn } from "./expression.ts";
import { Scope } from "./names.ts";
import type { TypeTable } from "./type_table.ts";

/** Where a type is used: what `char *` is depends on it. */
export type Use = "field" | "element" | "other";

/** Names of what says how long something is. */
const LENGTH = /len|size|count|bytes|^(n|num|cb|cch)([A-Z_]|$)/i;

/** Turns types into expressions. */
export class Mapping {
  readonly #table: TypeTable;
  /** The output's names of types, by id. */
  readonly #names: ReadonlyMap<string, string>;
  readonly #documentation: DocumentationOptions;

  constructor(table: TypeTable, names: ReadonlyMap<string, string>, documentation: DocumentationOptions) {
    this.#table = table;
    this.#names = names;
    this.#documentation = documentation;
  }

  /**
   * A type as an expression.
   *
   * @param type The type.
   * @param use Where it is used.
   */
  expression(type: CType, use: Use = "other"): Expression {
    switch (type.kind) {
      case "void":
        return name("c_void");
      case "scalar":
        return name(SCALARS[type.name]);
      case "reference":
        return name(this.#names.get(type.id) ?? "c_void_p");
      case "pointer":
        return this.#pointer(type.to, use);
      case "array":
        return call("ArrayOf", this.expression(type.of, "element"), literal(type.length ?? 0));
      case "function":
        return this.#table.isUnsupported(type) ? name("c_void_p") : this.#functionType(type);
      case "struct":
      case "union":
        return this.record(type.kind, type.body);
      case "unsupported":
        return call("aligned", call("ArrayOf", name("c_ubyte"), literal(type.size)), literal(type.alignment));
    }
  }

  #pointer(to: CType, use: Use): Expression {
    const target = this.#table.resolve(to);
    switch (target.kind) {
      case "void":
      case "unsupported":
        return name("c_void_p");
      case "function":
        return this.#table.isUnsupported(to) ? name("c_void_p") : this.expression(to);
      case "scalar":
        if (target.const || use !== "other") {
          if (target.name === "char") return name("c_char_p");
          if (target.name === "wchar_t") return name("c_wchar_p");
        }
        break;
      case "array":
        if (this.#table.isUnsupported(target.of)) return name("c_void_p");
        break;
    }
    return call("Pointer", this.expression(to, "element"));
  }

  /** A parameter of a function; arrays and functions are pointers there. */
  parameter(type: CType): Expression {
    const resolved = this.#table.resolve(type);
    if (resolved.kind === "array") return this.#pointer(resolved.of, "other");
    if (resolved.kind === "function") return this.#pointer(type, "other");
    return this.expression(type);
  }

  /** The type of functions that C calls, or that are behind a pointer. */
  #functionType({ parameters, result, variadic }: FunctionType): Expression {
    const types = parameters.map(({ type }, i) => {
      return this.#isText(type) && this.#isLength(parameters[i + 1])
        ? call("Pointer", name("c_char"))
        : this.parameter(type);
    });
    return this.functionOf(list(types, parameters.map((parameter) => parameter.name)), this.expression(result), [
      ...variadic ? [{ key: "variadic", value: literal("true") }] : [],
    ]);
  }

  /** `CFunction([…], …)`, without what is so by default. */
  functionOf(parameters: Expression, result: Expression, options: readonly Entry[]): Expression {
    const isVoid = result.kind === "name" && result.name === "c_void";
    if (options.length > 0) return call("CFunction", parameters, result, fields(options));
    return isVoid ? call("CFunction", parameters) : call("CFunction", parameters, result);
  }

  #isText(type: CType): boolean {
    const resolved = this.#table.resolve(type);
    if (resolved.kind !== "pointer") return false;
    const target = this.#table.resolve(resolved.to);
    return target.kind === "scalar" && target.name === "char";
  }

  /** Whether a parameter or member says how long what is before it is. */
  #isLength(next: { readonly name?: string; readonly type: CType } | undefined): boolean {
    if (next === undefined) return false;
    const resolved = this.#table.resolve(next.type);
    if (resolved.kind !== "scalar" || /char|float|double|_Bool|wchar/.test(resolved.name)) return false;
    return next.name === undefined || resolved.name === "size_t" || LENGTH.test(next.name);
  }

  /**
   * A structure or union as a call of its factory.
   *
   * @param kind Which of the two.
   * @param body What is in it.
   * @param isFinished Whether a name of the output is declared with everything that it needs. Members that need another
   *   are getters.
   */
  record(kind: "struct" | "union", body: RecordBody, isFinished: (name: string) => boolean = () => true): Expression {
    const scope = new Scope(body.fields.flatMap((field) => field.name ?? []));
    let unnamed = 0;
    const entries = body.fields.map((field, i): Entry => {
      const value = this.#member(field, body.fields[i + 1]);
      const unsupported = this.#table.resolve(field.type.kind === "array" ? field.type.of : field.type);
      return {
        key: field.name ?? scope.take(`_${++unnamed}`),
        value,
        getter: !namesIn(value).every(isFinished),
        documentation: documentation({ comment: field.comment }, this.#documentation),
        remarks: unsupported.kind === "unsupported" ? [`${unsupported.name}, as bytes`] : undefined,
      };
    });
    const options = (["pack", "align"] as const).flatMap((key) => {
      return body[key] === undefined ? [] : [{ key, value: literal(body[key]) }];
    });
    const factory = kind === "struct" ? "Structure" : "Union";
    return options.length === 0 ? call(factory, fields(entries)) : call(factory, fields(entries), fields(options));
  }

  #member(field: Field, next: Field | undefined): Expression {
    if (field.name === undefined && field.bits === undefined && field.type.kind !== "array") {
      return call("anonymous", this.expression(field.type, "field"));
    }
    const isBytes = this.#isText(field.type) && !this.#isConstant(field.type) && this.#isLength(next);
    const type = isBytes ? this.expression(field.type) : this.expression(field.type, "field");
    if (field.bits !== undefined) return call("bits", type, literal(field.bits));
    return field.align === undefined ? type : call("aligned", type, literal(field.align));
  }

  /** Whether what a pointer points to is constant. */
  #isConstant(type: CType): boolean {
    const resolved = this.#table.resolve(type);
    return resolved.kind === "pointer" && this.#table.resolve(resolved.to).const === true;
  }
}
