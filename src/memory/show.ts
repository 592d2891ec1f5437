/** A value as an error message shows it: short, on one line, strings quoted. */
export function show(value: unknown): string {
  try {
    return shown(value);
  } catch {
    return "a Proxy that cannot be looked at"; // its traps throw, or it was revoked
  }
}

function shown(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value.length > 40 ? value.slice(0, 40) + "…" : value);
    case "bigint":
      return `${value}n`;
    case "symbol":
      return value.toString();
    case "function":
      return value.name
        ? `${/^class\b/.test(Function.prototype.toString.call(value)) ? "class" : "function"} ${value.name}`
        : "a function";
    case "object":
      if (value === null) return "null";
      if (Array.isArray(value)) return `an array of ${value.length}`;
      return `an instance of ${nameOfClass(value)}`;
    default:
      return Object.is(value, -0) ? "-0" : String(value);
  }
}

function nameOfClass(value: object): string {
  if (Object.getPrototypeOf(value) === null) return "no class";
  const name = classOf(value)?.name;
  return typeof name === "string" && name !== "" ? name : "an unnamed class";
}

/** On the prototype of a class with a field called `constructor`: the class. */
export const CLASS: unique symbol = Symbol("class");

/** The class of an object, as far as its prototype tells it. */
export function classOf(object: object): (abstract new () => unknown) | undefined {
  const prototype = Object.getPrototypeOf(object);
  return prototype === null ? undefined : prototype[CLASS] ?? prototype.constructor;
}
