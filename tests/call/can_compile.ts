// What tests/call/closures_test.ts runs.
import { canCompile } from "../../src/runtime/compile.ts";

console.log(canCompile());
