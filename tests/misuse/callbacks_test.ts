import { describe } from "node:test";
import { cases as ends } from "./callback_ends.ts";
import { cases } from "./callbacks.ts";
import { testCases } from "./run.ts";

describe("a callback that", () => {
  testCases("callbacks", cases);
  testCases("callback_ends", ends);
});
