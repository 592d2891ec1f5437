/**
 * Numbers that tell pieces of generated code apart which have the same text.
 *
 * V8 keeps for good what it knows of a text that it evaluated, some kilobytes: there, the number of what is used no more is
 * given to the next that has its text.
 *
 * @module
 */

/** The numbers of one text. */
interface Numbers {
  /** How many there are. */
  count: number;
  /** Those that nothing has. */
  readonly free: number[];
}

/** What was made of a text with a number. */
interface Product {
  readonly numbers: Numbers;
  readonly number: number;
  /** How many of its functions are in use. */
  users: number;
}

const keepsTexts = "Deno" in globalThis;
const texts = new Map<string, Numbers>();
const FEW = 1024;
let most = FEW;
let serial = 0;

const collected = new FinalizationRegistry<Product>((product) => {
  if (product.users > 0 && --product.users === 0) product.numbers.free.push(product.number);
});

/** What was made since {@linkcode numbering} began. */
let recent: Product[] | null = null;

function numbersOf(text: string): Numbers {
  let numbers = texts.get(text);
  if (numbers === undefined) {
    if (texts.size >= most) {
      for (const [known, { count, free }] of texts) if (free.length === count) texts.delete(known);
      most = Math.max(FEW, 2 * texts.size);
    }
    texts.set(text, numbers = { count: 0, free: [] });
  }
  return numbers;
}

/** The functions that something consists of: the methods of a class may be given to another. */
function functionsOf(made: object): object[] {
  const isFunction = (value: unknown) => typeof value === "function";
  if (typeof made !== "function") return Object.values(made).filter(isFunction);
  const members = Object.values(Object.getOwnPropertyDescriptors(made.prototype ?? {}));
  return [made, ...members.map(({ value }) => value).filter((value) => isFunction(value) && value !== made)];
}

/**
 * Makes functions of a text, with a number that nothing else has that was made of the same text and is in use.
 *
 * @returns What `make` returned: a function, or functions in an object.
 */
export function withNumber<T>(text: string, make: (number: number) => T): T {
  if (!keepsTexts) return make(serial++);
  const numbers = numbersOf(text);
  const number = numbers.free.pop() ?? numbers.count++;
  const made = make(number);
  const functions = functionsOf(made as object);
  const product: Product = { numbers, number, users: functions.length };
  for (const used of functions) collected.register(used, product);
  recent?.push(product);
  return made;
}

/** Runs `make`. What it returns says that nothing is used any more of what was made meanwhile. */
export function numbering(make: () => void): () => void {
  const outer = recent, products: Product[] = [];
  recent = products;
  try {
    make();
  } finally {
    recent = outer;
  }
  return () => {
    for (const product of products) {
      if (product.users > 0) product.numbers.free.push(product.number);
      product.users = 0;
    }
  };
}
