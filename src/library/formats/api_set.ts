import { type ByteSource, viewAt } from "./byte_source.ts";
import { parsePeSections } from "./pe.ts";

/** Whether a name is one of an API set: `api-ms-win-core-file-l1-1-0`. */
export const isApiSetName = (name: string): boolean => /^(api|ext)-[a-z0-9-]+-l\d+-\d+-\d+(\.dll)?$/i.test(name);

const version = 6;
const headerSize = 28;
const entrySize = 24;
const valueSize = 20;
/** Windows 11 has 900. */
const mostEntries = 1 << 13;

/**
 * Reads whether Windows has an API set: a DLL name that stands for whichever real DLL has the functions. There need be
 * no file of that name; the table of them is in `apisetschema.dll`.
 *
 * @param schema The file `apisetschema.dll`.
 * @param name The name, as {@linkcode isApiSetName} takes it.
 * @returns Whether it is there and stands for a DLL; false also for a file that cannot be read (before Windows 10).
 */
export function hasApiSet(schema: ByteSource, name: string): boolean {
  const section = parsePeSections(schema)?.find((section) => section.name === ".apiset");
  const head = section && viewAt(schema, section.offset, headerSize);
  if (!head || head.getUint32(0, true) !== version) return false;
  const count = head.getUint32(12, true);
  if (count > mostEntries) return false;
  const entries = viewAt(schema, section.offset + head.getUint32(16, true), count * entrySize);
  if (!entries) return false;
  const wanted = withoutRevision(name.toLowerCase().replace(/\.dll$/, ""));
  for (let at = 0; at < entries.byteLength; at += entrySize) {
    // Lengths count bytes of UTF-16. What is compared leaves out the revision: a later one has all of an earlier one's.
    if (entries.getUint32(at + 12, true) !== wanted.length * 2) continue;
    const found = viewAt(schema, section.offset + entries.getUint32(at + 4, true), wanted.length * 2);
    if (found && equalsText(found, wanted)) {
      const values = entries.getUint32(at + 20, true);
      const value = viewAt(schema, section.offset + entries.getUint32(at + 16, true), valueSize);
      return values > 0 && value !== null && value.getUint32(16, true) > 0;
    }
  }
  return false;
}

const withoutRevision = (name: string): string => name.slice(0, name.lastIndexOf("-"));

function equalsText(view: DataView, text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = view.getUint16(i * 2, true);
    if (String.fromCharCode(unit).toLowerCase() !== text[i]) return false;
  }
  return true;
}
