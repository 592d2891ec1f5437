const path = new URL("../native/build/libbench.so", import.meta.url).pathname;
const ffi = (globalThis as any).process.getBuiltinModule("bun:ffi");
ffi.dlopen(path, { add_ints: { args: ["i32", "i32"], returns: "i32" } }).symbols.add_ints(1, 2);
