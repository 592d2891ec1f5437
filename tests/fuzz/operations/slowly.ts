/** Steps in which the module reads values by running JavaScript, which takes further steps: iterators and getters. */
import { Region } from "../memory.ts";
import type { Type } from "../types.ts";
import { apart, holdsAddress, randomValue } from "../values.ts";
import { settle, type Step } from "../world.ts";
import { unlocked } from "./writes.ts";

let nested: (step: Step, number: number) => void;
/** Says how the steps are taken that iterators and getters take. */
export function setNested(take: (step: Step, number: number) => void): void {
  nested = take;
}

/** Assigns an iterable to an array field: its memory is written to while other steps are taken. */
export function iterate(step: Step): void {
  const { random } = step;
  const view = step.choose(({ type, region }) => type?.kind === "record" && region.locked === 0);
  if (view === undefined || !unlocked(view)) return;
  const { js, name, region, offset } = view;
  const fields = (view.type as Extract<Type, { kind: "record" }>).fields.filter(({ type }) =>
    type.kind === "array" && (type.element.kind === "scalar" || holdsAddress(type.element))
  );
  if (fields.length === 0) return;
  const field = random.pick(fields);
  const { element, length, size } = field.type as Extract<Type, { kind: "array" }>;
  const count = random.below(Math.min(length, 5) + 1);
  const made = new Region("own", region.bytes.slice(offset, offset + view.size), "");
  made.copy(0, region, offset, view.size);
  const iterable = {
    *[Symbol.iterator]() {
      for (let i = 0; i < count; i++) {
        if (random.chance(0.6)) nested(step, i);
        const value = randomValue(step, element);
        step.say(`  // gives ${value.text}`);
        value.apply(made, field.offset + i * element.size);
        yield value.js;
      }
    },
  };
  region.locked++;
  region.busy = true;
  step.does(`${name}.${field.name} = (function* () {`, () => js[field.name] = iterable);
  step.say("})()");
  region.locked--;
  region.busy = false;
  made.fill(field.offset + count * element.size, 0, size - count * element.size);
  region.copy(offset + field.offset, made, field.offset, size);
  settle(js, region, offset);
}

/** Makes a record of an object with getters. */
export function get(step: Step): void {
  const { random, world } = step;
  const type = random.pick(world.records);
  if (type.union) return;
  const name = step.name();
  const region = new Region("own", new Array(type.size).fill(0), `the memory of ${name}`);
  const init = {};
  let reads = 0;
  for (const { name, type: fieldType, offset, bits } of apart(type.fields)) {
    if (bits !== undefined) continue;
    const get = () => {
      reads++;
      if (random.chance(0.5)) nested(step, reads);
      const value = randomValue(step, fieldType, 1);
      step.say(`  // ${name}: ${value.text}`);
      value.apply(region, offset);
      return value.js;
    };
    Object.defineProperty(init, name, { get, enumerable: true });
  }
  const wanted = Object.keys(init).length;
  const js = step.does(`const ${name} = new ${type.name}({ // of getters`, () => new type.c(init));
  step.say("})");
  step.same("how often getters were read", reads, wanted);
  settle(js, region, 0);
  step.add(name, js, type, { region });
}
