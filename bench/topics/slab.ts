// What one would write by hand for a small structure: a view and an offset in memory that many share.

export class Slice {
  view: DataView;
  offset: number;
  constructor(view: DataView, offset: number) {
    this.view = view;
    this.offset = offset;
  }
}

const SIZE = 65536;
let view = new DataView(new ArrayBuffer(SIZE));
let next = 0;

/** A piece of the slab. */
export function cut(size: number): Slice {
  if (next + size > SIZE) {
    view = new DataView(new ArrayBuffer(SIZE));
    next = 0;
  }
  const offset = next;
  next += size;
  return new Slice(view, offset);
}
