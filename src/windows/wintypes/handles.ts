// The handles of Windows: all are `void *`.
import { c_void_p } from "../../types/pointer/address_types.ts";

/** A handle: what stands for an object of Windows. `INVALID_HANDLE_VALUE` reads as 2⁶⁴ − 1. */
export const HANDLE: typeof c_void_p = c_void_p;
/** A handle of an accelerator table. */
export const HACCEL: typeof c_void_p = c_void_p;
/** A handle of a bitmap. */
export const HBITMAP: typeof c_void_p = c_void_p;
/** A handle of a brush. */
export const HBRUSH: typeof c_void_p = c_void_p;
/** A handle of a colour space. */
export const HCOLORSPACE: typeof c_void_p = c_void_p;
/** A handle of a cursor. */
export const HCURSOR: typeof c_void_p = c_void_p;
/** A handle of a device context. */
export const HDC: typeof c_void_p = c_void_p;
/** A handle of a desktop. */
export const HDESK: typeof c_void_p = c_void_p;
/** A handle of a multiple-window position structure. */
export const HDWP: typeof c_void_p = c_void_p;
/** A handle of an enhanced metafile. */
export const HENHMETAFILE: typeof c_void_p = c_void_p;
/** A handle of a font. */
export const HFONT: typeof c_void_p = c_void_p;
/** A handle of a GDI object. */
export const HGDIOBJ: typeof c_void_p = c_void_p;
/** A handle of a global memory block. */
export const HGLOBAL: typeof c_void_p = c_void_p;
/** A handle of a hook. */
export const HHOOK: typeof c_void_p = c_void_p;
/** A handle of an icon. */
export const HICON: typeof c_void_p = c_void_p;
/** A handle of a module. */
export const HINSTANCE: typeof c_void_p = c_void_p;
/** A handle of a registry key. */
export const HKEY: typeof c_void_p = c_void_p;
/** A handle of a keyboard layout. */
export const HKL: typeof c_void_p = c_void_p;
/** A handle of a local memory block. */
export const HLOCAL: typeof c_void_p = c_void_p;
/** A handle of a menu. */
export const HMENU: typeof c_void_p = c_void_p;
/** A handle of a metafile. */
export const HMETAFILE: typeof c_void_p = c_void_p;
/** A handle of a module. */
export const HMODULE: typeof c_void_p = c_void_p;
/** A handle of a monitor. */
export const HMONITOR: typeof c_void_p = c_void_p;
/** A handle of a palette. */
export const HPALETTE: typeof c_void_p = c_void_p;
/** A handle of a pen. */
export const HPEN: typeof c_void_p = c_void_p;
/** A handle of a region. */
export const HRGN: typeof c_void_p = c_void_p;
/** A handle of a resource. */
export const HRSRC: typeof c_void_p = c_void_p;
/** A handle of a string. */
export const HSTR: typeof c_void_p = c_void_p;
/** A handle of a task. */
export const HTASK: typeof c_void_p = c_void_p;
/** A handle of a window station. */
export const HWINSTA: typeof c_void_p = c_void_p;
/** A handle of a window. */
export const HWND: typeof c_void_p = c_void_p;
/** A handle of a service or the service manager. */
export const SC_HANDLE: typeof c_void_p = c_void_p;
/** A handle of a service's status. */
export const SERVICE_STATUS_HANDLE: typeof c_void_p = c_void_p;
