import { c_int, CFunction, dlopen } from "../../mod.ts";

const path = new URL("../native/build/libbench.so", import.meta.url).pathname;
dlopen(path, { add_ints: CFunction([c_int, c_int], c_int) }).symbols.add_ints(1, 2);
