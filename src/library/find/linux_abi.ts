import type { ByteSource } from "../formats/byte_source.ts";
import { type ElfFile, type ElfHeader, parseElf, sharedObject } from "../formats/elf.ts";

/** What tells libraries for one kind of Linux machine from those for others. */
export interface LinuxAbi {
  readonly bits: 32 | 64;
  readonly littleEndian: boolean;
  /** `e_machine` in ELF. */
  readonly machine: number;
  /** The bits of `e_flags` that must be as they are here: how floating-point numbers are passed. */
  readonly flagsMask: number;
  readonly flags: number;
  /** The flags of `/etc/ld.so.cache`. */
  readonly cacheFlags: number;
  /** The same as `ldconfig` prints it. */
  readonly cacheWords: string;
  /** Whether C's `char` is. */
  readonly signedChar: boolean;
  /** The folder of Debian's libraries for it. */
  readonly triplet: string;
  /** musl's name for it. */
  readonly musl: string;
}

const common = { bits: 64, littleEndian: true, flagsMask: 0, flags: 0, signedChar: false } as const;

/** By `process.arch`'s words. Cache flags are glibc's: the machine's, and 3 for its second C library. */
const abis: Readonly<Record<string, LinuxAbi>> = {
  x64: {
    ...common,
    machine: 62,
    cacheFlags: 0x303,
    cacheWords: "libc6,x86-64",
    signedChar: true,
    triplet: "x86_64-linux-gnu",
    musl: "x86_64",
  },
  arm64: {
    ...common,
    machine: 183,
    cacheFlags: 0xa03,
    cacheWords: "libc6,AArch64",
    triplet: "aarch64-linux-gnu",
    musl: "aarch64",
  },
  ia32: {
    ...common,
    bits: 32,
    machine: 3,
    cacheFlags: 3,
    cacheWords: "libc6",
    signedChar: true,
    triplet: "i386-linux-gnu",
    musl: "i386",
  },
  arm: {
    ...common,
    bits: 32,
    machine: 40,
    flagsMask: 0x600,
    flags: 0x400,
    cacheFlags: 0x903,
    cacheWords: "libc6,hard-float",
    triplet: "arm-linux-gnueabihf",
    musl: "armhf",
  },
  riscv64: {
    ...common,
    machine: 243,
    flagsMask: 6,
    flags: 4,
    cacheFlags: 0x1003,
    cacheWords: "libc6,double-float",
    triplet: "riscv64-linux-gnu",
    musl: "riscv64",
  },
  loong64: {
    ...common,
    machine: 258,
    flagsMask: 7,
    flags: 3,
    cacheFlags: 0x1203,
    cacheWords: "libc6,double-float",
    signedChar: true,
    triplet: "loongarch64-linux-gnu",
    musl: "loongarch64",
  },
  ppc64: {
    ...common,
    machine: 21,
    cacheFlags: 0x503,
    cacheWords: "libc6,64bit",
    triplet: "powerpc64le-linux-gnu",
    musl: "powerpc64le",
  },
  s390x: {
    ...common,
    littleEndian: false,
    machine: 22,
    cacheFlags: 0x403,
    cacheWords: "libc6,64bit",
    triplet: "s390x-linux-gnu",
    musl: "s390x",
  },
};

/** What libraries for a processor, `process.arch`'s word, look like on Linux. */
export const linuxAbis: ReadonlyMap<string, LinuxAbi> = new Map(Object.entries(abis));

/** The processor, `process.arch`'s word, that an ELF file is for. */
export function elfArch(header: ElfHeader): string | null {
  return Object.keys(abis).find((arch) => isFor(header, abis[arch]!)) ?? null;
}

/** Reads a file if it says that it is a library for this ABI. Loaders take it then, whole or not. */
export function readForLinux(file: ByteSource, abi: LinuxAbi): ElfFile | null {
  const elf = parseElf(file);
  return elf !== null && elf.type === sharedObject && isFor(elf, abi) ? elf : null;
}

/** Whether an ELF file is for this ABI. */
export function isFor(header: ElfHeader, abi: LinuxAbi): boolean {
  return header.bits === abi.bits && header.littleEndian === abi.littleEndian && header.machine === abi.machine &&
    (header.flags & abi.flagsMask) === abi.flags;
}
