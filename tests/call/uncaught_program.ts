// What tests/call/callback_errors_test.ts runs. A callback throws that no call of ours made: C calls it on a thread of its
// own while the program makes other calls, or the runtime's own FFI does.
import { argv } from "node:process";
import { c_int, c_void, c_void_p, cast, CFunction, dlopen } from "../../mod.ts";
import { runtime } from "../../src/runtime/runtime.ts";
import { fixture } from "../native/mod.ts";

const onDeno = "Deno" in globalThis;
// Bun runs a callback of another thread only if nobody waits for its result.
const Notify = CFunction([c_int], onDeno ? c_int : c_void, { anyThread: !onDeno });
const { symbols: c } = dlopen(fixture("callbacks"), {
  call_detached: CFunction([Notify], c_int),
  add: CFunction([c_int, c_int], c_int),
});
const fail = (): number => {
  throw new Error("nobody called");
};

let reports = 0, threw = 0, calls = 0;
function listen(): void {
  const report = (error: unknown) => {
    reports++;
    console.log(`reported: ${(error as Error).message}`);
  };
  if (onDeno) {
    addEventListener("error", (event) => {
      event.preventDefault();
      report((event as ErrorEvent).error);
    });
  } else process.on("uncaughtException", report);
}

/** Calls it by way of the runtime's own FFI. */
function callRaw(): void {
  const callback = new (CFunction([c_int], c_int))(fail);
  const call = runtime.open(fixture("callbacks")).bind("call_int", { parameters: ["pointer", "i32"], result: "i32" });
  console.log(`C got ${call(runtime.addressOfBigInt(cast(callback, c_void_p).value!), 1)}`);
}

/** Makes many calls, and counts those that throw. */
async function callOthers(): Promise<void> {
  for (; reports === 0 || calls < 1000; calls++) {
    if (calls % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
    try {
      c.add(calls, 1);
    } catch {
      threw++;
    }
  }
  console.log(`${threw} other calls threw`);
}

if (argv[2] === "thread") {
  listen();
  c.call_detached(new Notify(fail));
  await callOthers();
} else {
  if (argv[2] === "raw") listen();
  callRaw();
  await null;
  for (let i = 0; i < 10; i++) c.add(i, 1);
}
