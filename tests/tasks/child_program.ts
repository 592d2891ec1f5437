// What tests/child_test.ts runs.
import { argv, exit } from "node:process";

const [code, text] = argv.slice(2);
console.log(text);
console.error("to stderr");
exit(Number(code));
