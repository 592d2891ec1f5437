import { describe } from "node:test";
import { cases } from "./types.ts";
import { testCases } from "./run.ts";

describe("types", () => testCases("types", cases));
