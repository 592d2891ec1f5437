/**
 * The names of the output. A name that JavaScript, TypeScript or the output itself needs, or that is taken, gets an
 * underscore at its end, as many as it takes; a tag that is also the name of another type gets `struct_`, `union_` or
 * `enum_` before it.
 */
import { c_int, Enum } from "../../../mod.ts";
import { API } from "./api.ts";

/** Words that cannot be declared in a module, or not as a type. */
const RESERVED = new Set(
  ("abstract any arguments as asserts async await bigint boolean break case catch class const continue debugger declare " +
    "default delete do else enum eval export extends false finally for from function get global if implements import in " +
    "infer instanceof interface is keyof let module namespace never new null number object of package private protected " +
    "public readonly require return satisfies set static string super switch symbol this throw true try type typeof " +
    "undefined unique unknown using var void while with yield Infinity NaN").split(" "),
);

/** What the output uses or declares itself. */
const OWN = ["Error", "Uint8Array", "functions", "Functions", "open"];

/** Whether a word has a meaning in JavaScript or TypeScript. */
export function isReserved(word: string): boolean {
  return RESERVED.has(word);
}

/** Names in one scope. */
export class Scope {
  readonly #taken: Set<string>;
  readonly #isReserved: (name: string) => boolean;

  constructor(taken: Iterable<string> = [], isReserved: (name: string) => boolean = () => false) {
    this.#taken = new Set(taken);
    this.#isReserved = isReserved;
  }

  /** Whether a name is taken. */
  has(name: string): boolean {
    return this.#taken.has(name) || this.#isReserved(name);
  }

  /** The first of some names that is free, else the last of them with underscores. */
  take(...wanted: string[]): string {
    let name = wanted.find((wish) => !this.has(wish)) ?? wanted[wanted.length - 1];
    while (this.has(name)) name += "_";
    this.#taken.add(name);
    return name;
  }
}

/** The scope of the output: a module. */
export function moduleScope(): Scope {
  return new Scope([...RESERVED, ...OWN, ...API.keys()]);
}

/** The scope of the members of an enumeration, which is a class and has its properties. */
export function memberScope(): Scope {
  return new Scope([], (name) => name in Enumeration);
}

const Enumeration = Enum(c_int, {});

/** How names are changed. */
export interface NameOptions {
  /** C's names to others. */
  readonly rename?: Readonly<Record<string, string>> | ((name: string) => string);
  /** Beginnings of names that are left out. */
  readonly stripPrefix?: string | readonly string[];
}

/**
 * The name that a C name is to have, if it is free.
 *
 * @throws {TypeError} If `rename` gives what is no name.
 */
export function wantedName(name: string, { rename, stripPrefix = [] }: NameOptions): string {
  const renamed = typeof rename === "function"
    ? rename(name)
    : Object.hasOwn(rename ?? {}, name)
    ? rename![name]
    : name;
  if (!isIdentifier(renamed)) throw new TypeError(`rename: ${JSON.stringify(renamed)} for ${name} is no name`);
  if (renamed !== name) return renamed;
  for (const prefix of [stripPrefix].flat()) {
    const rest = name.slice(prefix.length);
    if (name.startsWith(prefix) && isIdentifier(rest)) return rest;
  }
  return name;
}

function isIdentifier(name: string): boolean {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name);
}
