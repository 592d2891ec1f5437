// Makes calls in one way until they are optimised, lets an event happen in the middle of one, and goes on.
// Its arguments: the way, the event, when the callback is made, the place of the call, and whether a Worker makes it.
import { argv } from "node:process";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { callers } from "./callers.ts";
import { events, type Running } from "./events.ts";
import { use } from "./surroundings.ts";
import { Callback, library, ways } from "./ways.ts";

const HOT = 60_000;
const AFTER = 20_000;

function run(wayName: string, eventName: string, mode: string, callerName: string): void {
  const way = ways[wayName](), event = events[eventName];
  const call = callers[callerName](way.call);
  const { wanted } = way;
  const { hot_keep } = library.symbols;
  let fired = 0, wrong = 0, sum = 0, ran = 0, turns = 0;
  const thrown: string[] = [];

  const loop = (times: number): void => {
    for (let i = 0; i < times; i++) {
      if (++turns === startsAt) start();
      if (call(i) !== wanted(i)) wrong++;
      sum += use(i);
    }
  };

  let callback: InstanceType<typeof Callback>;
  let countdown = HOT;
  /** Makes the callback and gives it to C. */
  const start = (): void => {
    callback = new Callback(() => {
      ran++;
      if (mode === "each" && --countdown !== 0) return;
      hot_keep(null, 0, false);
      fired++;
      event(running);
    });
    hot_keep(callback, HOT + 1 - startsAt, mode === "each");
  };
  const running: Running = { call: () => call(3), loop, closeCallback: () => callback.close() };

  const startsAt = mode === "late" ? HOT : 0;
  if (mode !== "late") start();
  for (let rounds = 0; turns < HOT + AFTER && rounds < 10; rounds++) {
    try {
      loop(HOT + AFTER - turns);
    } catch (error) {
      thrown.push(String(error));
    }
  }
  console.log(JSON.stringify({ fired, wrong, ran, turns, thrown, sum }));
}

const [way, event, mode, caller, thread] = isMainThread ? argv.slice(2) : workerData as string[];
if (thread === "worker") new Worker(new URL(import.meta.url), { workerData: [way, event, mode, caller, ""] });
else run(way, event, mode, caller);
