// What tests/call/at_exit_test.ts runs: C calls a callback in a handler that it runs when its library is unloaded, which a
// program lets happen before it ends.
import { CFunction, dlopen } from "../../mod.ts";
import { fixture } from "../native/mod.ts";

const Notify = CFunction([]);
const library = dlopen(fixture("at_exit"), { call_at_exit: CFunction([Notify]) });
const callback = new Notify(() => console.log("called"));
library.symbols.call_at_exit(callback);
const close = () => {
  library.close();
  console.log("closed");
};
if ("Deno" in globalThis) addEventListener("unload", close);
else process.on("exit", close);
console.log("ends");
