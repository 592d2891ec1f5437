interface Channel {
  readonly hasSubscribers: boolean;
  publish(message: unknown): void;
}

interface Host {
  process: { getBuiltinModule(name: string): { channel(name: string): Channel } };
}

/** One of Python's audit events, such as `ctypes.dlopen`, as a `node:diagnostics_channel`. */
export class AuditEvent {
  readonly #name: string;
  #channel: Channel | null = null;

  constructor(name: string) {
    this.#name = name;
  }

  /** Whether somebody listens; without that, making a message is a waste. */
  get heard(): boolean {
    return (this.#channel ?? this.#open()).hasSubscribers;
  }

  /** Tells what happens. */
  publish(message: Record<string, unknown>): void {
    (this.#channel ?? this.#open()).publish(message);
  }

  #open(): Channel {
    const { process } = globalThis as unknown as Host;
    return this.#channel = process.getBuiltinModule("node:diagnostics_channel").channel(this.#name);
  }
}
