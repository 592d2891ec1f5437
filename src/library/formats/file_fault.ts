import { type ByteSource, decodeText } from "./byte_source.ts";
import { type ElfFault, type ElfFile, parseElf, sharedObject } from "./elf.ts";
import { isForMacos, machOArch } from "../find/find_macos.ts";
import { isForWindows, peArch } from "../find/find_windows.ts";
import { elfArch, isFor, linuxAbis } from "../find/linux_abi.ts";
import { parseMachO } from "./mach_o.ts";
import { parsePe } from "./pe.ts";
import type { System } from "../find/system.ts";

const platformNames: Readonly<Record<string, string | undefined>> = {
  linux: "Linux",
  darwin: "macOS",
  win32: "Windows",
};

/** What is wrong with a file, and what to do. */
export const faults: Readonly<Record<ElfFault, string>> = {
  truncated: "the file is truncated. Copy or install it again",
  damaged: "the file is damaged. Copy or install it again",
  program: "it is no shared library. Link it with -shared",
};

/** What is wrong with an empty file. */
export const EMPTY = "the file is empty. Copy or install it again";

/**
 * Says what is wrong with a file as a library.
 *
 * @returns The fault and what to do, or null where the file as such is a library for this machine.
 */
export function fileFault(system: System, path: string): string | null {
  const seen = system.withFile(path, (file) => ({ fault: faultIn(system, file) }));
  return seen ? seen.fault : "permission to read it is denied. Check the permissions of the file";
}

function faultIn(system: System, file: ByteSource): string | null {
  if (file.size === 0) return EMPTY;
  const elf = parseElf(file);
  const slices = elf ? null : parseMachO(file);
  const pe = elf || slices ? null : parsePe(file);
  const platform = elf ? "linux" : slices ? "darwin" : pe ? "win32" : null;
  if (platform === null) return textFault(file);
  if (platform !== system.platform) {
    return `it is a library for ${platformNames[platform]}, and this is ${
      platformNames[system.platform] ?? system.platform
    }. ${install(system)}`;
  }
  if (elf) return faultInElf(system, elf);
  const fitting = slices
    ? slices.filter((slice) => isForMacos(slice, system.arch))
    : pe && isForWindows(pe.machine, system.arch)
    ? [pe]
    : [];
  if (fitting.length > 0) return fitting.some(({ truncated }) => !truncated) ? null : faults.truncated;
  const arches = slices ? slices.map((slice) => machOArch(slice)) : [pe && peArch(pe.machine)];
  return `it is for ${
    arches.map((arch) => arch ?? "another processor").join(", ")
  }, and this program is for ${system.arch}. ${install(system)}`;
}

const install = ({ platform, arch }: System): string =>
  `Install the library for ${platformNames[platform] ?? platform} on ${arch}`;

function faultInElf(system: System, elf: ElfFile): string | null {
  const abi = linuxAbis.get(system.arch);
  if (abi && !isFor(elf, abi)) {
    const machine = elfArch(elf) ?? `another processor (ELF machine ${elf.machine}, ${elf.bits}-bit)`;
    return `it is for ${machine}, and this program is for ${system.arch}. ${install(system)}`;
  }
  const fault = elf.type === sharedObject ? elf.fault : "program";
  return fault && faults[fault];
}

const longestScript = 65536;

/** What a file is that has no library's header. */
function textFault(file: ByteSource): string {
  const bytes = file.read(0, Math.min(file.size, longestScript)) ?? new Uint8Array();
  const text = decodeText(bytes, 0, bytes.length);
  if (text.startsWith("\x7fELF")) return faults.truncated;
  if (text.startsWith("!<arch>\n")) return "it is a static library. Link it into a shared one";
  const script = /\b(?:INPUT|GROUP)\s*\(([^)]*)/.exec(text);
  if (!script) return "it is no library";
  const names = script[1]!.split(/[\s,()]+/).filter((word) => /\.so(\.|$)/.test(word)).join(", ");
  return `it is a linker script, a text for the linker. ${
    names === "" ? "Open the library that it names" : `Open what it names: ${names}`
  }`;
}
