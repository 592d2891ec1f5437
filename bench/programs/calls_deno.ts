const path = new URL("../native/build/libbench.so", import.meta.url).pathname;
Deno.dlopen(path, { add_ints: { parameters: ["i32", "i32"], result: "i32" } }).symbols.add_ints(1, 2);
