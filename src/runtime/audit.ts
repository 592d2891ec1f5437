interface Channel {
  readonly hasSubscribers: boolean;
  publish(message: unknown): void;
}

interface Host {
  process: { getBuiltinModule(name: string): { channel(name: string): Channel } };
}

const channels = new Map<string, Channel>();

/**
 * Publishes what happens to the `node:diagnostics_channel` of that name; it costs little without a subscriber.
 *
 * @param name One of Python's audit events, such as `ctypes.dlopen`.
 */
export function publish(name: string, message: Record<string, unknown>): void {
  let channel = channels.get(name);
  if (channel === undefined) {
    const { process } = globalThis as unknown as Host;
    channel = process.getBuiltinModule("node:diagnostics_channel").channel(name);
    channels.set(name, channel);
  }
  if (channel.hasSubscribers) channel.publish(message);
}
