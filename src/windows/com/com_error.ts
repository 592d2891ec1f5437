import { hresultNames } from "./hresults.ts";
import { systemMessage } from "../system_message.ts";

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
