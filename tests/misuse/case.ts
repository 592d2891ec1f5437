/** Something that a program must not do, and the error that it must get: catchable, of the right kind, helpful. */
export interface Case {
  /** Does it. */
  run(): unknown;
  kind: "TypeError" | "RangeError" | "Error";
  /** Part of the message. */
  says: string | RegExp;
}

/** Cases by name. */
export type Cases = Record<string, Case>;

/** A case for a TypeError. */
export const typeError = (says: string | RegExp, run: () => unknown): Case => ({ run, kind: "TypeError", says });
/** A case for a RangeError. */
export const rangeError = (says: string | RegExp, run: () => unknown): Case => ({ run, kind: "RangeError", says });
/** A case for an Error that is neither. */
export const error = (says: string | RegExp, run: () => unknown): Case => ({ run, kind: "Error", says });

/** What a child reports of one case. */
export interface Report {
  name: string;
  /** The name of the error's class; null when nothing was thrown. */
  kind: string | null;
  message: string;
}
