/** The arguments that clang is given, and what it needs to be told on this system. */
import { existsSync } from "node:fs";
import process from "node:process";

/** What they depend on. */
export interface ClangOptions {
  readonly clang?: readonly string[];
  readonly target?: string;
}

/** Where Apple's installers put the headers of macOS, which its own compiler driver knows. */
const SDKS = [
  "/Library/Developer/CommandLineTools/SDKs/MacOSX.sdk",
  "/Applications/Xcode.app/Contents/Developer/Platforms/MacOSX.platform/Developer/SDKs/MacOSX.sdk",
];

/** C, without warnings, for the target; then what the user says. */
export function clangArguments({ clang = [], target }: ClangOptions): string[] {
  const args = ["-x", "c", "-w"];
  if (target !== undefined) args.push("-target", target);
  else if (process.platform === "darwin") {
    const sdk = SDKS.find((folder) => existsSync(folder));
    if (sdk !== undefined) args.push("-isysroot", sdk);
  }
  return [...args, ...clang];
}
