import { runtime } from "../runtime/runtime.ts";
import { planAapcs64 } from "./abi/aapcs64.ts";
import type { DynamicSignature, Plan } from "./abi/plan.ts";
import { planSysV } from "./abi/sysv.ts";
import { planWin64 } from "./abi/win64.ts";

/**
 * Plans calls as this platform makes them.
 *
 * @param who What is called, for the message.
 * @throws {Error} If this platform's convention is not known.
 */
export function planFor(signature: DynamicSignature, who: string): Plan {
  const { platform, arch } = runtime;
  if (arch === "x64") return platform === "win32" ? planWin64(signature) : planSysV(signature);
  if (arch === "arm64" && platform !== "win32") return planAapcs64(signature, platform === "darwin");
  throw new Error(
    `${who} is impossible on ${platform} ${arch}: how structures and variadic arguments travel there is not known`,
  );
}

/** Whether plans are all scalars, which the runtime's own calls carry out: there libffi is not needed. */
export const lowersToScalars: boolean = runtime.platform === "win32";
