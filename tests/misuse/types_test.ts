import { testCases } from "./run.ts";
import { cases } from "./types.ts";

testCases("types", cases);
