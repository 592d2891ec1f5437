/** Builds files for tests: numbers and texts at offsets. */
export class Bytes {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #littleEndian: boolean;

  constructor(size: number, littleEndian = true) {
    this.#bytes = new Uint8Array(size);
    this.#view = new DataView(this.#bytes.buffer);
    this.#littleEndian = littleEndian;
  }

  u16(offset: number, ...values: number[]): this {
    values.forEach((value, i) => this.#view.setUint16(offset + i * 2, value, this.#littleEndian));
    return this;
  }

  u32(offset: number, ...values: number[]): this {
    values.forEach((value, i) => this.#view.setUint32(offset + i * 4, value, this.#littleEndian));
    return this;
  }

  u64(offset: number, ...values: number[]): this {
    values.forEach((value, i) => this.#view.setBigUint64(offset + i * 8, BigInt(value), this.#littleEndian));
    return this;
  }

  bytes(offset: number, ...values: number[]): this {
    this.#bytes.set(values, offset);
    return this;
  }

  text(offset: number, text: string): this {
    this.#bytes.set(new TextEncoder().encode(text), offset);
    return this;
  }

  wide(offset: number, text: string): this {
    return this.u16(offset, ...Array.from(text, (letter) => letter.charCodeAt(0)));
  }

  done(): Uint8Array {
    return this.#bytes;
  }
}

/** Strings one behind the other, each with a NUL, and where each starts. */
export function stringTable(start: number, strings: readonly string[]): { offsets: number[]; size: number } {
  const offsets: number[] = [];
  let at = start;
  for (const text of strings) {
    offsets.push(at);
    at += new TextEncoder().encode(text).length + 1;
  }
  return { offsets, size: at - start };
}
