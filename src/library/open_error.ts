import { dirname } from "@std/path/posix/dirname";
import { isAbsolute } from "@std/path/posix/is-absolute";
import { isBare } from "./bare_name.ts";
import { parseElf } from "./formats/elf.ts";
import { fileFault } from "./formats/file_fault.ts";
import { findLibraryIn } from "./find/find.ts";
import { resolveOnLinux, searchedFolders } from "./find/find_linux.ts";
import { places } from "./find/find_macos.ts";
import { findOnWindows, windowsFolders } from "./find/find_windows.ts";
import { linuxAbis } from "./find/linux_abi.ts";
import { parsePe } from "./formats/pe.ts";
import { type System, system } from "./find/system.ts";
import { faultOfNeeded, neededFile, NO_FILE } from "./refusal.ts";

/**
 * Makes the error for a library that could not be opened: what was tried, why it failed, what to do.
 *
 * @param path What was to be opened: a path or a file's bare name.
 * @param cause What the runtime threw.
 * @returns An Error with that cause. It reads files, where it may without asking; it opens no library.
 */
export function explainOpenFailure(path: string, cause: unknown): Error {
  return explainOpenFailureIn(system, path, cause);
}

/** {@linkcode explainOpenFailure} on a machine that is passed in. */
export function explainOpenFailureIn(system: System, path: string, cause: unknown): Error {
  return new Error(`Cannot open library ${JSON.stringify(path)}: ${reason(system, path, cause)}`, { cause });
}

function reason(system: System, path: string, cause: unknown): string {
  const { name, message } = cause instanceof Error ? cause : { name: "", message: String(cause) };
  // The message says which permission.
  if (name === "NotCapable" || name === "PermissionDenied" && message.startsWith("Requires")) return message;
  if (path === "") return "a name or path is needed. Give null for the program itself";
  const file = isBare(system, path) ? locate(system, path) : path;
  if (file === null) return missing(system, path);
  const place = file === path ? "" : `found at ${file}, but `;
  const status = system.status(file);
  if (!system.mayRead(file)) return `${place}${loaderText(message)}`;
  switch (status.kind) {
    case "missing":
      return `there is no such file${relativeHint(system, path)}`;
    case "denied":
      return `${place}permission to reach it is denied. Check the permissions of its folders`;
    case "folder":
      return `${place}it is a folder${frameworkHint(system, path)}`;
    case "other":
      return place + NO_FILE;
  }
  const fault = fileFault(system, file) ?? missingDependencies(system, file) ?? damagedDependency(system, file);
  return `${place}${fault ?? loaderText(message)}`;
}

/** Where the loader finds a bare name. */
function locate(system: System, name: string): string | null {
  switch (system.platform) {
    case "linux":
      return resolveOnLinux(system, name);
    case "win32":
      return findOnWindows(system, name);
    default:
      return places(system, name).find((path) => system.status(path).kind !== "missing") ?? null;
  }
}

function missing(system: System, name: string): string {
  const stem = name.replace(/^lib/, "").replace(/(\.so[\d.]*|(\.\d+)*\.dylib|\.dll)$/i, "");
  const other = stem === "" ? null : findLibraryIn(system, stem);
  const advice = other === null
    ? "Install it, or give the path of the file"
    : `There is ${JSON.stringify(other)}; findLibrary(${JSON.stringify(stem)}) finds it`;
  return `it was not found in ${searched(system).join(", ")}. ${advice}`;
}

/** Where the loader looks. */
function searched(system: System): string[] {
  switch (system.platform) {
    case "linux": {
      const abi = linuxAbis.get(system.arch);
      return ["/etc/ld.so.cache", ...(abi ? searchedFolders(system, abi) : [])];
    }
    case "win32":
      return windowsFolders(system);
    default:
      return places(system, "x").map((path) => dirname(path));
  }
}

const damagedDependency = (system: System, path: string): string | null =>
  system.platform === "linux" ? faultOfNeeded(system, path, system.withFile(path, parseElf)) : null;

/** The libraries that a file needs and that are not there. */
function missingDependencies(system: System, path: string): string | null {
  const lost = system.platform === "linux"
    ? lostOnLinux(system, path)
    : system.platform === "win32"
    ? lostOnWindows(system, path)
    : [];
  if (lost.length === 0) return null;
  const names = lost.map((name) => JSON.stringify(name)).join(", ");
  const where = { linux: "LD_LIBRARY_PATH", win32: "PATH" }[system.platform];
  return `it needs ${names}, which ${lost.length > 1 ? "were" : "was"} not found. ` +
    `Install ${lost.length > 1 ? "them" : "it"}, or add the folder to ${where} before the program starts`;
}

function lostOnLinux(system: System, path: string): string[] {
  const elf = system.withFile(path, parseElf);
  return (elf?.needed ?? []).filter((name) => neededFile(system, name, path, elf) === null);
}

function lostOnWindows(system: System, path: string): string[] {
  const pe = system.withFile(path, parsePe);
  const folder = path.replace(/[^\\/]*$/, "");
  return (pe?.imports ?? []).filter((name) =>
    findOnWindows(system, name) === null && system.status(folder + name).kind === "missing"
  );
}

const relativeHint = (system: System, path: string): string =>
  system.platform !== "win32" && !isAbsolute(path)
    ? " in the working folder. Give an absolute path"
    : ". Check the path";

const frameworkHint = (system: System, path: string): string =>
  system.platform === "darwin" && path.endsWith(".framework")
    ? `. Give the library in it: ${path}/${path.slice(path.lastIndexOf("/") + 1, -".framework".length)}`
    : ". Give the path of the library in it";

/** The loader's own words without those that runtimes put before them. */
const loaderText = (message: string): string =>
  message.replace(/^((Could not open library|Failed to open library)( "[^"]*")?: )+/, "");
