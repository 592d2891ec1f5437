// What tests/call/closures_test.ts loads before all else on Bun, which has no flag that forbids to generate code.
const Forbidden = function () {
  throw new EvalError("Code generation from strings disallowed");
};
Forbidden.prototype = Function.prototype;
Object.defineProperty(globalThis, "Function", { value: Forbidden });
