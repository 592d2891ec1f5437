import { show } from "../memory/show.ts";

/**
 * What `dlopen` opens: the path of a text, or of a `file:` URL, which may be an object or a text. Both runtimes get the
 * same.
 *
 * @param platform `process.platform`'s word.
 * @returns The path or bare name; null for the program itself.
 * @throws {TypeError} If it is neither, or a URL that no file of this machine can have.
 */
export function libraryPath(value: unknown, platform: string): string | null {
  if (value === null) return null;
  if (!(value instanceof URL) && typeof value !== "string") {
    throw new TypeError(`dlopen(): expected a path or null, not ${show(value)}`);
  }
  const path = value instanceof URL
    ? pathOfUrl(value, platform)
    : /^file:/i.test(value)
    ? pathOfUrl(parse(value), platform)
    : value;
  if (path === "" || path.includes("\0") || !path.isWellFormed()) {
    throw new TypeError(`dlopen(): ${show(path)} is no path`);
  }
  return path;
}

function parse(text: string): URL {
  try {
    return new URL(text);
  } catch (cause) {
    throw new TypeError(`dlopen(): ${show(text)} is no URL`, { cause });
  }
}

function pathOfUrl(url: URL, platform: string): string {
  const refuse = (why: string) => new TypeError(`dlopen(): ${why}: ${url.href}`);
  if (url.protocol !== "file:") throw refuse("expected a file: URL, not");
  const windows = platform === "win32";
  if (/%2f/i.test(url.pathname) || windows && /%5c/i.test(url.pathname)) throw refuse("a slash must not be encoded");
  let path: string;
  try {
    path = decodeURIComponent(url.pathname);
  } catch {
    throw refuse("what is encoded must be UTF-8");
  }
  if (!windows) {
    if (url.hostname !== "") throw refuse("a file: URL has no host here");
    return path;
  }
  path = path.replaceAll("/", "\\");
  if (url.hostname !== "") return `\\\\${url.hostname}${path}`;
  if (!/^\\[A-Za-z][:|]\\/.test(path)) throw refuse("a file: URL needs a drive or a host here");
  return `${path[1]}:${path.slice(3)}`; // Bun has replaced `|`
}
