import { describe } from "node:test";
import { cases } from "./calls.ts";
import { testCases } from "./run.ts";

describe("calls", () => testCases("calls", cases));
