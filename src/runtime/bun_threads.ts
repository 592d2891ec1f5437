/**
 * Calls of C on other threads, on Bun, whose own calls all run on the thread of the program: Workers that know nothing but
 * `bun:ffi` make them. They start when they are needed, share the program's memory as threads do, and do not keep the
 * program alive but while they call. Their source is text, so that they work in bundles and compiled programs.
 *
 * @module
 */
import type { NativeFunction } from "./runtime.ts";

/** How `bun:ffi` calls a function. */
export interface ThreadSignature {
  readonly args: readonly string[];
  readonly returns: string;
}

/** The part of Bun's `Worker` that is used here. */
interface BunWorker {
  onmessage: (event: { data: unknown }) => void;
  onerror: (event: { message?: string }) => void;
  postMessage(message: unknown): void;
  ref(): void;
  unref(): void;
}

/** What a thread runs: it binds each function once, by its address. */
const SOURCE = `
  const { linkSymbols } = process.getBuiltinModule("bun:ffi");
  const known = new Map();
  self.onmessage = ({ data: [address, args, returns, values] }) => {
    try {
      const key = [address, returns, ...args].join();
      let native = known.get(key);
      if (native === undefined) {
        native = linkSymbols({ f: { ptr: address, args, returns } }).symbols.f;
        known.set(key, native);
      }
      postMessage([true, native(...values)]);
    } catch (error) {
      postMessage([false, String(error)]);
    }
  };
`;

/** So many calls run at once; more wait for their turn. */
const MOST_THREADS = 64;

/** A call that waits for its turn, or for its result. */
interface Job {
  readonly message: unknown;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** A thread that makes one call after the other. */
class Thread {
  readonly #worker: BunWorker;
  #job: Job | null = null;

  constructor() {
    const { Worker } = globalThis as unknown as { Worker: new (url: string, options: { ref: boolean }) => BunWorker };
    this.#worker = new Worker(sourceUrl(), { ref: false });
    this.#worker.onmessage = ({ data }) => {
      const [made, value] = data as [boolean, unknown];
      const job = this.#end();
      if (made) job?.resolve(value);
      else job?.reject(new Error(value as string));
    };
    this.#worker.onerror = ({ message }) => {
      threads--;
      this.#job?.reject(new Error(`The thread for nonblocking calls ended: ${message ?? "it could not start"}`));
      const next = waiting.shift();
      if (next !== undefined) start(next);
    };
  }

  run(job: Job): void {
    this.#job = job;
    this.#worker.ref();
    this.#worker.postMessage(job.message);
  }

  #end(): Job | null {
    const job = this.#job;
    this.#job = null;
    const next = waiting.shift();
    if (next !== undefined) this.run(next);
    else {
      this.#worker.unref();
      idle.push(this);
    }
    return job;
  }
}

let url: string | undefined;

function sourceUrl(): string {
  return url ??= URL.createObjectURL(new Blob([SOURCE], { type: "text/javascript" }));
}

let threads = 0;
const idle: Thread[] = [];
const waiting: Job[] = [];

function start(job: Job): void {
  const thread = idle.pop();
  if (thread !== undefined) thread.run(job);
  else if (threads === MOST_THREADS) waiting.push(job);
  else {
    threads++;
    new Thread().run(job);
  }
}

/**
 * A function that calls C on another thread and gives a Promise of the result.
 *
 * @param address The address of the C function.
 * @param addressOf The address of a view: the memory is shared, the object is not.
 */
export function threadFunction(
  address: bigint,
  { args, returns }: ThreadSignature,
  addressOf: (view: ArrayBufferView) => number,
): NativeFunction {
  return (...values) => {
    const words = values.map((value) => ArrayBuffer.isView(value) ? addressOf(value) : value);
    return new Promise((resolve, reject) => start({ message: [address, args, returns, words], resolve, reject }));
  };
}
