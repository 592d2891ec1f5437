type Inspect = (value: unknown) => string;

const DENO = Symbol.for("Deno.customInspect");
const NODE = Symbol.for("nodejs.util.inspect.custom");

/**
 * Makes `console.log` show instances by `text`. Deno asks for one symbol, Bun and Node for another, with other arguments.
 *
 * @param text Gets the instance and the host's own inspector for what it holds.
 */
export function inspectable(prototype: object, text: (self: object, inspect: Inspect) => string): void {
  const descriptor = (value: (this: object, ...args: never[]) => string) => ({ value, configurable: true });
  Object.defineProperties(prototype, {
    [DENO]: descriptor(function (inspect: (value: unknown, options?: object) => string, options?: object) {
      return text(this, (value) => inspect(value, options));
    }),
    [NODE]: descriptor(
      function (_depth: unknown, options: object, inspect: (value: unknown, options?: object) => string) {
        return text(this, (value) => inspect(value, options));
      },
    ),
  });
}

/** A value as `console.log` shows it: those of enumerations by their names, `RED (0)`. */
export function shownValue(
  { nameOf }: { nameOf?: ((value: unknown) => string | undefined) | undefined },
  value: unknown,
  inspect: Inspect,
): string {
  const name = nameOf?.(value);
  return name === undefined ? inspect(value) : `${name} (${inspect(value)})`;
}
