/**
 * What a callback does in the middle of a hot call: each makes engines throw code away that is running.
 *
 * @module
 */
import { ArrayOf, c_double, c_int, CFunction, dlopen, findLibrary, Pointer, Structure } from "../../mod.ts";
import { collect } from "../collect.ts";
import { surroundings } from "./surroundings.ts";
import { library } from "./ways.ts";

/** What events can do with the case that runs. */
export interface Running {
  /** Makes a call as the loop does. */
  call(): unknown;
  /** Makes calls in a loop. */
  loop(times: number): void;
  /** Ends the callback that the event runs in. */
  closeCallback(): void;
}

// deno-lint-ignore no-explicit-any
const global = globalThis as any;

export const events: Record<string, (running: Running) => void> = {
  "does nothing": () => {},
  "throws": () => {
    throw new Error("the event");
  },
  "closes the library": () => library.close(),
  "closes its callback": (running) => running.closeCallback(),
  "changes a prototype": () => {
    surroundings.Helper.prototype.factor = () => 2;
  },
  "changes a global": () => {
    global.hotGlobal = { changed: true };
  },
  "changes a variable": () => surroundings.changeVariable(),
  "changes an iterator": () => {
    const values = Array.prototype.values;
    Array.prototype[Symbol.iterator] = function () {
      return values.call(this);
    };
  },
  "deletes a property": () => {
    delete surroundings.config.extra;
  },
  "changes a field": () => {
    surroundings.config.scale = 2.5;
  },
  "collects garbage": () => {
    surroundings.garbage.length = 0;
    collect();
    collect();
  },
  "defines types": () => {
    for (let i = 0; i < 20; i++) {
      class Made extends Structure({ a: c_int, b: ArrayOf(c_double, i + 1) }) {}
      new Made({ a: i });
      Pointer(Made);
      new (CFunction([c_int, Pointer(Made)], c_int))((a) => a).close();
    }
  },
  "opens a library": () => {
    const libc = dlopen(findLibrary("c"), { abs: CFunction([c_int], c_int) });
    if (libc.symbols.abs(-5) !== 5) throw new Error("abs() is wrong");
    libc.close();
  },
  "calls again": (running) => void running.call(),
  "calls again in a loop": (running) => running.loop(20_000),
  "detaches a buffer": () => {
    surroundings.numbers.buffer.transfer();
  },
  "changes Array.prototype": () => {
    global.Array.prototype[3] = 5;
  },
  "changes Function.prototype": () => {
    const { apply, call } = Function.prototype;
    Function.prototype.call = function (...args) {
      return Reflect.apply(call, this, args);
    };
    Function.prototype.apply = function (self: unknown, args: unknown) {
      return Reflect.apply(apply, this, [self, args]);
    } as typeof apply;
  },
  "uses up the stack": () => {
    const deeper = (): number => deeper() + 1;
    try {
      deeper();
    } catch {
      // As intended.
    }
  },
  "calls until the stack is used up": (running) => {
    const deeper = (): unknown => [running.call(), deeper()];
    try {
      deeper();
    } catch {
      // As intended.
    }
  },
  "changes the functions": () => {
    // deno-lint-ignore no-explicit-any
    for (const fn of Object.values(library.symbols) as any[]) {
      if (typeof fn !== "function") continue;
      fn.added = 1;
      Object.setPrototypeOf(fn, null);
    }
  },
};
