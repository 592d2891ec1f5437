/** Parses C with libclang. What clang calls an error ends it, with clang's own words. */
import { readFileSync } from "node:fs";
import { ArrayOf, byref, c_char_p, c_void_p } from "../../../mod.ts";
import type { Clang, Location } from "./clang.ts";
import { type CXCursor, CXUnsavedFile } from "./index.ts";

/** Of `CXTranslationUnit_Flags`. */
export const DETAILED_PREPROCESSING_RECORD = 1, SKIP_FUNCTION_BODIES = 64;

/** `CXDiagnostic_Error`; fatal ones are higher. */
const ERROR = 3;

/** What a translation unit is made of. */
export interface Source {
  /** The name of the file that is compiled; it need not exist. */
  readonly name: string;
  readonly text: string;
  readonly arguments: readonly string[];
  /** Of `CXTranslationUnit_Flags`. */
  readonly flags: number;
}

/** A parsed translation unit. It is given back by `using`, and what came from it must not be used any more. */
export class Unit implements Disposable {
  readonly clang: Clang;
  readonly root: CXCursor;
  /** The machine that it was compiled for. */
  readonly target: string;
  readonly #source: Source;
  readonly #index: bigint | null;
  readonly #unit: bigint | null;
  readonly #files = new Map<bigint, string>();
  readonly #contents = new Map<bigint, Uint8Array>();

  /**
   * Parses.
   *
   * @throws {Error} If libclang cannot.
   */
  constructor(clang: Clang, source: Source) {
    const { c } = this.clang = clang;
    this.#source = source;
    this.#index = c.createIndex(0, 0);
    const file = new CXUnsavedFile({
      Filename: source.name,
      Contents: source.text,
      Length: new TextEncoder().encode(source.text).length,
    });
    const args = new (ArrayOf(c_char_p, Math.max(1, source.arguments.length)))(source.arguments);
    const unit = new c_void_p();
    const code = c.parseTranslationUnit2(
      this.#index,
      source.name,
      args,
      source.arguments.length,
      file,
      1,
      source.flags,
      byref(unit),
    );
    this.#unit = unit.value;
    if (code !== 0 || this.#unit === null) {
      c.disposeIndex(this.#index);
      throw new Error(
        `clang could not parse (${clang.version}, arguments ${source.arguments.join(" ")}): error ${code}`,
      );
    }
    this.root = c.getTranslationUnitCursor(this.#unit);
    const info = c.getTranslationUnitTargetInfo(this.#unit);
    this.target = clang.text(c.TargetInfo_getTriple(info));
    c.TargetInfo_dispose(info);
  }

  /** The name of a file, by libclang's handle. */
  fileName(file: bigint): string {
    let name = this.#files.get(file);
    if (name === undefined) this.#files.set(file, name = this.clang.text(this.clang.c.getFileName(file)));
    return name;
  }

  /** What is in a file, by libclang's handle; nothing if it cannot be read. */
  contents(file: bigint): Uint8Array {
    let bytes = this.#contents.get(file);
    if (bytes === undefined) this.#contents.set(file, bytes = this.#read(this.fileName(file)));
    return bytes;
  }

  #read(name: string): Uint8Array {
    if (name === this.#source.name) return new TextEncoder().encode(this.#source.text);
    try {
      return readFileSync(name);
    } catch {
      return new Uint8Array();
    }
  }

  /** What clang calls an error, as it prints it; empty if it found none. */
  errors(): string[] {
    const { c } = this.clang;
    const texts: string[] = [];
    for (let i = 0; i < c.getNumDiagnostics(this.#unit); i++) {
      const diagnostic = c.getDiagnostic(this.#unit, i);
      if (c.getDiagnosticSeverity(diagnostic) >= ERROR) texts.push(this.#show(diagnostic));
      c.disposeDiagnostic(diagnostic);
    }
    return texts;
  }

  /** The message, the line that it is about with a mark, and its notes. */
  #show(diagnostic: bigint | null): string {
    const { c } = this.clang;
    const message = this.clang.text(c.formatDiagnostic(diagnostic, c.defaultDiagnosticDisplayOptions()));
    const lines = [message, ...this.#excerpt(this.clang.location(c.getDiagnosticLocation(diagnostic)))];
    const notes = c.getChildDiagnostics(diagnostic);
    for (let i = 0; i < c.getNumDiagnosticsInSet(notes); i++) {
      const note = this.#show(c.getDiagnosticInSet(notes, i));
      // libclang tells behind a message by which files clang came there; clang itself, before it.
      const [, from] = /note: in file included from (.*):$/m.exec(note.split("\n")[0]) ?? [];
      if (from === undefined) lines.push(note);
      else if (!from.startsWith(this.#source.name)) lines.unshift(`In file included from ${from}:`);
    }
    return lines.join("\n");
  }

  #excerpt({ file, offset }: Location): string[] {
    if (file === null) return [];
    const bytes = this.contents(file);
    const start = offset === 0 ? 0 : bytes.lastIndexOf(10, offset - 1) + 1;
    const end = bytes.indexOf(10, offset);
    const decoder = new TextDecoder();
    const line = decoder.decode(bytes.subarray(start, end < 0 ? bytes.length : end)).trimEnd();
    const before = decoder.decode(bytes.subarray(start, offset));
    return line === "" ? [] : [line, `${before.replaceAll(/[^\t]/g, " ")}^`];
  }

  [Symbol.dispose](): void {
    this.clang.c.disposeTranslationUnit(this.#unit);
    this.clang.c.disposeIndex(this.#index);
  }
}
