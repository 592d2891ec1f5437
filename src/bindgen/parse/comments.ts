/** What a C comment says, without what makes it a comment. */

/** Characters that editors and linters take for mistakes. */
const IRREGULAR =
  // deno-lint-ignore no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u00a0\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f\u2060\u3000\ufeff]/g;
/** A line that only draws, and what draws beside a title. */
const DRAWN = /^\s*[-=*#~_+/]{3,}\s*$/, FRAME = /^\s*[-=*#~_+]{3,}\s+|\s+[-=*#~_+]{3,}\s*$/g;
/** A title over a part of the header, which is about no single declaration. */
const SECTION = /^\s*(\/\*|\/\/)[ *]*[-=#~_+*]{3,} .* [-=#~_+*]{3,}[ *]*(\*\/)?\s*$/;
/** Lists for the index of SQLite's documentation. */
const SQLITE_TAG = /^\s*(KEYWORDS|METHOD|CONSTRUCTOR|DESTRUCTOR): /;

/**
 * The text of a comment as Markdown: its lines without stars and slashes, the commands of Doxygen as JSDoc has them.
 *
 * @param raw The comment with its delimiters; several may follow each other.
 * @returns Undefined if it says nothing about the declaration behind it.
 */
export function commentText(raw: string): string | undefined {
  if (SECTION.test(raw)) return undefined;
  const lines = raw.replaceAll("\r", "").replaceAll("\t", "    ").replaceAll(IRREGULAR, " ").split("\n").map(bareLine)
    .filter((line) => !DRAWN.test(line) && !SQLITE_TAG.test(line));
  const indents = lines.slice(1).filter((line) => line !== "").map((line) => line.search(/\S/));
  const indent = Math.min(...indents, 40);
  const text = [lines[0]?.trim() ?? "", ...lines.slice(1).map((line) => line.slice(indent))].map(withoutCommands)
    .join("\n").replaceAll(/\n{3,}/g, "\n\n").trim();
  return /[\p{L}\p{N}]/u.test(text) && !/\bcopyright\b/i.test(text) ? text : undefined;
}

function bareLine(line: string): string {
  const opened = line.replace(/^\s*(\/\*+[!<]*|\/\/+[!<]*)/, "");
  const bare = opened === line && !/^\s*\*+\/\s*$/.test(line) ? line.replace(/^\s*\*+(?=\s|\w|$)/, "") : opened;
  return bare.replace(/\s*\*+\/\s*$/, "").replaceAll(FRAME, "").trimEnd();
}

/** Commands that begin a line and that JSDoc has under the same or another name. */
const COMMANDS: Readonly<Record<string, string>> = {
  param: "@param",
  return: "@returns",
  returns: "@returns",
  retval: "@returns",
  sa: "@see",
  see: "@see",
  since: "@since",
  deprecated: "@deprecated",
  note: "Note:",
  warning: "Warning:",
  attention: "Attention:",
  remark: "Remark:",
  remarks: "Remarks:",
};

/** Of commands that JSDoc does not have, what they are about stays. */
function withoutCommands(line: string): string {
  return line.replace(/^(\s*)CAPI3REF: /, "$1")
    .replace(/^(\s*)[\\@]([a-z]+)(?:\[[a-z, ]+\])?:?(?=\s|$)\s*/, (_, space, word) => {
      return Object.hasOwn(COMMANDS, word) ? `${space}${COMMANDS[word]} ` : space;
    })
    .replaceAll(/[\\@](?:[cpaeb]|em|ref|link)\s+([\w.:()]+)/g, "`$1`")
    .replaceAll(/[\\@](endlink|endcode|endverbatim)\b/g, "")
    .trimEnd();
}

/** Text as UTF-8 or, where it is not, as Latin-1. */
export function commentBytes(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("latin1").decode(bytes);
  }
}
