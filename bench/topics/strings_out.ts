// Calls that return text.
import { c_char_p, c_int, CFunction, dlopen } from "../../mod.ts";
import { loop } from "../loop.ts";
import type { Row } from "../measure.js";
import { library } from "../native/mod.ts";
import { bunFfi, isDeno, rawLibrary } from "../raw.ts";

const { symbols: us } = dlopen(library, { text_of: CFunction([c_int, c_int], c_char_p) });
const raw = rawLibrary({ text_of: [["i32", "i32"], "ptr"] });
const { text_of: rawText } = isDeno ? raw : rawLibrary({ text_of: [["i32", "i32"], "cstring"] });

function row(name: string, kind: number): Row {
  const scope: Record<string, unknown> = { us, raw, rawText };
  if (isDeno) scope.view = Deno.UnsafePointerView;
  else scope.CString = bunFfi.CString;
  return {
    name,
    us: loop(`sum += us.text_of(${kind}, i).length;`, scope),
    raw: isDeno ? { getCString: loop(`sum += view.getCString(raw.text_of(${kind}, i)).length;`, scope) } : {
      "CString, toString": loop(`sum += new CString(raw.text_of(${kind}, i)).toString().length;`, scope),
      "cstring, toString": loop(`sum += rawText(${kind}, i).toString().length;`, scope),
    },
    target: { raw: 1.2, python: 1, koffi: 5 },
  };
}

export const rows: Row[] = [
  row("5 ASCII characters", 0),
  row("10,000 ASCII characters", 1),
  row("13 characters, some not ASCII", 2),
];
