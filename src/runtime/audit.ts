// Imported, not asked for when it is needed: on Deno, `process.getBuiltinModule` starts all of Node's layer, which takes
// five times as long.
import { type Channel, channel } from "node:diagnostics_channel";

/** One of Python's audit events, such as `ctypes.dlopen`, as a `node:diagnostics_channel`. */
export class AuditEvent {
  readonly #name: string;
  #channel: Channel | null = null;

  constructor(name: string) {
    this.#name = name;
  }

  /** Whether somebody listens; without that, making a message is a waste. */
  get heard(): boolean {
    return (this.#channel ??= channel(this.#name)).hasSubscribers;
  }

  /** Tells what happens. */
  publish(message: Record<string, unknown>): void {
    (this.#channel ??= channel(this.#name)).publish(message);
  }
}
