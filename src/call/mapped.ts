/**
 * Whether there is memory at an address: the code of a library that was unloaded is gone.
 *
 * @module
 */
import { type NativeLibrary, runtime } from "../runtime/runtime.ts";
import { mayOpenLibc, openLibc } from "./libc.ts";

type Test = (address: number) => boolean;

let test: Test | undefined;

/** Finds out how to ask: a program may give up the permission to open libraries before it is needed. */
export function prepareMapped(): void {
  if (test === undefined && mayOpenLibc()) test = runtime.platform === "win32" ? windowsTest() : unixTest();
}

/** Whether there is memory at an address. A program that may not ask may not call functions at addresses, either. */
export function isMapped(address: bigint): boolean {
  prepareMapped();
  return test === undefined || test(Number(address));
}

/** `msync` refuses what is not mapped. With `MS_ASYNC` it does nothing else. */
function unixTest(): Test {
  const MS_ASYNC = 1;
  let libc: NativeLibrary;
  try {
    libc = openLibc();
  } catch {
    return () => true;
  }
  const pageSize: number = libc.bind("getpagesize", { parameters: [], result: "i32" })();
  const msync = libc.bind("msync", { parameters: ["pointer", "u64", "i32"], result: "i32" });
  return (address) => msync(runtime.address(address - address % pageSize), 1n, MS_ASYNC) === 0;
}

/** `VirtualQuery` describes what is there. */
function windowsTest(): Test {
  const INFORMATION_SIZE = 48, STATE = 32, MEM_COMMIT = 0x1000;
  const query = runtime.open("kernel32.dll").bind("VirtualQuery", {
    parameters: ["pointer", "pointer", "u64"],
    result: "u64",
  });
  const information = new DataView(new ArrayBuffer(INFORMATION_SIZE));
  return (address) =>
    query(runtime.address(address), information, BigInt(INFORMATION_SIZE)) !== 0n &&
    information.getUint32(STATE, true) === MEM_COMMIT;
}
