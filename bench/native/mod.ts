import { fileURLToPath } from "node:url";

/** Where the compiled C is. */
export const folder: string = fileURLToPath(new URL("build", import.meta.url));

/** The library that the benchmarks call. */
export const library = `${folder}/libbench.so`;
