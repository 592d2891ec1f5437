/** Finds the library libclang on this machine, and says what to install where there is none. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { findLibrary } from "../../../mod.ts";

/** The oldest version that is known to work. */
export const OLDEST = 14;
/** No version is newer; names with numbers are tried downwards from here. */
const NEWEST = 40;

/**
 * What may be libclang here, the best first: what the variable `LIBCLANG_PATH` says and nothing else, or what the
 * system's loader knows, the newest first, or what lies in the folders of LLVM and Xcode.
 *
 * @throws {Error} If `LIBCLANG_PATH` is a folder without libclang.
 */
export function libclangCandidates(): string[] {
  const asked = process.env.LIBCLANG_PATH;
  if (asked) return [fileAt(asked)];
  const versions = Array.from({ length: NEWEST - OLDEST + 1 }, (_, i) => `${NEWEST - i}`);
  const known = [...versions.map((version) => `clang-${version}`), "clang", "libclang"].map(findLibrary);
  const candidates = [...known.filter((path) => path !== null), ...folders().flatMap((folder) => librariesIn(folder))];
  return [...new Set(candidates)];
}

/** What to do where no candidate opens. */
export function howToInstall(): string {
  const install: Record<string, string> = {
    linux: "apt-get install libclang1 (Debian, Ubuntu), dnf install clang-libs (Fedora), apk add clang-libs (Alpine)",
    darwin: "xcode-select --install, or brew install llvm",
    win32: "winget install LLVM.LLVM",
  };
  return `install it (${install[process.platform] ?? install.linux}), or set LIBCLANG_PATH to the file or its folder`;
}

function fileAt(path: string): string {
  let names: string[];
  try {
    names = librariesIn(path, true);
  } catch {
    return path;
  }
  if (names.length === 0) throw new Error(`LIBCLANG_PATH is ${path}, a folder without libclang`);
  return names[0];
}

/** The folders in which LLVM's and Apple's installers put it. */
function folders(): string[] {
  switch (process.platform) {
    case "darwin":
      return [
        "/opt/homebrew/opt/llvm/lib",
        "/usr/local/opt/llvm/lib",
        "/Library/Developer/CommandLineTools/usr/lib",
        "/Applications/Xcode.app/Contents/Developer/Toolchains/XcodeDefault.xctoolchain/usr/lib",
      ];
    case "win32":
      return [`${process.env.ProgramFiles ?? "C:\\Program Files"}\\LLVM\\bin`, "C:\\msys64\\clang64\\bin"];
    default:
      return [...foldersIn("/usr/lib", /^llvm/), ...foldersIn("/usr/lib64", /^llvm/), "/usr/local/lib"];
  }
}

function foldersIn(parent: string, pattern: RegExp): string[] {
  try {
    return newestFirst(readdirSync(parent).filter((name) => pattern.test(name)))
      .map((name) => join(parent, name, "lib"));
  } catch {
    return [];
  }
}

function librariesIn(folder: string, mustExist = false): string[] {
  try {
    const names = readdirSync(folder).filter((name) => /^(lib)?clang([-.][\d.]+)?\.(so[\d.]*|dylib|dll)$/.test(name));
    return newestFirst(names).map((name) => join(folder, name));
  } catch (error) {
    if (mustExist) throw error;
    return [];
  }
}

function newestFirst(names: string[]): string[] {
  return names.sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
}
