// The address of nothing. To C only NULL is NULL, but engines have no address for an empty ArrayBuffer, and for an empty view
// of another one Deno gives that of the buffer's beginning and Bun none.

/** A byte that stands for buffers of zero bytes: its address is theirs. As text it is "". */
export const emptyView: Uint8Array<ArrayBuffer> = new Uint8Array(new ArrayBuffer(16), 0, 1);

/**
 * Lets what gives addresses of memory give one for a buffer or view of zero bytes, too.
 *
 * @param addressOf Gives the address of memory that is not empty.
 */
export function addressingEmpty(
  addressOf: (memory: ArrayBuffer | ArrayBufferView) => number,
): (memory: ArrayBuffer | ArrayBufferView) => number {
  return (memory) => {
    if (memory.byteLength > 0) return addressOf(memory);
    if (!ArrayBuffer.isView(memory) || memory.buffer.byteLength === 0) return addressOf(emptyView);
    return addressOf(memory.buffer as ArrayBuffer) + memory.byteOffset;
  };
}
