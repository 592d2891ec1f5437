/**
 * The types of Windows' headers, Python's `ctypes.wintypes`. They can be used on every platform.
 *
 * Types of 32 bits are numbers (`c_int`, `c_uint`), handles and pointers are `c_void_p`: a bigint, or null for NULL.
 *
 * @example
 * ```ts
 * import { byref, CFunction, dlopen } from "@ctypes/ctypes";
 * import { BOOL, LPPOINT, POINT } from "@ctypes/ctypes/wintypes";
 *
 * const point = new POINT({ x: 1, y: 2 });
 * if (process.platform === "win32") {
 *   using user = dlopen("user32.dll", { GetCursorPos: CFunction([LPPOINT], BOOL) });
 *   user.symbols.GetCursorPos(byref(point));
 * }
 * console.log(point.x, point.y);
 * ```
 *
 * @module
 */
export * from "./wintypes/scalars.ts";
export { VARIANT_BOOL } from "./wintypes/variant_bool.ts";
export * from "./wintypes/handles.ts";
export * from "./wintypes/structures.ts";
export { GUID, type GuidFields, GuidStructure } from "./com/guid.ts";
export { HRESULT } from "./com/hresult.ts";
export * from "./wintypes/pointers.ts";

/**
 * A colour, C's `RGB` macro.
 *
 * @param red 0 … 255.
 * @param green 0 … 255.
 * @param blue 0 … 255.
 *
 * @example
 * ```ts
 * import { RGB } from "@ctypes/ctypes/wintypes";
 *
 * console.log(RGB(1, 2, 3).toString(16)); // 30201
 * ```
 */
export function RGB(red: number, green: number, blue: number): number {
  return red + (green << 8) + (blue << 16);
}
