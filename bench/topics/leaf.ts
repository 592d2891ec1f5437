// The same in a program that declares functions leaf: those, and others, which mark their calls.
import type { Row } from "../measure.js";
import { rowsOf } from "../reentry.ts";

export const rows: Row[] = [
  ...rowsOf("leaf", true, { raw: 1.05 }),
  ...rowsOf("beside leaf functions", false, {}),
];
