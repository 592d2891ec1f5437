/** The order in which types are declared: what a type needs before it, getters only where types need each other. */

/** What a type needs. */
export interface Needs {
  /** What must be declared before. */
  readonly before: readonly string[];
  /** What may be declared later, since a getter can name it. */
  readonly anywhere: readonly string[];
}

/** An order. */
export interface Order {
  readonly names: readonly string[];
  /** Names that need each other have the same number; others have none. */
  readonly circles: ReadonlyMap<string, number>;
}

/**
 * Orders names so that each comes after what it needs, as far as that is possible.
 *
 * @param needs What each name needs, in the order to keep where nothing else is asked for. What must come before must not
 *   form circles.
 */
export function orderTypes(needs: ReadonlyMap<string, Needs>): Order {
  const order: string[] = [];
  const circles = new Map<string, number>();
  for (const [number, group] of groups(needs).entries()) {
    const members = new Set(group);
    const done = new Set<string>();
    const place = (name: string) => {
      if (done.has(name)) return;
      done.add(name);
      for (const other of needs.get(name)!.before) if (members.has(other)) place(other);
      order.push(name);
    };
    // The order of the header, not the one in which the search left the group.
    if (group.length === 1) {
      order.push(group[0]);
      continue;
    }
    for (const name of needs.keys()) {
      if (!members.has(name)) continue;
      circles.set(name, number);
      place(name);
    }
  }
  return { names: order, circles };
}

/** Tarjan's strongly connected components: groups of types that need each other, those that they need before them. */
function groups(needs: ReadonlyMap<string, Needs>): string[][] {
  const found: string[][] = [];
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const waiting = new Set<string>();

  /** One step of the search; a long chain of types must not overflow the stack. */
  interface Step {
    readonly name: string;
    readonly others: Iterator<string>;
  }
  const enter = (name: string): Step => {
    index.set(name, index.size);
    low.set(name, index.get(name)!);
    stack.push(name);
    waiting.add(name);
    const { before, anywhere } = needs.get(name)!;
    return { name, others: [...before, ...anywhere].filter((other) => needs.has(other)).values() };
  };
  const leave = (name: string) => {
    if (low.get(name) !== index.get(name)) return;
    const group = stack.splice(stack.lastIndexOf(name));
    for (const member of group) waiting.delete(member);
    found.push(group);
  };
  for (const root of needs.keys()) {
    if (index.has(root)) continue;
    const steps = [enter(root)];
    while (steps.length > 0) {
      const { name, others } = steps[steps.length - 1];
      const next = others.next();
      if (next.done) {
        steps.pop();
        leave(name);
        const parent = steps[steps.length - 1]?.name;
        if (parent !== undefined) low.set(parent, Math.min(low.get(parent)!, low.get(name)!));
      } else if (!index.has(next.value)) {
        steps.push(enter(next.value));
      } else if (waiting.has(next.value)) {
        low.set(name, Math.min(low.get(name)!, index.get(next.value)!));
      }
    }
  }
  return found;
}
