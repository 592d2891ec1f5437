import { newPlaceSource, placeScope } from "../../memory/allocator.ts";
import type { Placed } from "../../memory/block.ts";
import { afterCall } from "../../memory/in_use.ts";
import { evaluate } from "../../emit/emitter.ts";
import { runtime } from "../../runtime/runtime.ts";
import type { AddressInfo } from "../../types/pointer/address_types.ts";
import { newInstance } from "../../types/scalar/simple_type.ts";
import { numberOf, type TypeInfo } from "../../types/type_info.ts";
import { checkLeads, converterScope, instanceConverter, pointerConverter } from "./argument.ts";
import {
  addressOfText,
  conversionOrder,
  held,
  holdSource,
  keepTexts,
  manyTexts,
  textsAndCells,
  wrongCount,
} from "./call_support.ts";
import { errnoCell, errnoCopy } from "../errno.ts";
import type { Binding, Wrapper } from "./foreign.ts";
import { lastErrorCell, lastErrorCopy } from "../last_error.ts";
import { LEAF } from "../callback/frames.ts";
import { endCall } from "../callback/pending.ts";
import { brokenLeaf, declareLeaf, leafState, leaves } from "./leaf.ts";
import { callbackRefusal, refusedCallbacks, settle } from "./nonblocking.ts";
import { isPointing, keepReturned, keepTextOf, pointedTexts, pointersIn } from "./pointing_results.ts";
import { fromNative } from "./result.ts";

/** One argument's way through a wrapper, in source. */
interface Passed {
  /** Statements that check and convert. */
  readonly prepare: string;
  /** The expression that is passed. */
  readonly value: string;
  /** The expression to hold until the call has returned, if any. */
  readonly hold?: string;
}

/** An error code that is swapped around a call. */
interface Swapped {
  readonly cell: string;
  readonly copy: string;
}

/**
 * A wrapper for a function with as many arguments as it declares, whose source is made for its signature: its checks are
 * inlined, and engines see one native function in it.
 */
export function fixedWrapper(binding: Binding): Wrapper {
  const { parameters, result, options } = binding.signature;
  const owner = `${binding.name}()`;
  const convert = fromNative(result);
  const outlives = options.nonblocking === true;
  const out = textsAndCells(parameters);
  // Each name that is not needed takes Bun half a microsecond.
  const refuseCount = () => {
    throw wrongCount(owner, parameters.length);
  };
  const scope: Record<string, unknown> = { binding, afterCall, endCall, refuseCount };
  const structure = result.kind === "record";
  if (structure || parameters.some(({ kind }) => kind !== "scalar")) {
    Object.assign(scope, converterScope, { held, addressOfText });
  }
  if (structure) Object.assign(scope, placeScope(result), { newInstance, result, Made: result.maker });
  if (convert) Object.assign(scope, { convert });
  if (out !== null) Object.assign(scope, { keepTexts });
  if (isPointing(result)) Object.assign(scope, { keepTextOf, keepReturned, pointers: pointersIn(result) });
  if (outlives) Object.assign(scope, { settle, refuseCallback: callbackRefusal(owner) });
  if (options.errcheck) Object.assign(scope, { errcheck: options.errcheck });
  if (options.leaf) {
    declareLeaf();
    Object.assign(scope, { leafState, brokenLeaf: () => brokenLeaf(owner) });
  } else if (!outlives) Object.assign(scope, { leafState, leaves });
  if (options.useErrno || options.useLastError) {
    Object.assign(scope, { errnoCell, errnoCopy, lastErrorCell, lastErrorCopy });
  }
  const long = outlives || out !== null || manyTexts(parameters);
  const passed = parameters.map((info, i) => passArgument(info, i, owner, long, scope));
  const source = knownSource(binding, () => wrapperSource(binding, passed, convert !== null, out));
  return evaluate<Wrapper>(source, scope);
}

/**
 * The sources of wrappers by their types and options. Writing one takes as long as compiling it, and many functions of a
 * library are of a kind.
 */
const sources = new Map<string, string>();
const MOST_SOURCES = 1024;

function knownSource({ lazy, signature: { parameters, result, options } }: Binding, write: () => string): string {
  const { nonblocking, useErrno, useLastError, errcheck, leaf } = options;
  const how = +lazy | +!!nonblocking << 1 | +!!useErrno << 2 | +!!useLastError << 3 | +!!errcheck << 4 | +!!leaf << 5;
  let key = `${how} ${numberOf(result)}`;
  for (const info of parameters) key += ` ${numberOf(info)}`;
  let source = sources.get(key);
  if (source === undefined) {
    if (sources.size >= MOST_SOURCES) sources.clear();
    sources.set(key, source = write());
  }
  return source;
}

function wrapperSource(
  binding: Binding,
  passed: readonly Passed[],
  converts: boolean,
  out: ReturnType<typeof textsAndCells>,
): string {
  const { parameters, result, options } = binding.signature;
  const outlives = options.nonblocking === true;
  const names = parameters.map((_, i) => `a${i}`);
  const { spare, miscounted } = counting(parameters);
  /** The addresses of callbacks. */
  const codes = passed.flatMap(({ value }, i) => /^(function|address)$/.test(parameters[i]!.kind) ? value : []);
  const values = passed.map((argument) => argument.value);
  const structure = result.kind === "record";
  const given = structure ? [...values, "made"] : values;
  const call = `native(${given.join(", ")})`;
  const plain = structure ? "made" : converts ? "convert(r)" : result.source?.result("r") ?? "r";
  const checked = (value: string) => options.errcheck ? `errcheck(${value}, self, given)` : value;
  const texts = pointedTexts(parameters, result).map((i) => `keepTextOf(pointing, pointers, a${i}, x${i});`);
  /** Statements that return the result, which may point into what statements keep. */
  const give = (keep: readonly string[]) =>
    keep.length === 0
      ? `return ${checked(plain)};`
      : `const pointing = ${plain}; ${keep.join(" ")} return ${checked("pointing")};`;
  const returned = isPointing(result)
    ? `{ endCall(); ${give(["keepReturned(pointing, pointers);", ...texts])} }`
    : "endCall();";
  const swapped: Swapped[] = [];
  if (options.useErrno) swapped.push({ cell: "errnoCell", copy: "errnoCopy" });
  if (options.useLastError) swapped.push({ cell: "lastErrorCell", copy: "lastErrorCopy" });
  const body = outlives
    ? `return settle(${call}, [${
      [...names, ...passed.map((argument) => argument.hold ?? argument.value), ...codes].join(", ")
    }], (r) => { ${give(texts)} });`
    : [
      options.leaf ? "" : "if (leaves.declared === true) leafState.open = true;",
      options.leaf ? `const r = ${LEAF}(${["native", ...given].join(", ")});` : swapping(swapped, call),
      options.leaf ? "" : "if (leaves.declared === true) leafState.open = false;",
      holdSource(passed.flatMap(({ hold }) => hold ?? [])),
      out === null ? "" : `keepTexts([${out.texts.map((i) => `x${i}`)}], [${out.cells.map((i) => names[i])}]);`,
      options.leaf ? "" : `if (afterCall.due) ${returned}`,
      give(texts),
    ].join("\n");
  const refused = outlives && !runtime.callsBackFromThreads ? refusedCallbacks(parameters) : "";
  const lookUp = swapped.map(({ cell }) => `${cell}_ = ${cell}();`).join(" ");
  const parts = binding.lazy
    ? {
      state: "let native = null;",
      ready: `if (native === null) { native = binding.bind(); ${lookUp} }`,
      unbind: "native = null;",
    }
    : {
      state: `${lookUp} ${LINK}`,
      ready: "const native = link.native;",
      unbind: `link.native = () => { ${
        options.leaf || outlives ? "" : "leafState.open = false;"
      } return binding.bind(); };`,
    };
  // In brackets, the function is compiled along with the rest: it will be called.
  return `(() => {
    ${swapped.map(({ cell }) => `let ${cell}_;`).join(" ")}
    ${parts.state}
    ${options.leaf ? leafCallSource(given.length, swapped) : ""}
    const self = (function (${[...names, ...spare].join(", ")}) {
      if (${miscounted}) refuseCount();
      ${options.errcheck ? `const given = [${names.join(", ")}];` : ""}
      ${refused}
      ${conversionOrder(parameters).map((i) => passed[i]!.prepare).join("\n")}
      ${parts.ready}
      ${structure ? newInstanceSource(result) : ""}
      ${body}
    });
    return { call: self, unbind() { ${parts.unbind} } };
  })()`;
}

/** Statements that declare `r`, the result of a call, and swap error codes around it. */
function swapping(swapped: readonly Swapped[], call: string): string {
  return [
    ...swapped.map(({ cell, copy }) => `const ${cell}Was = ${cell}_[0]; ${cell}_[0] = ${copy}.value;`),
    `const r = ${call};`,
    ...swapped.map(({ cell, copy }) => `${copy}.value = ${cell}_[0]; ${cell}_[0] = ${cell}Was;`),
  ].join("\n");
}

/**
 * A function that makes leaf calls, and is seen by its name where it is on the stack; engines inline it. Looking whether C
 * called back costs V8 less within it.
 */
function leafCallSource(count: number, swapped: readonly Swapped[]): string {
  const names = Array.from({ length: count }, (_, i) => `p${i}`).join(", ");
  return `const ${LEAF} = (function ${LEAF}(native${names && `, ${names}`}) {
    ${swapping(swapped, `native(${names})`)}
    if (leafState.broken) throw brokenLeaf();
    return r;
  });`;
}

/**
 * How a wrapper counts its arguments. It looks at their number, which costs nothing, and where they are not passed in
 * registers less than parameters that nobody uses. But V8 boxes floats for that, which takes longer than the call: beside
 * a float two parameters more than there are must be undefined. A missing argument is undefined, too: no type takes that.
 */
function counting(parameters: readonly TypeInfo[]): { spare: readonly string[]; miscounted: string } {
  if (parameters.some(({ native }) => native === "f32" || native === "f64")) {
    return { spare: ["more", "most"], miscounted: "more !== undefined || most !== undefined" };
  }
  return { spare: [], miscounted: `arguments.length !== ${parameters.length}` };
}

/**
 * Where the native function is, if it was bound when the wrapper was made. V8 takes a field that never changed for a
 * constant, which it does per class of objects: so each link is of a class of its own, and closing one library does not
 * slow the functions of another. A variable that is assigned twice costs 2.5 ns in calls with doubles.
 */
const LINK = "const link = new class { constructor() { this.native = binding.bind(); } }();";

/** Statements that declare `made`, an instance of the result's type: `newInstance` takes four times as long. */
function newInstanceSource(result: TypeInfo): string {
  if (result.maker === undefined) return "const made = newInstance(result);";
  return `${newPlaceSource(result)} const made = new Made(block, offset);`;
}

function passArgument(
  info: TypeInfo,
  i: number,
  owner: string,
  outlives: boolean,
  scope: Record<string, unknown>,
): Passed {
  const label = `parameter ${i + 1}`;
  const a = `a${i}`, x = `x${i}`;
  switch (info.kind) {
    case "text":
    case "address":
    case "pointer":
    case "function": {
      const converter = pointerConverter(info as AddressInfo, label, owner, outlives);
      for (const [name, value] of Object.entries(converter.scope)) scope[`${name}${i}`] = value;
      // A text that gets memory of its own is a view; beside addresses Deno wants its address, too.
      const value = info.kind === "text" && outlives ? `addressOfText(${x}, ${a})` : x;
      return {
        get prepare() {
          return converter.source(a, x, i);
        },
        value,
        get hold() {
          return converter.hold(a, x, i);
        },
      };
    }
    case "record": {
      scope[`instance${i}`] = instanceConverter(info, label, owner);
      scope[`record${i}`] = info;
      const known = `typeof ${a} === "object" && ${a} !== null && ${a}[TYPE] === record${i}`;
      const prepare = `const ${x} = ${known} ? ${a} : instance${i}(${a});`;
      if (!info.hasPointers) return { prepare, value: x, hold: x };
      scope[`check${i}`] = (place: Placed) => checkLeads(place, info.size, label, owner);
      return { prepare: `${prepare} if (${x}[MEMORY].root.reach !== null) check${i}(${x});`, value: x, hold: x };
    }
    default: {
      const convert = info.convert!;
      scope[`convert${i}`] = (value: unknown) => convert(value, label, owner);
      const { source } = info;
      if (source === undefined) return { prepare: `${a} = convert${i}(${a});`, value: a };
      return {
        get prepare() {
          return `if (!(${source.test(a)})) ${a} = convert${i}(${a});`;
        },
        get value() {
          return source.argument(a);
        },
      };
    }
  }
}
