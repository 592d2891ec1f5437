/**
 * The places that a call can stand in: each makes of a function one that calls it there, once.
 *
 * @module
 */

type Call = (i: number) => unknown;

class Caller {
  readonly call: Call;
  result: unknown;

  constructor(call: Call) {
    this.call = call;
  }

  get(i: number): unknown {
    return this.call(i);
  }

  get last(): unknown {
    return this.call(Caller.turn);
  }

  static turn = 0;
}

class Constructed {
  readonly value: unknown;

  constructor(call: Call, i: number) {
    this.value = call(i);
  }
}

/** Makes the place look like many to the engine: what is called there has many shapes. */
function megamorphic(call: Call): Call {
  const others = Array.from({ length: 12 }, (_, n) => ({ [`x${n}`]: n, call: (i: number) => i + n }));
  const one = { own: true, call };
  const run = (target: { call: Call }, i: number) => target.call(i);
  return (i) => {
    for (const other of others) run(other, i);
    return run(one, i);
  };
}

export const callers: Record<string, (call: Call) => Call> = {
  "a loop": (call) => call,
  "a method": (call) => {
    const caller = new Caller(call);
    return (i) => caller.get(i);
  },
  "a getter": (call) => {
    const caller = new Caller(call);
    return (i) => {
      Caller.turn = i;
      return caller.last;
    };
  },
  "a constructor": (call) => (i) => new Constructed(call, i).value,
  "three layers": (call) => {
    const first = (i: number) => call(i);
    const second = (i: number) => first(i);
    return (i) => second(i);
  },
  "try, catch and finally": (call) => {
    let calls = 0;
    return (i) => {
      try {
        return call(i);
      } catch (error) {
        throw error;
      } finally {
        calls++;
      }
    };
  },
  "a generator": (call) => {
    function* results(): Generator<unknown, void, number> {
      let i = yield;
      while (true) {
        let value: unknown, thrown: [unknown] | null = null;
        try {
          value = call(i);
        } catch (error) {
          thrown = [error];
        }
        i = yield thrown ?? value;
      }
    }
    const generator = results();
    generator.next(0);
    return (i) => {
      const { value } = generator.next(i);
      if (Array.isArray(value)) throw value[0];
      return value;
    };
  },
  "an async function": (call) => {
    let value: unknown, thrown: [unknown] | null = null;
    const run = async (i: number) => {
      try {
        value = call(i);
      } catch (error) {
        thrown = [error];
      }
      if (i < 0) await 0;
    };
    return (i) => {
      thrown = null;
      run(i);
      if (thrown !== null) throw thrown[0];
      return value;
    };
  },
  "call()": (call) => (i) => call.call(undefined, i),
  "apply()": (call) => (i) => call.apply(undefined, [i]),
  "Reflect.apply()": (call) => (i) => Reflect.apply(call, undefined, [i]),
  "a spread": (call) => (i) => call(...[i] as const),
  "a bound function": (call) => {
    const bound = call.bind(null);
    return (i) => bound(i);
  },
  "a Proxy": (call) => {
    const proxy = new Proxy(call, { apply: (target, _self, args) => target(args[0]) });
    return (i) => proxy(i);
  },
  "map()": (call) => (i) => [i].map(call)[0],
  "reduce()": (call) => (i) => [i, i].reduce((_, x) => call(x) as number),
  "sort()": (call) => (i) => {
    let value: unknown;
    [1, 2].sort(() => (value = call(i), 0));
    return value;
  },
  "replace()": (call) => (i) => {
    let value: unknown;
    "x".replace(/x/, () => (value = call(i), ""));
    return value;
  },
  "a conversion": (call) => {
    let turn = 0, value: unknown;
    const object = {
      valueOf() {
        value = call(turn);
        return 1;
      },
    };
    return (i) => {
      turn = i;
      void +object;
      return value;
    };
  },
  "an iterator": (call) => (i) => {
    let done = false;
    const iterator = { next: () => done ? { done, value: 0 } : (done = true, { done: false, value: call(i) }) };
    for (const value of { [Symbol.iterator]: () => iterator } as Iterable<unknown>) return value;
  },
  "a place of many shapes": megamorphic,
  "a default value": (call) => {
    const run = (i: number, value = call(i)) => value;
    return (i) => run(i);
  },
  "a double": (call) => {
    const doubled = (i: number) => (call(i), call(i));
    return (i) => i % 2 === 0 ? doubled(i) : call(i);
  },
  "eval()": (call) => new Function("call", `return (i) => eval("call(i)")`)(call),
};
