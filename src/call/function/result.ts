import { NULL_TARGET } from "../../memory/addressable.ts";
import { wideTextAt } from "../../memory/text.ts";
import { runtime } from "../../runtime/runtime.ts";
import { newInstance } from "../../types/scalar/simple_type.ts";
import type { TypeInfo } from "../../types/type_info.ts";

/** Turns what a call or C's caller gave into what JavaScript sees. */
export type FromNative = (value: never) => unknown;

/**
 * How values of a type that C hands over as a scalar become JavaScript's. Records arrive as instances already.
 *
 * @param isResult Whether a foreign function returned it; else C passed it to a callback.
 * @returns Null if they are the same.
 */
export function fromNative(info: TypeInfo, isResult = true): FromNative | null {
  switch (info.kind) {
    case "text":
      return info.unit === "byte" ? textFrom : wideTextFrom;
    case "address":
      return (address: bigint) => address === 0n ? null : address;
    case "pointer":
      return info.pointers!.at;
    case "function":
      return (address: bigint) => address === 0n ? null : info.atAddress!({ ...NULL_TARGET, address });
    default:
      if (isResult && info.fromResult) return info.fromResult as FromNative;
      if (info.fromNative) return isResult && info.source ? null : info.fromNative as FromNative;
      return info.scalar === "bigint" && info.size === 4 ? wideFrom : null;
  }
}

/** Direct calls give text already. */
const textFrom = (result: bigint | string | null) =>
  typeof result !== "bigint" ? result : result === 0n ? null : runtime.readCString(result);
const wideTextFrom = (address: bigint) => wideTextAt({ ...NULL_TARGET, address });

/** Windows's `long` has 32 bits, but is a bigint on every platform. */
const wideFrom = (value: number) => BigInt(value);

/** What C gets where a callback gave nothing usable. */
export function zeroOf(info: TypeInfo): unknown {
  if (info.kind === "void") return undefined;
  if (info.kind === "record") return newInstance(info);
  switch (info.native) {
    case "bool":
      return false;
    case "i64":
    case "u64":
    case "pointer":
      return 0n;
    default:
      return 0;
  }
}
