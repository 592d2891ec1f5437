// What opens.ts and opens_raw.ts share.
export const isDeno: boolean = "Deno" in globalThis;

/**
 * Opens as the program's arguments say, calls each function once, and prints how long that took.
 *
 * @param kinds What make the types of three functions that follow each other.
 */
export function time(kinds: (() => any)[], open: (path: string, types: Record<string, any>) => object): void {
  const [path, declared, called] = isDeno ? Deno.args : (globalThis as any).Bun.argv.slice(2);
  const types = Object.fromEntries(Array.from({ length: Number(declared) }, (_, i) => [`f${i}`, kinds[i % 3]()]));
  const start = performance.now();
  const functions = open(path, types) as Record<string, (a: number | null, b: number) => number>;
  for (let i = 0; i < Number(called); i++) functions[`f${i}`](i % 3 === 2 ? null : 1, 2);
  console.log(performance.now() - start);
}
