// Makes calls in one way until they are optimised, lets an event happen in the middle of one, and goes on.
// Its arguments: the way, the event, and when the callback is made.
import { argv } from "node:process";
import { events, type Running } from "./events.ts";
import { use } from "./surroundings.ts";
import { Callback, library, ways } from "./ways.ts";

const [wayName, eventName, mode] = argv.slice(2);
const { call, wanted } = ways[wayName]();
const event = events[eventName];
const { hot_keep } = library.symbols;
const HOT = 60_000;

let fired = 0, wrong = 0, sum = 0, ran = 0, turns = 0;
const thrown: string[] = [];

function loop(times: number): void {
  for (let i = 0; i < times; i++) {
    if (++turns === startsAt) start();
    if (call(i) !== wanted(i)) wrong++;
    sum += use(i);
  }
}

let callback: InstanceType<typeof Callback>;
let countdown = HOT;

/** Makes the callback and gives it to C. */
function start(): void {
  callback = new Callback(() => {
    ran++;
    if (mode === "each" && --countdown !== 0) return;
    hot_keep(null, 0, false);
    fired++;
    event(running);
  });
  hot_keep(callback, HOT + 1 - startsAt, mode === "each");
}

const running: Running = { call: () => call(3), loop, closeCallback: () => callback.close() };

const startsAt = mode === "late" ? HOT : 0;
if (mode !== "late") start();
for (let rounds = 0; turns < HOT + 20_000 && rounds < 10; rounds++) {
  try {
    loop(HOT + 20_000 - turns);
  } catch (error) {
    thrown.push(String(error));
  }
}
console.log(JSON.stringify({ fired, wrong, ran, turns, thrown, sum }));
