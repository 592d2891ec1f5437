import type { ScalarType } from "../../types/ctype.ts";
import { scalarInfo } from "../../types/scalar/scalar_info.ts";
import { simpleType } from "../../types/scalar/simple_type.ts";
import { COMError } from "./com_error.ts";

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
