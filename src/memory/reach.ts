/**
 * What is reached from some memory by way of pointers: memories whose pointers lead to one another share one. It only
 * grows, so that a pointer which became NULL makes nothing safe that others still point to.
 */
export class Reach {
  /** Where two were joined: the one that stands for both. */
  parent: Reach | null = null;
  /** Whether there is a buffer that a program can see, and so transfer away. */
  visible: boolean;

  constructor(visible: boolean) {
    this.visible = visible;
  }
}

/** The one that stands for all that it was joined with. */
export function representative(reach: Reach): Reach {
  let { parent } = reach;
  if (parent === null) return reach;
  while (parent.parent !== null) parent = parent.parent;
  reach.parent = parent;
  return parent;
}

/** The reach of memory whose pointers lead to what has another. */
export function joined(ours: Reach | null, other: Reach): Reach {
  const theirs = representative(other);
  if (ours === null || ours === theirs) return theirs;
  const mine = representative(ours);
  if (mine !== theirs) {
    mine.parent = theirs;
    if (mine.visible) theirs.visible = true;
  }
  return theirs;
}
