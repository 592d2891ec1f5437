/** Prints, as JSON, what `dllist` gives. */
import { dllist } from "../../src/library/dllist.ts";

console.log(JSON.stringify(dllist()));
