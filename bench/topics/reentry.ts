// Calls of C functions in a program that has made a callback, which C may call from any of them.
import type { Row } from "../measure.js";
import { rowsOf } from "../reentry.ts";

export const rows: Row[] = rowsOf("a callback alive", false, { deno: 1.6, bun: 1.05 });
