import { runtime } from "../../runtime/runtime.ts";
import { planAapcs64 } from "../abi/aapcs64.ts";
import { type DynamicSignature, isAggregate, type Plan } from "../abi/plan.ts";
import { planSysV } from "../abi/sysv.ts";
import { planWin64 } from "../abi/win64.ts";

/** Arguments of more bytes would not fit on the stack of every thread. */
const MOST_BYTES = 1 << 18;

/** Why what a signature passes by value cannot be passed, or null if it can. */
export function refusal({ parameters, result }: DynamicSignature, who: string): Error | null {
  if ([...parameters, result].some((native) => isAggregate(native) && native.size === 0)) {
    return new TypeError(`${who}: a structure that has no size cannot be passed by value`);
  }
  const bytes = parameters.reduce((sum, native) => sum + (isAggregate(native) ? native.size : 8), 0);
  if (bytes <= MOST_BYTES) return null;
  return new RangeError(`${who} takes ${bytes} bytes of arguments, at most ${MOST_BYTES} are possible: pass a pointer`);
}

/**
 * Plans calls as this platform makes them.
 *
 * @param who What is called, for the message.
 * @throws {TypeError} If a structure has no size.
 * @throws {RangeError} If the arguments are too large.
 * @throws {Error} If this platform's convention is not known.
 */
export function planFor(signature: DynamicSignature, who: string): Plan {
  const { platform, arch } = runtime;
  const refused = refusal(signature, who);
  if (refused !== null) throw refused;
  if (arch === "x64") {
    return platform === "win32" ? planWin64(signature) : planSysV(signature, platform === "darwin" ? "clang" : "gcc");
  }
  if (arch === "arm64" && platform !== "win32") return planAapcs64(signature, platform === "darwin");
  throw new Error(
    `${who} is impossible on ${platform} ${arch}: how structures and variadic arguments travel there is not known`,
  );
}

/** Whether plans are all scalars, which the runtime's own calls carry out: there libffi is not needed. */
export const lowersToScalars: boolean = runtime.platform === "win32";
