/** Writes a header as TypeScript. */
import type { Header } from "../model.ts";
import { constantValue } from "./constants.ts";
import { type DeclaredType, DeclaredTypes } from "./declared_types.ts";
import { type Described, documentation } from "./documentation.ts";
import type { Call, Entry } from "./expression.ts";
import { wantedName } from "./names.ts";
import { openFunction } from "./open_function.ts";
import type { EmitOptions } from "./options.ts";
import { symbols } from "./symbols.ts";
import { Writer } from "./writer.ts";

/**
 * Writes a header as a TypeScript module: its types, its functions as what `dlopen` takes, `open()`, its constants.
 *
 * @param header What `parseHeaders` gives.
 * @param options The library, names and overrides.
 * @returns The module's text.
 * @throws {TypeError} If an override names a type, function or parameter that is not there.
 * @throws {SyntaxError} If an override is no type expression.
 *
 * @example
 * ```ts
 * import { emit, parseHeaders } from "@ctypes/ctypes/bindgen";
 *
 * const text = emit(await parseHeaders({ headers: ["stdlib.h"], only: /^labs$/ }), { library: "c" });
 * console.log(text.includes("labs: CFunction([c_long], c_long),")); // true
 * ```
 */
export function emit(header: Header, options: EmitOptions = {}): string {
  return new Output(header, options).text();
}

class Output {
  readonly #header: Header;
  readonly #options: EmitOptions;
  readonly #types: DeclaredTypes;
  readonly #writer: Writer;

  constructor(header: Header, options: EmitOptions) {
    this.#header = header;
    this.#options = options;
    this.#types = new DeclaredTypes(header, options);
    this.#writer = new Writer(options);
  }

  text(): string {
    const parts = [this.#types.types.map((type) => this.#type(type)).join(""), ...this.#library(), this.#constants()];
    return [this.#title(), this.#writer.imports(), ...parts].filter((part) => part !== "").join("\n");
  }

  #title(): string {
    // Where a header lies on this machine is nobody's business.
    const names = this.#header.headers.map((path) =>
      path.replace(/^(\/|[A-Za-z]:[\\/])(.*[\\/]include[\\/]|.*[\\/])?/, "")
    );
    return `// Generated from ${names.join(", ")} by @ctypes/ctypes/bindgen. Do not edit.`;
  }

  #documentation(described: Described): string {
    return (documentation(described, this.#options) ?? []).map((line) => `${line}\n`).join("");
  }

  #type(type: DeclaredType): string {
    const { name, kind, value, declaration } = type;
    const before = this.#documentation(declaration);
    if (kind === "class") {
      const base = this.#writer.explicit ? this.#types.scope.take(`${name}_base`) : "";
      return this.#writer.classOf(name, base, value as Call, before);
    }
    return `${before}${this.#writer.constant(name, value)}${this.#typeAlias(type)}`;
  }

  /** A name for instances or values, where one is of use. */
  #typeAlias({ name, kind, value, declaration }: DeclaredType): string {
    if (kind === "enum") return this.#writer.typeAlias(name, name, "ValueOf");
    if (kind === "opaque") return this.#writer.typeAlias(name, name, "InstanceOf");
    const resolved = this.#types.table.resolve({ kind: "reference", id: declaration.id });
    if ("id" in resolved) return value.kind === "name" ? this.#writer.typeAlias(name, value.name) : "";
    const isHandle = value.kind === "call" && value.callee === "Pointer";
    return isHandle ? this.#writer.typeAlias(name, name, "InstanceOf") : "";
  }

  /** The functions and variables, and what opens the library. */
  #library(): string[] {
    const entries = symbols(this.#header, this.#types, this.#options);
    const skipped = this.#header.skipped.filter(({ kind }) => kind !== "constant")
      .map(({ prototype, name, why }) => `${(prototype ?? name).replaceAll(/\s+/g, " ")}: ${why}`);
    if (entries.length + skipped.length === 0) return [];
    const writer = this.#writer;
    const about = "/** The functions and variables of the library. */\n";
    const object = writer.explicit
      ? [
        `${about}${writer.objectType("Functions", entries)}`,
        `/** What \`open()\` finds in the library. */\n${
          writer.object("export const functions: Functions =", entries.map(withoutDocumentation), skipped)
        }`,
      ]
      : [`${about}${writer.object("export const functions =", entries, skipped)}`];
    return entries.length === 0 ? object : [...object, openFunction(writer, this.#options.library)];
  }

  #constants(): string {
    const { mapping, table, scope } = this.#types;
    return this.#header.constants.map((constant) => {
      const name = scope.take(wantedName(constant.name, this.#options), constant.name);
      const value = constantValue(constant, mapping, table);
      return `${this.#documentation(constant)}${this.#writer.constant(name, value)}`;
    }).join("");
  }
}

function withoutDocumentation({ key, value }: Entry): Entry {
  return { key, value };
}
