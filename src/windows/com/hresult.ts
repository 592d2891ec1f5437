/**
 * COM's result codes: the type, the codes that COM itself gives (as signed numbers: so they are what a call returns and what
 * Python shows), and the Error for a failed one.
 *
 * @module
 */
import type { ScalarType } from "../../types/ctype.ts";
import { scalarInfo } from "../../types/scalar/scalar_info.ts";
import { simpleType } from "../../types/scalar/simple_type.ts";
import { systemMessage } from "../errors.ts";

/** Success. */
export const S_OK = 0;
/** Success, but not all of it; "no" as an answer. */
export const S_FALSE = 1;
/** Not implemented. */
export const E_NOTIMPL: number = 0x80004001 | 0;
/** The object has no such interface. */
export const E_NOINTERFACE: number = 0x80004002 | 0;
/** A pointer is NULL that must not be. */
export const E_POINTER: number = 0x80004003 | 0;
/** The operation was aborted. */
export const E_ABORT: number = 0x80004004 | 0;
/** An error that is not told more exactly. */
export const E_FAIL: number = 0x80004005 | 0;
/** An error that should not happen. */
export const E_UNEXPECTED: number = 0x8000ffff | 0;
/** Access denied. */
export const E_ACCESSDENIED: number = 0x80070005 | 0;
/** A handle is not valid. */
export const E_HANDLE: number = 0x80070006 | 0;
/** There is not enough memory. */
export const E_OUTOFMEMORY: number = 0x8007000e | 0;
/** An argument is not valid. */
export const E_INVALIDARG: number = 0x80070057 | 0;
/** The class cannot be part of another object. */
export const CLASS_E_NOAGGREGATION: number = 0x80040110 | 0;
/** The server has no such class. */
export const CLASS_E_CLASSNOTAVAILABLE: number = 0x80040111 | 0;
/** The class is not registered. */
export const REGDB_E_CLASSNOTREG: number = 0x80040154 | 0;
/** COM was not initialised on this thread. */
export const CO_E_NOTINITIALIZED: number = 0x800401f0 | 0;
/** The object is gone. */
export const RPC_E_DISCONNECTED: number = 0x80010108 | 0;
/** COM was initialised on this thread in another way. */
export const RPC_E_CHANGED_MODE: number = 0x80010106 | 0;

let names: ReadonlyMap<number, string> | undefined;

/** The names of the failures above, for systems that have no text for them. */
function hresultNames(): ReadonlyMap<number, string> {
  return names ??= new Map(
    Object.entries({
      ...{ E_NOTIMPL, E_NOINTERFACE, E_POINTER, E_ABORT, E_FAIL, E_UNEXPECTED, E_ACCESSDENIED, E_HANDLE },
      ...{ E_OUTOFMEMORY, E_INVALIDARG, CLASS_E_NOAGGREGATION, CLASS_E_CLASSNOTAVAILABLE, REGDB_E_CLASSNOTREG },
      ...{ CO_E_NOTINITIALIZED, RPC_E_DISCONNECTED, RPC_E_CHANGED_MODE },
    }).map(([name, value]) => [value, name]),
  );
}

/** A failed HRESULT: what a function with the result type `HRESULT` throws. */
export class COMError extends Error {
  /** `"COMError"`. */
  override readonly name: string = "COMError";
  /** The HRESULT, a signed number: −2147221231 for `0x80040111`. */
  readonly hresult: number;
  /** Windows' text for it; off Windows its name, such as `E_NOINTERFACE`, or "". */
  readonly text: string;

  /**
   * An error for an HRESULT.
   *
   * @param hresult The HRESULT, signed or not.
   * @param text What it means; Windows' own text by default.
   */
  constructor(hresult: number, text?: string) {
    const signed = hresult | 0;
    const meaning = text ?? systemMessage(signed) ?? hresultNames().get(signed) ?? "";
    super(`[HRESULT 0x${(signed >>> 0).toString(16).toUpperCase().padStart(8, "0")}] ${meaning}`.trimEnd());
    this.hresult = signed;
    this.text = meaning;
  }
}

/** Throws where a call failed. */
function checkResult(hresult: number): number {
  if (hresult < 0) throw new COMError(hresult);
  return hresult;
}

/**
 * COM's result code. As the result of a foreign function, failures throw a {@linkcode COMError} and successes (`S_OK` is
 * 0, `S_FALSE` is 1) are returned. Anywhere else, such as in a structure or as the result of a callback, it is an `int`.
 *
 * @example
 * ```ts
 * import { CFunction, COMError, HRESULT } from "@ctypes/ctypes";
 *
 * const fail = new (CFunction([], HRESULT))(() => -2147467263);
 * try {
 *   fail();
 * } catch (error) {
 *   console.log((error as COMError).hresult); // -2147467263
 * }
 * ```
 */
export const HRESULT: ScalarType<"HRESULT", number> = simpleType(
  Object.assign(scalarInfo({ name: "HRESULT", access: "Int32", value: "number" }), { fromResult: checkResult }),
) as unknown as ScalarType<"HRESULT", number>;
