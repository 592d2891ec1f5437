import { dirname as posixDirname, normalize as posixNormalize } from "@std/path/posix";
import { dirname as windowsDirname, normalize as windowsNormalize } from "@std/path/windows";
import { memorySource } from "../../src/library/formats/byte_source.ts";
import type { System } from "../../src/library/find/system.ts";

/** What lies at a path: bytes, a link to another path, or something that cannot be opened. */
export type Entry = Uint8Array | { readonly link: string } | "denied" | "pipe" | "folder";

/** A machine in a few words. */
export interface Description {
  readonly platform: "linux" | "darwin" | "win32";
  readonly arch?: string;
  readonly program?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, Entry>>;
  /** Which paths may be read without asking; all by default. */
  readonly mayRead?: (path: string) => boolean;
  /** What programs print, by their command line. */
  readonly programs?: Readonly<Record<string, string>>;
}

/** A described machine, whose files can change and which counts what is asked of it. */
export interface DescribedSystem extends System {
  /** The programs that were run. */
  readonly ran: string[];
  /** The files that were read. */
  readonly read: string[];
  /** Adds a file, or with null removes it. */
  put(path: string, entry: Entry | null): void;
}

/** A machine whose files are in memory. */
export function describedSystem(description: Description): DescribedSystem {
  const windows = description.platform === "win32";
  const normalize = (path: string) =>
    windows ? windowsNormalize(path).toLowerCase() : posixNormalize(path).replace(/(.)\/$/, "$1");
  const dirname = windows ? windowsDirname : posixDirname;
  const files = new Map<string, Entry>();
  const folders = new Map<string, { names: string[]; version: number }>();
  let version = 0;
  const versions = new Map<string, number>();
  const ran: string[] = [];
  const read: string[] = [];

  function put(path: string, entry: Entry | null): void {
    const at = normalize(path);
    if (entry === null) files.delete(at);
    else files.set(at, entry);
    versions.set(at, ++version);
    const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
    for (let folder = dirname(at), child = name; folder !== dirname(folder); folder = dirname(folder)) {
      const known = folders.get(folder) ?? { names: [], version: 0 };
      folders.set(folder, known);
      if (entry === null && child === name) known.names = known.names.filter((other) => other !== name);
      else if (!known.names.includes(child)) known.names.push(child);
      known.version = version;
      child = folder.slice(Math.max(folder.lastIndexOf("/"), folder.lastIndexOf("\\")) + 1);
    }
  }

  /** The path without links, in it or of it; null where they lead nowhere or in a circle. */
  function resolve(path: string, depth = 0): string | null {
    if (depth > 40) return null;
    const at = normalize(path);
    for (let folder = at; folder !== dirname(folder); folder = dirname(folder)) {
      const entry = files.get(folder);
      if (typeof entry === "object" && "link" in entry) {
        const target = entry.link.startsWith("/") ? entry.link : `${dirname(folder)}/${entry.link}`;
        return resolve(target + at.slice(folder.length), depth + 1);
      }
    }
    return files.has(at) || folders.has(at) ? at : null;
  }

  const mayRead = description.mayRead ?? (() => true);
  const visible = (path: string) => mayRead(path) ? resolve(path) : null;
  const content = (path: string): Uint8Array | null => {
    const at = visible(path);
    const entry = at === null ? undefined : files.get(at);
    if (!(entry instanceof Uint8Array)) return null;
    read.push(path);
    return entry;
  };

  for (const [path, entry] of Object.entries(description.files)) put(path, entry);
  return {
    platform: description.platform,
    arch: description.arch ?? "x64",
    ran,
    read,
    put,
    program: () => description.program ?? null,
    env: (name) => description.env?.[name],
    mayRead,
    status(path) {
      const at = visible(path);
      if (at === null) return { kind: "missing", size: 0, stamp: "", changed: 0 };
      const entry = files.get(at);
      const stamp = `${at}:${versions.get(at) ?? folders.get(at)?.version}`;
      if (entry instanceof Uint8Array) return { kind: "file", size: entry.length, stamp, changed: 0 };
      if (entry === "denied") return { kind: "file", size: 1, stamp, changed: 0 };
      return { kind: entry === "pipe" ? "other" : "folder", size: 0, stamp, changed: 0 };
    },
    readFile: content,
    withFile(path, use) {
      const bytes = content(path);
      return bytes && use(memorySource(bytes), this.status(path));
    },
    list(folder) {
      const at = visible(folder);
      return at === null ? null : folders.get(at)?.names ?? null;
    },
    realPath: visible,
    run(command, args) {
      const line = [command, ...args].join(" ");
      ran.push(line);
      return description.programs?.[line] ?? null;
    },
  };
}
