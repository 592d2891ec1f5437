/** A value as an error message shows it: short, on one line, strings quoted. */
export function show(value: unknown): string {
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
  const prototype = Object.getPrototypeOf(value);
  if (prototype === null) return "no class";
  const name = prototype.constructor?.name;
  return typeof name === "string" && name !== "" ? name : "an unnamed class";
}
