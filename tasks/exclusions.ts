/**
 * The test files that do not run everywhere, each with the reason. A run prints what it leaves out.
 *
 * @module
 */

/** Test files (or folders, with a slash at the end) and why they are left out. */
export type Exclusions = Readonly<Record<string, string>>;

/** Not run by the tasks that install nothing. */
export const bindgen: Exclusions = {
  "tests/bindgen/system/": "it needs libclang and headers, which the task test:bindgen installs",
};

/** Not run on the arm64 builds under qemu. */
export const arm64: Exclusions = {
  ...bindgen,
  "tests/lifetime/": "the soak takes half an hour under emulation; what it shows does not depend on the processor",
};

/** Not run on the Windows builds under Wine. */
export const windows: Exclusions = {
  ...bindgen,
  "tests/library/damaged_test.ts": "it damages ELF files, which Windows does not load",
};
