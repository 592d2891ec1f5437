/** Which of the files that headers include are theirs: what these declare is written, of others only the types needed. */

/** One `#include`. */
export interface Inclusion {
  readonly from: string;
  readonly to: string;
  /** Written with quotes: a file of its own. */
  readonly quoted: boolean;
}

/**
 * The files that belong to the headers.
 *
 * Without globs these are the headers, what they include in quotes, and what lies in their folder or below it, or, where
 * that is a folder for everybody's headers, in the folder beside them that is called as they are (`git2/` of `git2.h`).
 *
 * @param headers The headers as asked for, with the names that clang gives their files.
 * @param inclusions What includes what.
 * @param globs What the user says instead.
 */
export function ownFiles(
  headers: readonly { readonly asked: string; readonly file: string }[],
  inclusions: readonly Inclusion[],
  globs?: readonly string[],
): Set<string> {
  const files = new Set([...headers.map(({ file }) => file), ...inclusions.map(({ to }) => to)]);
  if (globs !== undefined) {
    const patterns = globs.map(globPattern);
    return new Set([...files].filter((file) => patterns.some((pattern) => pattern.test(slashes(file)))));
  }
  const folders = headers.map(({ asked, file }) => ownFolder(slashes(asked), slashes(file)));
  const own = new Set([...headers.map(({ file }) => file)]);
  for (const file of files) if (folders.some((folder) => slashes(file).startsWith(folder))) own.add(file);
  for (let size = 0; size !== own.size;) {
    size = own.size;
    for (const { from, to, quoted } of inclusions) if (quoted && own.has(from)) own.add(to);
  }
  return own;
}

/** The folder in which everything is the header's, with a slash at the end. */
function ownFolder(asked: string, file: string): string {
  const folder = file.slice(0, file.lastIndexOf("/") + 1);
  const searched = file.endsWith(`/${asked}`) ? file.slice(0, -asked.length) : undefined;
  const everybodys = folder === searched || /(^|\/)include\/([^/]*-linux-[^/]*\/)?$/.test(folder);
  return everybodys ? `${file.replace(/\.[^./]*$/, "")}/` : folder;
}

/**
 * A glob as a regular expression for paths: `*` is within a folder, `**` across folders. It may begin at any folder.
 *
 * @param glob The glob.
 */
export function globPattern(glob: string): RegExp {
  const source = slashes(glob).replaceAll(/\*\*\/|\*\*|\*|\?|\{|\}|,|[.+^$()|[\]\\]/g, (token) => {
    switch (token) {
      case "**/":
        return "(?:.*/)?";
      case "**":
        return ".*";
      case "*":
        return "[^/]*";
      case "?":
        return "[^/]";
      case "{":
        return "(?:";
      case "}":
        return ")";
      case ",":
        return "|";
      default:
        return `\\${token}`;
    }
  });
  return new RegExp(`(?:^|/)${source.replace(/^\//, "")}$`);
}

function slashes(path: string): string {
  return path.replaceAll("\\", "/");
}
