import { describe } from "node:test";
import { cases } from "./closed.ts";
import { testCases } from "./run.ts";

describe("once its library is closed, an Error is", () => testCases("closed", cases));
