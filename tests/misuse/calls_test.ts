import { cases } from "./calls.ts";
import { testCases } from "./run.ts";

testCases("calls", cases);
