import type { TypeInfo } from "./type_info.ts";

// Source text that reads and writes a value of a type in memory, for generated accessors and methods.

/**
 * An expression for the value of a type at a place.
 *
 * @param n A suffix for the names that it adds to `scope`.
 * @param block The expression for the block; it may be evaluated more than once.
 * @param offset The expression for the offset in it; likewise.
 */
export function readSource(
  info: TypeInfo,
  n: number,
  scope: Record<string, unknown>,
  block: string,
  offset: string,
): string {
  if (info.source) return info.source.get(`${block}.view`, offset);
  const { maker } = info;
  if (maker === undefined || info.kind !== "record" && info.kind !== "pointer") {
    scope[`type${n}`] = info;
    return `type${n}.read(${block}, ${offset})`;
  }
  scope[`maker${n}`] = maker;
  const made = `new maker${n}(${block}, ${offset})`;
  if (info.kind === "record") return made;
  const low = `${block}.view.getInt32(${offset}, true)`, high = `${block}.view.getInt32(${offset} + 4, true)`;
  return `(${low} | ${high}) === 0 ? null : ${made}`;
}

/** Statements that check and store the variable `value` at a place, for an error message that names `label` and `this`. */
export function writeSource(
  info: TypeInfo,
  n: number,
  scope: Record<string, unknown>,
  block: string,
  offset: string,
  label: string,
): string {
  const { source, convert } = info;
  if (source) {
    scope[`convert${n}`] = (value: unknown, self: unknown) => convert!(value, label, self);
    return `if (!(${source.test("value")})) value = convert${n}(value, this);
      ${source.set(`${block}.view`, offset, "value")};`;
  }
  scope[`type${n}`] = info;
  scope[`label${n}`] = label;
  return `type${n}.write(${block}, ${offset}, value, label${n}, this);`;
}
