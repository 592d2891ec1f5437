/** Steps that close the library and open it again, and that use its variables. */
import * as ctypes from "../../../mod.ts";
import { hashBytes, isThere, Region, textBytes } from "../memory.ts";
import { open, openCopy } from "../native.ts";
import { arrayOf, scalar } from "../types.ts";
import { randomString, showText, wholly } from "../values.ts";
import { settle, type Step, type World } from "../world.ts";

/** What the fuzzer knows of the library's variables. */
export function variables(world: World): { text: Region; numbers: Region } {
  let known = all.get(world);
  if (known === undefined) {
    const numbers = new Region("variable", [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0], "variable_numbers");
    numbers.base = ctypes.addressof(world.native.symbols.variable_numbers as any);
    const text = new Region("variable", new Array(8).fill(0), "variable_text");
    text.base = ctypes.addressof(world.native.symbols.variable_text as any);
    all.set(world, known = { text, numbers });
    world.roots.add(text).add(numbers);
  }
  return known;
}
const all = new WeakMap<World, { text: Region; numbers: Region }>();

/** Closes the library, which another handle keeps in memory, and opens it again. */
export function reopen(step: Step): void {
  const { world } = step;
  const { library } = world;
  const f = library.symbols.get_twice()!;
  const { hash } = library.symbols;
  step.does("library.close()", () => library.close());
  step.refuses("hash(null, 0)", ["Error"], () => hash(null, 0));
  step.refuses("library.symbols.variable_text.value", ["Error"], () => (library.symbols.variable_text as any).value);
  step.same("get_twice()(4)", step.does("get_twice()(4)", () => f(4)), 8);
  const way = step.random.below(3), leaf = step.random.chance(0.5);
  world.library = step.does(`library = dlopen(…) // way ${way}${leaf ? ", leaf" : ""}`, () => open(way, leaf));
}

/** Opens a library that nobody else has open, and closes it: then its functions are gone. */
export function unload(step: Step): void {
  const library = step.does("const copy = dlopen(…)", openCopy);
  const { symbols } = library;
  const f = symbols.get_twice()!, g = symbols.get_twice()!, x = step.random.between(-99, 99);
  step.same("its result", step.does(`copy.symbols.get_twice()(${x})`, () => f(x)), 2 * x);
  (symbols.variable_text as any).value = randomString(step);
  const { variable_text, variable_numbers } = symbols as any;
  step.does("copy.close()", () => library.close());
  // One that was closed within a callback before may not be unloaded yet: then its functions still work.
  step.may("get_twice()(4)", ["Error"], () => f(4));
  step.may("the same, not called before", ["Error"], () => g(4));
  step.may("same_function(get_twice())", ["Error"], () => step.world.library.symbols.same_function(f));
  step.refuses("variable_text.value", ["Error", "TypeError"], () => variable_text.value);
  step.same("variable_numbers.length", variable_numbers.length, 0);
}

/** A text in a variable of C's lives as long as it is there, whichever handle wrote it. */
export function writeVariable(step: Step): void {
  const { world, random } = step;
  const { text } = variables(world);
  const variable = world.library.symbols.variable_text as any;
  if (random.chance(0.15)) {
    step.does("variable_text.value = null", () => variable.value = null);
    return text.point(0, null);
  }
  const string = randomString(step);
  const region = new Region("text", textBytes(string), `the text ${showText(string)}`);
  step.does(`variable_text.value = ${showText(string)}`, () => variable.value = string);
  text.point(0, wholly(region));
  settle(variable, text, 0);
}

/** What C and JavaScript see in the variables. */
export function readVariable(step: Step): void {
  const { world, random } = step;
  const { text, numbers } = variables(world);
  const { symbols } = world.library;
  const target = text.target(0);
  const bytes = target?.region.bytes.slice(0, -1) ?? [];
  const hash = step.does("hash_variable_text()", () => symbols.hash_variable_text());
  step.same("the hash", hash, target === null ? 0 : hashBytes(bytes));
  if (target === null || isThere(target)) {
    const value = step.does("variable_text.value", () => (symbols.variable_text as any).value);
    step.same("it", value, target === null ? null : new TextDecoder().decode(new Uint8Array(bytes)));
  }
  if (random.chance(0.5)) return;
  const name = step.name();
  const type = arrayOf(scalar("c_int"), 4);
  const js = step.does(`const ${name} = get_numbers().contents`, () => symbols.get_numbers()!.contents);
  step.add(name, js, type, { region: numbers });
}
