// What tests/call/errno_test.ts runs in Workers: errno and the private copy are the thread's own.
import { parentPort, workerData } from "node:worker_threads";
import { c_int, CFunction, dlopen, getErrno, setErrno } from "../../mod.ts";
import { fixture } from "../native/mod.ts";

const { number } = workerData as { number: number };
const { symbols: c } = dlopen(fixture("basic"), {
  fail_with: CFunction([c_int], c_int, { useErrno: true }),
  exchange_errno: CFunction([c_int], c_int, { useErrno: true }),
});
let wrong = getErrno() === 0 ? 0 : 1;
for (let i = 1; i <= 20_000; i++) {
  const code = number * 100_000 + i;
  c.fail_with(code);
  if (getErrno() !== code) wrong++;
  setErrno(code + 1);
  if (c.exchange_errno(7) !== code + 1 || getErrno() !== 7) wrong++;
}
parentPort!.postMessage(wrong);
