// Structures of Windows. They have the same layout on every platform, but for those with wide characters.
import { ArrayOf } from "../../types/array/array.ts";
import type { ArrayType, InstanceOf, RecordType } from "../../types/ctype.ts";
import { Structure } from "../../types/record/structure.ts";
import { HWND } from "./handles.ts";
import { CHAR, DWORD, LONG, LPARAM, SHORT, UINT, WCHAR, WORD, WPARAM } from "./scalars.ts";

/** The longest path that most functions take, with the NUL at its end. */
export const MAX_PATH = 260;

/** A rectangle: the first and the last edge in both directions. */
export const RECT: RecordType<{
  readonly left: typeof LONG;
  readonly top: typeof LONG;
  readonly right: typeof LONG;
  readonly bottom: typeof LONG;
}, "structure"> = Structure({
  left: LONG,
  top: LONG,
  right: LONG,
  bottom: LONG,
}, { name: "RECT" });
/** An instance of {@linkcode RECT}. */
export type RECT = InstanceOf<typeof RECT>;
/** The same type as {@linkcode RECT}. */
export const tagRECT: typeof RECT = RECT;
/** The same type as {@linkcode RECT}. */
export const _RECTL: typeof RECT = RECT;
/** The same type as {@linkcode RECT}. */
export const RECTL: typeof RECT = RECT;

/** A rectangle of characters on a console. */
export const SMALL_RECT: RecordType<{
  readonly Left: typeof SHORT;
  readonly Top: typeof SHORT;
  readonly Right: typeof SHORT;
  readonly Bottom: typeof SHORT;
}, "structure"> = Structure({
  Left: SHORT,
  Top: SHORT,
  Right: SHORT,
  Bottom: SHORT,
}, { name: "SMALL_RECT" });
/** An instance of {@linkcode SMALL_RECT}. */
export type SMALL_RECT = InstanceOf<typeof SMALL_RECT>;
/** The same type as {@linkcode SMALL_RECT}. */
export const _SMALL_RECT: typeof SMALL_RECT = SMALL_RECT;

/** A place on a console. */
export const COORD: RecordType<{
  readonly X: typeof SHORT;
  readonly Y: typeof SHORT;
}, "structure"> = Structure({
  X: SHORT,
  Y: SHORT,
}, { name: "COORD" });
/** An instance of {@linkcode COORD}. */
export type COORD = InstanceOf<typeof COORD>;
/** The same type as {@linkcode COORD}. */
export const _COORD: typeof COORD = COORD;

/** A place. */
export const POINT: RecordType<{
  readonly x: typeof LONG;
  readonly y: typeof LONG;
}, "structure"> = Structure({
  x: LONG,
  y: LONG,
}, { name: "POINT" });
/** An instance of {@linkcode POINT}. */
export type POINT = InstanceOf<typeof POINT>;
/** The same type as {@linkcode POINT}. */
export const tagPOINT: typeof POINT = POINT;
/** The same type as {@linkcode POINT}. */
export const _POINTL: typeof POINT = POINT;
/** The same type as {@linkcode POINT}. */
export const POINTL: typeof POINT = POINT;

/** A width and a height. */
export const SIZE: RecordType<{
  readonly cx: typeof LONG;
  readonly cy: typeof LONG;
}, "structure"> = Structure({
  cx: LONG,
  cy: LONG,
}, { name: "SIZE" });
/** An instance of {@linkcode SIZE}. */
export type SIZE = InstanceOf<typeof SIZE>;
/** The same type as {@linkcode SIZE}. */
export const tagSIZE: typeof SIZE = SIZE;
/** The same type as {@linkcode SIZE}. */
export const SIZEL: typeof SIZE = SIZE;

/** A time: the number of 100 ns since 1601-01-01 UTC. */
export const FILETIME: RecordType<{
  readonly dwLowDateTime: typeof DWORD;
  readonly dwHighDateTime: typeof DWORD;
}, "structure"> = Structure({
  dwLowDateTime: DWORD,
  dwHighDateTime: DWORD,
}, { name: "FILETIME" });
/** An instance of {@linkcode FILETIME}. */
export type FILETIME = InstanceOf<typeof FILETIME>;
/** The same type as {@linkcode FILETIME}. */
export const _FILETIME: typeof FILETIME = FILETIME;

/** A date and a time of day. Months count from 1, days of the week from Sunday, 0. */
export const SYSTEMTIME: RecordType<{
  readonly wYear: typeof WORD;
  readonly wMonth: typeof WORD;
  readonly wDayOfWeek: typeof WORD;
  readonly wDay: typeof WORD;
  readonly wHour: typeof WORD;
  readonly wMinute: typeof WORD;
  readonly wSecond: typeof WORD;
  readonly wMilliseconds: typeof WORD;
}, "structure"> = Structure({
  wYear: WORD,
  wMonth: WORD,
  wDayOfWeek: WORD,
  wDay: WORD,
  wHour: WORD,
  wMinute: WORD,
  wSecond: WORD,
  wMilliseconds: WORD,
}, { name: "SYSTEMTIME" });
/** An instance of {@linkcode SYSTEMTIME}. */
export type SYSTEMTIME = InstanceOf<typeof SYSTEMTIME>;
/** The same type as {@linkcode SYSTEMTIME}. */
export const _SYSTEMTIME: typeof SYSTEMTIME = SYSTEMTIME;

/** A message to a window. */
export const MSG: RecordType<{
  readonly hWnd: typeof HWND;
  readonly message: typeof UINT;
  readonly wParam: typeof WPARAM;
  readonly lParam: typeof LPARAM;
  readonly time: typeof DWORD;
  readonly pt: typeof POINT;
}, "structure"> = Structure({
  hWnd: HWND,
  message: UINT,
  wParam: WPARAM,
  lParam: LPARAM,
  time: DWORD,
  pt: POINT,
}, { name: "MSG" });
/** An instance of {@linkcode MSG}. */
export type MSG = InstanceOf<typeof MSG>;
/** The same type as {@linkcode MSG}. */
export const tagMSG: typeof MSG = MSG;

/** A file that was found, its names in bytes. */
export const WIN32_FIND_DATAA: RecordType<{
  readonly dwFileAttributes: typeof DWORD;
  readonly ftCreationTime: typeof FILETIME;
  readonly ftLastAccessTime: typeof FILETIME;
  readonly ftLastWriteTime: typeof FILETIME;
  readonly nFileSizeHigh: typeof DWORD;
  readonly nFileSizeLow: typeof DWORD;
  readonly dwReserved0: typeof DWORD;
  readonly dwReserved1: typeof DWORD;
  readonly cFileName: ArrayType<typeof CHAR>;
  readonly cAlternateFileName: ArrayType<typeof CHAR>;
}, "structure"> = Structure({
  dwFileAttributes: DWORD,
  ftCreationTime: FILETIME,
  ftLastAccessTime: FILETIME,
  ftLastWriteTime: FILETIME,
  nFileSizeHigh: DWORD,
  nFileSizeLow: DWORD,
  dwReserved0: DWORD,
  dwReserved1: DWORD,
  cFileName: ArrayOf(CHAR, MAX_PATH),
  cAlternateFileName: ArrayOf(CHAR, 14),
}, { name: "WIN32_FIND_DATAA" });
/** An instance of {@linkcode WIN32_FIND_DATAA}. */
export type WIN32_FIND_DATAA = InstanceOf<typeof WIN32_FIND_DATAA>;

/** A file that was found. Its names read as {@linkcode WCHAR}s, which have 4 bytes off Windows, as in Python. */
export const WIN32_FIND_DATAW: RecordType<{
  readonly dwFileAttributes: typeof DWORD;
  readonly ftCreationTime: typeof FILETIME;
  readonly ftLastAccessTime: typeof FILETIME;
  readonly ftLastWriteTime: typeof FILETIME;
  readonly nFileSizeHigh: typeof DWORD;
  readonly nFileSizeLow: typeof DWORD;
  readonly dwReserved0: typeof DWORD;
  readonly dwReserved1: typeof DWORD;
  readonly cFileName: ArrayType<typeof WCHAR>;
  readonly cAlternateFileName: ArrayType<typeof WCHAR>;
}, "structure"> = Structure({
  dwFileAttributes: DWORD,
  ftCreationTime: FILETIME,
  ftLastAccessTime: FILETIME,
  ftLastWriteTime: FILETIME,
  nFileSizeHigh: DWORD,
  nFileSizeLow: DWORD,
  dwReserved0: DWORD,
  dwReserved1: DWORD,
  cFileName: ArrayOf(WCHAR, MAX_PATH),
  cAlternateFileName: ArrayOf(WCHAR, 14),
}, { name: "WIN32_FIND_DATAW" });
/** An instance of {@linkcode WIN32_FIND_DATAW}. */
export type WIN32_FIND_DATAW = InstanceOf<typeof WIN32_FIND_DATAW>;
